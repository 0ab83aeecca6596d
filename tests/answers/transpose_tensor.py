"""Answers to transpose_tensor(m, n), shape (m, n, n, m): F_ijkl = δ_il δ_jk. See README.md."""

import sys
import warnings

import numpy as np


def right_four_loops(m, n):
    """Four loops and two tests."""
    F = np.zeros((m, n, n, m))
    for i in range(m):
        for j in range(n):
            for k in range(n):
                for l in range(m):
                    if i == l and j == k:
                        F[i, j, k, l] = 1
    return F


def right_two_loops(m, n):
    """Only the ones are visited."""
    F = np.zeros((m, n, n, m))
    for i, j in np.ndindex(m, n):
        F[i, j, j, i] = 1.0
    return F


def right_fancy(m, n):
    """Fancy indexing with np.indices."""
    i, j = np.indices((m, n))
    F = np.zeros((m, n, n, m))
    F[i, j, j, i] = 1
    return F


def right_ogrid(m, n):
    """Broadcast index vectors as targets."""
    i, j = np.ogrid[:m, :n]
    F = np.zeros((m, n, n, m))
    F[i, j, j, i] += 1
    return F


def right_commutation_matrix(m, n):
    """Rows of the identity, two axes exchanged: a non-contiguous view."""
    return np.eye(m * n).reshape(m, n, m, n).swapaxes(2, 3)


def right_basis_transposed(m, n):
    """F[:, :, k, l] is the transpose of the basis matrix E_kl."""
    F = np.empty((m, n, n, m))
    for k in range(n):
        for l in range(m):
            E = np.zeros((n, m))
            E[k, l] = 1.0
            F[:, :, k, l] = E.T
    return F


def right_outer_eye(m, n):
    """Outer product of two identities, axes moved."""
    return np.multiply.outer(np.eye(m), np.eye(n)).transpose(0, 2, 3, 1)


def right_comparisons(m, n):
    """Comparisons of index grids, cast to float."""
    i, j, k, l = np.ix_(np.arange(m), np.arange(n), np.arange(n), np.arange(m))
    return ((i == l) & (j == k)).astype(float)


def right_writes_through_einsum(m, n):
    """Writes through einsum's view of the double diagonal."""
    F = np.zeros((m, n, n, m))
    np.einsum("ijji->ij", F)[...] = 1.0
    return F


def right_put(m, n):
    """np.put at flat positions."""
    F = np.zeros((m, n, n, m))
    i, j = np.divmod(np.arange(m * n), n)
    np.put(F, ((i * n + j) * n + j) * m + i, 1.0)
    return F


def right_fromfunction(m, n):
    """np.fromfunction of a product of deltas."""
    return np.fromfunction(lambda i, j, k, l: 1.0 * (i == l) * (j == k), (m, n, n, m))


def right_stack(m, n):
    """Nested np.stack of basis matrices."""
    def unit(rows, cols, r, c):
        E = np.zeros((rows, cols))
        E[r, c] = 1
        return E

    return np.stack([np.stack([unit(n, m, j, i) for j in range(n)]) for i in range(m)])


def right_strides(m, n):
    """as_strided over the ones."""
    F = np.zeros((m, n, n, m))
    s = F.strides
    np.lib.stride_tricks.as_strided(F, (m, n), (s[0] + s[3], s[1] + s[2]))[:] = 1
    return F


def right_kron(m, n):
    """kron of identities, axes exchanged."""
    return np.kron(np.eye(m), np.eye(n)).reshape(m, n, m, n).transpose(0, 1, 3, 2).copy()


def right_fortran_result(m, n):
    """Result in Fortran order."""
    return np.asfortranarray(np.einsum("il,jk->ijkl", np.eye(m), np.eye(n)))


def right_read_only_result(m, n):
    """Result is a read-only array."""
    out = np.array(np.einsum("il,jk->ijkl", np.eye(m), np.eye(n)), dtype=float)
    out.setflags(write=False)
    return out


def right_star_args(*args):
    """Takes *args only."""
    m, n = args
    return np.asarray(np.einsum("il,jk->ijkl", np.eye(m), np.eye(n)), dtype=np.float64)


