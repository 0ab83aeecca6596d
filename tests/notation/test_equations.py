"""Equations between all that the notation reads: true ones hold however they are typed, false ones do not."""

import numpy as np
import pytest

from autograder.notation.derivation.chain import Chain, WrongStep
from autograder.notation.functions.entrywise import ENTRYWISE
from autograder.notation.functions.table import FUNCTIONS
from autograder.notation.meaning.evaluation import Evaluation, worth
from autograder.notation.meaning.work import Work
from autograder.notation.meaning.world import worlds
from autograder.notation.syntax.complaints import NotationError
from autograder.notation.syntax.parser import Syntax
from autograder.notation.syntax.vocabulary import KNOWN

SHAPES = "A: N p, B: N p, K: n n, M: n n, x: n 1, c: (), dA: N p, dK: n n"
WORLDS = worlds(SHAPES).drawn(3)
SYNTAX = Syntax(dict.fromkeys(("A", "B", "K", "M", "x", "c", "C", "dA", "dK", "δ"), ()))


def hold(text, worlds=WORLDS):
    """Nothing where all sides of an equation are equal; else NotationError says why not."""
    first, *rest = SYNTAX.parse(text)
    chain = Chain.from_step(worlds, first, Evaluation(worlds[0], Work()).free_indices(first), Work())
    for step in rest:
        chain.check(step)


