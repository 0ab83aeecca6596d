"""Answers to frobenius(A, B) -> float: Σ_ij A_ij B_ij. See README.md."""

import functools
import math
import sys
import warnings

import numpy as np


def right_double_loop(A, B):
    """Two loops over the entries."""
    total = 0.0
    for i in range(A.shape[0]):
        for j in range(A.shape[1]):
            total += A[i, j] * B[i, j]
    return total


def right_trace(A, B):
    """Tr(AᵀB)."""
    return np.trace(A.T @ B)


def right_trace_other_side(A, B):
    """Tr(A Bᵀ), the smaller or larger product."""
    return np.trace(np.dot(A, B.T))


def right_vdot(A, B):
    """np.vdot flattens both."""
    return np.vdot(A, B)


def right_einsum_odd_letters(A, B):
    """einsum with letters nobody expects."""
    return np.einsum("zq,zq->", A, B)


def right_einsum_sublists(A, B):
    """einsum by index lists."""
    return np.einsum(A, [7, 3], B, [7, 3], [])


def right_tensordot_zero_d(A, B):
    """tensordot over both axes gives a 0-d array."""
    return np.tensordot(A, B)


def right_column_vec(A, B):
    """vec(A)ᵀ vec(B), both column by column."""
    return A.ravel(order="F") @ B.flatten("F")


def right_rows_recursive(A, B):
    """First row plus the rest."""
    if len(A) == 0:
        return 0.0
    return float(A[0] @ B[0]) + right_rows_recursive(A[1:], B[1:])


def right_zip_generators(A, B):
    """Plain Python sums over zip."""
    return sum(sum(a * b for a, b in zip(row, col)) for row, col in zip(A, B))


def right_fsum(A, B):
    """math.fsum over the flat products."""
    return math.fsum((A * B).flat)


def right_polarisation(A, B):
    """(‖A + B‖² − ‖A − B‖²) / 4."""
    return (np.square(A + B).sum() - np.square(A - B).sum()) / 4


def right_matrix_class(A, B):
    """np.matrix inside."""
    return (np.matrix(A).T * np.matrix(B)).trace().item()


def right_identity_einsum(A, B):
    """Three operands, the identity between the rows."""
    return np.einsum("ij,kj,ik->", A, B, np.eye(A.shape[0]))


def right_complex_step(A, B):
    """The complex-step derivative of ½‖A + tB‖² at t = 0."""
    return np.sum((A + 1e-30j * B) ** 2).imag / 2e-30


def right_ones_sandwich(A, B):
    """1ᵀ(A ⊙ B)1."""
    m, n = A.shape
    return np.ones(m) @ (A * B) @ np.ones(n)


def right_cumsum_last(A, B):
    """The last entry of a cumulative sum."""
    return np.cumsum(A * B)[-1]


def right_entry_dictionary(A, B):
    """Entries paired through a dictionary."""
    entries = dict(np.ndenumerate(A))
    return float(sum(value * entries[index] for index, value in np.ndenumerate(B)))


def right_python_float(A, B):
    """A Python float."""
    return float(np.sum(A * B))


def right_zero_d_array(A, B):
    """A 0-d array."""
    return np.array(np.sum(A * B))


def right_longdouble(A, B):
    """A longdouble."""
    return np.longdouble(np.sum(A * B))


def _scaled(scale, A, B):
    return scale * float(np.sum(A * B))


right_partial = functools.partial(_scaled, 1.0)
right_partial.__doc__ = "A functools.partial, which has no __name__."


class _Answer:
    """An instance with __call__, which has no __name__."""

    def __call__(self, A, B):
        return self._compute(A, B)

    @staticmethod
    def _compute(A, B):
        return float(np.sum(A * B))


right_callable_object = _Answer()


def right_warns(A, B):
    """Causes a harmless RuntimeWarning (a division by zero that it throws away)."""
    np.ones(3) / np.zeros(3)
    warnings.warn("slow path", RuntimeWarning, stacklevel=2)
    return float(np.sum(A * B))


def right_mutates_private_copies(A, B):
    """Scribbles, but only over its own copies."""
    A_copy = A.copy()
    out = float(np.sum(A * B))
    A_copy[...] = 0
    A_copy -= 7
    return out


def wrong_trace_no_transpose(A, B):
    """missing_transpose|transposed|raises: Tr(AB), which conforms for square inputs only."""
    return np.trace(A @ B)


def wrong_trace_forced_to_fit(A, B):
    """reshape_for_transpose: A reshaped, not transposed."""
    return np.trace(A.reshape(A.shape[1], A.shape[0]) @ B)


def wrong_sum_of_matmul(A, B):
    """matmul_for_elementwise|over_sum|raises|missing_transpose: the sum of all entries of AB."""
    return np.sum(A @ B)


def wrong_sum_of_gram(A, B):
    """matmul_for_elementwise|over_sum: all entries of AᵀB are summed, not the diagonal."""
    return np.sum(A.T @ B)


