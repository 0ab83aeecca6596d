"""Answers to linear_grad_b(X, W, b, G) = Gᵀ1, the column sums of G, shape (p,). See README.md."""

import functools
import math
import sys
import time
import warnings

import numpy as np


def right_loop(X, W, b, G):
    """Two loops."""
    out = np.zeros(G.shape[1])
    for i in range(G.shape[0]):
        for j in range(G.shape[1]):
            out[j] += G[i, j]
    return out


def right_ones_product(X, W, b, G):
    """1ᵀG."""
    return np.ones(len(G)) @ G


def right_ones_column(X, W, b, G):
    """Gᵀ1 with a column of ones, flattened."""
    return (G.T @ np.ones((G.shape[0], 1))).ravel()


def right_einsum(X, W, b, G):
    """einsum with one operand."""
    return np.einsum("uv->v", G)


def right_python_sum(X, W, b, G):
    """Python's sum over the rows."""
    return sum(G)


def right_add_reduce(X, W, b, G):
    """np.add.reduce."""
    return np.add.reduce(G)


def right_keepdims_dropped(X, W, b, G):
    """keepdims, then the first row: a view."""
    return G.sum(axis=0, keepdims=True)[0]


def right_mean_times_n(X, W, b, G):
    """The mean times the number of samples."""
    return G.mean(axis=0) * G.shape[0]


def right_cumsum(X, W, b, G):
    """The last row of a cumulative sum."""
    return np.cumsum(G, axis=0)[-1]


def right_per_column_fsum(X, W, b, G):
    """math.fsum for every column."""
    return np.array([math.fsum(column) for column in G.T])


def right_apply_along_axis(X, W, b, G):
    """np.apply_along_axis."""
    return np.apply_along_axis(np.sum, 0, G)


def right_reduceat(X, W, b, G):
    """np.add.reduceat with one segment."""
    return np.add.reduceat(G, [0], axis=0).reshape(-1)


def right_bincount(X, W, b, G):
    """A weighted histogram over the column numbers."""
    columns = np.broadcast_to(np.arange(G.shape[1]), G.shape)
    return np.bincount(columns.ravel(), weights=G.ravel(), minlength=G.shape[1])


def right_add_at(X, W, b, G):
    """np.add.at with repeated targets."""
    out = np.zeros(b.shape)
    np.add.at(out, np.tile(np.arange(b.size), len(G)), G.ravel())
    return out


def right_diag_of_product(X, W, b, G):
    """The diagonal of Gᵀ times a matrix of ones, a read-only view."""
    return np.diagonal(G.T @ np.ones(G.shape))


def right_homogeneous(X, W, b, G):
    """Last column of the gradient for (W | b)."""
    big = np.column_stack([X, np.ones(len(X))])
    return (G.T @ big)[:, -1]


def right_reduce(X, W, b, G):
    """functools.reduce over the samples."""
    return functools.reduce(lambda total, g: total + g, G)


def right_complex_step(X, W, b, G):
    """Complex steps in b."""
    out = []
    for k in range(b.size):
        probe = b.astype(complex)
        probe[k] += 1e-30j
        out.append(np.sum(G * (X @ W.T + probe)).imag / 1e-30)
    return np.array(out)


def right_longdouble_inside(X, W, b, G):
    """Summed in longdouble."""
    return G.sum(axis=0, dtype=np.longdouble).astype(float)


def right_matrix_class(X, W, b, G):
    """np.matrix inside, .A1 outside."""
    return np.matrix(G).sum(axis=0).A1


def right_read_only_result(X, W, b, G):
    """Result is a read-only array."""
    out = np.array(G.sum(axis=0), dtype=float)
    out.setflags(write=False)
    return out


def right_star_args(*args):
    """Takes *args only."""
    X, W, b, G = args
    return np.asarray(G.sum(axis=0), dtype=np.float64)


right_lambda = lambda X, W, b, G: np.array(G.sum(axis=0))  # noqa: E731
right_lambda.__doc__ = "A lambda."


class _Answer:
    """An instance with __call__, which has no __name__."""

    def __call__(self, X, W, b, G):
        return self._compute(X, W, b, G)

    @staticmethod
    def _compute(X, W, b, G):
        return np.asarray(G.sum(axis=0))


right_callable_object = _Answer()


def right_warns(X, W, b, G):
    """Causes a harmless RuntimeWarning (a division by zero that it throws away)."""
    np.ones(3) / np.zeros(3)
    warnings.warn("slow path", RuntimeWarning, stacklevel=2)
    return np.array(G.sum(axis=0))


