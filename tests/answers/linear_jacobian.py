"""Answers to linear_jacobian(X, W), shape (N, p, p, q): T_ijkl = X_il δ_jk for Y = X Wᵀ. See README.md."""

import functools
import sys
import warnings

import numpy as np


def right_four_loops(X, W):
    """Four loops and a test."""
    N, q = X.shape
    p = W.shape[0]
    T = np.zeros((N, p, p, q))
    for i in range(N):
        for j in range(p):
            for k in range(p):
                for l in range(q):
                    T[i, j, k, l] = X[i, l] if j == k else 0.0
    return T


def right_diagonal_slices(X, W):
    """T[:, j, j] = X."""
    p = W.shape[0]
    T = np.zeros((X.shape[0], p, p, X.shape[1]))
    for j in range(p):
        T[:, j, j] = X
    return T


def right_fancy(X, W):
    """Both delta axes by fancy indexing."""
    p = len(W)
    r = np.arange(p)
    T = np.zeros((len(X), p) + W.shape)
    T[:, r, r] = X[:, None]
    return T


def right_through_transpose_tensor(X, W):
    """X · F, as in the lesson."""
    p, q = W.shape
    F = np.einsum("il,jk->ijkl", np.eye(q), np.eye(p))
    return np.tensordot(X, F, axes=1)


def right_broadcast(X, W):
    """A broadcast product."""
    return X[:, None, None, :] * np.eye(W.shape[0])[None, :, :, None]


def right_outer_moved(X, W):
    """Outer product, axes moved: a non-contiguous view."""
    return np.moveaxis(np.multiply.outer(X, np.eye(W.shape[0])), 1, -1)


def right_kron_rows(X, W):
    """I ⊗ x for every sample."""
    p, q = W.shape
    return np.stack([np.kron(np.eye(p), x).reshape(p, p, q) for x in X])


def right_probes(X, W):
    """The change of Y for every basis matrix."""
    T = np.empty((X.shape[0], W.shape[0]) + W.shape)
    for k, l in np.ndindex(*W.shape):
        E = np.zeros(W.shape)
        E[k, l] = 1.0
        T[..., k, l] = X @ E.T
    return T


def right_complex_step(X, W):
    """Complex steps in W."""
    T = np.empty((X.shape[0], W.shape[0]) + W.shape)
    for k, l in np.ndindex(*W.shape):
        probe = W.astype(complex)
        probe[k, l] += 1e-30j
        T[:, :, k, l] = (X @ probe.T).imag / 1e-30
    return T


def right_writes_through_einsum(X, W):
    """Writes through einsum's diagonal view."""
    p, q = W.shape
    T = np.zeros((X.shape[0], p, p, q))
    np.einsum("ijjl->jil", T)[:] = X
    return T


def right_where(X, W):
    """np.where with index grids."""
    p = W.shape[0]
    j, k = np.ogrid[:p, :p]
    return np.where((j == k)[None, :, :, None], X[:, None, None, :], 0.0)


def right_strides(X, W):
    """as_strided over the diagonal blocks."""
    p, q = W.shape
    T = np.zeros((len(X), p, p, q))
    s = T.strides
    np.lib.stride_tricks.as_strided(T, (len(X), p, q), (s[0], s[1] + s[2], s[3]))[...] = X[:, None, :]
    return T


def right_fortran_result(X, W):
    """Result in Fortran order."""
    return np.asfortranarray(np.einsum("il,jk->ijkl", X, np.eye(W.shape[0])))


def right_read_only_result(X, W):
    """Result is a read-only array."""
    out = np.array(np.einsum("il,jk->ijkl", X, np.eye(W.shape[0])), dtype=float)
    out.setflags(write=False)
    return out


def right_star_args(*args):
    """Takes *args only."""
    X, W = args
    return np.asarray(np.einsum("il,jk->ijkl", X, np.eye(W.shape[0])), dtype=np.float64)


class _Answer:
    """An instance with __call__, which has no __name__."""

    def __call__(self, X, W):
        return self._compute(X, W)

    @staticmethod
    def _compute(X, W):
        return np.asarray(np.einsum("il,jk->ijkl", X, np.eye(W.shape[0])))


right_callable_object = _Answer()


class _Layer:
    def __init__(self):
        self.last = None

    def backward(self, X, W):
        """A bound method that keeps its last result."""
        self.last = np.array(np.einsum("il,jk->ijkl", X, np.eye(W.shape[0])))
        return self.last


right_bound_method = _Layer().backward


