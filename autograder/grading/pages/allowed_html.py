"""Allowed HTML: what a student's HTML may say where an instructor reads it, and the function that enforces it.

nh3 (the parser html5ever, the cleaner ammonia) does the work. An allowance is a list of elements and attributes;
whatever is not on it is text, or gone. No element on a list has content that a browser reads as anything but HTML
(style, script, svg, title, noscript, iframe, annotation-xml …), so that cleaned HTML means the same to every parser.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import nh3
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
BLOCKS = PROSE - _words("a img del s u kbd summary") | _words(
    "address article aside dialog div fieldset figcaption figure footer form header hgroup main nav section"
)
VOID = _words("br hr img wbr")
UNSEEN = _words("script style")
HIGHLIGHTED = frozenset(filter(None, STANDARD_TYPES.values())) | {"highlight", "anchor-link"}

SPAN = re.compile(r"\d{1,3}")  # no table of a page has a thousand columns, no picture a thousand pixels of its own
LINK = re.compile(r"(https?://|mailto:|#).*", re.IGNORECASE | re.DOTALL)
# The picture itself: an address would tell somebody who looks at it, and when.
PICTURE = re.compile(r"data:image/(png|jpeg);base64,[A-Za-z0-9+/=\s]*")
# The lesson's own only: two kilobytes of SVG may ask for gigabytes.
OWN_PICTURE = re.compile(r"data:image/(png|jpeg|svg\+xml);base64,[A-Za-z0-9+/=\s]*")
# No bracket, so no url(…); no minus before a digit, so nothing moves over what else is on the page.
DECLARATION = re.compile(r"\s*+([a-z-]++)\s*+:\s*+((?:[a-z#%., ]|\d|-(?!\d))*+)", re.IGNORECASE)
TAG = re.compile(r"<(/?)([a-zA-Z][^\t\n\f\r />]*+)")
NO_CHARACTER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# Words, and lengths below ten: a formula stays where it is.
LENGTHS = re.compile(r"(?:[a-z%#+ ]|-(?![1-9])|\d(?:\.\d{1,3})?+(?![\d.]))*+", re.IGNORECASE)
SCRIPT_LEVEL = re.compile(r"\+?[0-3]")  # a negative one makes letters of a screen's height
ANCHOR = "text-"
# Twenty times what a lesson needs. For 100,000 characters html5ever takes 0.1 s within this bound, whatever they are;
# unbounded, 1 s for nested lists and 3 s for formatting without an end, four times that for twice as many.
MOST_TANGLED = 200
NOTHING = re.compile(r"(?!)")
ANYTHING = re.compile(r".*", re.DOTALL)
Values = Mapping[str, "re.Pattern[str] | frozenset[str]"]


@dataclass(frozen=True)
class Allowance:
    """What HTML may contain.

    `attributes` maps an element to its attributes, each to a pattern that its value must match, or to the words that it
    may consist of. `styles` are CSS properties. An element that is not allowed is dropped, its content kept, or
    `as_text` written out.
    """

    tags: frozenset[str]
    attributes: Mapping[str, Values]
    styles: frozenset[str] = frozenset()
    as_text: bool = False

    @cached_property
    def cleaner(self) -> nh3.Cleaner:
        """nh3 with this allowance: it knows an element's attributes by their names, and asks for each one's value."""
        names = {tag: set(values) for tag, values in self.attributes.items()}
        return nh3.Cleaner(
            tags=self.tags,
            clean_content_tags=UNSEEN,
            attributes=names | {"*": {"style"} if self.styles else set()},  # without it, any element keeps its title
            attribute_filter=self.value,
            url_schemes={"http", "https", "mailto", "data"},
        )

    def opened(self, tag: re.Match[str]) -> str:
        """The beginning of a tag as nh3 is to read it: it parses even what it drops, and cannot write it out as text.

        Where an element is not allowed, <wbr> stands for it, in which nothing nests, or a text.
        """
        slash, name = tag[1], tag[2].lower()
        if name in self.tags or (name in UNSEEN and not self.as_text):
            return tag[0]
        if self.as_text:
            return tag[0].replace("<", "&lt;")
        return "\n<wbr" if name in BLOCKS and not slash else f"<{slash}wbr"

    def value(self, tag: str, name: str, value: str) -> str | None:
        """An attribute's value as it may stand; None where the attribute may not."""
        if name == "rel":  # nh3's own, so that a link tells nobody where it was
            return value
        if name == "style":
            return self.declarations(value) or None
        match self.attributes.get(tag, {}).get(name, NOTHING):
            case frozenset() as words if not words >= set(value.split()):
                return None
            case re.Pattern() as pattern if not pattern.fullmatch(value):
                return None
        return _anchored(name, value)

    def declarations(self, style: str) -> str:
        """The declarations of allowed properties with plain values: no function, no address, nothing negative."""
        matches = (match for part in style.split(";") if (match := DECLARATION.fullmatch(part)))
        return ";".join(f"{match[1]}:{match[2].strip()}" for match in matches if match[1].lower() in self.styles)


