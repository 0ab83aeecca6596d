"""Lesson 01: the Frobenius product A : B = Σ_ij A_ij B_ij, and how to move a factor across it."""

import numpy as np

from autograder.exercises.derivations.asked import Rewritten, Steps
from autograder.exercises.identity import Identity
from autograder.exercises.task import Mistake
from autograder.exercises.truth import Gradient, Value
from autograder.judging.kinds.einsum import einsum
from autograder.lessons.lesson import Lesson
from autograder.notation.derivation.forms import isolated
from autograder.notation.derivation.seen import applies, rearranged
from autograder.notation.syntax.parser import Syntax
from autograder.numerics.arrays import Array

LESSON = Lesson("01-frobenius-product", "The Frobenius product")


def _frobenius(A: Array, B: Array) -> Array:
    return np.asarray(np.sum(A * B, axis=(-2, -1)))


def _product_with(A: Array, B: Array, C: Array) -> Array:
    return _frobenius(A @ B, C)


LESSON.exercise(
    "frobenius",
    "A: m n, B: m n -> ()",
    Value(_frobenius),
    "A : B = Σ_ij A_ij B_ij",
    heading="The Frobenius product",
    earned=(
        Identity(
            "A : B = Tr(Aᵀ B)",
            "On the diagonal of AᵀB stands each column of A times the same column of B, and the trace adds them up.",
            indices="A : B = Σ_ij A_ij B_ij",
            einsum="np.einsum('ij,ij->', A, B)",
            torch="torch.sum(A * B)",
        ),
    ),
    mistakes=(
        Mistake("missing_transpose", lambda A, B: np.trace(A @ B), "This is Tr(A B). The trace form is Tr(Aᵀ B)."),
        Mistake(
            "matmul_for_elementwise",
            lambda A, B: np.sum(A @ B),
            "You summed the matrix product A B; the Frobenius product multiplies entry by entry.",
        ),
        Mistake(
            "matmul_for_elementwise",
            lambda A, B: np.sum(A @ B.T),
            "You summed every entry of A Bᵀ; only its diagonal belongs to A : B.",
        ),
        Mistake(
            "matmul_for_elementwise",
            lambda A, B: np.sum(A.T @ B),
            "You summed every entry of Aᵀ B; only its diagonal, the trace, is A : B.",
        ),
        Mistake(
            "sum_before_product",
            lambda A, B: np.sum(A) * np.sum(B),
            "You multiplied the two sums. Multiply entry by entry first, then sum once.",
        ),
        Mistake(
            "missing_sum",
            lambda A, B: (A * B).sum(0),
            "One number per column is left: Python's own sum adds rows only. np.sum adds every entry.",
        ),
        Mistake(
            "missing_sum",
            lambda A, B: A * B,
            "This is A ⊙ B, still a matrix. The Frobenius product is the sum of its entries.",
        ),
        Mistake(
            "norm_for_product",
            lambda A, B: np.sqrt(np.abs(np.sum(A * B))),
            "You took a root. A : B is the sum itself; the root belongs to the norm.",
        ),
        Mistake("wrong_operand", lambda A: np.sum(A * A), "This is A : A; B does not occur in it."),
        Mistake("wrong_operand", lambda B: np.sum(B * B), "This is B : B; A does not occur in it."),
    ),
)

LESSON.exercise(
    "frobenius_norm",
    "A: m n -> ()",
    Value(lambda A: np.sqrt(_frobenius(A, A))),
    "‖A‖ = √(A : A)",
    heading="The norm",
    earned=(
        Identity(
            "‖A‖² = A : A",
            "Read as one long row, a matrix is a vector, and this is its length.",
            indices="A : A = Σ_ij A_ij A_ij",
            einsum="np.sqrt(np.einsum('ij,ij->', A, A))",
            torch="torch.linalg.matrix_norm(A)",
        ),
    ),
    mistakes=(
        Mistake("norm_for_product", lambda A: np.sum(A * A), "This is A : A = ‖A‖². The norm is its root."),
        Mistake(
            "wrong_function",
            lambda A: np.sum(np.abs(A)),
            "You summed absolute values. Square the entries, sum, then take the root.",
        ),
        Mistake(
            "wrong_function",
            lambda A: np.linalg.norm(A, 2),
            "This is the spectral norm (the largest singular value), not the Frobenius norm.",
        ),
    ),
)