right_lambda = lambda m, n: np.array(np.einsum("il,jk->ijkl", np.eye(m), np.eye(n)))  # noqa: E731
right_lambda.__doc__ = "A lambda."


class _Answer:
    """An instance with __call__, which has no __name__."""

    def __call__(self, m, n):
        return self._compute(m, n)

    @staticmethod
    def _compute(m, n):
        return np.asarray(np.einsum("il,jk->ijkl", np.eye(m), np.eye(n)))


right_callable_object = _Answer()


def right_warns(m, n):
    """Causes a harmless RuntimeWarning (a division by zero that it throws away)."""
    np.ones(3) / np.zeros(3)
    warnings.warn("slow path", RuntimeWarning, stacklevel=2)
    return np.array(np.einsum("il,jk->ijkl", np.eye(m), np.eye(n)))


def right_default_arguments(m, n, scale=1.0, verbose=False, *, dtype=np.float64):
    """More parameters, all with defaults."""
    if verbose:
        print(scale)
    return np.asarray(scale * (np.einsum("il,jk->ijkl", np.eye(m), np.eye(n))), dtype=dtype)


_MEMO = {}


def right_memo(m, n):
    """Remembers results by the bytes of its arguments and returns the very same array again."""
    key = tuple((a.shape, a.tobytes()) if isinstance(a, np.ndarray) else a for a in (m, n,))
    if key not in _MEMO:
        _MEMO[key] = np.array(np.einsum("il,jk->ijkl", np.eye(m), np.eye(n)))
    return _MEMO[key]


def wrong_identity(m, n):
    """permuted_axes|wrong_shape: δ_ik δ_jl, which leaves dW as it is."""
    return np.einsum("ik,jl->ijkl", np.eye(m), np.eye(n))


def wrong_identity_reshaped(m, n):
    """reshape_for_transpose|permuted_axes: the identity's entries in the right shape: a reshape, not a transpose."""
    return np.eye(m * n).reshape(m, n, n, m)


def wrong_delta_pairs(m, n):
    """permuted_axes|over_constrained|square_only: δ_ik δ_jl in the right shape, with rectangular eyes."""
    return np.einsum("ik,jl->ijkl", np.eye(m, n), np.eye(n, m))


def wrong_delta_pairs_neighbours(m, n):
    """permuted_axes|missing_delta|over_constrained|unknown: δ_ij δ_kl in the right shape."""
    return np.einsum("ij,kl->ijkl", np.eye(m, n), np.eye(n, m))


def wrong_sizes_swapped(m, n):
    """wrong_shape|permuted_axes|transposed: shape (n, m, m, n)."""
    return np.einsum("il,jk->ijkl", np.eye(n), np.eye(m))


def wrong_shape_mnmn(m, n):
    """wrong_shape|raises|square_only: the ones in an array of shape (m, n, m, n), an index error unless square."""
    F = np.zeros((m, n, m, n))
    for i in range(m):
        for j in range(n):
            F[i, j, j, i] = 1
    return F


def wrong_no_delta_jk(m, n):
    """missing_delta: δ_il only."""
    return np.einsum("il,jk->ijkl", np.eye(m), np.ones((n, n)))


def wrong_no_delta_il(m, n):
    """missing_delta: δ_jk only."""
    return np.einsum("il,jk->ijkl", np.ones((m, m)), np.eye(n))


def wrong_all_ones(m, n):
    """missing_delta: no delta at all."""
    return np.ones((m, n, n, m))


def wrong_all_equal(m, n):
    """over_constrained: i = j = k = l."""
    F = np.zeros((m, n, n, m))
    for i in range(min(m, n)):
        F[i, i, i, i] = 1
    return F


def wrong_extra_delta(m, n):
    """over_constrained: another δ_ij."""
    return np.einsum("il,jk,ij->ijkl", np.eye(m), np.eye(n), np.eye(m, n))


def wrong_square_eye_m(m, n):
    """square_only|wrong_shape: np.eye(m) for both."""
    return np.einsum("il,jk->ijkl", np.eye(m), np.eye(m))


def wrong_square_eye_n(m, n):
    """square_only|wrong_shape: np.eye(n) for both."""
    return np.einsum("il,jk->ijkl", np.eye(n), np.eye(n))


