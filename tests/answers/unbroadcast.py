"""Answers to unbroadcast(G, shape): G summed back to a shape that was broadcast to G's. See README.md."""

import math

import numpy as np


def _unbroadcast(G, shape):
    padded = (1,) * (G.ndim - len(shape)) + tuple(shape)
    axes = tuple(k for k, size in enumerate(padded) if size == 1)
    return np.sum(G, axis=axes).reshape(shape)


def right_two_steps(G, shape):
    """Leading axes first, then the axes of length one."""
    while G.ndim > len(shape):
        G = G.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            G = G.sum(axis=axis, keepdims=True)
    return G


def right_axes_tuple(G, shape):
    """One sum over a tuple of axes, then a reshape."""
    padded = (1,) * (G.ndim - len(shape)) + tuple(shape)
    axes = tuple(k for k, size in enumerate(padded) if size == 1)
    return np.sum(G, axis=axes).reshape(shape)


def right_add_at(G, shape):
    """Scatters every entry to the place it came from."""
    out = np.zeros(shape)
    where = np.broadcast_to(np.arange(out.size).reshape(shape), G.shape)
    np.add.at(out.reshape(-1), where, G)
    return out


def right_bincount(G, shape):
    """A weighted histogram of the source places."""
    size = math.prod(shape)
    where = np.broadcast_to(np.arange(size).reshape(shape), G.shape)
    return np.bincount(where.ravel(), weights=G.ravel(), minlength=size).reshape(shape)


def right_writes_through_view(G, shape):
    """Loops over G's entries, modulo the target's sizes."""
    out = np.zeros(shape)
    skip = G.ndim - len(shape)
    for index, value in np.ndenumerate(G):
        out[tuple(0 if n == 1 else i for i, n in zip(index[skip:], shape))] += value
    return out


def right_recursive(G, shape):
    """Recursion, one axis at a time; returns G itself where nothing was broadcast."""
    if G.shape == tuple(shape):
        return G
    if G.ndim > len(shape):
        return right_recursive(np.add.reduce(G, axis=0), shape)
    axis = next(k for k in range(G.ndim) if G.shape[k] != shape[k])
    return right_recursive(np.expand_dims(G.sum(axis), axis), shape)


class _Answer:
    """An instance with __call__, which has no __name__."""

    def __call__(self, G, shape):
        return self._compute(G, shape)

    @staticmethod
    def _compute(G, shape):
        return np.asarray(_unbroadcast(G, shape))


right_callable_object = _Answer()


def wrong_leading_only(G, shape):
    """wrong_shape|missing_sum|unknown: axes of length one are not summed."""
    while G.ndim > len(shape):
        G = G.sum(axis=0)
    return G


def wrong_ones_only(G, shape):
    """wrong_shape|missing_sum|raises|unknown: leading axes are not summed."""
    for axis, size in enumerate(shape):
        if size == 1:
            G = G.sum(axis=axis, keepdims=True)
    return G


def wrong_keepdims_lost(G, shape):
    """wrong_shape|broadcast_accident: the axes of length one disappear."""
    while G.ndim > len(shape):
        G = G.sum(axis=0)
    return G.sum(axis=tuple(k for k, size in enumerate(shape) if size == 1))


