"""Answers to wx_jacobian(W, X), shape (H, n, H, m): ∂D_ij/∂W_kl = δ_ik X_lj for D = W X. See README.md."""

import warnings

import numpy as np


def right_four_loops(W, X):
    """Four loops and a test for the delta."""
    H, m = W.shape
    n = X.shape[1]
    out = np.zeros((H, n, H, m))
    for i in range(H):
        for j in range(n):
            for k in range(H):
                for l in range(m):
                    if i == k:
                        out[i, j, k, l] = X[l, j]
    return out


def right_slices(W, X):
    """Only the blocks i = k are filled."""
    H, m = W.shape
    out = np.zeros((H, X.shape[1], H, m))
    for i in range(H):
        out[i, :, i] = X.T
    return out


def right_outer_moved(W, X):
    """An outer product with its axes moved, a non-contiguous view."""
    return np.moveaxis(np.multiply.outer(np.eye(len(W)), X), 3, 1)


def right_kron(W, X):
    """I ⊗ Xᵀ, unfolded."""
    H, m = W.shape
    return np.kron(np.eye(H), X.T).reshape(H, X.shape[1], H, m)


def right_broadcast(W, X):
    """Broadcast product of the delta and Xᵀ."""
    return np.identity(W.shape[0])[:, None, :, None] * X.T[None, :, None, :]


def right_writes_through_einsum(W, X):
    """Writes through einsum's writable view of the diagonal."""
    H, m = W.shape
    out = np.zeros((H, X.shape[1], H, m))
    np.einsum("abac->abc", out)[...] = X.T
    return out


def right_fancy_diagonal(W, X):
    """Fancy indexing on both delta axes."""
    H, m = W.shape
    r = np.arange(H)
    out = np.zeros((H, X.shape[1], H, m))
    out[r, :, r, :] = X.T
    return out


def right_tensordot(W, X):
    """tensordot without a contraction, then a transpose."""
    return np.tensordot(np.eye(W.shape[0]), X, axes=0).transpose(0, 3, 1, 2)


def right_probes(W, X):
    """The change of D for every basis matrix: D is linear."""
    H, m = W.shape
    out = np.empty((H, X.shape[1], H, m))
    for k, l in np.ndindex(H, m):
        E = np.zeros((H, m))
        E[k, l] = 1.0
        out[:, :, k, l] = E @ X
    return out


def right_complex_step(W, X):
    """Complex steps in W."""
    H, m = W.shape
    out = np.empty((H, X.shape[1], H, m))
    for k, l in np.ndindex(H, m):
        probe = W + 0j
        probe[k, l] += 1e-20j
        out[:, :, k, l] = (probe @ X).imag / 1e-20
    return out


def right_where(W, X):
    """np.where on a comparison of index grids."""
    H, m = W.shape
    i, j, k, l = np.ix_(range(H), range(X.shape[1]), range(H), range(m))
    return np.where(i == k, X[l, j], 0.0)


def right_stride_tricks(W, X):
    """The diagonal blocks written through as_strided."""
    H, m = W.shape
    n = X.shape[1]
    out = np.zeros((H, n, H, m))
    s = out.strides
    blocks = np.lib.stride_tricks.as_strided(out, (H, n, m), (s[0] + s[2], s[1], s[3]))
    blocks[:] = X.T
    return out


def right_nested_lists(W, X):
    """Nested comprehensions."""
    H = W.shape[0]
    return np.array([[[row if i == k else 0 * row for k in range(H)] for row in X.T] for i in range(H)], dtype=float)


def right_fortran_result(W, X):
    """Result in Fortran order."""
    return np.asfortranarray(np.einsum("ik,lj->ijkl", np.eye(W.shape[0]), X))


def right_read_only_result(W, X):
    """Result is a read-only array."""
    out = np.array(np.einsum("ik,lj->ijkl", np.eye(W.shape[0]), X), dtype=float)
    out.setflags(write=False)
    return out


def right_star_args(*args):
    """Takes *args only."""
    W, X = args
    return np.asarray(np.einsum("ik,lj->ijkl", np.eye(W.shape[0]), X), dtype=np.float64)


right_lambda = lambda W, X: np.array(np.einsum("ik,lj->ijkl", np.eye(W.shape[0]), X))  # noqa: E731
right_lambda.__doc__ = "A lambda."