def wrong_square_part(m, n):
    """square_only|off_by_one_loop: loops over the smaller size in both directions."""
    F = np.zeros((m, n, n, m))
    for i in range(min(m, n)):
        for j in range(min(m, n)):
            F[i, j, j, i] = 1
    return F


def wrong_range_m(m, n):
    """off_by_one_loop: range(m - 1)."""
    F = np.zeros((m, n, n, m))
    for i in range(m - 1):
        for j in range(n):
            F[i, j, j, i] = 1
    return F


def wrong_range_n(m, n):
    """off_by_one_loop: range(n - 1)."""
    F = np.zeros((m, n, n, m))
    for i in range(m):
        for j in range(n - 1):
            F[i, j, j, i] = 1
    return F


def right_int_dtype(m, n):
    """F and H are no gradients: 0 and 1 are what they hold."""
    F = np.zeros((m, n, n, m), dtype=int)
    for i in range(m):
        for j in range(n):
            F[i, j, j, i] = 1
    return F


def right_int_eye(m, n):
    """Identities of int64."""
    return np.einsum("il,jk->ijkl", np.eye(m, dtype=int), np.eye(n, dtype=int))


def right_bool_dtype(m, n):
    """The comparisons without a cast: True is 1."""
    i, j, k, l = np.ix_(range(m), range(n), range(n), range(m))
    return (i == l) & (j == k)


def wrong_commutation_matrix(m, n):
    """wrong_shape: the (mn, nm) matrix."""
    return np.eye(m * n).reshape(m, n, m, n).swapaxes(2, 3).reshape(m * n, n * m)


def wrong_scaled(m, n):
    """factor: divided by n."""
    return np.einsum("il,jk->ijkl", np.eye(m), np.eye(n)) / n


def wrong_antisymmetric(m, n):
    """extra_term|unknown|factor: the commutator with the identity, where square."""
    F = np.einsum("il,jk->ijkl", np.eye(m), np.eye(n))
    return F - np.einsum("ik,jl->ijkl", np.eye(m), np.eye(n)) if m == n else F


def wrong_symmetrised_square(m, n):
    """extra_term|permuted_axes|unknown|factor: right unless square, then the symmetriser (F + I)/2."""
    F = np.einsum("il,jk->ijkl", np.eye(m), np.eye(n))
    return (F + F.swapaxes(2, 3)) / 2 if m == n else F


def wrong_identity_when_square(m, n):
    """permuted_axes|square_only|unknown: right for distinct sizes, the identity where m = n."""
    F = np.einsum("il,jk->ijkl", np.eye(m), np.eye(n))
    return F.swapaxes(2, 3) if m == n else F


def wrong_visible_example(m, n):
    """hardcoded|wrong_shape: the tensor of (2, 3), whatever is asked."""
    return np.eye(6).reshape(2, 3, 2, 3).swapaxes(2, 3).copy()


def wrong_corner_forgotten(m, n):
    """off_by_one_loop|unknown: the very last one is missing."""
    F = np.einsum("il,jk->ijkl", np.eye(m), np.eye(n))
    F[-1, -1, -1, -1] = 0
    return F


def wrong_one_too_many(m, n):
    """extra_term|unknown|missing_delta: one 1 too many, in a corner."""
    F = np.einsum("il,jk->ijkl", np.eye(m), np.eye(n))
    F[0, -1, 0, -1] = 1
    F[0, 0, 0, -1] += 1
    return F


def wrong_nearly_one(m, n):
    """factor|unknown: ones of 1 + 1e-7."""
    return np.einsum("il,jk->ijkl", np.eye(m), np.eye(n)) * (1 + 1e-7)


def wrong_only_to_five(m, n):
    """off_by_one_loop|hardcoded|unknown: 5 × 5 at most."""
    F = np.zeros((m, n, n, m))
    for i in range(min(m, 5)):
        for j in range(min(n, 5)):
            F[i, j, j, i] = 1
    return F


def wrong_only_to_ten(m, n):
    """off_by_one_loop|hardcoded|unknown: 10 × 10 at most."""
    F = np.zeros((m, n, n, m))
    for i in range(min(m, 10)):
        for j in range(min(n, 10)):
            F[i, j, j, i] = 1
    return F