TRUE = {
    "inverse": [
        "K⁻¹ K = I",
        "K^(-1) K = K^{ - 1 } K = K^(-T)ᵀ K = I",
        "K K^-1 = K K^{-1} = K inv(K) = I = K⁻¹ K",
        "(K M)⁻¹ = M⁻¹ K⁻¹",
        "K⁻ᵀ = (K⁻¹)ᵀ = (Kᵀ)⁻¹ = K^{-T} = K^-T = inv(K)ᵀ = inv(K^T)",
        r"K^{-\top} = (K^{-1})^\top = \left(K^{\mathsf{T}}\right)^{-1}",
        "K⁻² = K⁻¹ K⁻¹ = (K²)⁻¹ = K^{-2}",
        "d(K⁻¹) = -K⁻¹ dK K⁻¹ = d(inv(K))",
        "d(K⁻ᵀ) = -K⁻ᵀ dKᵀ K⁻ᵀ",
        "c⁻¹ = 1/c = c^{-1}",
    ],
    "determinant": [
        "det(K M) = det K det M = det(K) det(M)",
        "d(log det K) = Tr(K⁻¹ dK) = d log det(K) = d log|K| = dlog det K",
        r"d \log\det K = d\ln\det(K) = \operatorname{tr}(K^{-1} dK)",
        "d det(K) = det(K) Tr(K⁻¹ dK)",
        "log |K M| = log det K + log |M|",
        "log det K⁻¹ = -log det K",
    ],
    "norm": [
        "‖A‖² = A : A = Tr(Aᵀ A) = sum(A ⊙ A) = |A|² = ||A||^2 = norm(A)²",
        r"\|A\|^2 = \lVert A\rVert_F^{2} = \left\| A \right\|_{\mathrm F}^2 = A : A",
        "‖A‖ = √(A : A) = sqrt(A : A) = |A|",
        "d‖A‖² = 2 A : dA",
        "d‖A‖ = (A : dA)/‖A‖ = d(‖A‖) = d√(A : A)",
        "‖(A ‖B‖)‖ = ‖A‖ ‖B‖ = ‖‖B‖ A‖",
        "‖K x‖² = xᵀ Kᵀ K x",
        "d(A/‖A‖) = dA/‖A‖ - A (A : dA)/‖A‖³",
        "log ‖A‖² = 2 log ‖A‖",
        "‖x‖² = xᵀ x",
    ],
    "power": [
        "K² = K K = K^2 = K^{2}",
        "K³ = K² K",
        "d(K²) = dK K + K dK",
        "c² = c c",
        "Σ_ij A_ij² = A : A",
        "(K M)ᵀ² = (Mᵀ Kᵀ)²",
    ],
    "entry by entry": [
        "A ⊘ B ⊙ B = A",
        r"A ./ B = A \oslash B = A ⊘ B",
        "d(A ⊘ B) = dA ⊘ B",
        "d(A ⊙ A) = 2 A ⊙ dA",
        "A ⊘ (B ⊙ B) = A ⊘ B ⊘ B",
    ],
    "numbers": [
        "A/N = 1/N A = (1/N) A = A · (1/N) = A (N⁻¹)",
        "A/√p = p^{-1} √p A = 1/√p A = A/sqrt(p) = A/\\sqrt{p}",
        r"½ A = 1/2 A = \frac12 A = \tfrac{1}{2} A = 0.5 A = \frac{A}{2}",
        "¼ A = ½ ½ A",
        "sum(𝟏_N) = N",
        "n = Tr(I_n) = Tr(K K⁻¹)",
        "(A : B)/N = (1/N) (A : B) = 1/N A : B",
        "A_ij / (Σ_k A_ik) = A_ij / Σ_k A_ik = A_ij (1/(Σ_k A_ik))",
        "A / (Σ_ij A_ij) = A/sum(A)",
    ],
    "functions": [
        "rowsum(A) = A 𝟏 = A ones",
        "colsum(A) = 𝟏ᵀ A = rowsum(Aᵀ)ᵀ",
        "mean(A) = 1/p rowsum(A) = rowmean(A)",
        "1/(N p) (A : B) = mean(A ⊙ B) = sum(A ⊙ B)/(N p)",
        "(A : B)/mean(A) = (A : B) N p/sum(A)",
        "colmean(A) = 1/N 𝟏ᵀ A",
        "mean(mean(A)) = sum(A)/(N p)",
        "softmax(A) = exp(A) ⊘ rowsum(exp(A))",
        "logsumexp(A) = log(rowsum(exp(A)))",
        "d logsumexp(A) = rowsum(softmax(A) ⊙ dA)",
        "d softmax(A) = softmax(A) ⊙ (dA - rowsum(softmax(A) ⊙ dA))",
        "diag(x) K = (x 𝟏ᵀ) ⊙ K",
        "diag(diag(x)) = x",
        "diag(K) = (K ⊙ I) 𝟏",
        "softmax(x) = exp(x)/(𝟏ᵀ exp(x))",
        "d(diag(x)) = 0",
        "A - mean(A) = A C = A (I - J/p) = A - 1/p A J",
        "A C C = A C",
        "d rowsum(A) = rowsum(dA)",
        "(softmax(A)) 𝟏 = 𝟏",
        "Tr(diag(x)) = sum(x) = 𝟏ᵀ x",
        "tr(K) = Tr(Kᵀ)",
    ],
    "entrywise functions": [
        "d tanh(A) = tanh'(A) ⊙ dA = (𝟏 - tanh(A) ⊙ tanh(A)) ⊙ dA",
        "dσ(A) = σ(A) ⊙ (𝟏 - σ(A)) ⊙ dA = σ′(A) ⊙ dA = sigmoid'(A) ⊙ dA",
        "d exp(A) = exp(A) ⊙ dA",
        "d relu(A) = relu'(A) ⊙ dA = relu′(A) ⊙ dA",
        "d silu(A) = (σ(A) + A ⊙ σ(A) ⊙ (𝟏 - σ(A))) ⊙ dA",
        "silu(A) = A ⊙ σ(A)",
        "d log(A) = dA ⊘ A",
        r"d \tanh(A) = \tanh'(A) \odot dA = \tanh^{\prime}(A) \odot dA",
        "log exp(A) = A",
        "log(exp(A_ij)) = A_ij",
        "relu(A) = A ⊙ relu'(A)",
    ],
    "constants": [
        "A 𝟏 = A 𝟙 = A ones = A \\mathbf{1} = A \\mathbb{1} = A 𝟏_p",
        "I K = K I = K = I_n K = K I",
        "A J = A 𝟏 𝟏ᵀ = A J_p",
        "J A = 𝟏 (𝟏ᵀ A)",
        "Jᵀ : K = sum(K)",
        "A J J = p A J",
        "K K⁻¹ - I = 0",
        "Σ_j I_ij K_jk = K_ik",
        "Σ_i 𝟏_i A_ij = Σ_i A_ij",
        "1/2 (2 A) = A",
        "A : 0 = 0",
        "A ⊙ 0 = 0",
        "d(I) + K - K = 0",
        "(J - A) + A = J",
        "K (I + M) = K + K M",
        "𝟏ᵀ A 𝟏 = sum(A)",
        "A + 0 = A",
    ],
    "many letters": [
        "Σ_ijk exp(K_ij) c K_jk (M_ki + 0) = c Tr(exp(K) K M)",
        "Σ_ijklmop K_ij K_jk K_kl K_lm K_mo K_op M_pi = Tr(K K K K K K M)",
        "Σ_i Σ_j A_ij B_ij = A : B",
        "Σ_ijk A_ij B_ij K_kk = (A : B) Tr(K)",
        "Σ_abcd M_ia K_ab M_bc K_cd M_dj = (M K M K M)_ij",
    ],
}


