"""Answers to linear_grad_B(X, W, B, G) = G, with Y = X Wᵀ + B, B a full matrix (N, p). See README.md."""

import functools
import sys

import numpy as np


def right_same_object(X, W, B, G):
    """The very input object."""
    return G


right_lambda = lambda X, W, B, G: G  # noqa: E731
right_lambda.__doc__ = "A lambda that returns the input object."


def right_view(X, W, B, G):
    """A view of the input."""
    return G[:, :]


def right_read_only_view(X, W, B, G):
    """A read-only view of the input."""
    view = G.view()
    view.flags.writeable = False
    return view


def right_double_loop(X, W, B, G):
    """Copied entry by entry."""
    out = np.empty(B.shape)
    for i in range(B.shape[0]):
        for j in range(B.shape[1]):
            out[i, j] = G[i, j]
    return out


def right_times_ones(X, W, B, G):
    """∂Y/∂B is one everywhere, multiplied elementwise."""
    return G * np.ones_like(B)


def right_identity_product(X, W, B, G):
    """G times the identity."""
    return G @ np.eye(W.shape[0])


def right_einsum_deltas(X, W, B, G):
    """Both deltas written out and contracted."""
    N, p = G.shape
    return np.einsum("ij,ik,jl->kl", G, np.eye(N), np.eye(p))


def right_double_transpose(X, W, B, G):
    """Transposed twice."""
    return G.T.copy().T


def right_complex_step(X, W, B, G):
    """Complex steps in B."""
    out = np.zeros(B.shape)
    for index in np.ndindex(*B.shape):
        probe = B + 0j
        probe[index] += 1e-30j
        out[index] = np.sum((X @ W.T + probe) * G).imag / 1e-30
    return out


def right_nditer(X, W, B, G):
    """np.nditer with an allocated output."""
    with np.nditer([G, None]) as it:
        for source, target in it:
            target[...] = source
        return it.operands[1]


def right_adds_zero(X, W, B, G):
    """G plus zeros."""
    return G + np.zeros(G.shape)


def right_take_put(X, W, B, G):
    """np.put of np.take."""
    out = np.zeros(G.shape)
    np.put(out, np.arange(G.size), np.take(G, range(G.size)))
    return out


def right_fortran_result(X, W, B, G):
    """Result in Fortran order."""
    return np.asfortranarray(G.copy())


def right_read_only_result(X, W, B, G):
    """Result is a read-only array."""
    out = np.array(G.copy(), dtype=float)
    out.setflags(write=False)
    return out


def right_star_args(*args):
    """Takes *args only."""
    X, W, B, G = args
    return np.asarray(G.copy(), dtype=np.float64)


class _Answer:
    """An instance with __call__, which has no __name__."""

    def __call__(self, X, W, B, G):
        return self._compute(X, W, B, G)

    @staticmethod
    def _compute(X, W, B, G):
        return np.asarray(G.copy())


right_callable_object = _Answer()


def right_prints(X, W, B, G):
    """Leaves its debugging prints in."""
    out = np.array(G.copy())
    print("shape:", out.shape)
    print(out)
    return out


def right_seterr_restored(X, W, B, G):
    """Changes numpy's error state and puts it back."""
    old = np.seterr(all="ignore")
    try:
        return np.array(G.copy())
    finally:
        np.seterr(**old)


def right_mutates_and_restores(X, W, B, G):
    """Overwrites an input and puts the very bits back before it returns."""
    out = np.array(G.copy())
    kept = G.copy()
    G[...] = 0.0
    G[...] = kept
    return out


def right_negative_strides(X, W, B, G):
    """Result is a view with negative strides."""
    out = np.array(G.copy())
    return np.flip(np.flip(out).copy())


def right_view_of_larger(X, W, B, G):
    """Result is every second row of a larger array."""
    out = np.asarray(G.copy())
    big = np.full((2 * out.shape[0],) + out.shape[1:], np.nan)
    big[::2] = out
    return big[::2]


