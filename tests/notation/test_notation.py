"""Derivations: what is true is accepted however it is written, what is not is pointed at, nothing upsets the reader."""

import random
import time
from functools import partial

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from autograder import judge
from autograder.notation.derivation.forms import isolated
from autograder.notation.derivation.judge import DerivationTask, Start, judge_derivation
from autograder.notation.meaning.evaluation import Evaluation
from autograder.notation.meaning.world import World, worlds
from autograder.notation.syntax.complaints import NotationError
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
SQUARE = ("A", "B", "C")


def derive(name, text):
    return judge(name, lambda: text)


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


def square_worlds():
    """Square matrices of one size, so that every rewriting of products conforms."""
    rng = np.random.default_rng(3)
    return tuple(World({"n": n}, {name: (rng.normal(size=(n, n)), ("n", "n")) for name in SQUARE}) for n in (2, 3, 4))


def rewritings(node, rng):
    """The node after one true identity, applied at a random place where one applies."""
    match node:
        case Binary(operator=":", left=left, right=right):
            choice = rng.randrange(5)
            if choice == 0:
                return Binary(":", right, left)
            if choice == 1:
                return Binary(":", Transposed(left), Transposed(right))
            if choice == 2:
                return Apply("Tr", Binary(" ", Transposed(left), right))
            if isinstance(right, Binary) and right.operator == " ":
                if choice == 3:
                    return Binary(":", Binary(" ", Transposed(right.left), left), right.right)
                return Binary(":", Binary(" ", left, Transposed(right.right)), right.left)
            return Binary(":", right, left)
        case Apply(function="Tr", body=Binary(operator=" ", left=left, right=right)):
            if rng.random() < 0.5:
                return Apply("Tr", Binary(" ", right, left))
            return Binary(":", Transposed(left), right)
        case _:
            return Apply("Tr", Transposed(node.body)) if isinstance(node, Apply) else node


SQUARE_TASK = DerivationTask(
    Syntax(dict.fromkeys(SQUARE, ())), square_worlds(), [Start("A : (B C)", lambda step: None)]
)


def rerender(times, rng):
    """A derivation of so many true steps."""
    node = Binary(":", Symbol("A"), Binary(" ", Symbol("B"), Symbol("C")))
    lines = [render(node, PLAIN)]
    for _ in range(times):
        node = rewritings(node, rng)
        lines.append("= " + render(node, PLAIN))
    return lines


@given(st.integers(0, 10**9))
@settings(max_examples=150, deadline=None)
def test_any_chain_of_true_rewritings_is_accepted(seed):
    lines = rerender(5, random.Random(seed))
    assume(max(map(len, lines)) < 300)
    assert judge_derivation("\n".join(lines), SQUARE_TASK).slug == ""


@given(st.integers(0, 10**9), st.integers(1, 4))
@settings(max_examples=150, deadline=None)
def test_a_corrupted_line_is_the_one_pointed_at(seed, broken):
    rng = random.Random(seed)
    lines = rerender(4, rng)
    old = rng.choice([name for name in SQUARE if name in lines[broken]])
    new = rng.choice([name for name in SQUARE if name != old])
    lines[broken] = rng.choice([lines[broken].replace(old, new, 1), "= 2 (" + lines[broken].removeprefix("= ") + ")"])
    assume(max(map(len, lines)) < 300)
    judgement = judge_derivation("\n".join(lines), SQUARE_TASK)
    assert judgement.line == broken + 1
    assert judgement.slug == "wrong_step"