class _Answer:
    """An instance with __call__, which has no __name__."""

    def __call__(self, W, X):
        return self._compute(W, X)

    @staticmethod
    def _compute(W, X):
        return np.asarray(np.einsum("ik,lj->ijkl", np.eye(W.shape[0]), X))


right_callable_object = _Answer()


def right_warns(W, X):
    """Causes a harmless RuntimeWarning (a division by zero that it throws away)."""
    np.ones(3) / np.zeros(3)
    warnings.warn("slow path", RuntimeWarning, stacklevel=2)
    return np.array(np.einsum("ik,lj->ijkl", np.eye(W.shape[0]), X))


def right_mutates_private_copies(W, X):
    """Scribbles, but only over its own copies."""
    X_copy = X.copy()
    out = np.array(np.einsum("ik,lj->ijkl", np.eye(W.shape[0]), X))
    X_copy[...] = 0
    X_copy -= 7
    return out


_MEMO = {}


def right_memo(W, X):
    """Remembers results by the bytes of its arguments and returns the very same array again."""
    key = tuple((a.shape, a.tobytes()) if isinstance(a, np.ndarray) else a for a in (W, X,))
    if key not in _MEMO:
        _MEMO[key] = np.array(np.einsum("ik,lj->ijkl", np.eye(W.shape[0]), X))
    return _MEMO[key]


def right_default_arguments(W, X, scale=1.0, verbose=False, *, dtype=np.float64):
    """More parameters, all with defaults."""
    if verbose:
        print(scale)
    return np.asarray(scale * (np.einsum("ik,lj->ijkl", np.eye(W.shape[0]), X)), dtype=dtype)


def wrong_no_delta(W, X):
    """missing_delta: X_lj for every i and k."""
    H, m = W.shape
    return np.tile(X.T[None, :, None, :], (H, 1, H, 1))


def wrong_no_delta_view(W, X):
    """missing_delta|broadcast_accident: X_lj broadcast over i and k."""
    H, m = W.shape
    return np.broadcast_to(X.T[None, :, None, :], (H, X.shape[1], H, m))


def wrong_over_constrained(W, X):
    """over_constrained: a delta of j and l too many."""
    H, m = W.shape
    return np.einsum("ik,lj,jl->ijkl", np.eye(H), X, np.eye(X.shape[1], m))


def wrong_first_block_only(W, X):
    """over_constrained|off_by_one_loop|unknown: only i = k = 0."""
    H, m = W.shape
    out = np.zeros((H, X.shape[1], H, m))
    out[0, :, 0, :] = X.T
    return out


def wrong_last_block_lost(W, X):
    """off_by_one_loop: the block i = k = H - 1 is never reached."""
    H, m = W.shape
    out = np.zeros((H, X.shape[1], H, m))
    for i in range(H - 1):
        out[i, :, i, :] = X.T
    return out


def wrong_last_sample_lost(W, X):
    """off_by_one_loop: the last sample is never reached."""
    H, m = W.shape
    out = np.zeros((H, X.shape[1], H, m))
    for i in range(H):
        for j in range(X.shape[1] - 1):
            out[i, j, i] = X[:, j]
    return out


def wrong_axes_iklj(W, X):
    """permuted_axes|wrong_shape: axes i, k, l, j."""
    return np.einsum("ik,lj->iklj", np.eye(W.shape[0]), X)


def wrong_axes_ijlk(W, X):
    """permuted_axes|wrong_shape: axes i, j, l, k."""
    return np.einsum("ik,lj->ijlk", np.eye(W.shape[0]), X)


def wrong_axes_klij(W, X):
    """permuted_axes|wrong_shape: denominator first."""
    return np.einsum("ik,lj->klij", np.eye(W.shape[0]), X)


def wrong_axes_jikl(W, X):
    """permuted_axes|wrong_shape: axes j, i, k, l."""
    return np.einsum("ik,lj->jikl", np.eye(W.shape[0]), X)


def wrong_axes_lost_in_reshape(W, X):
    """permuted_axes|reshape_for_transpose: the kron factors the other way round, reshaped to the right shape."""
    H, m = W.shape
    return np.kron(X.T, np.eye(H)).reshape(H, X.shape[1], H, m)