def right_errstate(X, W, b, G):
    """Computes under a local np.errstate that raises."""
    with np.errstate(over="raise", divide="raise"):
        return np.array(G.sum(axis=0))


def right_mutates_private_copies(X, W, b, G):
    """Scribbles, but only over its own copies."""
    G_copy = G.copy()
    out = np.array(G.sum(axis=0))
    G_copy[...] = 0
    G_copy -= 7
    return out


def right_negative_strides(X, W, b, G):
    """Result is a view with negative strides."""
    out = np.array(G.sum(axis=0))
    return np.flip(np.flip(out).copy())


_MEMO = {}


def right_memo(X, W, b, G):
    """Remembers results by the bytes of its arguments and returns the very same array again."""
    key = tuple((a.shape, a.tobytes()) if isinstance(a, np.ndarray) else a for a in (X, W, b, G,))
    if key not in _MEMO:
        _MEMO[key] = np.array(G.sum(axis=0))
    return _MEMO[key]


def _scaled(scale, X, W, b, G):
    return scale * np.asarray(G.sum(axis=0))


right_partial = functools.partial(_scaled, 1.0)
right_partial.__doc__ = "A functools.partial, which has no __name__."


def wrong_mean(X, W, b, G):
    """factor|off_by_one_norm|batch1_only: the mean over the batch."""
    return G.mean(axis=0)


def wrong_divided_minus_one(X, W, b, G):
    """off_by_one_norm|factor: divided by N − 1."""
    return G.sum(axis=0) / max(len(G) - 1, 1)


def wrong_total(X, W, b, G):
    """over_sum|wrong_shape|broadcast_accident: one number."""
    return np.sum(G)


def wrong_total_spread(X, W, b, G):
    """over_sum|broadcast_accident: the total in every entry, the shape is right."""
    return np.full(b.shape, G.sum())


def wrong_unreduced(X, W, b, G):
    """missing_batch_sum|wrong_shape|missing_sum: G itself."""
    return G.copy()


def wrong_keepdims(X, W, b, G):
    """wrong_shape|broadcast_accident: shape (1, p)."""
    return np.sum(G, axis=0, keepdims=True)


def wrong_column(X, W, b, G):
    """wrong_shape|broadcast_accident: shape (p, 1)."""
    return G.sum(axis=0)[:, None]


def wrong_axis(X, W, b, G):
    """wrong_axis_sum|wrong_shape: the row sums, shape (N,)."""
    return G.sum(axis=1)


def wrong_axis_resized(X, W, b, G):
    """wrong_axis_sum: the row sums, cut or repeated to the right shape."""
    return np.resize(G.sum(axis=1), b.shape)


def wrong_batch_of_one(X, W, b, G):
    """batch1_only|missing_batch_sum|missing_sum: the first sample's row."""
    return G[0].copy()


def wrong_last_sample(X, W, b, G):
    """batch1_only|missing_batch_sum|missing_sum|off_by_one_loop: the last sample's row."""
    return G[-1].copy()


def wrong_range(X, W, b, G):
    """off_by_one_loop: the last sample is left out."""
    out = np.zeros(b.shape)
    for i in range(len(G) - 1):
        out += G[i]
    return out


def wrong_range_outputs(X, W, b, G):
    """off_by_one_loop: the last output is left out."""
    out = np.zeros(b.shape)
    for j in range(b.size - 1):
        out[j] = G[:, j].sum()
    return out


def wrong_ten_samples(X, W, b, G):
    """off_by_one_loop|hardcoded|unknown: at most 10 samples."""
    return G[:10].sum(axis=0)


def wrong_five_samples(X, W, b, G):
    """off_by_one_loop|hardcoded|unknown: at most 5 samples."""
    return G[:5].sum(axis=0)


def wrong_counts_samples(X, W, b, G):
    """ignores_G: the number of samples in every entry."""
    return np.full(b.shape, float(len(X)))


def wrong_ones(X, W, b, G):
    """ignores_G: ones."""
    return np.ones_like(b)


def wrong_weighted_by_bias(X, W, b, G):
    """wrong_operand|extra_term|factor|unknown: multiplied by b."""
    return (G * b).sum(axis=0)


def wrong_sum_of_outputs(X, W, b, G):
    """wrong_operand|ignores_G: the column sums of Y."""
    return (X @ W.T + b).sum(axis=0)