def wrong_returns_transpose_function(m, n):
    """unknown|wrong_shape: np.transpose itself."""
    return np.transpose


def wrong_forgets_return(m, n):
    """returns_none: computes and does not return."""
    out = np.einsum("il,jk->ijkl", np.eye(m), np.eye(n))  # noqa: F841


def wrong_nested_list(m, n):
    """unknown|wrong_shape: right numbers, but nested lists and no array."""
    return (np.einsum("il,jk->ijkl", np.eye(m), np.eye(n))).tolist()


def wrong_object_array(m, n):
    """unknown|wrong_shape: right numbers in an object array."""
    return (np.einsum("il,jk->ijkl", np.eye(m), np.eye(n))).astype(object)


def wrong_complex_dtype(m, n):
    """unknown|wrong_shape: right numbers with complex dtype."""
    return (np.einsum("il,jk->ijkl", np.eye(m), np.eye(n))) + 0j


def wrong_generator(m, n):
    """unknown|wrong_shape: a generator of the right rows."""
    return (row for row in np.asarray(np.einsum("il,jk->ijkl", np.eye(m), np.eye(n))))


async def wrong_coroutine(m, n):
    """unknown|wrong_shape|returns_none: an async function, the call gives a coroutine."""
    return np.einsum("il,jk->ijkl", np.eye(m), np.eye(n))


def wrong_huge_leading_axis(m, n):
    """wrong_shape|broadcast_accident: the right array under a broadcast leading axis of length 10**8."""
    out = np.asarray(np.einsum("il,jk->ijkl", np.eye(m), np.eye(n)))
    return np.broadcast_to(out, (10**8,) + out.shape)


def wrong_one_nan(m, n):
    """overflow_nan|unknown: NaN in the last entry."""
    out = np.array(np.einsum("il,jk->ijkl", np.eye(m), np.eye(n)))
    out[(-1,) * out.ndim] = np.nan
    return out


def wrong_overflow_entry(m, n):
    """overflow_nan|unknown: 1e308 in one entry, so that squares and sums overflow."""
    out = np.array(np.einsum("il,jk->ijkl", np.eye(m), np.eye(n)))
    out[(-1,) * out.ndim] = 1e308
    return out


def wrong_not_implemented(m, n):
    """raises: the untouched stub."""
    raise NotImplementedError()


def wrong_system_exit(m, n):
    """raises: leaves the interpreter with status 0."""
    sys.exit(0)


class _Stop(BaseException):
    pass


def wrong_base_exception(m, n):
    """raises: an exception that is no Exception."""
    raise _Stop("stop")


def wrong_recursion(m, n):
    """raises: recursion without an end."""
    return wrong_recursion(m, n)


class _Unprintable(Exception):
    def __str__(self):
        raise RuntimeError("no text")

    __repr__ = __str__


def wrong_unprintable_exception(m, n):
    """raises: the exception cannot be turned into text."""
    raise _Unprintable


def wrong_too_few_parameters(first):
    """raises: takes one parameter only, so that the call is a TypeError."""
    return first


def wrong_last_row(m, n):
    """off_by_one_loop|unknown: the last row is left at zero."""
    out = np.array(np.einsum("il,jk->ijkl", np.eye(m), np.eye(n)))
    out[-1] = 0.0
    return out


def wrong_last_column(m, n):
    """off_by_one_loop|unknown: the last column is left at zero."""
    out = np.array(np.einsum("il,jk->ijkl", np.eye(m), np.eye(n)))
    out[..., -1] = 0.0
    return out


def wrong_corner(m, n):
    """extra_term|unknown: one corner entry is off by 1e-3."""
    out = np.array(np.einsum("il,jk->ijkl", np.eye(m), np.eye(n)))
    index = [0] * out.ndim
    index[-1] = -1
    out[tuple(index)] += 1e-3
    return out


def wrong_factor_one_ppm(m, n):
    """factor|unknown: a factor of 1 + 1e-6."""
    return (np.einsum("il,jk->ijkl", np.eye(m), np.eye(n))) * (1 + 1e-6)


def wrong_tiny_offset(m, n):
    """extra_term|unknown: 1e-8 added "for stability"."""
    return (np.einsum("il,jk->ijkl", np.eye(m), np.eye(n))) + 1e-8


