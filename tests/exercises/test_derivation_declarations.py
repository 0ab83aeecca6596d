"""Derivations are declared as a gradient is: columns, several results, h; what does not fit is said in words."""

import numpy as np
import pytest

from autograder.exercises.derivations.asked import Derivative, Differential, Entry, Rewritten
from autograder.exercises.derivations.several import Differentials
from autograder.notation.derivation.forms import isolated
from autograder.notation.derivation.judge import judge_derivation


def quadratic(A, x):
    return x.mT @ A @ x


def linear(X, W):
    return X @ W.mT


def softmax(S):
    shares = np.exp(S)
    return shares / shares.sum(-1, keepdims=True)


QUADRATIC = Differential(quadratic, "x", upstream=None).task("A: n n, x: n 1 -> ℓ: ()")
SQUARES = Differential((linear, lambda Y: np.sum(Y * Y, axis=(-2, -1))), "W", upstream=None).task(
    "X: N q, W: p q -> Y: N p, ℓ: ()"
)
MEAN = Differential(lambda X: X.mT @ np.ones((X.shape[-2], 1)), "X", upstream="g").task(
    "X: N q, 𝟏: N 1, g: q 1 -> y: q 1"
)
WAVE = Differential((linear, lambda Y, h: h(Y)), "W", upstream="V").task(
    "X: N q, W: p q, V: N p, h: function -> Y: N p, Z: N p"
)

ATTENTION = Differentials(
    [lambda Q, K: Q @ K.mT / np.sqrt(Q.shape[-1]), softmax, lambda P, V: P @ V], ("Q", "K", "V")
).task("Q: T d, K: S d, V: S v, G: T v -> S: T S, P: T S, O: T v")
LOOKED = """let E = P ⊙ (G Vᵀ - rowsum(P ⊙ (G Vᵀ)))
dℓ = G : dO
   = G : (dP V + P dV)
   = (G Vᵀ) : (P ⊙ (dS - rowsum(P ⊙ dS))) + (Pᵀ G) : dV
   = E : dS + (Pᵀ G) : dV
   = """


@pytest.mark.parametrize(
    ("task", "lines"),
    [
        (QUADRATIC, "dℓ = dxᵀ A x + xᵀ A dx\n= xᵀ (Aᵀ + A) dx\n= ((A + Aᵀ) x) : dx"),
        (QUADRATIC, "dℓ = d(xᵀ A x) = (A x + Aᵀ x) : dx"),
        (QUADRATIC, "ℓ = xᵀ A x\ndℓ = Tr(dxᵀ A x + xᵀ A dx) = ((A + Aᵀ) x) : dx"),
        (SQUARES, "dℓ = 2 Y : dY = 2 Y : (X dWᵀ) = (2 Yᵀ X) : dW"),
        (MEAN, "dℓ = g : dy = g : (dXᵀ 𝟏) = gᵀ dXᵀ 𝟏 = (𝟏 gᵀ) : dX"),
        (ATTENTION, f"{LOOKED} 1/√d (E K) : dQ + 1/√d (Eᵀ Q) : dK + (Pᵀ G) : dV"),
        (WAVE, "dℓ = V : (h'(Y) ⊙ dY) = (V ⊙ h'(Y)) : (X dWᵀ) = ((V ⊙ h'(Y))ᵀ X) : dW"),
        (Entry(linear, "W", letters="ab").task("X: N q, W: p q, G: N p -> Y: N p"), "∂ℓ/∂W_ab = Σ_i G_ia X_ib"),
    ],
)
def test_a_right_derivation_of_what_is_declared_is_right(task, lines):
    assert judge_derivation(lines, task, seed=3).slug == ""


@pytest.mark.parametrize(
    ("task", "lines", "slug"),
    [
        (QUADRATIC, "dℓ = dxᵀ A x + xᵀ A dx\n= (2 A x) : dx", "wrong_step"),
        (QUADRATIC, "dℓ = xᵀ (A + Aᵀ) dx", "unfinished"),
        (SQUARES, "dℓ = 2 Y : dY = 2 Y : (X dW)", "does_not_conform"),
        (MEAN, "dℓ = g : dy = g : (dXᵀ 𝟏) = (g 𝟏ᵀ) : dX", "does_not_conform"),
        (ATTENTION, f"{LOOKED} 1/d (E K) : dQ + 1/√d (Eᵀ Q) : dK + (Pᵀ G) : dV", "wrong_step"),
        (ATTENTION, f"{LOOKED} 1/√d (E K) : dQ + 1/√d (Q Eᵀ) : dK + (Pᵀ G) : dV", "does_not_conform"),
        (ATTENTION, f"{LOOKED} 1/√d (E K) : dQ + 1/√d Eᵀ : (dK Qᵀ) + (Pᵀ G) : dV", "unfinished"),
        (WAVE, "dℓ = V : dZ = (V ⊙ h(Y)) : (X dWᵀ)", "wrong_step"),
    ],
)
def test_a_wrong_one_is_not(task, lines, slug):
    assert judge_derivation(lines, task, seed=3).slug == slug


@pytest.mark.parametrize(
    ("asked", "symbols", "words"),
    [
        (Differential(quadratic, "x", upstream=None), "A: n n, x: n -> ℓ: ()", "a column is declared as 'x: n 1'"),
        (Differential(quadratic, "x", upstream=None), "A: n n, x: n 1", "needs an arrow, and a result"),
        (
            Differential(quadratic, "y", upstream=None),
            "A: n n, x: n 1 -> ℓ: ()",
            "no symbol is called y; there are A, x",
        ),
        (Differential(quadratic, "x", upstream=None), "B: n n, x: n 1 -> ℓ: ()", "ℓ|L takes A, and no symbol"),
        (Differential(linear, "W"), "X: N q, W: p q -> Y: N p", "no symbol is called G"),
        (Differential(linear, "W"), "X: N q, W: p q, G: p q -> Y: N p", "G must have the shape of Y"),
        (Differential(linear, "W", upstream=None), "X: N q, W: p q -> Y: N p", "Y is no number"),
        (Differential(linear, "W"), "X: N q, W: p q, n: size, G: N p -> Y: N p", "n is declared as size"),
        (Differential((linear, linear), "W"), "X: N q, W: p q, G: N p -> Y: N p", "a result for each forward"),
        (Entry(linear, "W", letters="a"), "X: N q, W: p q, G: N p -> Y: N p", "W has 2 axes"),
        (Derivative(linear, "V", list), "X: N q, W: p q -> Y: N p", "no symbol is called V"),
        (Rewritten("A : B", isolated("A")), "A: size, B: m n", "A is declared as size"),
    ],
)
def test_what_does_not_fit_is_said_in_words(asked, symbols, words):
    with pytest.raises(ValueError, match=words):
        asked.task(symbols)