@pytest.mark.parametrize("kind", TRUE)
def test_what_is_true_holds_however_it_is_typed(kind):
    for text in TRUE[kind]:
        try:
            hold(text)
        except NotationError as error:
            pytest.fail(f"{text}: {error.sentence}")


FALSE = {
    "K⁻¹ = Kᵀ": "not true",
    "dK⁻¹ = -K⁻¹ dK K⁻¹": "not true",
    "(K M)⁻¹ = K⁻¹ M⁻¹": "not true",
    "A⁻¹ = A": "an inverse needs a square matrix, and this is (N, p)",
    "A² = A": "a power is a matrix product: it needs a square matrix, and this is (N, p)",
    "x² = x": "a power is a matrix product: it needs a square matrix, and this is (n, 1)",
    "det(A) = 1": "det needs a square matrix, and this is (N, p)",
    "log |A| = 1": "|A| needs a square matrix, and this is (N, p)",
    "Tr(A) = 1": "Tr needs a square matrix, and this is (N, p)",
    "diag(A) = A": "diag needs a column or a square matrix, and this is (N, p)",
    "rowsum(c) = c": "rowsum needs a matrix, and this is a number",
    "Σ_i rowsum(A_ij) = 0": "rowsum needs a matrix, and this is an entry",
    "‖A‖ = A : A": "not true",
    "‖K‖ = det(K)": "not true",
    "A ⊘ B = B ⊘ A": "not true",
    "A / B = A ⊘ B": "only a number can be divided by",
    "A ⊘ K = A": "⊘ needs equal shapes, and these are (N, p) and (n, n)",
    "A ⊘ (B - B) = A": "divides by zero",
    "A/N = A/p": "not true",
    "rowsum(A) = colsum(A)": "this is (1, p), and the step before it is (N, 1)",
    "softmax(A) = exp(A) ⊘ colsum(exp(A))": "not true",
    "A - rowsum(A) = A - colsum(A)": "not true",
    "mean(A) = rowsum(A)": "not true",
    "d tanh(A) = tanh(A) ⊙ dA": "not true",
    "1 - tanh(A) = 𝟏 - tanh(A)": "cannot be added: a number and (N, p)",
    "A 𝟏 = 𝟏ᵀ A": "this is (1, p), and the step before it is (N, 1)",
    "A 1 = A 𝟏": "this is (N, 1), and the step before it is (N, p)",
    "1/2 (𝟏 A) = A": "do not meet",
    "𝟏ᵀ 𝟏 = N": "the size of 𝟏 cannot be read off",
    "K I M = M K": "not true",
    "A J = J A": "not true",
    "rowsum(A) + colsum(A) = A": "cannot be added",
    "(K - K)⁻¹ = K": "K - K has no inverse",
}


@pytest.mark.parametrize("text", FALSE)
def test_what_is_false_is_told_so(text):
    with pytest.raises(NotationError) as caught:
        hold(text)
    assert FALSE[text] in caught.value.sentence, caught.value.sentence
    assert 0 <= caught.value.column < len(text)