def wrong_reshaped_input(W, X):
    """reshape_for_transpose: X reshaped where it should be transposed."""
    H, m = W.shape
    return np.einsum("ik,jl->ijkl", np.eye(H), X.reshape(X.shape[1], m))


def wrong_untransposed_input(W, X):
    """missing_transpose|permuted_axes|wrong_shape: δ_ik X_jl, for square X only."""
    return np.einsum("ik,jl->ijkl", np.eye(W.shape[0]), X)


def wrong_delta_position(W, X):
    """permuted_axes|over_constrained|missing_delta|unknown: δ_kl in place of δ_ik, i free."""
    H, m = W.shape
    return np.einsum("kl,lj->jkl", np.eye(H, m), X)[None] * np.ones((H, 1, 1, 1))


def wrong_other_jacobian(W, X):
    """wrong_variable|wrong_shape: ∂D_ij/∂X_kl = W_ik δ_jl."""
    return np.einsum("ik,jl->ijkl", W, np.eye(X.shape[1]))


def wrong_uses_weights(W, X):
    """wrong_operand|extra_term|factor|unknown: multiplied by W as well."""
    return np.einsum("ik,lj,kl->ijkl", np.eye(W.shape[0]), X, W)


def wrong_two_dimensional(W, X):
    """wrong_shape: the unfolded matrix (H n, H m)."""
    return np.kron(np.eye(len(W)), X.T)


def wrong_delta_collapsed(W, X):
    """wrong_shape|over_sum|missing_delta: shape (n, m), the delta summed away."""
    return X.T.copy()


def wrong_kept_axes_of_one(W, X):
    """wrong_shape|broadcast_accident: shape (1, n, 1, m)."""
    return X.T[None, :, None, :]


def wrong_square_eye(W, X):
    """square_only|raises|over_constrained|wrong_shape: eye of the wrong size, right when W is square."""
    H, m = W.shape
    return np.eye(m)[:H, None, :H, None] * X.T[None, :, None, :] if m >= H else np.eye(m)[:, None, :, None] * X.T[None, :, None, :]


def wrong_normalised(W, X):
    """factor|off_by_one_norm: divided by the number of samples."""
    return np.einsum("ik,lj->ijkl", np.eye(W.shape[0]), X) / X.shape[1]


def wrong_single_sample(W, X):
    """batch1_only|missing_batch_sum|unknown|hardcoded: the first sample in every place."""
    H, m = W.shape
    return np.einsum("ik,l->ikl", np.eye(H), X[:, 0])[:, None] * np.ones((1, X.shape[1], 1, 1))


def wrong_symmetric_pair(W, X):
    """extra_term|factor|unknown: δ_ik and δ_ki are added, so everything doubles."""
    eye = np.eye(W.shape[0])
    return np.einsum("ik,lj->ijkl", eye, X) + np.einsum("ki,lj->ijkl", eye, X)


def wrong_eight_rows(W, X):
    """off_by_one_loop|hardcoded|unknown: at most 8 rows of W and 8 samples."""
    H, m = W.shape
    out = np.zeros((H, X.shape[1], H, m))
    for i in range(min(8, H)):
        for j in range(min(8, X.shape[1])):
            out[i, j, i] = X[:, j]
    return out


def wrong_forgets_return(W, X):
    """returns_none: computes and does not return."""
    out = np.einsum("ik,lj->ijkl", np.eye(W.shape[0]), X)  # noqa: F841


def wrong_nested_list(W, X):
    """unknown|wrong_shape: right numbers, but nested lists and no array."""
    return (np.einsum("ik,lj->ijkl", np.eye(W.shape[0]), X)).tolist()


def wrong_cast_to_int(W, X):
    """dtype_int: truncated to integers."""
    return (np.einsum("ik,lj->ijkl", np.eye(W.shape[0]), X)).astype(int)


def wrong_object_array(W, X):
    """unknown|wrong_shape: right numbers in an object array."""
    return (np.einsum("ik,lj->ijkl", np.eye(W.shape[0]), X)).astype(object)


def wrong_complex_dtype(W, X):
    """unknown|wrong_shape: right numbers with complex dtype."""
    return (np.einsum("ik,lj->ijkl", np.eye(W.shape[0]), X)) + 0j