def _scaled(scale, X, W, B, G):
    return scale * np.asarray(G.copy())


right_partial = functools.partial(_scaled, 1.0)
right_partial.__doc__ = "A functools.partial, which has no __name__."


def wrong_row_bias(X, W, B, G):
    """over_sum|wrong_shape|wrong_variable: the column sums, right for a row bias only."""
    return G.sum(axis=0)


def wrong_row_bias_keepdims(X, W, B, G):
    """over_sum|wrong_shape|broadcast_accident|wrong_variable: the column sums of shape (1, p)."""
    return G.sum(axis=0, keepdims=True)


def wrong_row_bias_spread(X, W, B, G):
    """over_sum|wrong_variable: the column sums in every row, right for one sample."""
    return np.tile(G.sum(axis=0), (len(G), 1))


def wrong_column_sums_spread(X, W, B, G):
    """wrong_axis_sum|over_sum|wrong_variable: the row sums in every column."""
    return np.repeat(G.sum(axis=1, keepdims=True), G.shape[1], axis=1)


def wrong_ones(X, W, B, G):
    """ignores_G: ∂Y/∂B = 1, the upstream is forgotten."""
    return np.ones_like(B)


def wrong_returns_bias(X, W, B, G):
    """wrong_operand|ignores_G: B itself."""
    return B.copy()


def wrong_output(X, W, B, G):
    """wrong_function|ignores_G|wrong_operand: the forward result."""
    return X @ W.T + B


def wrong_weighted(X, W, B, G):
    """extra_term|wrong_operand|elementwise_for_matmul|unknown|factor: G ⊙ B."""
    return G * B


def wrong_batch_mean(X, W, B, G):
    """factor|off_by_one_norm|batch1_only: divided by the number of samples."""
    return G / G.shape[0]


def wrong_other_gradient(X, W, B, G):
    """wrong_variable|wrong_shape: the gradient for W."""
    return G.T @ X


def wrong_gradient_for_inputs(X, W, B, G):
    """wrong_variable|wrong_shape: the gradient for X."""
    return G @ W


def wrong_decay(X, W, B, G):
    """extra_term: weight decay on the bias."""
    return G + 1e-4 * B


def wrong_reshaped(X, W, B, G):
    """reshape_for_transpose|transposed|unknown: read by columns, written by rows."""
    return G.T.reshape(G.shape)


def wrong_transposed_copy(X, W, B, G):
    """transposed|wrong_shape: Gᵀ."""
    return np.ascontiguousarray(np.transpose(G))


def wrong_first_row(X, W, B, G):
    """batch1_only|wrong_shape|missing_batch_sum: the first sample only."""
    return G[0]


def wrong_range(X, W, B, G):
    """off_by_one_loop: the last row is never copied."""
    out = np.zeros(B.shape)
    for i in range(B.shape[0] - 1):
        out[i] = G[i]
    return out


def wrong_square_loops(X, W, B, G):
    """square_only|off_by_one_loop: copies a square part."""
    out = np.zeros_like(B)
    n = min(B.shape)
    out[:n, :n] = G[:n, :n]
    return out


def wrong_diagonal(X, W, B, G):
    """diag_only|over_constrained: all but the diagonal is dropped."""
    return G * np.eye(*G.shape)


def wrong_in_place_same_object(X, W, B, G):
    """mutates_input: scales G in place and returns it."""
    G *= 1.0 + 1e-15 * 64
    return G


def wrong_input_object_changed(X, W, B, G):
    """mutates_input: the right array is returned, but B is overwritten with it."""
    B[:] = G
    return B


def wrong_lists_of_bytes(X, W, B, G):
    """unknown|wrong_shape: the raw bytes."""
    return G.tobytes()


def wrong_reversed(X, W, B, G):
    """unknown|permuted_axes: the samples in reverse order."""
    return G[::-1]


