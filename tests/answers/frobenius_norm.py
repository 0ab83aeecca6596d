"""Answers to frobenius_norm(A) -> float: ‖A‖ = √(A : A). See README.md."""

import math

import numpy as np


def right_linalg(A):
    """np.linalg.norm."""
    return np.linalg.norm(A)


def right_singular_values(A):
    """The root of the sum of squared singular values."""
    s = np.linalg.svd(A, compute_uv=False)
    return np.sqrt(s @ s)


def right_trace(A):
    """√Tr(AᵀA)."""
    return float(np.trace(A.T @ A)) ** 0.5


def right_hypot_reduce(A):
    """np.hypot folded over the entries."""
    return np.hypot.reduce(A.ravel())


def right_math_dist(A):
    """math.hypot of all entries."""
    return math.hypot(*A.ravel().tolist())


def right_scaled(A):
    """Scaled by the largest entry first, safe against overflow."""
    top = np.abs(A).max()
    return top * np.sqrt(np.square(A / top).sum()) if top else 0.0


def right_vdot(A):
    """√vdot(A, A)."""
    return math.sqrt(np.vdot(A, A))


def right_python_float(A):
    """A Python float."""
    return float(np.sqrt(np.sum(A * A)))


def right_zero_d_array(A):
    """A 0-d array."""
    return np.array(np.sqrt(np.sum(A * A)))


class _Answer:
    """An instance with __call__, which has no __name__."""

    def __call__(self, A):
        return self._compute(A)

    @staticmethod
    def _compute(A):
        return float(np.sqrt(np.sum(A * A)))


right_callable_object = _Answer()


def right_mutates_and_restores(A):
    """Overwrites an input and puts the very bits back before it returns."""
    out = float(np.sqrt(np.sum(A * A)))
    kept = A.copy()
    A[...] = 0.0
    A[...] = kept
    return out


def wrong_not_rooted(A):
    """wrong_function|norm_for_product|unknown|factor: ‖A‖², the root is missing."""
    return np.sum(A**2)


def wrong_spectral(A):
    """wrong_function|unknown: the largest singular value."""
    return np.linalg.norm(A, 2)


def wrong_nuclear(A):
    """wrong_function|unknown: the sum of the singular values."""
    return np.linalg.norm(A, "nuc")


def wrong_sum_of_moduli(A):
    """wrong_function|unknown: Σ|A_ij|."""
    return np.abs(A).sum()


def wrong_root_of_trace_square(A):
    """missing_transpose|raises|overflow_nan|wrong_function: √Tr(A A), for square inputs only."""
    return np.sqrt(np.trace(A @ A))


def wrong_rows(A):
    """missing_sum|wrong_shape|wrong_axis_sum: one norm a row."""
    return np.linalg.norm(A, axis=1)


def wrong_sum_of_row_norms(A):
    """wrong_function|unknown|over_sum: the row norms added up."""
    return np.linalg.norm(A, axis=1).sum()


def wrong_root_mean_square(A):
    """factor|off_by_one_norm|wrong_function: a mean for the sum."""
    return np.sqrt(np.mean(A**2))


def wrong_root_of_sum(A):
    """wrong_function|overflow_nan|unknown: √ΣA_ij, NaN where the sum is negative."""
    return np.sqrt(np.sum(A))


def wrong_diagonal(A):
    """diag_only: the diagonal's norm."""
    return np.linalg.norm(np.diag(A))


def wrong_last_entry(A):
    """off_by_one_loop: the last entry is left out."""
    flat = A.ravel()
    return np.sqrt(sum(flat[i] ** 2 for i in range(flat.size - 1)))


def wrong_forgets_return(A):
    """returns_none: computes and does not return."""
    out = np.sqrt(np.sum(A * A))  # noqa: F841


def wrong_factor_one_ppm(A):
    """factor|unknown: a factor of 1 + 1e-6."""
    return (np.sqrt(np.sum(A * A))) * (1 + 1e-6)


def wrong_mutates_one_entry(A):
    """mutates_input: the right result, but one entry of an input moves by 1e-12."""
    out = np.array(np.sqrt(np.sum(A * A)))
    A[(-1,) * A.ndim] += 1e-12
    return out


def wrong_one_element_array(A):
    """wrong_shape|broadcast_accident: an array of shape (1,)."""
    return np.array([np.sqrt(np.sum(A * A))])


def wrong_int(A):
    """dtype_int: truncated to an int."""
    return int(np.sqrt(np.sum(A * A)))


def wrong_float32_inside(A):
    """dtype_float32: rounded to float32 and back to float64."""
    return np.asarray(np.sqrt(np.sum(A * A))).astype(np.float32).astype(np.float64)


def wrong_round_6(A):
    """unknown|factor: rounded to 6 decimals."""
    return np.round(np.sqrt(np.sum(A * A)), 6)


_third = {"calls": 0}


def wrong_every_third_call(A):
    """unknown|extra_term|factor: every third call is 10 per cent off."""
    _third["calls"] += 1
    out = np.array(np.sqrt(np.sum(A * A)))
    return 1.1 * out if _third["calls"] % 3 == 0 else out


def wrong_inf(A):
    """overflow_nan|unknown: inf."""
    return np.inf


class _Stop(BaseException):
    pass


def wrong_base_exception(A):
    """raises: an exception that is no Exception."""
    raise _Stop("stop")


def wrong_norm_over_two(A):
    """factor|wrong_function|norm_for_product: the ½‖A‖² of a loss, without the root."""
    return 0.5 * np.sum(A * A)


def wrong_root_of_column_sums(A):
    """missing_sum|wrong_shape|wrong_axis_sum: one norm a column."""
    return np.sqrt((A**2).sum(axis=0))


def wrong_standard_deviation(A):
    """off_by_one_norm|factor|wrong_function|unknown: divided by the number of entries less one, as np.std(ddof=1)."""
    return np.sqrt(np.sum(A**2) / max(A.size - 1, 1))
