"""A line of a derivation as a tree of nodes, and how it is written: as plain text, or typeset in HTML.

Writing keeps the brackets that were typed, and puts in those that reading needs: what is written is read as the same
tree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from html import escape
from typing import Any

from autograder.notation.syntax.spelling import ONES

SUM, TERM, CONTRACTION, HADAMARD, PRODUCT, RATIO, POSTFIX, ATOM = range(8)
PRODUCTS = (" ", "·", "*")
LEVELS = {
    "+": SUM,
    "-": SUM,
    ":": CONTRACTION,
    "⊙": HADAMARD,
    "⊘": HADAMARD,
    " ": PRODUCT,
    "·": PRODUCT,
    "*": PRODUCT,
    "/": RATIO,
}
BARS, DETERMINANT_BARS = "|·|", "|det|"  # the function of |A|, and what it is in log|K|
ENCLOSING = {"norm": "‖", BARS: "|", DETERMINANT_BARS: "|"}  # functions that are written around what they are of
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Node:
    """A part of a line; `column` is where it stands, `bracketed` whether brackets were typed around it.

    Neither counts when two are compared.
    """

    column: int = field(compare=False, kw_only=True, default=0)
    bracketed: bool = field(compare=False, kw_only=True, default=False)

    def __str__(self) -> str:
        return render(self, PLAIN)


@dataclass(frozen=True)
class Symbol(Node):
    """A declared matrix, tensor, scalar or differential; `typed` is the spelling it was given, "" for its own."""

    name: str
    typed: str = field(compare=False, kw_only=True, default="")


@dataclass(frozen=True)
class Constant(Symbol):
    """𝟏, I, J or C with the dimensions that it has where it stands."""

    shape: tuple[str, ...] = field(compare=False, kw_only=True, default=())


@dataclass(frozen=True)
class Number(Node):
    """A number, as it is written."""

    text: str


@dataclass(frozen=True)
class Transposed(Node):
    """bodyᵀ."""

    body: Node


@dataclass(frozen=True)
class Power(Node):
    """The product of so many `body`; of their inverses where the exponent is negative."""

    body: Node
    exponent: int


@dataclass(frozen=True)
class Indexed(Node):
    """body_letters: an entry."""

    body: Node
    letters: str


@dataclass(frozen=True)
class Apply(Node):
    """function(body): Tr, sum, h, h', ‖body‖; or d(body) and ∂(body)."""

    function: str
    body: Node


@dataclass(frozen=True)
class Summed(Node):
    """Σ_letters body; `end` is the dimension that a sum from 1 names as its end, "" where it names none."""

    letters: str
    body: Node
    end: str = ""


@dataclass(frozen=True)
class Negative(Node):
    """−body."""

    body: Node


@dataclass(frozen=True)
class Binary(Node):
    """left operator right; the operator is one of + - : ⊙ ⊘ · * / or a blank, for juxtaposition."""

    operator: str
    left: Node
    right: Node


def is_differential(name: str) -> bool:
    """Whether a name is that of a differential, or of one's part of a quotient: dW, ∂L."""
    return len(name) > 1 and name[0] in "d∂"


def parts(node: Node) -> Iterator[Node]:
    """The parts that a node is made of."""
    for name in ("left", "right", "body"):
        if (part := getattr(node, name, None)) is not None:
            yield part