def wrong_forgets_return(X, W, B, G):
    """returns_none: computes and does not return."""
    out = G.copy()  # noqa: F841


def wrong_nested_list(X, W, B, G):
    """unknown|wrong_shape: right numbers, but nested lists and no array."""
    return (G.copy()).tolist()


def wrong_stray_comma(X, W, B, G):
    """unknown|wrong_shape: a stray comma makes it a tuple of one array."""
    out = G.copy()
    return out,


def wrong_cast_to_int(X, W, B, G):
    """dtype_int: truncated to integers."""
    return (G.copy()).astype(int)


def wrong_string_array(X, W, B, G):
    """unknown|wrong_shape: right shape, dtype of strings."""
    return (G.copy()).astype(str)


def wrong_object_array(X, W, B, G):
    """unknown|wrong_shape: right numbers in an object array."""
    return (G.copy()).astype(object)


def wrong_complex_dtype(X, W, B, G):
    """unknown|wrong_shape: right numbers with complex dtype."""
    return (G.copy()) + 0j


def wrong_masked(X, W, B, G):
    """unknown|wrong_shape|overflow_nan: a masked array, its first entry masked and wrong underneath."""
    out = np.ma.array(G.copy())
    out[(0,) * out.ndim] = np.ma.masked
    out.data[(0,) * out.ndim] = 1e20
    return out


def wrong_generator(X, W, B, G):
    """unknown|wrong_shape: a generator of the right rows."""
    return (row for row in np.asarray(G.copy()))


async def wrong_coroutine(X, W, B, G):
    """unknown|wrong_shape|returns_none: an async function, the call gives a coroutine."""
    return G.copy()


def wrong_huge_view(X, W, B, G):
    """wrong_shape|broadcast_accident: a view of 10**9 elements that costs nothing until somebody copies it."""
    return np.broadcast_to(np.asarray(G.copy()).ravel()[:1], (10**5, 10**4))


def wrong_one_nan(X, W, B, G):
    """overflow_nan|unknown: NaN in the last entry."""
    out = np.array(G.copy())
    out[(-1,) * out.ndim] = np.nan
    return out


def wrong_one_inf(X, W, B, G):
    """overflow_nan|unknown: inf in one entry."""
    out = np.array(G.copy())
    out[(0,) * out.ndim] = np.inf
    return out


def wrong_not_implemented(X, W, B, G):
    """raises: the untouched stub."""
    raise NotImplementedError()


def wrong_system_exit(X, W, B, G):
    """raises: leaves the interpreter with status 0."""
    sys.exit(0)


class _Stop(BaseException):
    pass


def wrong_base_exception(X, W, B, G):
    """raises: an exception that is no Exception."""
    raise _Stop("stop")


def wrong_recursion(X, W, B, G):
    """raises: recursion without an end."""
    return wrong_recursion(X, W, B, G)


class _Unprintable(Exception):
    def __str__(self):
        raise RuntimeError("no text")

    __repr__ = __str__


def wrong_unprintable_exception(X, W, B, G):
    """raises: the exception cannot be turned into text."""
    raise _Unprintable


def wrong_last_row(X, W, B, G):
    """off_by_one_loop|unknown: the last row is left at zero."""
    out = np.array(G.copy())
    out[-1] = 0.0
    return out


def wrong_last_column(X, W, B, G):
    """off_by_one_loop|unknown: the last column is left at zero."""
    out = np.array(G.copy())
    out[..., -1] = 0.0
    return out


def wrong_corner(X, W, B, G):
    """extra_term|unknown: one corner entry is off by 1e-3."""
    out = np.array(G.copy())
    index = [0] * out.ndim
    index[-1] = -1
    out[tuple(index)] += 1e-3
    return out


def wrong_factor_one_ppm(X, W, B, G):
    """factor|unknown: a factor of 1 + 1e-6."""
    return (G.copy()) * (1 + 1e-6)