def wrong_not_summed(A, B):
    """missing_sum|wrong_shape: A ⊙ B."""
    return A * B


def wrong_product_of_sums(A, B):
    """sum_before_product: ΣA · ΣB."""
    return A.sum() * B.sum()


def wrong_row_sums(A, B):
    """wrong_axis_sum|missing_sum|wrong_shape: summed over one axis only."""
    return (A * B).sum(axis=1)


def wrong_row_sums_multiplied(A, B):
    """sum_before_product: rows are summed before they meet."""
    return A.sum(axis=1) @ B.sum(axis=1)


def wrong_transposed_flat(A, B):
    """transposed: the entries of Bᵀ in row order."""
    return A.ravel() @ B.T.ravel()


def wrong_transposed_elementwise(A, B):
    """transposed|raises: A ⊙ Bᵀ."""
    return np.sum(A * B.T)


def wrong_product_of_norms(A, B):
    """norm_for_product: ‖A‖ ‖B‖."""
    return np.linalg.norm(A) * np.linalg.norm(B)


def wrong_norm_of_product(A, B):
    """norm_for_product|wrong_function: ‖A ⊙ B‖."""
    return np.linalg.norm(A * B)


def wrong_square_root(A, B):
    """norm_for_product|wrong_function|unknown: the root of the modulus of the right number."""
    return np.sqrt(abs(np.sum(A * B)))


def wrong_cosine(A, B):
    """norm_for_product|factor|wrong_function|unknown: divided by both norms."""
    return np.sum(A * B) / (np.linalg.norm(A) * np.linalg.norm(B))


def wrong_first_with_itself(A, B):
    """wrong_operand|ignores_G: A : A, B is never read."""
    return np.sum(A * A)


def wrong_second_with_itself(A, B):
    """wrong_operand: B : B."""
    return np.vdot(B, B)


def wrong_sum_for_product(A, B):
    """wrong_function|unknown|wrong_operand: the sum of A + B."""
    return np.sum(A + B)


def wrong_diagonal_only(A, B):
    """diag_only: Σ A_ii B_ii."""
    return np.sum(np.diag(A) * np.diag(B))


def wrong_mean(A, B):
    """factor|off_by_one_norm: a mean for the sum."""
    return np.mean(A * B)


def wrong_divided_by_rows(A, B):
    """factor|off_by_one_norm: divided by the number of rows."""
    return np.sum(A * B) / len(A)


def wrong_range_rows(A, B):
    """off_by_one_loop: the last row is left out."""
    return float(sum(A[i] @ B[i] for i in range(A.shape[0] - 1)))


def wrong_range_columns(A, B):
    """off_by_one_loop: the last column is left out."""
    return np.sum(A[:, :-1] * B[:, :-1])


def wrong_square_loops(A, B):
    """square_only|off_by_one_loop: both loops run over the smaller size."""
    n = min(A.shape)
    return float(sum(A[i, j] * B[i, j] for i in range(n) for j in range(n)))


def wrong_raises_when_wide(A, B):
    """raises|square_only: both loops run over the larger size."""
    n = max(A.shape)
    return float(sum(A[i, j] * B[i, j] for i in range(n) for j in range(n)))


def wrong_lower_triangle(A, B):
    """unknown|hardcoded|over_constrained: twice the lower triangle, right for symmetric inputs."""
    low = np.tril(A, -1)
    return 2 * np.sum(low * B) + np.sum(np.diag(A) * np.diag(B))


def wrong_eight_rows(A, B):
    """off_by_one_loop|hardcoded|unknown: at most 8 rows."""
    return np.sum(A[:8] * B[:8])


def wrong_ten_columns(A, B):
    """off_by_one_loop|hardcoded|unknown: at most 10 columns."""
    return np.sum(A[:, :10] * B[:, :10])


def wrong_single_row_case(A, B):
    """batch1_only|over_sum|sum_before_product: right with one row, else the rows are added up first."""
    return A.sum(axis=0) @ B.sum(axis=0)


def wrong_visible_example(A, B):
    """hardcoded: the number of the example [[1, 2], [3, 4]] : [[5, 6], [7, 8]]."""
    return 70.0


def wrong_keepdims(A, B):
    """wrong_shape|broadcast_accident: keepdims leaves shape (1, 1)."""
    return np.sum(A * B, keepdims=True)


def wrong_modulus(A, B):
    """wrong_function|unknown|factor: the modulus of the right number."""
    return abs(np.sum(A * B))


def wrong_extra_term(A, B):
    """extra_term: a weight-decay term slipped in."""
    return np.sum(A * B) + 1e-4 * np.sum(A * A)


def wrong_forgets_return(A, B):
    """returns_none: computes and does not return."""
    out = np.sum(A * B)  # noqa: F841


def wrong_string(A, B):
    """unknown|wrong_shape: the right result as text."""
    return str(np.sum(A * B))