def wrong_generator(W, X):
    """unknown|wrong_shape: a generator of the right rows."""
    return (row for row in np.asarray(np.einsum("ik,lj->ijkl", np.eye(W.shape[0]), X)))


def wrong_huge_leading_axis(W, X):
    """wrong_shape|broadcast_accident: the right array under a broadcast leading axis of length 10**8."""
    out = np.asarray(np.einsum("ik,lj->ijkl", np.eye(W.shape[0]), X))
    return np.broadcast_to(out, (10**8,) + out.shape)


def wrong_one_nan(W, X):
    """overflow_nan|unknown: NaN in the last entry."""
    out = np.array(np.einsum("ik,lj->ijkl", np.eye(W.shape[0]), X))
    out[(-1,) * out.ndim] = np.nan
    return out


def wrong_overflow_entry(W, X):
    """overflow_nan|unknown: 1e308 in one entry, so that squares and sums overflow."""
    out = np.array(np.einsum("ik,lj->ijkl", np.eye(W.shape[0]), X))
    out[(-1,) * out.ndim] = 1e308
    return out


def wrong_not_implemented(W, X):
    """raises: the untouched stub."""
    raise NotImplementedError()


class _Stop(BaseException):
    pass


def wrong_base_exception(W, X):
    """raises: an exception that is no Exception."""
    raise _Stop("stop")


def wrong_recursion(W, X):
    """raises: recursion without an end."""
    return wrong_recursion(W, X)


def wrong_last_row(W, X):
    """off_by_one_loop|unknown: the last row is left at zero."""
    out = np.array(np.einsum("ik,lj->ijkl", np.eye(W.shape[0]), X))
    out[-1] = 0.0
    return out


def wrong_last_column(W, X):
    """off_by_one_loop|unknown: the last column is left at zero."""
    out = np.array(np.einsum("ik,lj->ijkl", np.eye(W.shape[0]), X))
    out[..., -1] = 0.0
    return out


def wrong_corner(W, X):
    """extra_term|unknown: one corner entry is off by 1e-3."""
    out = np.array(np.einsum("ik,lj->ijkl", np.eye(W.shape[0]), X))
    index = [0] * out.ndim
    index[-1] = -1
    out[tuple(index)] += 1e-3
    return out


def wrong_factor_one_ppm(W, X):
    """factor|unknown: a factor of 1 + 1e-6."""
    return (np.einsum("ik,lj->ijkl", np.eye(W.shape[0]), X)) * (1 + 1e-6)


def wrong_tiny_offset(W, X):
    """extra_term|unknown: 1e-8 added "for stability"."""
    return (np.einsum("ik,lj->ijkl", np.eye(W.shape[0]), X)) + 1e-8


def wrong_round_6(W, X):
    """unknown|factor: rounded to 6 decimals."""
    return np.round(np.einsum("ik,lj->ijkl", np.eye(W.shape[0]), X), 6)


def wrong_float32_input(W, X):
    """dtype_float32: an input is rounded to float32 first, the result is float64."""
    X = X.astype(np.float32).astype(np.float64)
    return np.einsum("ik,lj->ijkl", np.eye(W.shape[0]), X)


def wrong_float32_inside(W, X):
    """dtype_float32: rounded to float32 and back to float64."""
    return np.asarray(np.einsum("ik,lj->ijkl", np.eye(W.shape[0]), X)).astype(np.float32).astype(np.float64)


def wrong_sign(W, X):
    """factor: the sign is flipped."""
    return -(np.einsum("ik,lj->ijkl", np.eye(W.shape[0]), X))


_once = {"calls": 0}


def wrong_after_first_call(W, X):
    """unknown|hardcoded|extra_term|factor: right on the first call, half a per cent off from the second on."""
    _once["calls"] += 1
    out = np.array(np.einsum("ik,lj->ijkl", np.eye(W.shape[0]), X))
    return out if _once["calls"] == 1 else out * 1.005


_cache = {}


def wrong_cached_by_shape(W, X):
    """unknown|hardcoded: remembers the first result of each shape, whatever the values."""
    out = np.array(np.einsum("ik,lj->ijkl", np.eye(W.shape[0]), X))
    return _cache.setdefault(out.shape, out)


_third = {"calls": 0}