def wrong_mean(G, shape):
    """factor|off_by_one_norm: means for sums."""
    while G.ndim > len(shape):
        G = G.mean(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            G = G.mean(axis=axis, keepdims=True)
    return G


def wrong_trailing_axes(G, shape):
    """wrong_axis_sum|wrong_shape|raises: sums the last axes where it should sum the first."""
    while G.ndim > len(shape):
        G = G.sum(axis=-1)
    for axis, size in enumerate(shape):
        if size == 1:
            G = G.sum(axis=axis, keepdims=True)
    return G


def wrong_first_slice(G, shape):
    """missing_sum|missing_batch_sum|batch1_only: takes the first slice for the sum."""
    while G.ndim > len(shape):
        G = G[0]
    for axis, size in enumerate(shape):
        if size == 1:
            G = np.take(G, [0], axis=axis)
    return G


def wrong_returned_whole(G, shape):
    """missing_sum|wrong_shape|missing_batch_sum: G itself."""
    return G


def wrong_total(G, shape):
    """over_sum|broadcast_accident: the total everywhere."""
    return np.full(shape, G.sum())


def wrong_resized(G, shape):
    """missing_sum|unknown|reshape_for_transpose: the first entries, reshaped."""
    return np.resize(G, shape)


def wrong_scalar_case(G, shape):
    """wrong_shape|broadcast_accident|raises: right but for shape (), which becomes (1,)."""
    shape = tuple(shape) or (1,)
    padded = (1,) * (G.ndim - len(shape)) + shape
    axes = tuple(k for k, size in enumerate(padded) if size == 1)
    return np.sum(G, axis=axes).reshape(shape)


def wrong_at_most_one_leading(G, shape):
    """wrong_shape|raises|hardcoded|unknown: one leading axis at most."""
    if G.ndim > len(shape):
        G = G.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1 and axis < G.ndim:
            G = G.sum(axis=axis, keepdims=True)
    return G


def wrong_only_first_of_ones(G, shape):
    """wrong_shape|missing_sum|unknown: stops after one axis of length one."""
    while G.ndim > len(shape):
        G = G.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            return G.sum(axis=axis, keepdims=True)
    return G


def wrong_compares_from_the_left(G, shape):
    """wrong_axis_sum|unknown|wrong_shape|raises: aligns the shapes on the left, as broadcasting does not."""
    padded = tuple(shape) + (1,) * (G.ndim - len(shape))
    axes = tuple(k for k, size in enumerate(padded) if size == 1)
    return np.sum(G, axis=axes).reshape(shape)


def wrong_in_place(G, shape):
    """mutates_input: accumulates along the leading axis in place."""
    out = _unbroadcast(G, shape)
    if G.ndim and G.shape[0] > 1:
        np.cumsum(G, axis=0, out=G)
    elif G.ndim:
        G += 1.0
    else:
        G[...] = 0.0
    return out


def wrong_forgets_return(G, shape):
    """returns_none: computes and does not return."""
    out = _unbroadcast(G, shape)  # noqa: F841


def wrong_mutates_one_entry(G, shape):
    """mutates_input: the right result, but one entry of an input moves by 1e-12."""
    out = np.array(_unbroadcast(G, shape))
    G[(-1,) * G.ndim] += 1e-12
    return out


def wrong_factor_one_ppm(G, shape):
    """factor|unknown: a factor of 1 + 1e-6."""
    return (_unbroadcast(G, shape)) * (1 + 1e-6)


_third = {"calls": 0}


def wrong_every_third_call(G, shape):
    """unknown|extra_term|factor: every third call is 10 per cent off."""
    _third["calls"] += 1
    out = np.array(_unbroadcast(G, shape))
    return 1.1 * out if _third["calls"] % 3 == 0 else out


def wrong_extra_axis(G, shape):
    """wrong_shape|broadcast_accident: one axis more."""
    return (_unbroadcast(G, shape))[None]


def wrong_one_nan(G, shape):
    """overflow_nan|unknown: NaN in the last entry."""
    out = np.array(_unbroadcast(G, shape))
    out[(-1,) * out.ndim] = np.nan
    return out


def wrong_float32_input(G, shape):
    """dtype_float32: an input is rounded to float32 first, the result is float64."""
    G = G.astype(np.float32).astype(np.float64)
    return _unbroadcast(G, shape)


def wrong_keeps_everything(G, shape):
    """missing_sum|wrong_shape|missing_batch_sum: G as it came."""
    return G.copy()


def wrong_negative(G, shape):
    """factor: a minus sign."""
    extra = G.ndim - len(shape)
    out = G.sum(axis=tuple(range(extra)))
    axes = tuple(i for i, n in enumerate(shape) if n == 1)
    return -out.sum(axis=axes, keepdims=True) if axes else -out
