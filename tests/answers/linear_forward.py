"""Answers to linear_forward(X, W, b) = X Wᵀ + b, X (N, q), W (p, q), b (p,). See README.md."""

import functools
import sys
import time
import warnings

import numpy as np


def right_einsum(X, W, b):
    """einsum, then the bias."""
    return np.einsum("st,ut->su", X, W) + b[None, :]


def right_homogeneous(X, W, b):
    """The bias as one more column of W."""
    big = np.hstack([W, b[:, None]])
    return np.hstack([X, np.ones((X.shape[0], 1))]) @ big.T


def right_rows(X, W, b):
    """One sample at a time."""
    return np.array([W @ x + b for x in X])


def right_in_place_on_own_array(X, W, b):
    """+= on its own array."""
    out = np.dot(X, W.T)
    out += b
    return out


def right_column_world(X, W, b):
    """Works in columns and transposes back: a Fortran-ordered view."""
    return (W @ X.T + b.reshape(-1, 1)).T


def right_fortran_result(X, W, b):
    """Result in Fortran order."""
    return np.asfortranarray(X @ W.T + b)


def _scaled(scale, X, W, b):
    return scale * np.asarray(X @ W.T + b)


right_partial = functools.partial(_scaled, 1.0)
right_partial.__doc__ = "A functools.partial, which has no __name__."


def right_mutates_and_restores(X, W, b):
    """Overwrites an input and puts the very bits back before it returns."""
    out = np.array(X @ W.T + b)
    kept = X.copy()
    X[...] = 0.0
    X[...] = kept
    return out


def right_warns(X, W, b):
    """Causes a harmless RuntimeWarning (a division by zero that it throws away)."""
    np.ones(3) / np.zeros(3)
    warnings.warn("slow path", RuntimeWarning, stacklevel=2)
    return np.array(X @ W.T + b)


def wrong_no_bias(X, W, b):
    """wrong_function|unknown|extra_term|factor: the bias is missing."""
    return X @ W.T


def wrong_bias_twice(X, W, b):
    """extra_term|factor|unknown: the bias counts twice."""
    return X @ W.T + 2 * b


def wrong_bias_sum(X, W, b):
    """over_sum|broadcast_accident|unknown: the sum of the bias everywhere."""
    return X @ W.T + b.sum()


def wrong_bias_sign(X, W, b):
    """factor|extra_term|unknown: the bias is subtracted."""
    return X @ W.T - b


def wrong_no_transpose(X, W, b):
    """missing_transpose|raises: X W, for square W only."""
    return X @ W + b


def wrong_transposed_output(X, W, b):
    """transposed|wrong_shape: samples in columns."""
    return W @ X.T + b[:, None]


def wrong_reshape(X, W, b):
    """reshape_for_transpose: W reshaped to (q, p)."""
    return X @ W.reshape(W.shape[1], W.shape[0]) + b


def wrong_bias_scales(X, W, b):
    """elementwise_for_matmul|wrong_function|unknown|factor: the bias multiplies."""
    return (X @ W.T) * b


def wrong_bias_first_sample(X, W, b):
    """batch1_only|off_by_one_loop|unknown: the bias is added to the first sample only."""
    out = X @ W.T
    out[0] += b
    return out


def wrong_bias_changes(X, W, b):
    """mutates_input: the product is accumulated into the bias when there is one sample."""
    out = X @ W.T
    if len(X) == 1:
        b += out[0]
        return b[None, :].copy()
    return out + b


def wrong_squared_when_square(X, W, b):
    """square_only|missing_transpose|unknown|transposed: drops the transpose where the shapes allow it."""
    return (X @ W if W.shape[0] == W.shape[1] else X @ W.T) + b


def wrong_forgets_return(X, W, b):
    """returns_none: computes and does not return."""
    out = X @ W.T + b  # noqa: F841


def wrong_nested_list(X, W, b):
    """unknown|wrong_shape: right numbers, but nested lists and no array."""
    return (X @ W.T + b).tolist()


def wrong_cast_to_int(X, W, b):
    """dtype_int: truncated to integers."""
    return (X @ W.T + b).astype(int)


def wrong_squeezed(X, W, b):
    """wrong_shape|broadcast_accident: squeezed, so wrong wherever a size is 1."""
    return np.squeeze(X @ W.T + b)


def wrong_mutates(X, W, b):
    """mutates_input: the right result, but an input is doubled in place."""
    out = np.array(X @ W.T + b)
    X[...] = 2.0 * X + 1.0
    return out


def wrong_float32_input(X, W, b):
    """dtype_float32: an input is rounded to float32 first, the result is float64."""
    X = X.astype(np.float32).astype(np.float64)
    return X @ W.T + b


_third = {"calls": 0}


def wrong_every_third_call(X, W, b):
    """unknown|extra_term|factor: every third call is 10 per cent off."""
    _third["calls"] += 1
    out = np.array(X @ W.T + b)
    return 1.1 * out if _third["calls"] % 3 == 0 else out


def wrong_last_column(X, W, b):
    """off_by_one_loop|unknown: the last column is left at zero."""
    out = np.array(X @ W.T + b)
    out[..., -1] = 0.0
    return out


def wrong_round_10(X, W, b):
    """unknown|factor: rounded to 10 decimals; near 1 below a tolerance of 1e-9, plain at small inputs."""
    return np.round(X @ W.T + b, 10)


def wrong_extra_axis(X, W, b):
    """wrong_shape|broadcast_accident: one axis more."""
    return (X @ W.T + b)[None]


def wrong_memory_order(X, W, b):
    """reshape_for_transpose|unknown: reads an input in memory order, right for C order only."""
    X = X.ravel(order="K").reshape(X.shape)
    return X @ W.T + b


def wrong_beyond_10(X, W, b):
    """off_by_one_loop|hardcoded|unknown: fills 10 rows at most."""
    full = np.asarray(X @ W.T + b)
    out = np.zeros_like(full)
    for i in range(min(10, full.shape[0])):
        out[i] = full[i]
    return out


def wrong_system_exit(X, W, b):
    """raises: leaves the interpreter with status 0."""
    sys.exit(0)


def wrong_bias_before_the_weights(X, W, b):
    """broadcast_accident|raises|wrong_shape|wrong_operand|unknown: the bias is added to X, where the widths allow it."""
    return (X + b) @ W.T


def wrong_half_bias(X, W, b):
    """factor|extra_term: half the bias."""
    return X @ W.T + b / 2


def wrong_mean_bias(X, W, b):
    """over_sum|broadcast_accident|factor|sum_before_product|unknown: one bias for all outputs, their mean."""
    return X @ W.T + b.mean()


def wrong_scaled_and_biased(X, W, b):
    """factor|extra_term|unknown: the product is scaled by 1/√q, the bias is not."""
    return X @ W.T / np.sqrt(X.shape[1]) + b