LESSON.exercise(
    "move_left",
    "A: m k, C: m n -> k n",
    Gradient(_product_with, "B", upstream=None, kind="true value"),
    "(A B) : C = B : X for every B",
    hidden="B: k n",
    heading="Moving a factor",
    earned=(
        Identity(
            "(A B) : C = B : (Aᵀ C)",
            "What crosses the colon is transposed: Tr((A B)ᵀ C) = Tr(Bᵀ (Aᵀ C)), and only brackets have moved.",
            indices="(Aᵀ C)_lj = Σ_i A_il C_ij",
            einsum="np.einsum('il,ij->lj', A, C)",
            torch="B.grad for the loss torch.sum((A @ B) * C)",
        ),
    ),
    mistakes=(
        Mistake(
            "missing_transpose", lambda A, C: A @ C, "You computed A C. A factor that crosses the ':' is transposed."
        ),
        Mistake("transposed", lambda A, C: C.T @ A, "This is CᵀA, the transpose of what is asked for."),
        Mistake(
            "reshape_for_transpose",
            lambda A, C: A.reshape(A.shape[::-1]) @ C,
            "You reshaped A where you should transpose it.",
        ),
    ),
)

LESSON.exercise(
    "move_right",
    "B: k n, C: m n -> m k",
    Gradient(_product_with, "A", upstream=None, kind="true value"),
    "(A B) : C = A : X for every A",
    hidden="A: m k",
    heading="Moving a factor",
    earned=(
        Identity(
            "(A B) : C = A : (C Bᵀ)",
            "What crosses the colon is transposed: the trace is a ring, so Bᵀ goes round to the other end.",
            indices="(C Bᵀ)_il = Σ_j C_ij B_lj",
            einsum="np.einsum('ij,lj->il', C, B)",
            torch="A.grad for the loss torch.sum((A @ B) * C)",
        ),
    ),
    mistakes=(
        Mistake(
            "missing_transpose", lambda B, C: C @ B, "You computed C B. A factor that crosses the ':' is transposed."
        ),
        Mistake(
            "reshape_for_transpose",
            lambda B, C: C @ B.reshape(B.shape[::-1]),
            "You reshaped B where you should transpose it.",
        ),
    ),
)

LESSON.set(
    einsum,
    "frobenius_einsum",
    "A : B as an einsum string",
    operands="A: m n, B: m n",
    meaning="ij,ij->",
    heading="The sum as an einsum string",
    earned=(
        Identity(
            "A : B = Σ_ij A_ij B_ij",
            "No letter stands behind the arrow, so both are summed and a number is left.",
            einsum="np.einsum('ij,ij->', A, B)",
            torch="torch.einsum, with the same string",
        ),
    ),
)


LESSON.derivation(
    "frobenius_derivation",
    "A: m k, B: k n, C: m n",
    Rewritten("(A B) : C", isolated("A")),
    "(A B) : C = … = A : (C Bᵀ), through the trace",
    steps=[(applies("Tr"), "go through the trace, A : B = Tr(AᵀB)")],
    heading="A derivation, line by line",
    earned=(
        Identity(
            "(A B) : C = Tr(Bᵀ Aᵀ C) = Tr(Aᵀ C Bᵀ) = A : (C Bᵀ)",
            "The trace of a product does not change when its first factor goes to the end.",
        ),
    ),
)


def _between_trace_and_colon() -> Steps:
    (ring,) = Syntax({"P": (), "Q": (), "R": ()}).parse("Tr(P Qᵀ R)")
    sentence = "a line between the trace and the end: turn the ring, or write a colon and transpose both sides"
    return [(rearranged(ring, "Q"), sentence)]


LESSON.derivation(
    "trace_derivation",
    "P: m k, Q: n k, R: n m",
    Rewritten("Tr(P Qᵀ R)", isolated("Q")),
    "Tr(P Qᵀ R) = … = Q : ( … )",
    steps=_between_trace_and_colon,
    heading="A derivation, line by line",
    earned=(
        Identity(
            "Tr(P Qᵀ R) = Tr(Qᵀ R P) = Q : (R P)",
            "The trace is a ring: P goes round to the end, and what is left is a transpose times R P.",
        ),
    ),
)
