"""Answers to wx_grad_entry(X, G, d, c) -> float: ∂ℓ/∂W_dc = Σ_j G_dj X_cj. See README.md."""

import sys

import numpy as np


def right_loop(X, G, d, c):
    """A loop over the samples."""
    total = 0.0
    for j in range(X.shape[1]):
        total += G[d, j] * X[c, j]
    return total


def right_whole_product(X, G, d, c):
    """The whole product, then one entry."""
    return (G @ X.T)[d, c]


def right_one_hot(X, G, d, c):
    """eᵈᵀ G Xᵀ eᶜ with basis vectors."""
    left = np.zeros(G.shape[0])
    left[d] = 1
    right = np.zeros(X.shape[0])
    right[c] = 1
    return float(left @ G @ X.T @ right)


def right_deltas(X, G, d, c):
    """All sums with their deltas, nothing collapsed."""
    m, n = X.shape
    return float(sum(G[i, j] * (i == d) * (k == c) * X[k, j] for i in range(G.shape[0]) for j in range(n) for k in range(m)))


def right_zip(X, G, d, c):
    """sum over zip of two rows."""
    return sum(g * x for g, x in zip(G[d], X[c]))


def right_zero_d_array(X, G, d, c):
    """A 0-d array."""
    return np.array(G[d] @ X[c])


def right_python_float(X, G, d, c):
    """A Python float."""
    return float(G[d] @ X[c])


class _Answer:
    """An instance with __call__, which has no __name__."""

    def __call__(self, X, G, d, c):
        return self._compute(X, G, d, c)

    @staticmethod
    def _compute(X, G, d, c):
        return float(G[d] @ X[c])


right_callable_object = _Answer()


def wrong_indices_swapped(X, G, d, c):
    """transposed|raises|permuted_axes|wrong_operand: G_cj X_dj, an index error where the sizes differ."""
    return G[c % G.shape[0]] @ X[d % X.shape[0]]


def wrong_columns(X, G, d, c):
    """missing_transpose|raises|wrong_axis_sum|transposed: columns in place of rows."""
    n = min(len(X), len(G))
    return G[:n, d % G.shape[1]] @ X[:n, c % X.shape[1]]


def wrong_not_summed(X, G, d, c):
    """missing_sum|wrong_shape: the sum over j is missing."""
    return G[d] * X[c]


def wrong_one_sample(X, G, d, c):
    """missing_sum|batch1_only|missing_batch_sum|one_use_only: the first sample only."""
    return G[d, 0] * X[c, 0]


def wrong_sums_first(X, G, d, c):
    """sum_before_product|batch1_only: both rows are summed first."""
    return G[d].sum() * X[c].sum()


def wrong_all_rows(X, G, d, c):
    """over_sum: summed over every d."""
    return (G @ X[c]).sum()


def wrong_all_columns(X, G, d, c):
    """over_sum: summed over every c."""
    return (X @ G[d]).sum()


def wrong_range(X, G, d, c):
    """off_by_one_loop: the last sample is left out."""
    return float(sum(G[d, j] * X[c, j] for j in range(X.shape[1] - 1)))


def wrong_mean(X, G, d, c):
    """factor|off_by_one_norm: a mean for the sum."""
    return np.mean(G[d] * X[c])


def wrong_one_based(X, G, d, c):
    """off_by_one_loop|unknown|wrong_operand: indices taken from 1."""
    return G[d - 1] @ X[c - 1]


def wrong_no_upstream(X, G, d, c):
    """ignores_G: the sum of a row of X."""
    return X[c].sum()


def wrong_diagonal(X, G, d, c):
    """diag_only|over_constrained|unknown: zero unless d == c."""
    return G[d] @ X[c] if d == c else 0.0


def wrong_full_row(X, G, d, c):
    """wrong_shape|missing_sum|unknown: the whole row d of the gradient."""
    return G[d] @ X.T


def wrong_ten_samples(X, G, d, c):
    """off_by_one_loop|hardcoded|unknown: at most 10 samples."""
    return float(sum(G[d, j] * X[c, j] for j in range(min(10, X.shape[1]))))


def wrong_forgets_return(X, G, d, c):
    """returns_none: computes and does not return."""
    out = G[d] @ X[c]  # noqa: F841


def wrong_factor_one_ppm(X, G, d, c):
    """factor|unknown: a factor of 1 + 1e-6."""
    return (G[d] @ X[c]) * (1 + 1e-6)


def wrong_mutates(X, G, d, c):
    """mutates_input: the right result, but an input is doubled in place."""
    out = np.array(G[d] @ X[c])
    G[...] = 2.0 * G + 1.0
    return out


def wrong_one_element_array(X, G, d, c):
    """wrong_shape|broadcast_accident: an array of shape (1,)."""
    return np.array([G[d] @ X[c]])


def wrong_int(X, G, d, c):
    """dtype_int: truncated to an int."""
    return int(G[d] @ X[c])


_third = {"calls": 0}


def wrong_every_third_call(X, G, d, c):
    """unknown|extra_term|factor: every third call is 10 per cent off."""
    _third["calls"] += 1
    out = np.array(G[d] @ X[c])
    return 1.1 * out if _third["calls"] % 3 == 0 else out


def wrong_float32_input(X, G, d, c):
    """dtype_float32: an input is rounded to float32 first, the result is float64."""
    G = G.astype(np.float32).astype(np.float64)
    return G[d] @ X[c]


def wrong_nan(X, G, d, c):
    """overflow_nan|unknown: NaN."""
    return float("nan")


def wrong_system_exit(X, G, d, c):
    """raises: leaves the interpreter with status 0."""
    sys.exit(0)


def wrong_for_large_inputs(X, G, d, c):
    """unknown|factor: right while an input's largest entry lies in [1e-3, 3], 1 per cent off elsewhere."""
    size = np.max(np.abs(G))
    return (G[d] @ X[c]) * (1.01 if size > 3.0 or size < 1e-3 else 1.0)


def wrong_entry_of_the_mean(X, G, d, c):
    """factor: the mean over j."""
    return np.mean(G[d] * X[c])


def wrong_entry_next_to_it(X, G, d, c):
    """off_by_one_loop: counts from 1."""
    return float(G[d - 1] @ X[c - 1])


def wrong_entry_ignores_upstream(X, G, d, c):
    """ignores_G: Σ_j X_cj, doubled."""
    return 2.0 * X[c].sum()