def right_warns(X, W):
    """Causes a harmless RuntimeWarning (a division by zero that it throws away)."""
    np.ones(3) / np.zeros(3)
    warnings.warn("slow path", RuntimeWarning, stacklevel=2)
    return np.array(np.einsum("il,jk->ijkl", X, np.eye(W.shape[0])))


def right_mutates_private_copies(X, W):
    """Scribbles, but only over its own copies."""
    X_copy = X.copy()
    out = np.array(np.einsum("il,jk->ijkl", X, np.eye(W.shape[0])))
    X_copy[...] = 0
    X_copy -= 7
    return out


def right_negative_strides(X, W):
    """Result is a view with negative strides."""
    out = np.array(np.einsum("il,jk->ijkl", X, np.eye(W.shape[0])))
    return np.flip(np.flip(out).copy())


_MEMO = {}


def right_memo(X, W):
    """Remembers results by the bytes of its arguments and returns the very same array again."""
    key = tuple((a.shape, a.tobytes()) if isinstance(a, np.ndarray) else a for a in (X, W,))
    if key not in _MEMO:
        _MEMO[key] = np.array(np.einsum("il,jk->ijkl", X, np.eye(W.shape[0])))
    return _MEMO[key]


def _scaled(scale, X, W):
    return scale * np.asarray(np.einsum("il,jk->ijkl", X, np.eye(W.shape[0])))


right_partial = functools.partial(_scaled, 1.0)
right_partial.__doc__ = "A functools.partial, which has no __name__."


def wrong_no_delta(X, W):
    """missing_delta: X_il for all j and k."""
    p = W.shape[0]
    return np.tile(X[:, None, None, :], (1, p, p, 1))


def wrong_no_delta_view(X, W):
    """missing_delta|broadcast_accident: the same as a broadcast view."""
    p = W.shape[0]
    return np.broadcast_to(X[:, None, None, :], (X.shape[0], p, p, X.shape[1]))


def wrong_ones_axes(X, W):
    """wrong_shape|broadcast_accident: shape (N, 1, 1, q)."""
    return X[:, None, None, :]


def wrong_over_constrained(X, W):
    """over_constrained: another δ_kl."""
    return np.einsum("il,jk,kl->ijkl", X, np.eye(W.shape[0]), np.eye(*W.shape))


def wrong_over_constrained_samples(X, W):
    """over_constrained: another δ_ij."""
    p = W.shape[0]
    return np.einsum("il,jk,ij->ijkl", X, np.eye(p), np.eye(X.shape[0], p))


def wrong_eye_wrong_axes(X, W):
    """permuted_axes|over_constrained|missing_delta|wrong_operand|unknown: δ_ik in place of δ_jk, with a rectangular eye."""
    N, q = X.shape
    p = W.shape[0]
    return np.einsum("il,ik->ikl", X, np.eye(N, p))[:, None] * np.ones((1, p, 1, 1))


def wrong_square_eye(X, W):
    """square_only|wrong_shape: np.eye(q), right for square W."""
    return np.einsum("il,jk->ijkl", X, np.eye(W.shape[1]))


def wrong_eye_of_samples(X, W):
    """square_only|wrong_shape|batch1_only: np.eye(N)."""
    return np.einsum("il,jk->ijkl", X, np.eye(X.shape[0]))


def wrong_axes_ijlk(X, W):
    """permuted_axes|wrong_shape: W's axes transposed, shape (N, p, q, p)."""
    return np.einsum("il,jk->ijlk", X, np.eye(W.shape[0]))


def wrong_axes_klij(X, W):
    """permuted_axes|wrong_shape: denominator first."""
    return np.einsum("il,jk->klij", X, np.eye(W.shape[0]))


def wrong_axes_jikl(X, W):
    """permuted_axes|wrong_shape: shape (p, N, p, q)."""
    return np.einsum("il,jk->jikl", X, np.eye(W.shape[0]))


def wrong_axes_ilkj(X, W):
    """permuted_axes|wrong_shape: axes i, l, k, j."""
    return np.einsum("il,jk->ilkj", X, np.eye(W.shape[0]))


def wrong_reshaped_axes(X, W):
    """permuted_axes|reshape_for_transpose: i, l, j, k reshaped to the right shape."""
    p = W.shape[0]
    return np.einsum("il,jk->iljk", X, np.eye(p)).reshape(X.shape[0], p, p, X.shape[1])


def wrong_axes_when_square(X, W):
    """permuted_axes|square_only|transposed|unknown: the last two axes are exchanged where W is square."""
    T = np.einsum("il,jk->ijkl", X, np.eye(W.shape[0]))
    return T.swapaxes(2, 3) if W.shape[0] == W.shape[1] else T