UNREAD = {
    "‖A": "a closing ‖",
    "A ‖": "the line ends where a factor was expected",
    "|A": "a closing |",
    "A^x": "after it come T, -1, -T or a whole number",
    "A^{0.5}": "after it come T, -1, -T or a whole number",
    "A ⊗ B": "without ⊗",
    "vec(A)": "without vec",
    "rowsum A": "'rowsum' is a function: what it is of stands in brackets, as in rowsum(A)",
    "A‖B‖‖": "a factor was expected",
    "A ⊘": "the line ends where a factor was expected",
}


@pytest.mark.parametrize("text", UNREAD)
def test_what_cannot_be_read_is_said_in_the_signs_that_were_typed(text):
    with pytest.raises(NotationError) as caught:
        SYNTAX.parse(text)
    assert UNREAD[text] in caught.value.sentence, caught.value.sentence
    assert not set("⟦⟧⦇⦈") & set(caught.value.sentence)


def test_every_slope_is_that_of_its_function():
    Y = np.array([[-1.3, -0.4, 0.7, 2.1]])
    for name, _, value, slope in ENTRYWISE:
        at = np.abs(Y) if name == "√" else Y
        np.testing.assert_allclose(np.imag(value(at + 1e-30j)) / 1e-30, slope(at), rtol=1e-12, err_msg=name)
        assert {name, f"{name}'"} <= set(FUNCTIONS)


def test_softmax_does_not_overflow_and_no_function_is_unread():
    softmax, logsumexp = (FUNCTIONS[name].rules[-1].value for name in ("softmax", "logsumexp"))
    Z = np.array([[1000.0, 0.0], [-3000.0, -3000.0]])
    np.testing.assert_allclose(softmax(Z), [[1.0, 0.0], [0.5, 0.5]])
    np.testing.assert_allclose(logsumexp(Z), [[1000.0], [-3000.0 + np.log(2)]])
    for name in KNOWN:
        (step,) = SYNTAX.parse(f"{name}(exp(K))")
        assert np.all(np.isfinite(Evaluation(WORLDS[0], Work()).value(step).array))
    assert [worth(sign) for sign in "½¼¾⅛"] == [0.5, 0.25, 0.75, 0.125]


def test_worlds_have_up_to_five_dimensions_of_which_each_is_the_larger_one_somewhere():
    for count in range(2, 6):
        names = "abcde"[:count]
        drawn = worlds(", ".join(f"{name.upper()}: {name} {name}" for name in names)).drawn(0)
        for one in names:
            assert all(len(set(world.sizes.values())) == count and min(world.sizes.values()) > 1 for world in drawn)
            for other in names.replace(one, ""):
                assert any(world.sizes[one] > world.sizes[other] for world in drawn)
    with pytest.raises(ValueError, match="at most 5 dimensions"):
        worlds("A: a b, B: c d, C: e f")


def test_draws_without_an_inverse_are_drawn_again():
    inverse = FUNCTIONS["inv"].rules[1].value
    drawn = worlds("X: N q", lambda drawn: {"K": (inverse(drawn["X"].T @ drawn["X"]), ("q", "q"))}).drawn(0)
    assert all(world.sizes["N"] > world.sizes["q"] for world in drawn)
    with pytest.raises(ArithmeticError):
        worlds("X: N q", lambda drawn: {"K": (inverse(drawn["X"] @ drawn["X"].T * 0), ("N", "N"))}).drawn(0)


def test_einsteins_sums_of_many_letters_are_done_as_early_as_they_can_be():
    summing = worlds(SHAPES, einstein=True).drawn(3)
    hold("M_ia K_ab M_bc K_cd M_dj = (M K M K M)_ij", summing)
    hold("K_ij K_jk K_kl K_lm K_mo K_op M_pi = Tr(K K K K K K M) = Σ_i K_ij (K K)_jk K_kl (K K)_lp M_pi", summing)
    with pytest.raises(NotationError, match="the index i stands alone"):
        hold("Tr(K) = K_ij K_ij K_ij", summing)


def test_false_steps_are_false_in_every_order_of_many_factors():
    with pytest.raises(WrongStep):
        hold("Σ_abcd M_ia K_ab M_bc K_cd M_dj = (M K K M M)_ij")
    with pytest.raises(NotationError, match="does not stand behind it"):
        hold("Σ_abcd M_ia K_ab M_bc = K_ic")