def wrong_tiny_offset(X, W, B, G):
    """extra_term|unknown: 1e-8 added "for stability"."""
    return (G.copy()) + 1e-8


def wrong_round_6(X, W, B, G):
    """unknown|factor: rounded to 6 decimals."""
    return np.round(G.copy(), 6)


def wrong_round_10(X, W, B, G):
    """unknown|factor: rounded to 10 decimals; near 1 below a tolerance of 1e-9, plain at small inputs."""
    return np.round(G.copy(), 10)


def wrong_clipped(X, W, B, G):
    """unknown|wrong_function: gradient clipping at 5 left in."""
    return np.clip(G.copy(), -5.0, 5.0)


def wrong_float32_input(X, W, B, G):
    """dtype_float32: an input is rounded to float32 first, the result is float64."""
    G = G.astype(np.float32).astype(np.float64)
    return G.copy()


def wrong_float16_input(X, W, B, G):
    """dtype_float32|unknown|factor: an input passes through float16."""
    G = G.astype(np.float16).astype(np.float64)
    return G.copy()


def wrong_sign(X, W, B, G):
    """factor: the sign is flipped."""
    return -(G.copy())


def wrong_doubled(X, W, B, G):
    """factor: a factor of 2."""
    return 2 * (G.copy())


def wrong_halved(X, W, B, G):
    """factor: a factor of 1/2."""
    return 0.5 * (G.copy())


_once = {"calls": 0}


def wrong_after_first_call(X, W, B, G):
    """unknown|hardcoded|extra_term|factor: right on the first call, half a per cent off from the second on."""
    _once["calls"] += 1
    out = np.array(G.copy())
    return out if _once["calls"] == 1 else out * 1.005


_first = {"calls": 0}


def wrong_on_first_call(X, W, B, G):
    """unknown|extra_term|factor: wrong on the first call ever, right afterwards (needs a fresh module each time)."""
    _first["calls"] += 1
    out = np.array(G.copy())
    return 2 * out if _first["calls"] == 1 else out


_total = {}


def wrong_accumulates(X, W, B, G):
    """unknown|extra_term|factor: adds to the last result of this shape, so that the second call gives the double."""
    out = np.array(G.copy())
    _total[out.shape] = _total.get(out.shape, 0.0) + out
    return _total[out.shape]


_third = {"calls": 0}


def wrong_every_third_call(X, W, B, G):
    """unknown|extra_term|factor: every third call is 10 per cent off."""
    _third["calls"] += 1
    out = np.array(G.copy())
    return 1.1 * out if _third["calls"] % 3 == 0 else out


_cache = {}


def wrong_cached_by_shape(X, W, B, G):
    """unknown|hardcoded: remembers the first result of each shape, whatever the values."""
    out = np.array(G.copy())
    return _cache.setdefault(out.shape, out)


def wrong_noise(X, W, B, G):
    """unknown|extra_term: noise of 1e-6 from a fresh generator."""
    out = np.array(G.copy())
    return out + 1e-6 * np.random.default_rng().standard_normal(out.shape)


def wrong_mutates(X, W, B, G):
    """mutates_input: the right result, but an input is doubled in place."""
    out = np.array(G.copy())
    G[...] = 2.0 * G + 1.0
    return out


def wrong_mutates_one_entry(X, W, B, G):
    """mutates_input: the right result, but one entry of an input moves by 1e-12."""
    out = np.array(G.copy())
    G[(-1,) * G.ndim] += 1e-12
    return out


def wrong_zeroes_input(X, W, B, G):
    """mutates_input: the right result, then the buffer is cleared "for the next step"."""
    out = np.array(G.copy())
    G.fill(0.0)
    return out


def wrong_sorts_input(X, W, B, G):
    """mutates_input: the right result, but an input is sorted afterwards."""
    out = np.array(G.copy())
    G.sort(axis=0)
    G[...] = np.roll(G, 1) + 0.5
    return out


