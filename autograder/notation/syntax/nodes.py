"""From what the grammar recognises to the nodes of a tree: each method makes that of the rule which has its name."""
# ruff: noqa: D102

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from lark import Token, Transformer, v_args

from autograder.notation.syntax.spelling import ONES, SUBSCRIPTS, SUPERSCRIPTS
from autograder.notation.syntax.tree import (
    BARS,
    DETERMINANT_BARS,
    PRODUCTS,
    Apply,
    Binary,
    Indexed,
    Negative,
    Node,
    Number,
    Power,
    Summed,
    Symbol,
    Transposed,
    factors,
)


@v_args(inline=True)
class ToNodes(Transformer[Token, Node]):
    """lark's tree into nodes; `names` maps every spelling to its symbol."""

    def __init__(self, names: Mapping[str, str]) -> None:
        super().__init__()
        self.names = names

    def line(self, *parts: Node | Token) -> tuple[Node, ...]:
        return tuple(part for part in parts if isinstance(part, Node))

    def step(self, body: Node) -> Node:
        return body

    def symbol(self, token: Token) -> Node:
        typed = _without_blanks(token)
        name = self.names.get(typed, typed.replace("ones", ONES))
        return Symbol(name, typed=typed, column=_column(token))

    def number(self, token: Token) -> Node:
        return Number(str(token), column=_column(token))

    def apply(self, function: Token, body: Node) -> Node:
        name, inner = self.names[str(function)], replace(body, bracketed=False)
        if name == "log" and isinstance(inner, Apply) and inner.function == BARS:  # log|K| is log |det K|
            inner = replace(inner, function=DETERMINANT_BARS)
        return Apply(name, inner, column=_column(function))

    def norm(self, sign: Token, body: Node, _: Token) -> Node:
        return Apply("norm", replace(body, bracketed=False), column=_column(sign))

    def bars(self, sign: Token, body: Node, _: Token) -> Node:
        return Apply(BARS, replace(body, bracketed=False), column=_column(sign))

    def differential(self, sign: Token, body: Node) -> Node:
        return Apply(str(sign), replace(body, bracketed=False), column=_column(sign))

    def operator(self, sign: Token, by: Node, body: Node) -> Node:
        """∂/∂W applied to all that follows in its product, or to what stands in the brackets right behind it."""
        if isinstance(body, Binary) and body.operator in PRODUCTS and factors(body)[0].bracketed and not body.bracketed:
            return replace(body, left=self.operator(sign, by, body.left))
        return Binary("/", Apply("∂", replace(body, bracketed=False), column=_column(sign)), by, column=by.column)

    def nabla(self, token: Token) -> Node:
        by, of = re.findall(r"[A-Za-zℓ]", token)
        top, bottom = (Symbol(self.names.get(f"∂{name}", f"∂{name}"), typed=f"∂{name}") for name in (of, by))
        return Binary("/", replace(top, column=_column(token)), bottom, column=_column(token))

    def group(self, body: Node) -> Node:
        return replace(body, bracketed=True)

    def braces(self, body: Node) -> Node:
        return body

    def transposed(self, body: Node, _: Token) -> Node:
        return Transposed(body, column=body.column)

    def power(self, body: Node, sign: Token) -> Node:
        return Power(body, _exponent(sign), column=body.column)

    def inverse_transposed(self, body: Node, _: Token) -> Node:
        return Transposed(Power(body, -1, column=body.column), column=body.column)

    def indexed(self, body: Node, subscript: Token) -> Node:
        return Indexed(body, _letters(subscript), column=body.column)

    def sigma(self, sign: Token, subscript: Token, body: Node) -> Node:
        return Summed(_letters(subscript), body, _end(subscript), column=_column(sign))

    def negative(self, sign: Token, body: Node) -> Node:
        return Negative(body, column=_column(sign))

    def add(self, left: Node, right: Node) -> Node:
        return Binary("+", left, right, column=right.column)

    def subtract(self, left: Node, _: Token, right: Node) -> Node:
        return Binary("-", left, right, column=right.column)

    def contract(self, left: Node, sign: Token, right: Node) -> Node:
        return Binary(":", left, right, column=_column(sign))

    def hadamard(self, left: Node, sign: Token, right: Node) -> Node:
        return Binary("⊘" if sign in ("⊘", "./") else "⊙", left, right, column=_column(sign))

    def product(self, left: Node, right: Node) -> Node:
        return Binary(" ", left, right, column=right.column)

    def dotted(self, left: Node, sign: Token, right: Node) -> Node:
        return Binary("*" if sign == "*" else "·", left, right, column=_column(sign))

    def ratio(self, left: Node, right: Node) -> Node:
        return Binary("/", left, right, column=right.column)

    def ratio_to_sum(self, left: Node, sign: Token, subscript: Token, body: Node) -> Node:
        return self.ratio(left, self.sigma(sign, subscript, body))


def _column(token: Token) -> int:
    return (token.column or 1) - 1


def _without_blanks(name: str) -> str:
    return re.sub(r"\s", "", name)


def _letters(subscript: Token) -> str:
    return re.sub(r"[^A-Za-z]", "", subscript.partition("=")[0].translate(SUBSCRIPTS))


def _exponent(sign: Token) -> int:
    digits = sign.translate(SUPERSCRIPTS)
    return int(re.sub(r"[^\d-]", "", digits))


def _end(subscript: Token) -> str:
    """The letter of the dimension that a sum's bounds name: "m" for k = 1 … m, "" for a sum without bounds."""
    return re.sub(r"[^A-Za-z]", "", subscript.partition("=")[2])
