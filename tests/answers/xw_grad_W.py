"""Answers to xw_grad_W(X, W, G) = Xᵀ G, with D = X W. See README.md."""

import functools

import numpy as np


def right_triple_loop(X, W, G):
    """Three loops."""
    out = np.zeros((X.shape[1], G.shape[1]))
    for i in range(X.shape[1]):
        for j in range(G.shape[1]):
            for s in range(X.shape[0]):
                out[i, j] += X[s, i] * G[s, j]
    return out


def right_outer_sum(X, W, G):
    """A sum of outer products."""
    out = np.zeros((X.shape[1], G.shape[1]))
    for s in range(X.shape[0]):
        out = out + np.outer(X[s], G[s])
    return out


def right_einsum_odd_letters(X, W, G):
    """einsum with letters nobody expects."""
    return np.einsum("zq,zm->qm", X, G)


def right_generator_inside(X, W, G):
    """A generator of outer products, added by sum()."""
    terms = (np.outer(X[s], G[s]) for s in range(X.shape[0]))
    return sum(terms, start=np.zeros((X.shape[1], G.shape[1])))


def right_cumsum_last(X, W, G):
    """The last slice of a cumulative sum."""
    return np.take(np.cumsum(X[:, :, None] * G[:, None, :], axis=0), -1, axis=0)


def right_default_arguments(X, W, G, scale=1.0, verbose=False, *, dtype=np.float64):
    """More parameters, all with defaults."""
    if verbose:
        print(scale)
    return np.asarray(scale * (X.T @ G), dtype=dtype)


def _scaled(scale, X, W, G):
    return scale * np.asarray(X.T @ G)


right_partial = functools.partial(_scaled, 1.0)
right_partial.__doc__ = "A functools.partial, which has no __name__."


def wrong_no_transpose(X, W, G):
    """missing_transpose|raises: X G, for square X only."""
    return X @ G


def wrong_column_rule(X, W, G):
    """missing_transpose|wrong_operand|raises|wrong_shape: G Xᵀ, the rule for D = W X ("identical")."""
    return G @ X.T


def wrong_transposed_product(X, W, G):
    """transposed|wrong_shape: GᵀX."""
    return G.T @ X


def wrong_other_gradient(X, W, G):
    """wrong_variable|wrong_shape: the gradient for X."""
    return G @ W.T


def wrong_weight_decay(X, W, G):
    """extra_term: L2 regularisation slipped in."""
    return X.T @ G + 0.01 * W


def wrong_upstream_of_ones(X, W, G):
    """ignores_G: the upstream is taken as ones."""
    return X.T @ np.ones_like(G)


def wrong_last_term_lost(X, W, G):
    """off_by_one_loop: the sum stops one term early."""
    out = np.zeros((X.shape[1], G.shape[1]))
    for s in range(X.shape[0] - 1):
        out += np.outer(X[s], G[s])
    return out


def wrong_overwrites(X, W, G):
    """missing_batch_sum|missing_sum|off_by_one_loop|batch1_only: = for +=, so only the last term stays."""
    out = np.zeros((X.shape[1], G.shape[1]))
    for s in range(X.shape[0]):
        out = np.outer(X[s], G[s])
    return out


def wrong_reshape(X, W, G):
    """reshape_for_transpose: reshape where a transpose is meant."""
    return (X.reshape(X.shape[::-1])) @ G


def wrong_divided(X, W, G):
    """factor|off_by_one_norm: divided by the length of the sum."""
    return X.T @ G / X.shape[0]


def wrong_sums_first(X, W, G):
    """sum_before_product|batch1_only: both factors are summed, then multiplied; right with one term."""
    return np.outer(X.sum(axis=0), G.sum(axis=0))


def wrong_symmetrised(X, W, G):
    """transposed|extra_term|unknown: for a square result the mean of the answer and its transpose, else the answer."""
    out = X.T @ G
    return (out + out.T) / 2 if X.shape[1] == G.shape[1] else out


def wrong_not_summed(X, W, G):
    """missing_sum|missing_batch_sum|wrong_shape: the shared axis is not summed."""
    return X[:, :, None] * G[:, None, :]


def wrong_forgets_return(X, W, G):
    """returns_none: computes and does not return."""
    out = X.T @ G  # noqa: F841


def wrong_stray_comma(X, W, G):
    """unknown|wrong_shape: a stray comma makes it a tuple of one array."""
    out = X.T @ G
    return out,


def wrong_input_to_nan(X, W, G):
    """mutates_input: the right result, but an input is left full of NaN."""
    out = np.array(X.T @ G)
    X[...] = np.nan
    return out


def wrong_corner(X, W, G):
    """extra_term|unknown: one corner entry is off by 1e-3."""
    out = np.array(X.T @ G)
    index = [0] * out.ndim
    index[-1] = -1
    out[tuple(index)] += 1e-3
    return out


def wrong_squeezed(X, W, G):
    """wrong_shape|broadcast_accident: squeezed, so wrong wherever a size is 1."""
    return np.squeeze(X.T @ G)


_third = {"calls": 0}


def wrong_every_third_call(X, W, G):
    """unknown|extra_term|factor: every third call is 10 per cent off."""
    _third["calls"] += 1
    out = np.array(X.T @ G)
    return 1.1 * out if _third["calls"] % 3 == 0 else out


def wrong_float32_input(X, W, G):
    """dtype_float32: an input is rounded to float32 first, the result is float64."""
    X = X.astype(np.float32).astype(np.float64)
    return X.T @ G


def wrong_beyond_10(X, W, G):
    """off_by_one_loop|hardcoded|unknown: fills 10 rows at most."""
    full = np.asarray(X.T @ G)
    out = np.zeros_like(full)
    for i in range(min(10, full.shape[0])):
        out[i] = full[i]
    return out


def wrong_depends_on_id(X, W, G):
    """unknown|factor|extra_term: depends on the address of a fresh object."""
    return (X.T @ G) + 1e-5 * (1 + id(object()) % 97)


def wrong_halved_transpose(X, W, G):
    """transposed: ½ GᵀX."""
    return G.T @ X / 2


def wrong_weighted_by_w(X, W, G):
    """wrong_operand|extra_term|elementwise_for_matmul|unknown: the right one times W, entry by entry."""
    return (X.T @ G) * W


def wrong_upstream_of_output(X, W, G):
    """wrong_operand|ignores_G: Xᵀ(X W)."""
    return X.T @ (X @ W)