def wrong_square_only(X, W, b, G):
    """square_only|wrong_shape: the row sums where N ≠ p and the column sums where N = p."""
    return G.sum(axis=0) if G.shape[0] == G.shape[1] else G.sum(axis=1)


def wrong_when_square(X, W, b, G):
    """wrong_axis_sum|unknown|square_only: picks the axis by its length, so the wrong one where N = p."""
    axis = 1 if G.shape[0] == b.size else 0
    return G.sum(axis=axis)


def wrong_when_one_sample(X, W, b, G):
    """over_sum|wrong_shape|broadcast_accident|unknown: squeezes first and sums what is left, a number for N = 1."""
    return np.squeeze(G).sum(axis=0)


def wrong_sum_of_moduli(X, W, b, G):
    """wrong_function|unknown: absolute values."""
    return np.abs(G).sum(axis=0)


def wrong_norms(X, W, b, G):
    """norm_for_product|wrong_function|unknown: the column norms."""
    return np.linalg.norm(G, axis=0)


def wrong_maximum(X, W, b, G):
    """wrong_function|unknown|batch1_only: the column maxima, right for one sample."""
    return G.max(axis=0)


def wrong_weight_gradient(X, W, b, G):
    """wrong_variable|wrong_shape: the gradient for W."""
    return G.T @ X


def wrong_inputs_summed(X, W, b, G):
    """wrong_operand|wrong_shape|ignores_G: the column sums of X."""
    return X.sum(axis=0)


def wrong_accumulates_into_bias(X, W, b, G):
    """mutates_input: accumulates in b."""
    b *= 0
    b += G.sum(axis=0)
    return b.copy()


def wrong_decay(X, W, b, G):
    """extra_term: weight decay on the bias."""
    return G.sum(axis=0) + 1e-5 * b


def wrong_reversed(X, W, b, G):
    """unknown|permuted_axes: the outputs in reverse order."""
    return G.sum(axis=0)[::-1]


def wrong_cumulative(X, W, b, G):
    """wrong_function|over_sum|unknown: a running sum along the outputs."""
    return np.cumsum(G.sum(axis=0))


def wrong_wraps_float16(X, W, b, G):
    """dtype_float32|unknown|factor: summed in float16."""
    return G.sum(axis=0, dtype=np.float16).astype(float)


def wrong_forgets_return(X, W, b, G):
    """returns_none: computes and does not return."""
    out = G.sum(axis=0)  # noqa: F841


def wrong_nested_list(X, W, b, G):
    """unknown|wrong_shape: right numbers, but nested lists and no array."""
    return (G.sum(axis=0)).tolist()


def wrong_stray_comma(X, W, b, G):
    """unknown|wrong_shape: a stray comma makes it a tuple of one array."""
    out = G.sum(axis=0)
    return out,


def wrong_cast_to_int(X, W, b, G):
    """dtype_int: truncated to integers."""
    return (G.sum(axis=0)).astype(int)


def wrong_object_array(X, W, b, G):
    """unknown|wrong_shape: right numbers in an object array."""
    return (G.sum(axis=0)).astype(object)


def wrong_complex_dtype(X, W, b, G):
    """unknown|wrong_shape: right numbers with complex dtype."""
    return (G.sum(axis=0)) + 0j


def wrong_masked(X, W, b, G):
    """unknown|wrong_shape|overflow_nan: a masked array, its first entry masked and wrong underneath."""
    out = np.ma.array(G.sum(axis=0))
    out[(0,) * out.ndim] = np.ma.masked
    out.data[(0,) * out.ndim] = 1e20
    return out


def wrong_generator(X, W, b, G):
    """unknown|wrong_shape: a generator of the right rows."""
    return (row for row in np.asarray(G.sum(axis=0)))


async def wrong_coroutine(X, W, b, G):
    """unknown|wrong_shape|returns_none: an async function, the call gives a coroutine."""
    return G.sum(axis=0)


def wrong_huge_view(X, W, b, G):
    """wrong_shape|broadcast_accident: a view of 10**9 elements that costs nothing until somebody copies it."""
    return np.broadcast_to(np.asarray(G.sum(axis=0)).ravel()[:1], (10**5, 10**4))


def wrong_one_nan(X, W, b, G):
    """overflow_nan|unknown: NaN in the last entry."""
    out = np.array(G.sum(axis=0))
    out[(-1,) * out.ndim] = np.nan
    return out