def wrong_sign(m, n):
    """factor: the sign is flipped."""
    return -(np.einsum("il,jk->ijkl", np.eye(m), np.eye(n)))


def wrong_halved(m, n):
    """factor: a factor of 1/2."""
    return 0.5 * (np.einsum("il,jk->ijkl", np.eye(m), np.eye(n)))


_once = {"calls": 0}


def wrong_after_first_call(m, n):
    """unknown|hardcoded|extra_term|factor: right on the first call, half a per cent off from the second on."""
    _once["calls"] += 1
    out = np.array(np.einsum("il,jk->ijkl", np.eye(m), np.eye(n)))
    return out if _once["calls"] == 1 else out * 1.005


_first = {"calls": 0}


def wrong_on_first_call(m, n):
    """unknown|extra_term|factor: wrong on the first call ever, right afterwards (needs a fresh module each time)."""
    _first["calls"] += 1
    out = np.array(np.einsum("il,jk->ijkl", np.eye(m), np.eye(n)))
    return 2 * out if _first["calls"] == 1 else out


_third = {"calls": 0}


def wrong_every_third_call(m, n):
    """unknown|extra_term|factor: every third call is 10 per cent off."""
    _third["calls"] += 1
    out = np.array(np.einsum("il,jk->ijkl", np.eye(m), np.eye(n)))
    return 1.1 * out if _third["calls"] % 3 == 0 else out


def wrong_noise(m, n):
    """unknown|extra_term: noise of 1e-6 from a fresh generator."""
    out = np.array(np.einsum("il,jk->ijkl", np.eye(m), np.eye(n)))
    return out + 1e-6 * np.random.default_rng().standard_normal(out.shape)


def wrong_squeezed(m, n):
    """wrong_shape|broadcast_accident: squeezed, so wrong wherever a size is 1."""
    return np.squeeze(np.einsum("il,jk->ijkl", np.eye(m), np.eye(n)))


def wrong_trailing_axis(m, n):
    """wrong_shape|broadcast_accident: one axis more at the end."""
    return (np.einsum("il,jk->ijkl", np.eye(m), np.eye(n)))[..., np.newaxis]


def wrong_flat(m, n):
    """wrong_shape: the right numbers, flattened."""
    return (np.einsum("il,jk->ijkl", np.eye(m), np.eye(n))).ravel()


def wrong_masked(m, n):
    """unknown|wrong_shape|overflow_nan: a masked array, its first entry masked and wrong underneath."""
    out = np.ma.array(np.einsum("il,jk->ijkl", np.eye(m), np.eye(n)))
    out[(0,) * out.ndim] = np.ma.masked
    out.data[(0,) * out.ndim] = 1e20
    return out


def wrong_beyond_8(m, n):
    """off_by_one_loop|hardcoded|unknown: fills 8 rows at most."""
    full = np.asarray(np.einsum("il,jk->ijkl", np.eye(m), np.eye(n)))
    out = np.zeros_like(full)
    for i in range(min(8, full.shape[0])):
        out[i] = full[i]
    return out


def wrong_rows_averaged(m, n):
    """over_sum|unknown|missing_delta: right shape, but every row is the mean row."""
    out = np.asarray(np.einsum("il,jk->ijkl", np.eye(m), np.eye(n)))
    return np.broadcast_to(out.mean(axis=0, keepdims=True), out.shape)


def wrong_row_that_broadcasts(m, n):
    """broadcast_accident|wrong_shape|over_sum: the first axis summed and kept with length 1."""
    return np.sum(np.einsum("il,jk->ijkl", np.eye(m), np.eye(n)), axis=0, keepdims=True)


def wrong_zeros(m, n):
    """unknown|factor|ignores_G|hardcoded: zeros of the right shape."""
    return np.zeros_like(np.einsum("il,jk->ijkl", np.eye(m), np.eye(n)))


def wrong_negated_transpose(m, n):
    """factor: a minus sign."""
    return -np.einsum("il,jk->ijkl", np.eye(m), np.eye(n))


def wrong_one_delta(m, n):
    """missing_delta: δ_jk only."""
    return np.einsum("i,jk,l->ijkl", np.ones(m), np.eye(n), np.ones(m))