def wrong_every_third_call(W, X):
    """unknown|extra_term|factor: every third call is 10 per cent off."""
    _third["calls"] += 1
    out = np.array(np.einsum("ik,lj->ijkl", np.eye(W.shape[0]), X))
    return 1.1 * out if _third["calls"] % 3 == 0 else out


def wrong_noise(W, X):
    """unknown|extra_term: noise of 1e-6 from a fresh generator."""
    out = np.array(np.einsum("ik,lj->ijkl", np.eye(W.shape[0]), X))
    return out + 1e-6 * np.random.default_rng().standard_normal(out.shape)


def wrong_mutates(W, X):
    """mutates_input: the right result, but an input is doubled in place."""
    out = np.array(np.einsum("ik,lj->ijkl", np.eye(W.shape[0]), X))
    X[...] = 2.0 * X + 1.0
    return out


def wrong_integers_only(W, X):
    """hardcoded|unknown|dtype_int|wrong_function: right only for integer-valued inputs."""
    X = np.rint(X)
    return np.einsum("ik,lj->ijkl", np.eye(W.shape[0]), X)


def wrong_memory_order(W, X):
    """reshape_for_transpose|unknown: reads an input in memory order, right for C order only."""
    X = X.ravel(order="K").reshape(X.shape)
    return np.einsum("ik,lj->ijkl", np.eye(W.shape[0]), X)


def wrong_uses_base(W, X):
    """unknown|raises|wrong_shape: goes to the array behind a view, right for arrays that own their data."""
    base = X.base
    if isinstance(base, np.ndarray) and base.size > X.size:
        X = base.ravel()[: X.size].reshape(X.shape)
    return np.einsum("ik,lj->ijkl", np.eye(W.shape[0]), X)


def wrong_squeezed(W, X):
    """wrong_shape|broadcast_accident: squeezed, so wrong wherever a size is 1."""
    return np.squeeze(np.einsum("ik,lj->ijkl", np.eye(W.shape[0]), X))


def wrong_trailing_axis(W, X):
    """wrong_shape|broadcast_accident: one axis more at the end."""
    return (np.einsum("ik,lj->ijkl", np.eye(W.shape[0]), X))[..., np.newaxis]


def wrong_flat(W, X):
    """wrong_shape: the right numbers, flattened."""
    return (np.einsum("ik,lj->ijkl", np.eye(W.shape[0]), X)).ravel()


async def wrong_coroutine(W, X):
    """unknown|wrong_shape|returns_none: an async function, the call gives a coroutine."""
    return np.einsum("ik,lj->ijkl", np.eye(W.shape[0]), X)


def wrong_masked(W, X):
    """unknown|wrong_shape|overflow_nan: a masked array, its first entry masked and wrong underneath."""
    out = np.ma.array(np.einsum("ik,lj->ijkl", np.eye(W.shape[0]), X))
    out[(0,) * out.ndim] = np.ma.masked
    out.data[(0,) * out.ndim] = 1e20
    return out


class _Unprintable(Exception):
    def __str__(self):
        raise RuntimeError("no text")

    __repr__ = __str__


def wrong_unprintable_exception(W, X):
    """raises: the exception cannot be turned into text."""
    raise _Unprintable


def wrong_too_few_parameters(first):
    """raises: takes one parameter only, so that the call is a TypeError."""
    return first


def wrong_beyond_8(W, X):
    """off_by_one_loop|hardcoded|unknown: fills 8 rows at most."""
    full = np.asarray(np.einsum("ik,lj->ijkl", np.eye(W.shape[0]), X))
    out = np.zeros_like(full)
    for i in range(min(8, full.shape[0])):
        out[i] = full[i]
    return out


def wrong_rows_averaged(W, X):
    """over_sum|unknown|missing_delta: right shape, but every row is the mean row."""
    out = np.asarray(np.einsum("ik,lj->ijkl", np.eye(W.shape[0]), X))
    return np.broadcast_to(out.mean(axis=0, keepdims=True), out.shape)


def wrong_doubled_and_turned(W, X):
    """permuted_axes|factor: the axes (n, H, H, m), doubled."""
    return 2 * np.einsum("ik,lj->jikl", np.eye(len(W)), X)


def wrong_jacobian_for_x(W, X):
    """wrong_variable|wrong_shape: ∂D/∂X, negated."""
    return -np.einsum("il,jk->ijlk", W, np.eye(X.shape[1]))
