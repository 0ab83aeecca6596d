"""HTML that may be shown to an instructor: what a student's HTML is allowed to say, and the function that enforces it.

bleach does the work. An allowance is a list of elements and attributes; whatever is not on it is text, or gone. No
element on a list has content that a browser reads as anything but HTML (style, script, svg, title, noscript, iframe,
annotation-xml …), so that cleaned HTML means the same to every parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import bleach
from bleach.html5lib_shim import Filter
from pygments.token import STANDARD_TYPES

EMBEDDED = re.compile(r"data:image/[a-z+]+;base64,[A-Za-z0-9+/=]*")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TEXT = _words("p br b i em strong code pre sub sup ul ol li span")
TABLES = _words("table caption thead tbody tfoot tr th td")
PROSE = _words("h1 h2 h3 h4 h5 h6 blockquote hr div a img del s u kbd dl dt dd details summary")
FORMULAS = _words(
    "math mrow mi mn mo mtext mspace ms mfrac msqrt mroot mstyle merror mpadded mphantom menclose msub msup msubsup "
    "munder mover munderover mmultiscripts mprescripts none mtable mtr mlabeledtr mtd"
)
FORMULA_ATTRIBUTES = _words(
    "display displaystyle scriptlevel mathvariant stretchy symmetric minsize maxsize fence separator form accent "
    "accentunder lspace rspace movablelimits linethickness width height depth notation rowspacing columnspacing "
    "columnalign rowalign columnlines rowlines frame"
)
VOID = _words("br hr img")
HIGHLIGHTED = frozenset(filter(None, STANDARD_TYPES.values())) | {"highlight", "anchor-link"}

SPAN = re.compile(r"\d{1,3}")
LINK = re.compile(r"(https?://|mailto:|#).*", re.IGNORECASE | re.DOTALL)
PICTURE = re.compile(r"data:image/(png|jpeg|svg\+xml);base64,[A-Za-z0-9+/=\s]*")
DECLARATION = re.compile(r"\s*+([a-z-]++)\s*+:\s*+((?:[a-z#%., ]|\d|-(?!\d))*+)", re.IGNORECASE)
TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
# Words, and lengths below ten: a formula stays where it is.
LENGTHS = re.compile(r"(?:[a-z%#+ -]|\d(?:\.\d{1,3})?+(?![\d.]))*+", re.IGNORECASE)
ANCHOR = "text-"
MOST_TANGLED = 200

Values = Mapping[str, "re.Pattern[str] | frozenset[str] | None"]


@dataclass(frozen=True)
class Allowance:
    """What HTML may contain.

    `attributes` maps an element to its attributes, each to a pattern or a set of words that its value must match, or to
    None where any value will do. `styles` are CSS properties. An element that is not allowed is dropped, its content
    kept, or with `shown` written out as text.
    """

    tags: frozenset[str]
    attributes: Mapping[str, Values]
    styles: frozenset[str] = frozenset()
    shown: bool = False
    filters: tuple[type[Filter], ...] = ()

    def allows(self, tag: str, name: str, value: str) -> bool:
        """Whether an element keeps an attribute; bleach cleans what a style says."""
        if name == "style":
            return bool(self.styles)
        values = self.attributes.get(tag, {})
        if name not in values:
            return False
        allowed = values[name]
        if isinstance(allowed, frozenset):
            return set(value.split()) <= allowed
        return allowed is None or allowed.fullmatch(value) is not None

    def sanitize_css(self, style: str) -> str:
        """The declarations of allowed properties with plain values: no function, no address, nothing negative."""
        kept = (match for part in style.split(";") if (match := DECLARATION.fullmatch(part)))
        return ";".join(f"{match[1]}:{match[2].strip()}" for match in kept if match[1].lower() in self.styles)


class Anchors(Filter):
    """Names of headings get a prefix, and links inside the text too, so that none stands for a part of the page itself.

    nbgrader's Formgrader finds its score boxes by their ids. Other links learn nothing about the page they are on.
    """

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for token in super().__iter__():
            if token["type"] in ("StartTag", "EmptyTag"):
                attributes = token["data"]
                if name := attributes.get((None, "id")):
                    attributes[None, "id"] = ANCHOR + name
                if address := attributes.get((None, "href")):
                    attributes[None, "href"] = re.sub("^#", f"#{ANCHOR}", address)
                    attributes[None, "rel"] = "noopener noreferrer"
            yield token


_CELLS: Values = {"colspan": SPAN, "rowspan": SPAN, "scope": _words("row col rowgroup colgroup")}
_CLASS: Values = {"class": HIGHLIGHTED}
_HEADINGS: dict[str, Values] = {f"h{level}": {"id": None} for level in range(1, 7)}
_FORMULAS: dict[str, Values] = {tag: dict.fromkeys(FORMULA_ATTRIBUTES, LENGTHS) for tag in FORMULAS}

OUTPUT = Allowance(TEXT | TABLES, {"td": _CELLS, "th": _CELLS})
"""What a student's output may contain."""

CARD = Allowance(
    TEXT | TABLES | {"div"},
    {"td": _CELLS, "th": _CELLS, "table": {"aria-label": None}},
    styles=_words(
        "background-color border border-collapse border-left color display font height margin margin-bottom margin-top "
        "max-width min-width overflow padding text-align vertical-align white-space width"
    ),
)
"""What any output on a page may contain: a verdict's card keeps its colours."""

CELL_TEXT = Allowance(
    TEXT | TABLES | PROSE | FORMULAS,
    {
        **_FORMULAS,
        **_HEADINGS,
        "a": {"href": LINK, "title": None, **_CLASS},
        "img": {"src": PICTURE, "alt": None, "title": None, "width": SPAN, "height": SPAN},
        "details": {"open": None},
        "ol": {"start": SPAN},
        **dict.fromkeys(("div", "pre", "code", "span"), _CLASS),
        "td": _CELLS,
        "th": _CELLS,
    },
    styles=_words("text-align"),
    shown=True,
    filters=(Anchors,),
)
"""What a text cell may contain: all that a lesson's does."""


def clean(html: str, allowance: Allowance) -> str | None:
    """The HTML with only what is allowed; None when it is too tangled to be read in reasonable time."""
    if _tangled(html, allowance.tags):
        return None
    cleaner = bleach.Cleaner(
        tags=allowance.tags,
        attributes=allowance.allows,
        protocols={"http", "https", "mailto", "data"},
        strip=not allowance.shown,
        filters=list(allowance.filters),
        css_sanitizer=allowance,
    )
    try:
        return str(cleaner.clean(html))
    except Exception:  # html5lib has no base class for its errors, and the HTML may be anything
        return None


def _tangled(html: str, tags: frozenset[str]) -> bool:
    """Whether more elements are unclosed, or opened or closed out of turn, than anyone writes.

    Each of them makes html5lib slower for all that follows.
    """
    unclosed: list[str] = []
    out_of_turn = 0
    for closing, name in TAG.findall(html):
        tag = name.lower()
        if tag not in tags or tag in VOID:
            continue
        if not closing:
            out_of_turn += tag == "p" and "p" in unclosed
            unclosed.append(tag)
        elif unclosed and unclosed[-1] == tag:
            unclosed.pop()
        else:
            out_of_turn += 1
        if len(unclosed) + out_of_turn > MOST_TANGLED:
            return True
    return False