def wrong_one_inf(X, W, b, G):
    """overflow_nan|unknown: inf in one entry."""
    out = np.array(G.sum(axis=0))
    out[(0,) * out.ndim] = np.inf
    return out


def wrong_not_implemented(X, W, b, G):
    """raises: the untouched stub."""
    raise NotImplementedError()


def wrong_system_exit(X, W, b, G):
    """raises: leaves the interpreter with status 0."""
    sys.exit(0)


class _Stop(BaseException):
    pass


def wrong_base_exception(X, W, b, G):
    """raises: an exception that is no Exception."""
    raise _Stop("stop")


def wrong_recursion(X, W, b, G):
    """raises: recursion without an end."""
    return wrong_recursion(X, W, b, G)


class _Unprintable(Exception):
    def __str__(self):
        raise RuntimeError("no text")

    __repr__ = __str__


def wrong_unprintable_exception(X, W, b, G):
    """raises: the exception cannot be turned into text."""
    raise _Unprintable


def wrong_too_few_parameters(first):
    """raises: takes one parameter only, so that the call is a TypeError."""
    return first


def wrong_last_row(X, W, b, G):
    """off_by_one_loop|unknown: the last row is left at zero."""
    out = np.array(G.sum(axis=0))
    out[-1] = 0.0
    return out


def wrong_corner(X, W, b, G):
    """extra_term|unknown: one corner entry is off by 1e-3."""
    out = np.array(G.sum(axis=0))
    index = [0] * out.ndim
    index[-1] = -1
    out[tuple(index)] += 1e-3
    return out


def wrong_factor_one_ppm(X, W, b, G):
    """factor|unknown: a factor of 1 + 1e-6."""
    return (G.sum(axis=0)) * (1 + 1e-6)


def wrong_tiny_offset(X, W, b, G):
    """extra_term|unknown: 1e-8 added "for stability"."""
    return (G.sum(axis=0)) + 1e-8


def wrong_round_6(X, W, b, G):
    """unknown|factor: rounded to 6 decimals."""
    return np.round(G.sum(axis=0), 6)


def wrong_float32_input(X, W, b, G):
    """dtype_float32: an input is rounded to float32 first, the result is float64."""
    G = G.astype(np.float32).astype(np.float64)
    return G.sum(axis=0)


def wrong_sign(X, W, b, G):
    """factor: the sign is flipped."""
    return -(G.sum(axis=0))


def wrong_doubled(X, W, b, G):
    """factor: a factor of 2."""
    return 2 * (G.sum(axis=0))


_once = {"calls": 0}


def wrong_after_first_call(X, W, b, G):
    """unknown|hardcoded|extra_term|factor: right on the first call, half a per cent off from the second on."""
    _once["calls"] += 1
    out = np.array(G.sum(axis=0))
    return out if _once["calls"] == 1 else out * 1.005


_total = {}


def wrong_accumulates(X, W, b, G):
    """unknown|extra_term|factor: adds to the last result of this shape, so that the second call gives the double."""
    out = np.array(G.sum(axis=0))
    _total[out.shape] = _total.get(out.shape, 0.0) + out
    return _total[out.shape]


_third = {"calls": 0}


def wrong_every_third_call(X, W, b, G):
    """unknown|extra_term|factor: every third call is 10 per cent off."""
    _third["calls"] += 1
    out = np.array(G.sum(axis=0))
    return 1.1 * out if _third["calls"] % 3 == 0 else out


_cache = {}


def wrong_cached_by_shape(X, W, b, G):
    """unknown|hardcoded: remembers the first result of each shape, whatever the values."""
    out = np.array(G.sum(axis=0))
    return _cache.setdefault(out.shape, out)


def wrong_noise(X, W, b, G):
    """unknown|extra_term: noise of 1e-6 from a fresh generator."""
    out = np.array(G.sum(axis=0))
    return out + 1e-6 * np.random.default_rng().standard_normal(out.shape)


def wrong_mutates(X, W, b, G):
    """mutates_input: the right result, but an input is doubled in place."""
    out = np.array(G.sum(axis=0))
    G[...] = 2.0 * G + 1.0
    return out


def wrong_mutates_one_entry(X, W, b, G):
    """mutates_input: the right result, but one entry of an input moves by 1e-12."""
    out = np.array(G.sum(axis=0))
    G[(-1,) * G.ndim] += 1e-12
    return out