def wrong_reshaped_input(X, W):
    """reshape_for_transpose|transposed: Xᵀ reshaped to X's shape."""
    return np.einsum("il,jk->ijkl", X.T.reshape(X.shape), np.eye(W.shape[0]))


def wrong_transposed_input(X, W):
    """transposed|wrong_shape|permuted_axes: X_li."""
    return np.einsum("li,jk->ijkl", X, np.eye(W.shape[0]))


def wrong_other_jacobian(X, W):
    """wrong_variable|wrong_shape: ∂Y_ij/∂X_kl = δ_ik W_jl."""
    return np.einsum("ik,jl->ijkl", np.eye(X.shape[0]), W)


def wrong_uses_weights(X, W):
    """wrong_operand|extra_term|factor|unknown: multiplied by W."""
    return np.einsum("il,jk,kl->ijkl", X, np.eye(W.shape[0]), W)


def wrong_weights_for_inputs(X, W):
    """wrong_operand: the mean row of W in place of X."""
    p = W.shape[0]
    return np.einsum("il,jk->ijkl", np.zeros_like(X) + W.mean(axis=0), np.eye(p))


def wrong_last_sample(X, W):
    """off_by_one_loop: the last sample is never reached."""
    p = W.shape[0]
    T = np.zeros((X.shape[0], p, p, X.shape[1]))
    for i in range(X.shape[0] - 1):
        for j in range(p):
            T[i, j, j] = X[i]
    return T


def wrong_last_output(X, W):
    """off_by_one_loop: the last output is never reached."""
    p = W.shape[0]
    T = np.zeros((X.shape[0], p, p, X.shape[1]))
    for j in range(p - 1):
        T[:, j, j] = X
    return T


def wrong_first_sample_everywhere(X, W):
    """batch1_only|missing_batch_sum|hardcoded|unknown: the first sample for all."""
    p = W.shape[0]
    return np.einsum("il,jk->ijkl", np.repeat(X[:1], len(X), axis=0), np.eye(p))


def wrong_batch_mean(X, W):
    """factor|off_by_one_norm|batch1_only: divided by N."""
    return np.einsum("il,jk->ijkl", X, np.eye(W.shape[0])) / len(X)


def wrong_batch_summed(X, W):
    """over_sum|wrong_shape: shape (p, p, q)."""
    return np.einsum("il,jk->jkl", X, np.eye(W.shape[0]))


def wrong_delta_collapsed(X, W):
    """wrong_shape|missing_delta|over_sum: shape (N, p, q)."""
    return np.repeat(X[:, None, :], W.shape[0], axis=1)


def wrong_unfolded(X, W):
    """wrong_shape: the unfolded matrix (N p, p q)."""
    p, q = W.shape
    return np.einsum("il,jk->ijkl", X, np.eye(p)).reshape(len(X) * p, p * q)


def wrong_five_outputs(X, W):
    """off_by_one_loop|hardcoded|unknown: 5 outputs at most."""
    p = W.shape[0]
    T = np.zeros((X.shape[0], p, p, X.shape[1]))
    for j in range(min(5, p)):
        T[:, j, j] = X
    return T


def wrong_float32_buffer(X, W):
    """dtype_float32: a float32 buffer inside, float64 outside."""
    p = W.shape[0]
    T = np.zeros((X.shape[0], p, p, X.shape[1]), dtype=np.float32)
    for j in range(p):
        T[:, j, j] = X
    return T.astype(float)


def wrong_int_buffer_inside(X, W):
    """dtype_int: an integer buffer."""
    p = W.shape[0]
    T = np.zeros((X.shape[0], p, p, X.shape[1]), dtype=int)
    for j in range(p):
        T[:, j, j] = X
    return T


def wrong_forgets_return(X, W):
    """returns_none: computes and does not return."""
    out = np.einsum("il,jk->ijkl", X, np.eye(W.shape[0]))  # noqa: F841


def wrong_nested_list(X, W):
    """unknown|wrong_shape: right numbers, but nested lists and no array."""
    return (np.einsum("il,jk->ijkl", X, np.eye(W.shape[0]))).tolist()


def wrong_cast_to_int(X, W):
    """dtype_int: truncated to integers."""
    return (np.einsum("il,jk->ijkl", X, np.eye(W.shape[0]))).astype(int)


def wrong_object_array(X, W):
    """unknown|wrong_shape: right numbers in an object array."""
    return (np.einsum("il,jk->ijkl", X, np.eye(W.shape[0]))).astype(object)


def wrong_complex_dtype(X, W):
    """unknown|wrong_shape: right numbers with complex dtype."""
    return (np.einsum("il,jk->ijkl", X, np.eye(W.shape[0]))) + 0j