def wrong_integers_only(X, W, B, G):
    """hardcoded|unknown|dtype_int|wrong_function: right only for integer-valued inputs."""
    G = np.rint(G)
    return G.copy()


def wrong_abs(X, W, B, G):
    """wrong_function|unknown|factor: right only for non-negative inputs."""
    G = np.abs(G)
    return G.copy()


def wrong_sign_of_upstream(X, W, B, G):
    """ignores_G|wrong_function|unknown: only the signs of the upstream are used."""
    G = np.sign(G)
    return G.copy()


def wrong_ignores_upstream(X, W, B, G):
    """ignores_G: the upstream is taken as ones."""
    G = np.ones_like(G)
    return G.copy()


def wrong_mean_upstream(X, W, B, G):
    """ignores_G|unknown|wrong_function: every entry of the upstream is replaced by their mean."""
    G = np.full_like(G, G.mean())
    return G.copy()


def wrong_memory_order(X, W, B, G):
    """reshape_for_transpose|unknown: reads an input in memory order, right for C order only."""
    G = G.ravel(order="K").reshape(G.shape)
    return G.copy()


def wrong_uses_base(X, W, B, G):
    """unknown|raises|wrong_shape: goes to the array behind a view, right for arrays that own their data."""
    base = G.base
    if isinstance(base, np.ndarray) and base.size > G.size:
        G = base.ravel()[: G.size].reshape(G.shape)
    return G.copy()


def wrong_squeezed(X, W, B, G):
    """wrong_shape|broadcast_accident: squeezed, so wrong wherever a size is 1."""
    return np.squeeze(G.copy())


def wrong_extra_axis(X, W, B, G):
    """wrong_shape|broadcast_accident: one axis more."""
    return (G.copy())[None]


def wrong_transposed(X, W, B, G):
    """transposed|permuted_axes|wrong_shape: the transpose of the answer."""
    return (G.copy()).T


def wrong_when_square(X, W, B, G):
    """unknown|transposed: right unless the result is square, then the transpose."""
    out = G.copy()
    return out.T if out.shape[0] == out.shape[1] else out


def wrong_when_one_row(X, W, B, G):
    """factor|unknown|batch1_only: halved whenever G has a single row."""
    out = G.copy()
    return 0.5 * out if G.shape[0] == 1 else out


def wrong_beyond_8(X, W, B, G):
    """off_by_one_loop|hardcoded|unknown: fills 8 rows at most."""
    full = np.asarray(G.copy())
    out = np.zeros_like(full)
    for i in range(min(8, full.shape[0])):
        out[i] = full[i]
    return out


def wrong_for_large_inputs(X, W, B, G):
    """unknown|factor: right while an input's largest entry lies in [1e-3, 3], 1 per cent off elsewhere."""
    size = np.max(np.abs(G))
    return (G.copy()) * (1.01 if size > 3.0 or size < 1e-3 else 1.0)


def wrong_rows_averaged(X, W, B, G):
    """over_sum|unknown|missing_delta: right shape, but every row is the mean row."""
    out = np.asarray(G.copy())
    return np.broadcast_to(out.mean(axis=0, keepdims=True), out.shape)


def wrong_flat(X, W, B, G):
    """wrong_shape: the right numbers, flattened."""
    return (G.copy()).ravel()


def wrong_mean_everywhere(X, W, B, G):
    """over_sum|missing_delta|unknown: each row is the mean of G's rows."""
    return np.ones_like(G) * G.mean(axis=0)


def wrong_minus_upstream(X, W, B, G):
    """factor: the minus of a descent step."""
    return -1.0 * G


def wrong_normalised_rows(X, W, B, G):
    """unknown|wrong_function|norm_for_product|factor: each row divided by its norm."""
    return G / np.linalg.norm(G, axis=1, keepdims=True)