RIGHT = {
    "linear_derivation": [
        "dL = G : dY\n= G : (X dWᵀ)\n= Gᵀ : (dW Xᵀ)\n= (Gᵀ X) : dW",
        "dℓ = G : dY = Tr(G^T X dW^T) = Tr(dW^T G^T X) = dW : (G^T X)",
        "G:dY\n=G:XdW.T\n=X.T G : dW.T\n=G.T X : dW",
        "= (Gᵀ X) : dW",
        "L = G : dY  # the definition\n= dW : (Xᵀ G)ᵀ.",
        "dL = G ∶ dY\n = (G' X) : dW",
        "dL = G : dY\n = 2 (Gᵀ X) : dW - (Gᵀ X) : dW = (Gᵀ X) : dW",
        "dY = d(X Wᵀ + B) = X dWᵀ\ndl = G : dY = G : (X dWᵀ) = (Gᵀ X) : dW",
        "dℓ = G : (dX Wᵀ + X dWᵀ + dB)\n= G : (X d W^t)   only W moves\n= G'X : d W",
    ],
    "wx_derivation": [
        "∂L/∂W_dc = Σ_ij G_ij ∂D_ij/∂W_dc\n= Σ_ij G_ij δ_id X_cj\n= Σ_j G_dj X_cj",
        "dL/dW_dc = sum_{i,j} dL/dD_ij dD_ij/dW_dc\n= Σ_ij G_ij d_id sum_k d_kc X_kj\n= sum_j G_dj X_cj = (G Xᵀ)_dc",
        "Σ_i Σ_j G_ij δ_id Σ_{k=1}^{m} δ_kc X_kj\n= (G X.T)_dc",
        "∂ℓ/∂W_{dc} = Σ_ij δ_di X_cj G_ij = Σ_n X_cn G_dn",
        "∂D_ij/∂W_dc = Σ_k δ_id δ_kc X_kj\n= δ_id X_cj\n∂ℓ/∂W_dc = Σ_ij G_ij δ_id X_cj\n= Σ_j G_dj X_cj",
        "∂L/∂W_pq = Σ_ab G_ab ∂D_ab/∂W_pq = Σ_ab G_ab δ_ap X_qb = Σ_b G_pb X_qb",
        "= Σ_ij G_ij Σ_k ∂W_ik/∂W_dc X_kj\n= Σ_ij G_ij δ_id X_cj\n= Σ_j G_dj X_cj",
        "dl/dW[d,c] = Σ_(i,j) G[i,j] ∂(Σ_k W_ik X_kj)/∂W_dc\n= Σ_i,j G_ij*δ_(i,d)*X_cj, chain rule\n= Σ_jG_djX_cj",
        "∂ℓ/∂W_dc = Σ_{i=1}^{H} Σ_{j=1}^n G_ij δ_id X_cj\nso:\n⇒ ∂ℓ/∂W_dc = Σ_{j=1}^n G_dj X_cj",
    ],
    "frobenius_derivation": [
        "(A B) : C = Tr((A B)ᵀ C)\n= Tr(Bᵀ Aᵀ C)\n= Tr(Aᵀ C Bᵀ)\n= A : (C Bᵀ)",
        "AB : C = tr(C^T A B) = tr(A B C^T) = A : (B C^T)^T",
        "(C Bᵀ) : A = Tr(B Cᵀ A) = A : (C Bᵀ)",
        "(A @ B) : C = tr((A @ B).T @ C)\n= tr(A'.C.B')\n= A : (C @ B.T)",
        "1. (A B) : C = Tr[(A B)^T C]\n2. = Tr[A^T C B^T]     (cyclic)\n3. = A : (C B^T)  ∎",
        "(A B):C = Tr( (AB)ᵀC ), by definition\n= Tr( AᵀCBᵀ )  // cyclic\n= A:(CBᵀ)   (3)",
        "(A B) : C =\n Tr((A B)^T C) =\n Tr(A^T C B^T) =\n A : (C B^T)",
        "⟨A B, C⟩ ⇒ sum((A B) ⊙ C) = Tr((A B)ᵀ C) => <A, C Bᵀ>",
        "𝐀𝐁 ∶ 𝐂 ＝ Tr（（𝐀𝐁）⊤𝐂） == 𝐀 ∶ 𝐂𝐁⊤",
    ],
    "tensor_derivation": [
        "dL = h'(Y) ⊙ dY\n= h'(Y) : H : dY\n= h'(Y) : H : (X dWᵀ)\n= h'(Y) : H : (X · F) : dW",
        "∂L_kl/∂W_pq = L'_ij H_ijklmn X_ms F_snpq\n= h'(Y_ij) H_ijklmn X_mq δ_np\n= h'(Y_kl) X_kq δ_lp",
        "∂L_kl/∂W_rs = h′(Y_kl) ∂Y_kl/∂W_rs = h′(Y_kl) X_ks δ_lr",
        "∂L/∂W = ∂L/∂Y : ∂Y/∂W = L' : H : (X·F)",
        "dL = h'(Y) ⊙ d(X Wᵀ + B) = h'(Y) ⊙ (dX Wᵀ + X dWᵀ + dB) = h'(Y):H:(X.F):dW",
        "∂L_kl/∂W_rs = ∂h(Y_kl)/∂W_rs = h'(Y)_kl dY_kl/dW_rs = h'(Y_kl) * X_ks * d_lr",
        "dL = L' o dY = dY : H : L' = L' : H : (X (F : dW)) = L′ : H : X·F : dW",
    ],
}


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in RIGHT.items() for text in texts])
def test_right_derivations_in_many_styles(name, text):
    verdict = derive(name, text)
    assert verdict.passed, str(verdict)
    assert verdict.line is None
    assert len(verdict.working) == sum("so:" not in line for line in text.splitlines())


