"""Drawing: markup, scripts and pictures that a cell puts out when it runs."""

from tests.hostile.case import Hostile, before
from tests.hostile.cases.feedback import CAUGHT, HOSTILE, MARKUP, SVG, markup


def shown(name: str, source: str) -> Hostile:
    """Markup that a cell puts out when it runs: MARKUP is in reach as `markup`, SVG as `svg`."""
    given = f"import base64\nmarkup = {MARKUP!r}\nsvg = {SVG!r}\ncaught = {CAUGHT!r}\n"
    return markup(name, before("linear_grad_W", given + source))


CASES = [
    shown("prints-markup", "print(markup)\nimport sys\nprint(markup, file=sys.stderr)"),
    shown("shows-html", "from IPython.display import HTML\ndisplay(HTML(markup))\nHTML(markup)"),
    shown("shows-markdown", "from IPython.display import Markdown\nMarkdown(markup)"),
    shown(
        "shows-latex",
        f"""
from IPython.display import Latex
Latex(r"$\\href{{javascript:alert('{HOSTILE}')}}{{x}}$" + markup)
""",
    ),
    shown("shows-svg", "from IPython.display import SVG\nSVG(svg)"),
    shown("shows-javascript", f"from IPython.display import Javascript\nJavascript(\"alert('{HOSTILE}')\")"),
    shown("shows-frames", f"from IPython.display import IFrame\nIFrame('https://{HOSTILE}', 100, 100)"),
    shown(
        "shows-pictures-that-are-none",
        f"""
bad = "x' onerror='alert(`{HOSTILE}`)' \\"onerror=\\"alert('{HOSTILE}')"
gif = base64.b64encode(b"GIF89a").decode()
for kind in ("image/png", "image/jpeg", "image/gif", "image/svg+xml"):
    display({{kind: bad}}, raw=True)
    display({{kind: gif}}, metadata={{kind: {{"width": bad, "height": bad, "alt": bad}}}}, raw=True)
    display({{kind: gif}}, metadata={{"filenames": {{kind: "https://{HOSTILE}/a.png"}}}}, raw=True)
""",
    ),
    shown(
        "shows-unusual-kinds",
        """
jupyter = "application/vnd.jupyter.widget-"
for kind in ("text/html; charset=utf-8", "application/xhtml+xml", "application/pdf", "text/latex", "text/vnd.mermaid",
             jupyter + "view+json", jupyter + "state+json", "application/json", "application/vnd.plotly.v1+json",
             "application/vnd.vegalite.v5+json", "video/mp4", "text/xml", caught):
    display({kind: markup, "text/plain": markup}, raw=True)
    display({kind: {"model_id": caught, "state": {"a": caught}, "data": caught}}, raw=True)
""",
    ),
    shown(
        "updates-what-it-has-shown",
        "handle = display('plain', display_id=caught)\nhandle.update({'text/html': markup}, raw=True)",
    ),
    shown(
        "objects-that-draw-themselves",
        """
class Drawn:
    _repr_html_ = _repr_markdown_ = _repr_latex_ = __repr__ = lambda self: markup
    _repr_svg_ = lambda self: svg
    _repr_javascript_ = lambda self: caught
    _repr_mimebundle_ = lambda self, **k: {"text/html": markup, "image/svg+xml": svg}
display(Drawn())
Drawn()
""",
    ),
    shown("errors-with-markup", "raise type(caught, (Exception,), {})(markup)"),
    shown(
        "errors-that-draw-themselves",
        "class Drawn(Exception):\n    _render_traceback_ = lambda self: [markup]\nraise Drawn(markup)",
    ),
    shown(
        "colours-with-markup",
        "print('\\x1b[31;1m' + markup + '\\x1b]8;;https://' + caught + '\\x1b\\\\x\\x1b]8;;\\x1b\\\\')",
    ),
    shown(
        "markup-as-a-verdict",
        """
verdict = {"exercise": caught, "passed": True, "score": 1.0, "mistake": caught, "message": markup, "card": markup}
display({"text/html": markup}, metadata={"matrix_gradients": verdict}, raw=True)
""",
    ),
]