def wrong_generator(X, W):
    """unknown|wrong_shape: a generator of the right rows."""
    return (row for row in np.asarray(np.einsum("il,jk->ijkl", X, np.eye(W.shape[0]))))


async def wrong_coroutine(X, W):
    """unknown|wrong_shape|returns_none: an async function, the call gives a coroutine."""
    return np.einsum("il,jk->ijkl", X, np.eye(W.shape[0]))


def wrong_huge_leading_axis(X, W):
    """wrong_shape|broadcast_accident: the right array under a broadcast leading axis of length 10**8."""
    out = np.asarray(np.einsum("il,jk->ijkl", X, np.eye(W.shape[0])))
    return np.broadcast_to(out, (10**8,) + out.shape)


def wrong_one_nan(X, W):
    """overflow_nan|unknown: NaN in the last entry."""
    out = np.array(np.einsum("il,jk->ijkl", X, np.eye(W.shape[0])))
    out[(-1,) * out.ndim] = np.nan
    return out


def wrong_overflow_entry(X, W):
    """overflow_nan|unknown: 1e308 in one entry, so that squares and sums overflow."""
    out = np.array(np.einsum("il,jk->ijkl", X, np.eye(W.shape[0])))
    out[(-1,) * out.ndim] = 1e308
    return out


def wrong_not_implemented(X, W):
    """raises: the untouched stub."""
    raise NotImplementedError()


def wrong_system_exit(X, W):
    """raises: leaves the interpreter with status 0."""
    sys.exit(0)


class _Stop(BaseException):
    pass


def wrong_base_exception(X, W):
    """raises: an exception that is no Exception."""
    raise _Stop("stop")


def wrong_recursion(X, W):
    """raises: recursion without an end."""
    return wrong_recursion(X, W)


class _Unprintable(Exception):
    def __str__(self):
        raise RuntimeError("no text")

    __repr__ = __str__


def wrong_unprintable_exception(X, W):
    """raises: the exception cannot be turned into text."""
    raise _Unprintable


def wrong_last_row(X, W):
    """off_by_one_loop|unknown: the last row is left at zero."""
    out = np.array(np.einsum("il,jk->ijkl", X, np.eye(W.shape[0])))
    out[-1] = 0.0
    return out


def wrong_last_column(X, W):
    """off_by_one_loop|unknown: the last column is left at zero."""
    out = np.array(np.einsum("il,jk->ijkl", X, np.eye(W.shape[0])))
    out[..., -1] = 0.0
    return out


def wrong_corner(X, W):
    """extra_term|unknown: one corner entry is off by 1e-3."""
    out = np.array(np.einsum("il,jk->ijkl", X, np.eye(W.shape[0])))
    index = [0] * out.ndim
    index[-1] = -1
    out[tuple(index)] += 1e-3
    return out


def wrong_factor_one_ppm(X, W):
    """factor|unknown: a factor of 1 + 1e-6."""
    return (np.einsum("il,jk->ijkl", X, np.eye(W.shape[0]))) * (1 + 1e-6)


def wrong_tiny_offset(X, W):
    """extra_term|unknown: 1e-8 added "for stability"."""
    return (np.einsum("il,jk->ijkl", X, np.eye(W.shape[0]))) + 1e-8


def wrong_round_6(X, W):
    """unknown|factor: rounded to 6 decimals."""
    return np.round(np.einsum("il,jk->ijkl", X, np.eye(W.shape[0])), 6)


def wrong_float32_input(X, W):
    """dtype_float32: an input is rounded to float32 first, the result is float64."""
    X = X.astype(np.float32).astype(np.float64)
    return np.einsum("il,jk->ijkl", X, np.eye(W.shape[0]))


def wrong_sign(X, W):
    """factor: the sign is flipped."""
    return -(np.einsum("il,jk->ijkl", X, np.eye(W.shape[0])))


_once = {"calls": 0}


def wrong_after_first_call(X, W):
    """unknown|hardcoded|extra_term|factor: right on the first call, half a per cent off from the second on."""
    _once["calls"] += 1
    out = np.array(np.einsum("il,jk->ijkl", X, np.eye(W.shape[0])))
    return out if _once["calls"] == 1 else out * 1.005


_cache = {}


def wrong_cached_by_shape(X, W):
    """unknown|hardcoded: remembers the first result of each shape, whatever the values."""
    out = np.array(np.einsum("il,jk->ijkl", X, np.eye(W.shape[0])))
    return _cache.setdefault(out.shape, out)


_third = {"calls": 0}


