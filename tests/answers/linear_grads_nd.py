"""Answers to linear_grads_nd(X, W, b, G) -> (dX, dW, db), X (..., q), W (p, q), b (p,), G (..., p), any leading axes. See README.md."""

import numpy as np


def _grads(X, W, b, G):
    q, p = W.shape[1], W.shape[0]
    flat = G.reshape(-1, p)
    return G @ W, flat.T @ X.reshape(-1, q), flat.sum(axis=0)


def right_flattened(X, W, b, G):
    """All leading axes flattened, dX reshaped back."""
    q, p = W.shape[1], W.shape[0]
    X2, G2 = X.reshape(-1, q), G.reshape(-1, p)
    return (G2 @ W).reshape(X.shape), G2.T @ X2, G2.sum(axis=0)


def right_einsum(X, W, b, G):
    """einsum with ellipses; the leading axes are summed by name."""
    axes = tuple(range(G.ndim - 1))
    dW = np.sum(G[..., :, None] * X[..., None, :], axis=axes)
    return np.einsum("...j,jk->...k", G, W), dW, G.sum(axis=axes)


def right_tensordot(X, W, b, G):
    """tensordot over all leading axes."""
    axes = list(range(G.ndim - 1))
    ones = np.ones(G.shape[:-1])
    return np.tensordot(G, W, axes=([-1], [0])), np.tensordot(G, X, axes=(axes, axes)), np.tensordot(ones, G, axes=(axes, axes))


def right_samples(X, W, b, G):
    """A loop over every index of the leading axes."""
    dX, dW, db = np.zeros(X.shape), np.zeros(W.shape), np.zeros(b.shape)
    for index in np.ndindex(*G.shape[:-1]):
        dX[index] = W.T @ G[index]
        dW += np.outer(G[index], X[index])
        db += G[index]
    return dX, dW, db


def right_returns_read_only(X, W, b, G):
    """Read-only results, dW as a transposed view."""
    G2 = G.reshape(-1, W.shape[0])
    out = G @ W, (X.reshape(-1, W.shape[1]).T @ G2).T, np.ones(len(G2)) @ G2
    for part in out:
        part.setflags(write=False)
    return out


def right_recursive(X, W, b, G):
    """Recursion over the first axis."""
    if G.ndim == 1:
        return G @ W, np.outer(G, X), G.copy()
    parts = [right_recursive(x, W, b, g) for x, g in zip(X, G)]
    return np.stack([part[0] for part in parts]), sum(part[1] for part in parts), sum(part[2] for part in parts)


def wrong_swapped(X, W, b, G):
    """swapped_outputs|wrong_shape: returned as (dW, dX, db)."""
    dX, dW, db = _grads(X, W, b, G)
    return dW, dX, db


def wrong_bias_first(X, W, b, G):
    """swapped_outputs|wrong_shape: returned as (dX, db, dW)."""
    dX, dW, db = _grads(X, W, b, G)
    return dX, db, dW


def wrong_weights_only(X, W, b, G):
    """wrong_shape|unknown: only dW."""
    return _grads(X, W, b, G)[1]


def wrong_pair(X, W, b, G):
    """wrong_shape|unknown: db is missing."""
    return _grads(X, W, b, G)[:2]


def wrong_four(X, W, b, G):
    """wrong_shape|unknown: the loss as a fourth."""
    return *_grads(X, W, b, G), 0.0


def wrong_inputs_flat(X, W, b, G):
    """wrong_shape: dX stays flattened."""
    dX, dW, db = _grads(X, W, b, G)
    return dX.reshape(-1, W.shape[1]), dW, db


def wrong_bias_first_axis(X, W, b, G):
    """missing_batch_sum|wrong_shape|missing_sum: db summed over the first axis only."""
    dX, dW, db = _grads(X, W, b, G)
    return dX, dW, G.sum(axis=0)


def wrong_bias_mean(X, W, b, G):
    """factor|off_by_one_norm|batch1_only: db is a mean."""
    dX, dW, db = _grads(X, W, b, G)
    return dX, dW, G.reshape(-1, W.shape[0]).mean(axis=0)


def wrong_bias_total(X, W, b, G):
    """over_sum|broadcast_accident: db is the total, spread."""
    dX, dW, db = _grads(X, W, b, G)
    return dX, dW, np.full(b.shape, G.sum())


def wrong_bias_keepdims(X, W, b, G):
    """wrong_shape|broadcast_accident: db of shape (1, p)."""
    dX, dW, db = _grads(X, W, b, G)
    return dX, dW, db[None]