WRONG = [
    ("linear_derivation", "dL = G : dY\n= G : (X dW)\n= (Xᵀ G) : dW", "does_not_conform", 2, "q and p do not meet"),
    ("linear_derivation", "dL = G : dY\n= G : (X dWᵀ)\n= 2 (Gᵀ X) : dW", "wrong_step", 3, "the step before it"),
    ("linear_derivation", "dL = G : dY\n= G : (X dWᵀ)\n= X dWᵀ", "wrong_step", 3, "this is (N, p)"),
    ("linear_derivation", "dL = G : dY\n= G : (X dWᵀ", "notation", 2, "closing bracket"),
    ("linear_derivation", "dL = G : dY\n= G : (Z dWᵀ)", "notation", 2, "'Z' is not a symbol"),
    ("linear_derivation", "dL = G : dY\n= G : : dY", "notation", 2, "stands where"),
    ("linear_derivation", "dL = G : dY\n= G : (X dWᵀ)", "unfinished", 2, "dW must stand alone"),
    ("linear_derivation", "dL = (Gᵀ X) : dW = Tr(Xᵀ G dW)", "unfinished", 1, "M : dW"),
    ("linear_derivation", "dL = G * dY", "does_not_conform", 1, "ambiguous"),
    ("linear_derivation", "dL = 1/0 G : dY", "does_not_conform", 1, "zero"),
    ("linear_derivation", "", "unfinished", None, "no line"),
    ("linear_derivation", 7, "wrong_type", None, "int"),
    ("wx_derivation", "∂L/∂W_dc = Σ_ij G_ij δ_id X_cj\n= G_dj X_cj", "does_not_conform", 2, "Σ_j is missing"),
    ("wx_derivation", "∂L/∂W_dc = Σ_ij G_ij δ_id X_cj\n= Σ_j G_dj X_jc", "does_not_conform", 2, "runs over"),
    ("wx_derivation", "∂L/∂W_dc = Σ_ij G_ij δ_ic X_cj", "does_not_conform", 1, "δ_ic compares"),
    ("wx_derivation", "∂L/∂W_dc = Σ_ij G_ij δ_id X_cj", "unfinished", 1, "no δ"),
    ("wx_derivation", "∂L/∂W_dc = Σ_j G_dj X_cj", "missing_step", None, "write the δ"),
    ("wx_derivation", "∂L/∂W_dc = Σ_ij G_ij δ_id X_cj\n= G Xᵀ", "wrong_step", 2, "(H, m)"),
    (
        "wx_derivation",
        "∂L/∂W_dc = Σ_ij G_ij δ_id X_cj\n= Σ_ij G_ij X_cj",
        "wrong_step",
        2,
        "this is an entry with the indices c, and",
    ),
    ("wx_derivation", "∂L/∂W_dc = Σ_ij G_ij ∂D_ij/∂W_cd", "does_not_conform", 1, "c runs over m, and in ∂D/∂W"),
    ("wx_derivation", "∂L/∂W_dc = Σ_jj G_dj X_cj", "does_not_conform", 1, "twice"),
    ("wx_derivation", "∂L/∂W_dc = Σ_i (Σ_j G_ij) (Σ_k X_ki)", "does_not_conform", 1, "runs over"),
    ("wx_derivation", "∂L/∂W_dc = Σ_{j=1}^m G_dj X_cj", "does_not_conform", 1, "its sum ends at n, not at m"),
    ("wx_derivation", "∂D_ij/∂W_dc = X_cj\n∂L/∂W_dc = Σ_j G_dj X_cj", "wrong_step", 1, "c, j, and"),
    ("wx_derivation", "∂D_ij/∂W_dc = δ_id X_cj", "wrong_step", 1, "must start from"),
    ("wx_derivation", "∂L/∂W_dc = Σ_j G_dj X_cj\n∂D_ij/∂W_dc = δ_id X_cj", "unfinished", 2, "stands aside"),
    ("wx_derivation", "∂L/∂W_dc = ∂/∂W_dc L", "notation", 1, "∂ stands before"),
    ("linear_derivation", "dL = G : dY\n= (Gᵀ X) : dW (= X G : dW by the rule)", "notation", 2, "stands where"),
    ("linear_derivation", "dL = G : dY\n= G^2 : dY", "notation", 2, "as in A^T"),
    ("linear_derivation", "dL = G : dY\n= d(d(G)) : dY", "does_not_conform", 2, "inside a differential"),
    ("frobenius_derivation", "(A B) : C = Σ_ij ((A B)_ij)_ij C_ij", "does_not_conform", 1, "no indices of its own"),
    ("frobenius_derivation", "(A B) : C = A : (C Bᵀ)", "missing_step", None, "trace"),
    ("frobenius_derivation", "(A B) : C = Tr(A B C)", "does_not_conform", 1, "do not meet"),
    ("frobenius_derivation", "(A B) : C = Tr(A B)", "does_not_conform", 1, "square"),
    ("tensor_derivation", "dL = h(Y) ⊙ dY", "wrong_step", 1, "not true"),
    ("tensor_derivation", "∂L_kl/∂W_rs = h'(Y_kl) X_ks δ_ls", "does_not_conform", 1, "δ_ls compares"),
    ("tensor_derivation", "∂L_kl/∂W_rs = h'(Y_kl) ∂Y_kl/∂W_rs\n= h(Y_kl) X_ks δ_lr", "wrong_step", 2, "not true"),
    ("tensor_derivation", "∂L_kl/∂W_pq = h'(Y_ij) H_ijklmn X_mq δ_np", "unfinished", 1, "collapse"),
    ("tensor_derivation", "dL = h'(Y) dY", "does_not_conform", 1, "do not meet"),
]