def wrong_every_third_call(X, W):
    """unknown|extra_term|factor: every third call is 10 per cent off."""
    _third["calls"] += 1
    out = np.array(np.einsum("il,jk->ijkl", X, np.eye(W.shape[0])))
    return 1.1 * out if _third["calls"] % 3 == 0 else out


def wrong_noise(X, W):
    """unknown|extra_term: noise of 1e-6 from a fresh generator."""
    out = np.array(np.einsum("il,jk->ijkl", X, np.eye(W.shape[0])))
    return out + 1e-6 * np.random.default_rng().standard_normal(out.shape)


def wrong_mutates(X, W):
    """mutates_input: the right result, but an input is doubled in place."""
    out = np.array(np.einsum("il,jk->ijkl", X, np.eye(W.shape[0])))
    X[...] = 2.0 * X + 1.0
    return out


def wrong_mutates_one_entry(X, W):
    """mutates_input: the right result, but one entry of an input moves by 1e-12."""
    out = np.array(np.einsum("il,jk->ijkl", X, np.eye(W.shape[0])))
    X[(-1,) * X.ndim] += 1e-12
    return out


def wrong_integers_only(X, W):
    """hardcoded|unknown|dtype_int|wrong_function: right only for integer-valued inputs."""
    X = np.rint(X)
    return np.einsum("il,jk->ijkl", X, np.eye(W.shape[0]))


def wrong_memory_order(X, W):
    """reshape_for_transpose|unknown: reads an input in memory order, right for C order only."""
    X = X.ravel(order="K").reshape(X.shape)
    return np.einsum("il,jk->ijkl", X, np.eye(W.shape[0]))


def wrong_uses_base(X, W):
    """unknown|raises|wrong_shape: goes to the array behind a view, right for arrays that own their data."""
    base = X.base
    if isinstance(base, np.ndarray) and base.size > X.size:
        X = base.ravel()[: X.size].reshape(X.shape)
    return np.einsum("il,jk->ijkl", X, np.eye(W.shape[0]))


def wrong_squeezed(X, W):
    """wrong_shape|broadcast_accident: squeezed, so wrong wherever a size is 1."""
    return np.squeeze(np.einsum("il,jk->ijkl", X, np.eye(W.shape[0])))


def wrong_trailing_axis(X, W):
    """wrong_shape|broadcast_accident: one axis more at the end."""
    return (np.einsum("il,jk->ijkl", X, np.eye(W.shape[0])))[..., np.newaxis]


def wrong_flat(X, W):
    """wrong_shape: the right numbers, flattened."""
    return (np.einsum("il,jk->ijkl", X, np.eye(W.shape[0]))).ravel()


def wrong_beyond_8(X, W):
    """off_by_one_loop|hardcoded|unknown: fills 8 rows at most."""
    full = np.asarray(np.einsum("il,jk->ijkl", X, np.eye(W.shape[0])))
    out = np.zeros_like(full)
    for i in range(min(8, full.shape[0])):
        out[i] = full[i]
    return out


def wrong_rows_averaged(X, W):
    """over_sum|unknown|missing_delta: right shape, but every row is the mean row."""
    out = np.asarray(np.einsum("il,jk->ijkl", X, np.eye(W.shape[0])))
    return np.broadcast_to(out.mean(axis=0, keepdims=True), out.shape)


def wrong_masked(X, W):
    """unknown|wrong_shape|overflow_nan: a masked array, its first entry masked and wrong underneath."""
    out = np.ma.array(np.einsum("il,jk->ijkl", X, np.eye(W.shape[0])))
    out[(0,) * out.ndim] = np.ma.masked
    out.data[(0,) * out.ndim] = 1e20
    return out


def wrong_for_large_inputs(X, W):
    """unknown|factor: right while an input's largest entry lies in [1e-3, 3], 1 per cent off elsewhere."""
    size = np.max(np.abs(X))
    return (np.einsum("il,jk->ijkl", X, np.eye(W.shape[0]))) * (1.01 if size > 3.0 or size < 1e-3 else 1.0)


def wrong_negative_jacobian(X, W):
    """factor: −∂Y/∂W."""
    return -np.einsum("iq,jp->ijpq", X, np.eye(len(W)))


def wrong_q_before_p(X, W):
    """permuted_axes|wrong_shape: (N, p, q, p), halved."""
    return 0.5 * np.einsum("iq,jp->ijqp", X, np.eye(len(W)))


def wrong_delta_on_the_samples(X, W):
    """permuted_axes|over_constrained|missing_delta|wrong_operand|unknown: δ_ir in place of δ_jr."""
    return np.einsum("iq,ip,j->ijpq", X, np.eye(len(X), len(W)), np.ones(len(W)))