def wrong_input_to_nan(X, W, b, G):
    """mutates_input: the right result, but an input is left full of NaN."""
    out = np.array(G.sum(axis=0))
    G[...] = np.nan
    return out


def wrong_integers_only(X, W, b, G):
    """hardcoded|unknown|dtype_int|wrong_function: right only for integer-valued inputs."""
    G = np.rint(G)
    return G.sum(axis=0)


def wrong_abs(X, W, b, G):
    """wrong_function|unknown|factor: right only for non-negative inputs."""
    G = np.abs(G)
    return G.sum(axis=0)


def wrong_sign_of_upstream(X, W, b, G):
    """ignores_G|wrong_function|unknown: only the signs of the upstream are used."""
    G = np.sign(G)
    return G.sum(axis=0)


def wrong_ignores_upstream(X, W, b, G):
    """ignores_G: the upstream is taken as ones."""
    G = np.ones_like(G)
    return G.sum(axis=0)


def wrong_memory_order(X, W, b, G):
    """reshape_for_transpose|unknown: reads an input in memory order, right for C order only."""
    G = G.ravel(order="K").reshape(G.shape)
    return G.sum(axis=0)


def wrong_uses_base(X, W, b, G):
    """unknown|raises|wrong_shape: goes to the array behind a view, right for arrays that own their data."""
    base = G.base
    if isinstance(base, np.ndarray) and base.size > G.size:
        G = base.ravel()[: G.size].reshape(G.shape)
    return G.sum(axis=0)


def wrong_squeezed(X, W, b, G):
    """wrong_shape|broadcast_accident: squeezed, so wrong wherever a size is 1."""
    return np.squeeze(G.sum(axis=0))


def wrong_extra_axis(X, W, b, G):
    """wrong_shape|broadcast_accident: one axis more."""
    return (G.sum(axis=0))[None]


def wrong_trailing_axis(X, W, b, G):
    """wrong_shape|broadcast_accident: one axis more at the end."""
    return (G.sum(axis=0))[..., np.newaxis]


def wrong_beyond_8(X, W, b, G):
    """off_by_one_loop|hardcoded|unknown: fills 8 rows at most."""
    full = np.asarray(G.sum(axis=0))
    out = np.zeros_like(full)
    for i in range(min(8, full.shape[0])):
        out[i] = full[i]
    return out


def wrong_beyond_10(X, W, b, G):
    """off_by_one_loop|hardcoded|unknown: fills 10 rows at most."""
    full = np.asarray(G.sum(axis=0))
    out = np.zeros_like(full)
    for i in range(min(10, full.shape[0])):
        out[i] = full[i]
    return out


def wrong_for_large_inputs(X, W, b, G):
    """unknown|factor: right while an input's largest entry lies in [1e-3, 3], 1 per cent off elsewhere."""
    size = np.max(np.abs(G))
    return (G.sum(axis=0)) * (1.01 if size > 3.0 or size < 1e-3 else 1.0)


def wrong_when_one_row(X, W, b, G):
    """factor|unknown|batch1_only: halved whenever G has a single row."""
    out = G.sum(axis=0)
    return 0.5 * out if G.shape[0] == 1 else out


def wrong_when_sizes_agree(X, W, b, G):
    """unknown|factor: right for rectangular inputs, negated where G is square."""
    out = G.sum(axis=0)
    return -out if G.shape[0] == G.shape[-1] else out


def wrong_depends_on_time(X, W, b, G):
    """unknown|factor: a factor that follows the clock."""
    return (G.sum(axis=0)) * (1.0 + 1e-4 * (1.5 + np.sin(time.perf_counter_ns() * 1e-3)))


def wrong_mean_with_kept_axis(X, W, b, G):
    """broadcast_accident|factor|wrong_shape: mean and keepdims."""
    return np.mean(G, axis=0, keepdims=True)


def wrong_column_of_means(X, W, b, G):
    """broadcast_accident|factor|wrong_shape: a column (p, 1) of means."""
    return np.mean(G, axis=0).reshape(-1, 1)


def wrong_variance_like(X, W, b, G):
    """off_by_one_norm|factor: divided by N − 1."""
    return G.sum(0) / max(len(G) - 1, 1)


def wrong_sum_minus_bias(X, W, b, G):
    """extra_term: the bias is decayed as well."""
    return G.sum(0) + 1e-3 * b


def wrong_mean_of_outputs(X, W, b, G):
    """wrong_axis_sum|wrong_shape: a mean over the outputs."""
    return G.mean(axis=1)