def wrong_bias_unchanged(X, W, b, G):
    """ignores_G|wrong_operand: b in place of db."""
    dX, dW, db = _grads(X, W, b, G)
    return dX, dW, b.copy()


def wrong_weights_transposed(X, W, b, G):
    """transposed|wrong_shape: dW transposed."""
    dX, dW, db = _grads(X, W, b, G)
    return dX, dW.T, db


def wrong_weights_per_group(X, W, b, G):
    """missing_batch_sum|wrong_shape|missing_sum: dW keeps the outer leading axes."""
    dX, dW, db = _grads(X, W, b, G)
    return dX, np.swapaxes(np.atleast_2d(G), -1, -2) @ np.atleast_2d(X), db


def wrong_weight_decay(X, W, b, G):
    """extra_term: L2 regularisation slipped into dW."""
    dX, dW, db = _grads(X, W, b, G)
    return dX, dW + 0.5 * W, db


def wrong_two_axes_only(X, W, b, G):
    """raises|wrong_shape|batch1_only|unknown: matrices only."""
    return G @ W, G.T @ X, G.sum(axis=0)


def wrong_first_group(X, W, b, G):
    """missing_batch_sum|batch1_only|missing_sum: with three axes only the first group counts in dW."""
    dX, dW, db = _grads(X, W, b, G)
    if G.ndim > 2:
        dW = G[0].reshape(-1, W.shape[0]).T @ X[0].reshape(-1, W.shape[1])
    return dX, dW, db


def wrong_reshape_order(X, W, b, G):
    """reshape_for_transpose|permuted_axes|unknown: X is flattened in another order than G."""
    dX, dW, db = _grads(X, W, b, G)
    X2 = np.moveaxis(X, 0, -2).reshape(-1, W.shape[1]) if X.ndim > 1 else X[None]
    return dX, G.reshape(-1, W.shape[0]).T @ X2 * 1.0 if X.ndim != 2 else 1.5 * dW, db


def wrong_array_of_arrays(X, W, b, G):
    """wrong_shape|unknown: one object array holding the three."""
    out = np.empty(3, dtype=object)
    out[:] = _grads(X, W, b, G)
    return out[None]


def wrong_one_nan(X, W, b, G):
    """overflow_nan|unknown: NaN in db."""
    dX, dW, db = _grads(X, W, b, G)
    db[-1] = np.nan
    return dX, dW, db


def wrong_forgets_return(X, W, b, G):
    """returns_none: computes and does not return."""
    out = tuple(_grads(X, W, b, G))  # noqa: F841


def wrong_not_implemented(X, W, b, G):
    """raises: the untouched stub."""
    raise NotImplementedError()


def wrong_mutates(X, W, b, G):
    """mutates_input: the right result, but an input is doubled in place."""
    out = (tuple(_grads(X, W, b, G)))
    G[...] = 2.0 * G + 1.0
    return out


def wrong_mutates_one_entry(X, W, b, G):
    """mutates_input: the right result, but one entry of an input moves by 1e-12."""
    out = (tuple(_grads(X, W, b, G)))
    G[(-1,) * G.ndim] += 1e-12
    return out


def wrong_string(X, W, b, G):
    """unknown|wrong_shape: the right result as text."""
    return str(tuple(_grads(X, W, b, G)))


def wrong_everything_averaged(X, W, b, G):
    """factor: all three divided by the number of samples."""
    g, x = G.reshape(-1, W.shape[0]), X.reshape(-1, W.shape[1])
    n = len(g)
    return G @ W / n, g.T @ x / n, g.mean(0)


def wrong_weights_transposed_and_averaged(X, W, b, G):
    """transposed|factor: dW is XᵀG over the number of samples."""
    g, x = G.reshape(-1, W.shape[0]), X.reshape(-1, W.shape[1])
    return G @ W, x.T @ g / len(g), g.sum(0)


def wrong_bias_row(X, W, b, G):
    """broadcast_accident|wrong_shape|factor: db is a row (1, p) of means."""
    g, x = G.reshape(-1, W.shape[0]), X.reshape(-1, W.shape[1])
    return G @ W, g.T @ x, g.mean(0, keepdims=True)


def wrong_decayed(X, W, b, G):
    """extra_term: a decay of 5e-4 in dW."""
    g, x = G.reshape(-1, W.shape[0]), X.reshape(-1, W.shape[1])
    return G @ W, g.T @ x + 5e-4 * W, g.sum(0)
