"""Markup that would do something in a browser, and a reader that finds what is live in a page's HTML."""

import base64
from html.parser import HTMLParser

SVG = base64.b64encode(b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>').decode()
RUN = "window.__owned=1;alert(1)"
VECTORS = [
    f"<script>{RUN}</script>",
    f"<SCRIPT SRC=//evil.example/x.js>{RUN}</SCRIPT >",
    f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    f"<img src=x onerror='{RUN}'>",
    f'<img/src="x"/onerror="{RUN}"//',
    f"<img src=x:x onerror\x0b={RUN}>",
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    f"<svg><foreignObject><iframe srcdoc='<script>parent.{RUN}</script>'></iframe></foreignObject></svg>",
    f"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror={RUN}&gt;'>",
    f"<math><annotation-xml encoding='text/html'><img src=x onerror={RUN}></annotation-xml></math>",
    f"<math href='javascript:{RUN}'><mi href='javascript:{RUN}' xlink:href='javascript:{RUN}'>x</mi></math>",
    f"<math><maction actiontype='statusline' xlink:href='javascript:{RUN}'>x</maction></math>",
    f"<noscript><p title='</noscript><img src=x onerror={RUN}>'></noscript>",
    f"<title><a title='</title><img src=x onerror={RUN}>'></title>",
    f"<textarea></textarea><img src=x onerror={RUN}><textarea>",
    f"<!--><img src=x onerror={RUN}>-->",
    f"<![CDATA[><img src=x onerror={RUN}>]]>",
    f"<iframe src='javascript:parent.{RUN}'></iframe>",
    "<iframe src='https://evil.example/'></iframe>",
    f"<object data='javascript:{RUN}'></object><embed src='javascript:{RUN}'>",
    f"<a href='javascript:{RUN}'>x</a>",
    f"<a href='jAvA\tScRiPt&colon;{RUN}'>x</a>",
    f"<a href='&#x6A;avascript:{RUN}'>x</a>",
    f"<a href='files/javascript:{RUN}'>x</a>",
    f"<a href='/files/javascript:{RUN}'>x</a>",
    f"[x](javascript:{RUN})",
    f"[x](files/javascript:{RUN})",
    f"[x](data:text/html,<script>{RUN}</script>)",
    f"<javascript:{RUN}>",
    "![x](https://evil.example/x.png)",
    '![x](x.png"onerror="window.__owned=1)',
    "![x](attachment:missing.png)",
    f"![x](data:text/html;base64,{SVG})",
    f"<img src='data:image/svg+xml,<svg onload={RUN}>'>",
    "<img src='//evil.example/x.png' srcset='//evil.example/y.png 2x'>",
    "<video src='https://evil.example/v' poster='https://evil.example/p' autoplay></video>",
    "<p style='background:url(https://evil.example/b)'>x</p>",
    "<p style='position:fixed;top:0;left:0;width:100%;height:100%'>x</p>",
    "<td style='text-align:url(//evil.example/)'>x</td>",
    "<style>@import '//evil.example/s.css'; body { display: none }</style>",
    "<link rel=stylesheet href='https://evil.example/s.css'>",
    "<base href='https://evil.example/'>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    f"<form action='javascript:{RUN}'><button autofocus onfocus={RUN}>x</button></form>",
    f"<input autofocus onfocus={RUN}>",
    f"<details open ontoggle={RUN}><summary>x</summary></details>",
    f"<body onload={RUN}>",
    f"<marquee onstart={RUN}>x</marquee>",
    f"```mermaid\ngraph TD; a[<img src=x onerror={RUN}>]\n```",
    f"```<img src=x onerror={RUN}>\nx\n```",
    f"$\\text{{<img src=x onerror={RUN}>}}$",
    f"$\\href{{javascript:{RUN}}}{{x}}$",
    f"# <img src=x onerror={RUN}>",
    "# submission_id",
    "<h1 id='linear_grad_W-check' class='score'>x</h1>",
    "<span class='comment tabbable' data-link='x'>x</span>",
    f"<div></div><a href='#' onclick={RUN} target=_blank>x</a>",
    f"<x onclick={RUN} tabindex=1 onfocus={RUN} autofocus>x",
    f"<form><math><mtext></form><form><mglyph><style></math><img src=x onerror={RUN}>",
    f"<svg></p><style><a id='</style><img src=x onerror={RUN}>'>",
    f"<math><mi><table><mglyph><svg><mtext><textarea><path id='</textarea><img src=x onerror={RUN}>'>",
    f"<noscript><style></noscript><img src=x onerror={RUN}></style>",
    f"<select><template><style></select><script>{RUN}</script></style></template>",
    f"<p<script>{RUN}</script>",
    f"<wbr onclick={RUN}><script{chr(12)}>{RUN}</script\n>",
    f"<xmp><p title='</xmp><img src=x onerror={RUN}>'></xmp><plaintext><script>{RUN}</script>",
]


def words(text):
    return frozenset(text.split())


DEAD = words(
    "p br b i em strong code pre sub sup ul ol li span table caption thead tbody tfoot tr th td h1 h2 h3 h4 h5 h6 "
    "blockquote hr div a img del s u kbd dl dt dd details summary "
    "math mrow mi mn mo mtext mspace ms mfrac msqrt mroot mstyle merror mpadded mphantom menclose msub msup msubsup "
    "munder mover munderover mmultiscripts mprescripts none mtable mtr mlabeledtr mtd"
)
QUIET = words(
    "colspan rowspan scope title alt width height start open rel id class display displaystyle scriptlevel mathvariant "
    "stretchy symmetric minsize maxsize fence separator form accent accentunder lspace rspace movablelimits "
    "linethickness depth notation rowspacing columnspacing columnalign rowalign columnlines rowlines frame"
)
PICTURES = ("data:image/png;base64,", "data:image/jpeg;base64,", "data:image/svg+xml;base64,")


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.live = []

    def handle_starttag(self, tag, attributes):
        if tag not in DEAD:
            self.live.append(tag)
        self.live += [(tag, name, value) for name, value in attributes if not self.harmless(tag, name, value or "")]

    def harmless(self, tag, name, value):
        match name:
            case "href":
                return tag == "a" and value.lower().startswith(("http://", "https://", "mailto:", "#text-"))
            case "src":
                return tag == "img" and value.startswith(PICTURES)
            case "style":
                return value in ("", "text-align:left", "text-align:right", "text-align:center")
            case "id":
                return value.startswith("text-")
            case "class":
                return not {"score", "comment", "tabbable"} & set(value.split())
        return name in QUIET

    def handle_comment(self, text):
        self.live.append(text)

    handle_decl = handle_pi = unknown_decl = handle_comment


def live(html):
    """All in a piece of HTML that could run, fetch, or pass for a part of the page."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.live