@pytest.mark.parametrize(("name", "text", "slug", "line", "words"), WRONG)
def test_a_wrong_derivation_is_pointed_at_where_it_goes_wrong(name, text, slug, line, words):
    verdict = derive(name, text)
    assert not verdict.passed
    assert verdict.mistake == slug, str(verdict)
    if line is not None:
        assert verdict.line == line
    assert words in verdict.message, str(verdict)


LATEX = {
    "frobenius_derivation": r"""
        (AB) : C &= \operatorname{Tr}\left((AB)^\top C\right) \\
                 &= \mathrm{tr}(A^{\mathsf T} C B^{\mathsf{T}}) \tag{1}
                 &= A : (C B^{\top})
    """,
    "wx_derivation": r"""
        \begin{align*}
        \frac{\partial \ell}{\partial W_{dc}} = \sum_{i=1}^{H} \sum_j G_{ij} \frac{\partial D_{ij}}{\partial W_{dc}} \\
        &= \sum_{i,j} G_{ij}\,\delta_{id}\, X_{cj} \text{ by the product rule} \\
        &= \sum_{j} G_{dj} \cdot X_{cj}
        \end{align*}
    """,
    "linear_derivation": r"$d\ell = G : dY$ \\" "\n" r"$= G : (X\, dW^\intercal) = (G^\top X) : dW$",
    "tensor_derivation": r"d\mathbf{L} = h'(Y) \odot dY = h'(Y) : H : (X \cdot F) : dW",
}


@pytest.mark.parametrize(("name", "text"), LATEX.items())
def test_latex_is_read_too_with_and_without_an_r_before_the_string(name, text):
    assert derive(name, text).passed, str(derive(name, text))
    swallowed = text.replace(r"\frac", "\frac").replace(r"\top", "\top").replace(r"\text", "\text")
    assert derive(name, swallowed.replace(r"\begin", "\begin")).passed, str(derive(name, swallowed))


@given(st.text(alphabet="AB^T{}_ij\\,; ∂Σℓ𝐋（$&", max_size=60))
def test_spelling_keeps_every_column(text):
    assert len(plain(text)) == len(text)
    assert len(plain(rf"\frac{{\partial \ell}}{{\mathbf{{W}}}} {text}")) == len(text) + 33