def _anchored(name: str, value: str) -> str:
    """Names of headings get a prefix, and links inside the text too, so that none stands for a part of the page itself.

    nbgrader's Formgrader finds its score boxes by their ids.
    """
    match name:
        case "id":
            return ANCHOR + value
        case "href":
            return re.sub("^#", f"#{ANCHOR}", value)
    return value


_CELLS: Values = {"colspan": SPAN, "rowspan": SPAN, "scope": _words("row col rowgroup colgroup")}
_CLASS: Values = {"class": HIGHLIGHTED}
_HEADINGS: dict[str, Values] = {f"h{level}": {"id": ANYTHING} for level in range(1, 7)}
_FORMULAS: dict[str, Values] = {
    tag: dict.fromkeys(FORMULA_ATTRIBUTES, LENGTHS) | {"scriptlevel": SCRIPT_LEVEL} for tag in FORMULAS
}

OUTPUT = Allowance(TEXT | TABLES, {"td": _CELLS, "th": _CELLS})
"""What a student's output may contain."""

CARD = Allowance(
    TEXT | TABLES | {"div"},
    {"td": _CELLS, "th": _CELLS, "table": {"aria-label": ANYTHING}},
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
        "a": {"href": LINK, "title": ANYTHING, **_CLASS},
        "img": {"src": PICTURE, "alt": ANYTHING, "title": ANYTHING, "width": SPAN, "height": SPAN},
        "details": {"open": ANYTHING},
        "ol": {"start": SPAN},
        **dict.fromkeys(("div", "pre", "code", "span"), _CLASS),
        "td": _CELLS,
        "th": _CELLS,
    },
    styles=_words("text-align"),
    as_text=True,
)
"""What a student's text cell may contain: all that a lesson's does, but for its drawings."""

OWN_TEXT = replace(
    CELL_TEXT, attributes={**CELL_TEXT.attributes, "img": {**CELL_TEXT.attributes["img"], "src": OWN_PICTURE}}
)
"""What a lesson's own text cell may contain."""


def readable(text: str) -> str:
    """A text that can be written to a page: what is no character to be seen is U+FFFD."""
    return NO_CHARACTER.sub("\ufffd", text)


def clean(html: str, allowance: Allowance) -> str | None:
    """The HTML with only what is allowed; None when it is too tangled to be read in reasonable time."""
    html = TAG.sub(allowance.opened, readable(html))
    return None if _tangled(html) else allowance.cleaner.clean(html)


def _tangled(html: str) -> bool:
    """Whether more elements are unclosed, or opened or closed out of turn, than anyone writes.

    Each of them makes html5ever slower for all that follows.
    """
    unclosed: list[str] = []
    out_of_turn = 0
    for closing, name in TAG.findall(html):
        tag = name.lower()
        if tag in VOID:
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
