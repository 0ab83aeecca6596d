"""The syntax of derivations: what is written is read as the same tree, and typeset in balance."""

import re

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
    Power,
    Summed,
    Symbol,
    Transposed,
    render,
)

SYMBOLS = {"A": (), "B": (), "C": (), "X": (), "G": (), "dW": (), "δ": ("delta", "d")}
SYNTAX = Syntax(SYMBOLS, {"h": (), "h'": ("dh",)})
names = st.sampled_from(["A", "B", "C", "X", "G", "dW"]).map(Symbol)
leaves = names | st.sampled_from(["2", "0.5", "13", "½"]).map(Number) | st.sampled_from(["𝟏", "I", "N"]).map(Symbol)
FUNCTIONS = [
    "Tr",
    "sum",
    "h",
    "h'",
    "d",
    "∂",
    "norm",
    "|·|",
    "√",
    "inv",
    "det",
    "softmax",
    "rowsum",
    "tanh",
    "tanh'",
    "σ",
]
letters = st.lists(st.sampled_from("ijkl"), min_size=1, max_size=3, unique=True).map("".join)
nodes = st.recursive(
    leaves,
    lambda inner: (
        inner.map(Transposed)
        | st.builds(Indexed, names, letters)
        | st.builds(Apply, st.sampled_from(FUNCTIONS), inner)
        | st.builds(Power, inner, st.sampled_from([-2, -1, 2, 3]))
        | st.builds(Summed, letters, inner)
        | st.builds(Summed, st.sampled_from("ijkl"), inner, st.sampled_from("mn"))
        | inner.map(Negative)
        | st.builds(Binary, st.sampled_from([" ", "·", ":", "⊙", "⊘", "+", "-"]), inner, inner)
    ),
    max_leaves=12,
)


@given(nodes)
@settings(max_examples=300)
def test_what_is_written_is_read_as_the_same_tree(node):
    text = render(node, PLAIN)
    assume(len(text) < 380)
    for typed in (text, *(table(text) for table in (keyboard, latex))):
        assume(len(typed) < 390)
        assert SYNTAX.parse(typed) == (node,), typed


def keyboard(text):
    """A formula as it is typed where there are no signs beyond ASCII."""
    signs = {"⁻ᵀ": "^-T", "⁻¹": "^-1", "⁻²": "^{-2}", "ᵀ": "^T", "²": "^2", "‖": "||", "⊘": "./", "⊙": ".*"}
    return translated(text, signs | {"³": "^3", "√": "sqrt ", "𝟏": "ones", "σ": "sigmoid", "Σ": "sum"})


def latex(text):
    """A formula as LaTeX has it."""
    raised = {"⁻ᵀ": r"^{-\top}", "⁻¹": "^{-1}", "⁻²": "^{-2}", "ᵀ": r"^{\top}", "²": "^{2}", "³": "^3"}
    signs = {"‖": r"\|", "⊘": r"\oslash ", "⊙": r"\odot ", "𝟏": r"\mathbf{1}", "σ": r"\sigma ", "Σ": r"\sum"}
    return translated(text, raised | signs | {"√": r"\sqrt ", "·": r"\cdot ", "tanh": r"\tanh", "|": r"\vert "})


def translated(text, signs):
    """A text with each of these signs, the longest first, in another spelling."""
    return re.sub("|".join(map(re.escape, sorted(signs, key=len, reverse=True))), lambda match: signs[match[0]], text)


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


def test_brackets_stay_as_they_were_typed():
    for text in ("A (B C)", "(A B) C", "A + (B - C)", "(A)", "2 (A B)ᵀ", "(A : B) : C"):
        (step,) = SYNTAX.parse(f"X = {text}")[1:]
        assert render(step, PLAIN) == text.removeprefix("(").removesuffix(")") if text == "(A)" else text
    assert render(SYNTAX.parse("A : [X dW.T]")[0], TYPESET) == "<i>A</i> : (<i>X</i> d<i>W</i><sup>T</sup>)"


def test_what_words_announce_or_explain_is_read_and_what_they_only_say_is_not():
    for text, steps in {
        "so that A = B, because X = 0 (and nothing else) ⟹ B = A": 6,
        "where C = A B, as the rule says": 2,
        "the first factor crosses, and C stands still": 0,
        "write A ⊙ B = C": 2,
        "collapse i: A = B": 2,
        "A = B   X crosses": 2,
        "since i = j, A = B": 2,
        "A = B (as C = X)": 4,
    }.items():
        assert len(SYNTAX.parse(text)) == steps, text