def wrong_complex_dtype(A, B):
    """unknown|wrong_shape: right numbers with complex type."""
    return (np.sum(A * B)) + 0j


def wrong_system_exit(A, B):
    """raises: leaves the interpreter with status 0."""
    sys.exit(0)


def wrong_recursion(A, B):
    """raises: recursion without an end."""
    return wrong_recursion(A, B)


def wrong_factor_one_ppm(A, B):
    """factor|unknown: a factor of 1 + 1e-6."""
    return (np.sum(A * B)) * (1 + 1e-6)


def wrong_tiny_offset(A, B):
    """extra_term|unknown: 1e-8 added "for stability"."""
    return (np.sum(A * B)) + 1e-8


def wrong_round_6(A, B):
    """unknown|factor: rounded to 6 decimals."""
    return np.round(np.sum(A * B), 6)


def wrong_float32_input(A, B):
    """dtype_float32: an input is rounded to float32 first, the result is float64."""
    A = A.astype(np.float32).astype(np.float64)
    return np.sum(A * B)


_once = {"calls": 0}


def wrong_after_first_call(A, B):
    """unknown|hardcoded|extra_term|factor: right on the first call, half a per cent off from the second on."""
    _once["calls"] += 1
    out = np.sum(A * B)
    return out if _once["calls"] == 1 else out * 1.005


_third = {"calls": 0}


def wrong_every_third_call(A, B):
    """unknown|extra_term|factor: every third call is 10 per cent off."""
    _third["calls"] += 1
    out = np.array(np.sum(A * B))
    return 1.1 * out if _third["calls"] % 3 == 0 else out


def wrong_noise(A, B):
    """unknown|extra_term: noise of 1e-6 from a fresh generator."""
    return (np.sum(A * B)) + 1e-6 * np.random.default_rng().standard_normal()


def wrong_mutates(A, B):
    """mutates_input: the right result, but an input is doubled in place."""
    out = np.array(np.sum(A * B))
    A[...] = 2.0 * A + 1.0
    return out


def wrong_sorts_input(A, B):
    """mutates_input: the right result, but an input is sorted afterwards."""
    out = np.array(np.sum(A * B))
    A.sort(axis=0)
    A[...] = np.roll(A, 1) + 0.5
    return out


def wrong_integers_only(A, B):
    """hardcoded|unknown|dtype_int|wrong_function: right only for integer-valued inputs."""
    A = np.rint(A)
    return np.sum(A * B)


def wrong_abs(A, B):
    """wrong_function|unknown|factor: right only for non-negative inputs."""
    A = np.abs(A)
    return np.sum(A * B)


def wrong_memory_order(A, B):
    """reshape_for_transpose|unknown: reads an input in memory order, right for C order only."""
    A = A.ravel(order="K").reshape(A.shape)
    return np.sum(A * B)


def wrong_one_element_array(A, B):
    """wrong_shape|broadcast_accident: an array of shape (1,)."""
    return np.array([np.sum(A * B)])


def wrong_int(A, B):
    """dtype_int: truncated to an int."""
    return int(np.sum(A * B))


def wrong_nan(A, B):
    """overflow_nan|unknown: NaN."""
    return float("nan")


async def wrong_coroutine(A, B):
    """unknown|wrong_shape|returns_none: an async function, the call gives a coroutine."""
    return np.sum(A * B)


def wrong_huge_view(A, B):
    """wrong_shape|broadcast_accident: a view of 10**9 elements that costs nothing until somebody copies it."""
    return np.broadcast_to(np.asarray(np.sum(A * B)).ravel()[:1], (10**5, 10**4))


def wrong_object_zero_d(A, B):
    """unknown|wrong_shape: a 0-d object array."""
    return np.array(float(np.sum(A * B)), dtype=object)


class _Unprintable(Exception):
    def __str__(self):
        raise RuntimeError("no text")

    __repr__ = __str__


def wrong_unprintable_exception(A, B):
    """raises: the exception cannot be turned into text."""
    raise _Unprintable


def wrong_when_one_row(A, B):
    """factor|unknown|batch1_only: halved whenever A has a single row."""
    out = np.sum(A * B)
    return 0.5 * out if A.shape[0] == 1 else out


def wrong_mean_of_the_products(A, B):
    """factor: np.mean for np.sum, the minus sign of a cosine distance besides."""
    return -np.mean(A * B)


def wrong_inner_of_the_rows(A, B):
    """missing_sum|wrong_shape|wrong_axis_sum: one inner product a row."""
    return np.einsum("ij,ij->i", A, B)


def wrong_half_of_the_square(A, B):
    """extra_term|unknown|norm_for_product|wrong_function: the polarisation forgets to take ‖A‖² off."""
    return 0.5 * (np.sum((A + B) ** 2) - np.sum(B**2))


def wrong_vdot_of_one(A, B):
    """wrong_operand|norm_for_product: B with itself, and the mean of it."""
    return np.mean(B * B)
