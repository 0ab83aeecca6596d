"""The syntax of derivations: what is written is read as the same tree, and typeset in balance."""

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from autograder.notation.syntax.parser import Syntax
from autograder.notation.syntax.spelling import plain
from autograder.notation.syntax.tree import (
    PLAIN,
    TYPESET,
    Apply,
    Binary,
    Indexed,
    Negative,
    Number,
    Summed,
    Symbol,
    Transposed,
    render,
)

SYMBOLS = {"A": (), "B": (), "C": (), "X": (), "G": (), "dW": (), "δ": ("delta", "d")}
SYNTAX = Syntax(SYMBOLS, {"h": (), "h'": ("dh",)})
names = st.sampled_from(["A", "B", "C", "X", "G", "dW"]).map(Symbol)
leaves = names | st.sampled_from(["2", "0.5", "13"]).map(Number)
letters = st.lists(st.sampled_from("ijkl"), min_size=1, max_size=3, unique=True).map("".join)
nodes = st.recursive(
    leaves,
    lambda inner: (
        inner.map(Transposed)
        | st.builds(Indexed, names, letters)
        | st.builds(Apply, st.sampled_from(["Tr", "sum", "h", "h'", "d", "∂"]), inner)
        | st.builds(Summed, letters, inner)
        | st.builds(Summed, st.sampled_from("ijkl"), inner, st.sampled_from("mn"))
        | inner.map(Negative)
        | st.builds(Binary, st.sampled_from([" ", "·", ":", "⊙", "+", "-"]), inner, inner)
    ),
    max_leaves=12,
)


@given(nodes)
@settings(max_examples=300)
def test_what_is_written_is_read_as_the_same_tree(node):
    text = render(node, PLAIN)
    assume(len(text) < 380)
    assert SYNTAX.parse(text) == (node,), text


@given(nodes)
def test_typesetting_balances_its_brackets_and_tags(node):
    html = render(node, TYPESET)
    assert html.count("(") == html.count(")")
    assert html.count("<sup>") == html.count("</sup>")
    assert html.count("<i>") == html.count("</i>")


@given(st.text(alphabet="AB^T{}_ij\\,; ∂Σℓ𝐋（$&", max_size=60))
def test_spelling_keeps_every_column(text):
    assert len(plain(text)) == len(text)
    assert len(plain(rf"\frac{{\partial \ell}}{{\mathbf{{W}}}} {text}")) == len(text) + 33