def test_a_caret_stands_under_the_place():
    lines = str(derive("linear_derivation", "dL = G : dY\n   = G : (X dW)")).splitlines()
    wrong = next(position for position, line in enumerate(lines) if line.startswith(">"))
    assert lines[wrong + 1].index("^") == lines[wrong].index("dW")


GARBAGE = {
    "long": "A" * 10_000,
    "long line of steps": "A = " * 2500,
    "many lines": "dL\n" * 5000,
    "deep": "(" * 5000 + "G" + ")" * 5000,
    "deep but short": "(" * 150 + "G" + ")" * 150,
    "transposes": "G" + "ᵀ" * 390,
    "look-alike": "dL = Ԍ : dY",
    "emoji": "🙂 = 🙃",
    "control": "\x00\x01\x02",
    "only operators": ": ⊙ = + - · /",
    "sums": "Σ_" + "abcdefghijklmnopqrstuvwxyz" * 10 + " G_ij",
    "many indices": "Σ_abcdefghijkl G_ab G_cd G_ef G_gh G_ij G_kl",
    "division": "G / G",
    "zero": "1/0",
    "program": "for j in range(n): s += G[d,j]*X[c,j]",
    "entries of entries": "(" * 25 + "G_ij" + ")_ij" * 25,
    "differentials": "d(" * 25 + "G" + ")" * 25,
    "words": "word " * 70 + "= G",
    "sums in sums": "Σ_i " * 60 + "G_ij",
    "names without end": "dW" * 190 + "q",
    "names without end, long": "dW" * 3900 + "q",
    "names without end, often": "\n".join(["dW" * 60 + "q"] * 60),
    "names in a remark": "dL = G : dY , " + "dW" * 150 + "q",
    "blanks": "d" + " " * 390 + "W",
    "subscripts": "X_{ " * 99,
    "commands": "\\begin " * 50,
    "outer products": "Σ_abefghij (G_ab G_ef G_gh G_ij W_dc)",
    "bracketed": "dL = " + "d(G : Y) + " * 30 + "dL",
}


@pytest.mark.parametrize("text", GARBAGE.values(), ids=GARBAGE.keys())
@pytest.mark.parametrize("name", RIGHT)
def test_garbage_gets_one_sentence_at_once(name, text):
    derive(name, "dL")
    started = time.process_time()
    verdict = derive(name, text)
    assert time.process_time() - started < 0.1
    assert not verdict.passed
    assert 10 < len(verdict.message) < 500


@given(st.text(max_size=120))
@settings(deadline=None)
def test_no_text_upsets_the_reader(text):
    assert isinstance(derive("linear_derivation", text).passed, bool)


@given(st.text(alphabet="GXdWY:ᵀ()=+-Σ_ijδ∂/ .T'", max_size=40))
@settings(deadline=None, max_examples=300)
def test_no_text_in_the_notations_own_signs_upsets_it(text):
    for name in ("linear_derivation", "wx_derivation", "tensor_derivation"):
        assert isinstance(derive(name, text).passed, bool)


def test_an_accident_of_sizes_is_no_conforming():
    task = DerivationTask(Syntax({"U": (), "V": ()}), worlds("U: m n, V: m n"), [Start("U : V", isolated("V"))])
    equal = World(
        {"m": 3, "n": 3}, {name: (np.ones((3, 3)), shape) for name, shape in (("U", ("m", "n")), ("V", ("m", "n")))}
    )
    with pytest.raises(NotationError, match="n and m do not meet"):
        Evaluation(equal).value(*task.syntax.parse("U V"))


def test_an_index_summed_by_convention():
    rng = np.random.default_rng(0)
    world = partial(World, {"m": 2, "n": 3}, {"U": (rng.normal(size=(2, 3)), ("m", "n"))})
    free = {"i": "m", "k": "m"}
    syntax = Syntax({"U": ()})
    product = Evaluation(world(einstein=True)).value(*syntax.parse("U_ij U_kj"), free)
    U = world().values["U"][0]
    np.testing.assert_allclose(product.array, U @ U.T)
    with pytest.raises(NotationError, match="Σ_j is missing"):
        Evaluation(world()).value(*syntax.parse("U_ij U_kj"), free)


def test_a_blank_derivation_is_told_so():
    def blank():
        raise NotImplementedError

    assert judge("linear_derivation", blank).mistake == "not_written"