def walk(node: Node) -> Iterator[Node]:
    """A node and all its parts, and theirs."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(list(parts(node)))


def rebuilt(node: Node, change: Callable[[Node], Node | None]) -> Node:
    """A node with others in the place of its parts: `change` gives the other one, or None to look further inside."""
    if (other := change(node)) is not None:
        return other
    changed: dict[str, Any] = {
        name: rebuilt(part, change)
        for name in ("left", "right", "body")
        if (part := getattr(node, name, None)) is not None
    }
    return replace(node, **changed) if changed else node


def factors(node: Node) -> list[Node]:
    """The factors of a matrix product, from left to right; what is no product is its only factor."""
    found, waiting = [], [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Binary) and part.operator in PRODUCTS:
            waiting += [part.right, part.left]
        else:
            found.append(part)
    return found


def relettered(node: Node, letters: Mapping[int, str]) -> Node:
    """A node with other names of the indices; `letters` is a table as for str.translate."""
    parts: dict[str, Any] = {
        name: relettered(part, letters)
        for name in ("left", "right", "body")
        if (part := getattr(node, name, None)) is not None
    }
    if isinstance(node, Indexed | Summed):
        parts["letters"] = node.letters.translate(letters)
    return replace(node, **parts)


def level(node: Node) -> int:
    """How tightly a node holds together, from SUM to ATOM."""
    match node:
        case Binary(operator=operator):
            return LEVELS[operator]
        case Negative():
            return TERM
        case Summed():
            return PRODUCT
        case Transposed() | Indexed() | Power():
            return POSTFIX
        case Apply() if _is_bare(node):
            return POSTFIX
        case _:
            return ATOM


def _encloses(node: Node) -> bool:
    """Whether bars stand in a part: which of ‖A ‖B‖ C‖ belong together could not be seen."""
    return any(isinstance(part, Apply) and part.function in ENCLOSING for part in walk(node))


def _is_bare(node: Node) -> bool:
    """Whether a part is written without brackets: √d, log |K|."""
    match node:
        case Apply(function="√", body=Symbol() | Number()):
            return True
        case Apply(function="log", body=Apply(function=function)):
            return function in ENCLOSING
    return False


@dataclass(frozen=True)
class Style:
    """A way of writing: names, what is raised, what is lowered, and the operators."""

    name: Callable[[str], str]
    raised: Callable[[str], str]
    lowered: Callable[[str], str]
    operators: dict[str, str]
    bounds: Callable[[str, str], str]
    transpose: str = "ᵀ"
    exponent: Callable[[str], str] = lambda text: text.translate(SUPERSCRIPTS)
    minus: str = "-"
    prime: str = "'"


PLAIN = Style(
    str, str, lambda letters: f"_{letters}", {"/": "/", " ": " "}, lambda letter, end: f"_{{{letter}=1}}^{{{end}}}"
)


def _typeset_name(name: str) -> str:
    sign = name[0] if name[0] in "d∂" and len(name) > 1 else ""
    rest = escape(name.removeprefix(sign))
    return sign + (rest if rest == ONES else f"<i>{rest}</i>")


TYPESET = Style(
    _typeset_name,
    lambda body: f"<sup>{body}</sup>",
    lambda letters: f"<sub><i>{letters}</i></sub>",
    {"/": "/", " ": " ", "-": " − "},
    lambda letter, end: f"<sub><i>{letter}</i> = 1</sub><sup><i>{end}</i></sup>",
    "T",
    lambda text: text.replace("-", "−"),
    "−",
    "′",
)


def render(node: Node, style: Style) -> str:
    """A node in a style, with the brackets that its parts need.

    >>> render(Binary(" ", Transposed(Binary(" ", Symbol("A"), Symbol("B"))), Symbol("C")), PLAIN)
    '(A B)ᵀ C'
    """

    def part(inner: Node, least: int) -> str:
        open_ended = isinstance(inner, Summed) or (isinstance(inner, Binary) and isinstance(inner.right, Summed))
        text = render(inner, style)
        needed = inner.bracketed or level(inner) < least or (open_ended and least >= PRODUCT)
        return f"({text})" if needed else text

    def base(inner: Node, *alike: type[Node]) -> str:
        return part(inner, ATOM if isinstance(inner, alike) or _is_bare(inner) else POSTFIX)

    match node:
        case Symbol(name=name, typed=typed):
            return style.name(typed or name)
        case Number(text=text):
            return text
        case Transposed(body=Power(body=body, exponent=-1, bracketed=False)):
            return base(body, Power) + style.raised(style.exponent("-") + style.transpose)
        case Transposed(body=body):
            return base(body) + style.raised(style.transpose)
        case Power(body=body, exponent=exponent):
            return base(body, Power) + style.raised(style.exponent(str(exponent)))
        case Indexed(body=body, letters=letters):
            return base(body) + style.lowered(letters)
        case Apply(function=function, body=body) if function in ENCLOSING:
            inner, sign = render(body, style), ENCLOSING[function]
            return f"{sign}({inner}){sign}" if _encloses(body) else f"{sign}{inner}{sign}"
        case Apply(function=function, body=body):
            inner, name = render(body, style), function.replace("'", style.prime)
            return f"{name}{' ' * name.isalpha()}{inner}" if _is_bare(node) else f"{name}({inner})"
        case Summed(letters=letters, body=body, end=end):
            over = style.bounds(letters, end) if end else style.lowered(letters)
            return f"Σ{over} {part(body, PRODUCT)}"
        case Negative(body=body):
            return f"{style.minus}{part(body, TERM)}"
        case Binary(operator=operator, left=left, right=right):
            between = style.operators.get(operator, f" {operator} ")
            return part(left, LEVELS[operator]) + between + part(right, LEVELS[operator] + 1)
        case _:
            raise TypeError(f"no way to write {type(node).__name__}")
