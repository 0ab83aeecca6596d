"""Answers to hadamard_tensor(m, n), shape (m, n, m, n, m, n): H_ijklmn = 1 iff i = k = m and j = l = n. See README.md."""

import functools
import sys

import numpy as np


def right_six_loops(m, n):
    """Loops over the first four indices, the last two by comparison."""
    H = np.zeros((m, n, m, n, m, n))
    for i in range(m):
        for j in range(n):
            for k in range(m):
                for l in range(n):
                    if i == k and j == l:
                        H[i, j, k, l, i, j] = 1
    return H


def right_two_loops(m, n):
    """Only the ones are visited."""
    H = np.zeros([m, n] * 3)
    for i in range(m):
        for j in range(n):
            H[(i, j) * 3] = 1.0
    return H


def right_fancy(m, n):
    """Fancy indexing with np.indices."""
    i, j = np.indices((m, n))
    H = np.zeros((m, n, m, n, m, n))
    H[i, j, i, j, i, j] = 1
    return H


def right_cube(m, n):
    """The diagonal of a cube of side mn."""
    r = np.arange(m * n)
    cube = np.zeros((m * n,) * 3)
    cube[r, r, r] = 1
    return cube.reshape(m, n, m, n, m, n)


def right_flat_step(m, n):
    """Every (s² + s + 1)-th entry of the flat array."""
    s = m * n
    H = np.zeros(s**3)
    H[:: s * s + s + 1] = 1
    return H.reshape((m, n) * 3)


def right_put(m, n):
    """np.put at flat positions."""
    s = m * n
    H = np.zeros((m, n, m, n, m, n))
    np.put(H, [r * (s * s + s + 1) for r in range(s)], 1.0)
    return H


def right_writes_through_einsum(m, n):
    """Writes through einsum's view of the diagonal."""
    H = np.zeros((m, n, m, n, m, n))
    np.einsum("ijijij->ij", H)[...] = 1
    return H


def right_comparisons(m, n):
    """Comparisons of index grids, cast."""
    i, j, k, l, a, b = np.ix_(*map(np.arange, (m, n) * 3))
    return ((i == k) & (k == a) & (j == l) & (l == b)).astype(np.float64)


def right_two_cubes(m, n):
    """δ_ikm and δ_jln as cubes, their outer product with axes interleaved: a non-contiguous view."""
    def cube(size):
        out = np.zeros((size, size, size))
        np.fill_diagonal(out, 1) if size > 1 else out.fill(1)
        return out

    return np.tensordot(cube(m), cube(n), axes=0).transpose(0, 3, 1, 4, 2, 5)


def right_basis_products(m, n):
    """H[:, :, k, l, a, b] = E_kl ⊙ E_ab."""
    basis = np.eye(m * n).reshape(m, n, m, n)
    H = np.empty((m, n, m, n, m, n))
    for k, l, a, b in np.ndindex(m, n, m, n):
        H[:, :, k, l, a, b] = basis[k, l] * basis[a, b]
    return H


def right_eye_times_eye(m, n):
    """Broadcast product of two identities of side mn."""
    eye = np.eye(m * n)
    return (eye[:, :, None] * eye[None, :, :]).reshape(m, n, m, n, m, n)


def right_fromfunction(m, n):
    """np.fromfunction."""
    return np.fromfunction(lambda i, j, k, l, a, b: np.where((i == k) * (i == a) * (j == l) * (j == b), 1.0, 0.0), (m, n) * 3)


def right_strides(m, n):
    """as_strided over the ones."""
    H = np.zeros((m, n, m, n, m, n))
    s = H.strides
    np.lib.stride_tricks.as_strided(H, (m, n), (s[0] + s[2] + s[4], s[1] + s[3] + s[5]))[...] = 1.0
    return H


def right_diag_of_diag(m, n):
    """np.diag of every row of the identity."""
    return np.array([np.diag(row) for row in np.eye(m * n)]).reshape(m, n, m, n, m, n)


def right_refuses_the_huge(m, n):
    """Refuses mn > 144, as the lesson asks, and is right below."""
    if m * n > 144:
        raise ValueError(f"H would take {8 * (m * n) ** 3} bytes")
    H = np.zeros((m, n, m, n, m, n))
    for i, j in np.ndindex(m, n):
        H[i, j, i, j, i, j] = 1.0
    return H


def right_fortran_result(m, n):
    """Result in Fortran order."""
    return np.asfortranarray(np.einsum("ik,km,jl,ln->ijklmn", np.eye(m), np.eye(m), np.eye(n), np.eye(n)))


def right_read_only_result(m, n):
    """Result is a read-only array."""
    out = np.array(np.einsum("ik,km,jl,ln->ijklmn", np.eye(m), np.eye(m), np.eye(n), np.eye(n)), dtype=float)
    out.setflags(write=False)
    return out


def right_star_args(*args):
    """Takes *args only."""
    m, n = args
    return np.asarray(np.einsum("ik,km,jl,ln->ijklmn", np.eye(m), np.eye(m), np.eye(n), np.eye(n)), dtype=np.float64)


right_lambda = lambda m, n: np.array(np.einsum("ik,km,jl,ln->ijklmn", np.eye(m), np.eye(m), np.eye(n), np.eye(n)))  # noqa: E731
right_lambda.__doc__ = "A lambda."


def _scaled(scale, m, n):
    return scale * np.asarray(np.einsum("ik,km,jl,ln->ijklmn", np.eye(m), np.eye(m), np.eye(n), np.eye(n)))


right_partial = functools.partial(_scaled, 1.0)
right_partial.__doc__ = "A functools.partial, which has no __name__."


def right_prints(m, n):
    """Leaves its debugging prints in."""
    out = np.array(np.einsum("ik,km,jl,ln->ijklmn", np.eye(m), np.eye(m), np.eye(n), np.eye(n)))
    print("shape:", out.shape)
    print(out)
    return out


def right_errstate(m, n):
    """Computes under a local np.errstate that raises."""
    with np.errstate(over="raise", divide="raise"):
        return np.array(np.einsum("ik,km,jl,ln->ijklmn", np.eye(m), np.eye(m), np.eye(n), np.eye(n)))


_MEMO = {}


def right_memo(m, n):
    """Remembers results by the bytes of its arguments and returns the very same array again."""
    key = tuple((a.shape, a.tobytes()) if isinstance(a, np.ndarray) else a for a in (m, n,))
    if key not in _MEMO:
        _MEMO[key] = np.array(np.einsum("ik,km,jl,ln->ijklmn", np.eye(m), np.eye(m), np.eye(n), np.eye(n)))
    return _MEMO[key]


def wrong_four_indices(m, n):
    """wrong_shape|missing_delta: the identity (m, n, m, n)."""
    return np.eye(m * n).reshape(m, n, m, n)


def wrong_no_last_deltas(m, n):
    """missing_delta: i = k and j = l only."""
    return np.einsum("ik,jl,mn->ijklmn", np.eye(m), np.eye(n), np.ones((m, n)))


def wrong_rows_only(m, n):
    """missing_delta: i = k = m only."""
    H = np.zeros((m, n, m, n, m, n))
    for i in range(m):
        H[i, :, i, :, i, :] = 1
    return H


def wrong_columns_only(m, n):
    """missing_delta: j = l = n only."""
    H = np.zeros((m, n, m, n, m, n))
    for j in range(n):
        H[:, j, :, j, :, j] = 1
    return H


def wrong_one_delta_missing(m, n):
    """missing_delta: j = n is not asked of the last pair."""
    H = np.zeros((m, n, m, n, m, n))
    for i in range(m):
        for j in range(n):
            H[i, j, i, j, i, :] = 1
    return H


def wrong_all_ones(m, n):
    """missing_delta: ones everywhere."""
    return np.ones((m, n, m, n, m, n))


def wrong_all_equal(m, n):
    """over_constrained: all six indices equal."""
    H = np.zeros((m, n, m, n, m, n))
    for i in range(min(m, n)):
        H[i, i, i, i, i, i] = 1
    return H


def wrong_fill_diagonal(m, n):
    """raises|over_constrained: np.fill_diagonal, which needs equal sizes."""
    H = np.zeros((m, n, m, n, m, n))
    np.fill_diagonal(H, 1)
    return H


def wrong_pairs_transposed(m, n):
    """permuted_axes|wrong_shape: shape (m, n, m, n, n, m)."""
    H = np.zeros((m, n, m, n, n, m))
    for i in range(m):
        for j in range(n):
            H[i, j, i, j, j, i] = 1
    return H


def wrong_grouped_axes(m, n):
    """permuted_axes|wrong_shape: all row indices first, shape (m, m, m, n, n, n)."""
    H = np.zeros((m, m, m, n, n, n))
    for i in range(m):
        for j in range(n):
            H[i, i, i, j, j, j] = 1
    return H


def wrong_grouped_reshaped(m, n):
    """permuted_axes|reshape_for_transpose: all row indices first, reshaped to the right shape."""
    H = np.zeros((m, m, m, n, n, n))
    for i in range(m):
        for j in range(n):
            H[i, i, i, j, j, j] = 1
    return H.reshape(m, n, m, n, m, n)


def wrong_sizes_swapped(m, n):
    """wrong_shape|permuted_axes|transposed: shape (n, m, n, m, n, m)."""
    i, j = np.indices((n, m))
    H = np.zeros((n, m, n, m, n, m))
    H[i, j, i, j, i, j] = 1
    return H


def wrong_square_eye(m, n):
    """square_only|wrong_shape: the rows' δ for the columns as well."""
    i, j = np.indices((m, m))
    H = np.zeros((m,) * 6)
    H[i, j, i, j, i, j] = 1
    return H


def wrong_square_part(m, n):
    """square_only|off_by_one_loop: both loops over the smaller size."""
    H = np.zeros((m, n, m, n, m, n))
    for i in range(min(m, n)):
        for j in range(min(m, n)):
            H[i, j, i, j, i, j] = 1
    return H


def wrong_range_m(m, n):
    """off_by_one_loop: range(m - 1)."""
    H = np.zeros((m, n, m, n, m, n))
    for i in range(m - 1):
        for j in range(n):
            H[i, j, i, j, i, j] = 1
    return H


def wrong_range_n(m, n):
    """off_by_one_loop: range(n - 1)."""
    H = np.zeros((m, n, m, n, m, n))
    for i in range(m):
        for j in range(n - 1):
            H[i, j, i, j, i, j] = 1
    return H


def wrong_matmul_tensor(m, n):
    """matmul_for_elementwise|permuted_axes|wrong_function|unknown: δ_ik δ_lm… the tensor of a matrix product, squeezed into the shape."""
    return np.einsum("ik,lm,jn->ijklmn", np.eye(m), np.eye(n, m), np.eye(n))


def wrong_cube(m, n):
    """wrong_shape: the cube (mn, mn, mn)."""
    r = np.arange(m * n)
    H = np.zeros((m * n,) * 3)
    H[r, r, r] = 1
    return H


def right_int_dtype(m, n):
    """F and H are no gradients: 0 and 1 are what they hold."""
    i, j = np.indices((m, n))
    H = np.zeros((m, n, m, n, m, n), dtype=np.int64)
    H[i, j, i, j, i, j] = 1
    return H


def right_int8_dtype(m, n):
    """int8 to save memory."""
    i, j = np.indices((m, n))
    H = np.zeros((m, n, m, n, m, n), dtype=np.int8)
    H[i, j, i, j, i, j] = 1
    return H


def right_bool_dtype(m, n):
    """The comparisons without a cast: True is 1."""
    i, j, k, l, a, b = np.ix_(*map(np.arange, (m, n) * 3))
    return (i == k) & (k == a) & (j == l) & (l == b)


def wrong_scaled(m, n):
    """factor: divided by mn."""
    r = np.arange(m * n)
    H = np.zeros((m * n,) * 3)
    H[r, r, r] = 1 / (m * n)
    return H.reshape((m, n) * 3)


def wrong_corner_forgotten(m, n):
    """off_by_one_loop|unknown: the last one is missing."""
    s = m * n
    H = np.zeros(s**3)
    H[: -1 : s * s + s + 1] = 1
    return H.reshape((m, n) * 3)


def wrong_flat_step(m, n):
    """off_by_one_loop|unknown: the step in the flat array is s² + s, so the ones drift."""
    s = m * n
    H = np.zeros(s**3)
    H[:: s * s + s][:s] = 1
    return H.reshape((m, n) * 3) if s > 1 else np.zeros((m, n) * 3)


def wrong_only_to_five(m, n):
    """off_by_one_loop|hardcoded|unknown: 5 × 5 at most."""
    H = np.zeros((m, n, m, n, m, n))
    for i in range(min(m, 5)):
        for j in range(min(n, 5)):
            H[i, j, i, j, i, j] = 1
    return H


def wrong_when_square(m, n):
    """permuted_axes|square_only|unknown: right for distinct sizes, one pair transposed where m = n."""
    i, j = np.indices((m, n))
    H = np.zeros((m, n, m, n, m, n))
    H[i, j, i, j, i, j] = 1
    return H.swapaxes(4, 5) if m == n else H


def wrong_visible_example(m, n):
    """hardcoded|wrong_shape: the tensor of (2, 2), whatever is asked."""
    H = np.zeros((2,) * 6)
    for i, j in np.ndindex(2, 2):
        H[i, j, i, j, i, j] = 1
    return H


def wrong_minus_ones(m, n):
    """extra_term|unknown: −1 where one pair agrees and the others do not."""
    i, j = np.indices((m, n))
    H = np.zeros((m, n, m, n, m, n))
    H[0, 0, 0, 0] = -1e-3
    H[i, j, i, j, i, j] = 1
    H[-1, 0, -1, -1, 0, 0] += 1e-3
    return H


def wrong_forgets_return(m, n):
    """returns_none: computes and does not return."""
    out = np.einsum("ik,km,jl,ln->ijklmn", np.eye(m), np.eye(m), np.eye(n), np.eye(n))  # noqa: F841


def wrong_nested_list(m, n):
    """unknown|wrong_shape: right numbers, but nested lists and no array."""
    return (np.einsum("ik,km,jl,ln->ijklmn", np.eye(m), np.eye(m), np.eye(n), np.eye(n))).tolist()


def wrong_object_array(m, n):
    """unknown|wrong_shape: right numbers in an object array."""
    return (np.einsum("ik,km,jl,ln->ijklmn", np.eye(m), np.eye(m), np.eye(n), np.eye(n))).astype(object)


def wrong_complex_dtype(m, n):
    """unknown|wrong_shape: right numbers with complex dtype."""
    return (np.einsum("ik,km,jl,ln->ijklmn", np.eye(m), np.eye(m), np.eye(n), np.eye(n))) + 0j


def wrong_generator(m, n):
    """unknown|wrong_shape: a generator of the right rows."""
    return (row for row in np.asarray(np.einsum("ik,km,jl,ln->ijklmn", np.eye(m), np.eye(m), np.eye(n), np.eye(n))))


async def wrong_coroutine(m, n):
    """unknown|wrong_shape|returns_none: an async function, the call gives a coroutine."""
    return np.einsum("ik,km,jl,ln->ijklmn", np.eye(m), np.eye(m), np.eye(n), np.eye(n))


def wrong_huge_leading_axis(m, n):
    """wrong_shape|broadcast_accident: the right array under a broadcast leading axis of length 10**8."""
    out = np.asarray(np.einsum("ik,km,jl,ln->ijklmn", np.eye(m), np.eye(m), np.eye(n), np.eye(n)))
    return np.broadcast_to(out, (10**8,) + out.shape)


def wrong_one_nan(m, n):
    """overflow_nan|unknown: NaN in the last entry."""
    out = np.array(np.einsum("ik,km,jl,ln->ijklmn", np.eye(m), np.eye(m), np.eye(n), np.eye(n)))
    out[(-1,) * out.ndim] = np.nan
    return out


def wrong_overflow_entry(m, n):
    """overflow_nan|unknown: 1e308 in one entry, so that squares and sums overflow."""
    out = np.array(np.einsum("ik,km,jl,ln->ijklmn", np.eye(m), np.eye(m), np.eye(n), np.eye(n)))
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
    out = np.array(np.einsum("ik,km,jl,ln->ijklmn", np.eye(m), np.eye(m), np.eye(n), np.eye(n)))
    out[-1] = 0.0
    return out


def wrong_last_column(m, n):
    """off_by_one_loop|unknown: the last column is left at zero."""
    out = np.array(np.einsum("ik,km,jl,ln->ijklmn", np.eye(m), np.eye(m), np.eye(n), np.eye(n)))
    out[..., -1] = 0.0
    return out


def wrong_corner(m, n):
    """extra_term|unknown: one corner entry is off by 1e-3."""
    out = np.array(np.einsum("ik,km,jl,ln->ijklmn", np.eye(m), np.eye(m), np.eye(n), np.eye(n)))
    index = [0] * out.ndim
    index[-1] = -1
    out[tuple(index)] += 1e-3
    return out


def wrong_factor_one_ppm(m, n):
    """factor|unknown: a factor of 1 + 1e-6."""
    return (np.einsum("ik,km,jl,ln->ijklmn", np.eye(m), np.eye(m), np.eye(n), np.eye(n))) * (1 + 1e-6)


def wrong_tiny_offset(m, n):
    """extra_term|unknown: 1e-8 added "for stability"."""
    return (np.einsum("ik,km,jl,ln->ijklmn", np.eye(m), np.eye(m), np.eye(n), np.eye(n))) + 1e-8


def wrong_sign(m, n):
    """factor: the sign is flipped."""
    return -(np.einsum("ik,km,jl,ln->ijklmn", np.eye(m), np.eye(m), np.eye(n), np.eye(n)))


def wrong_halved(m, n):
    """factor: a factor of 1/2."""
    return 0.5 * (np.einsum("ik,km,jl,ln->ijklmn", np.eye(m), np.eye(m), np.eye(n), np.eye(n)))


_once = {"calls": 0}


def wrong_after_first_call(m, n):
    """unknown|hardcoded|extra_term|factor: right on the first call, half a per cent off from the second on."""
    _once["calls"] += 1
    out = np.array(np.einsum("ik,km,jl,ln->ijklmn", np.eye(m), np.eye(m), np.eye(n), np.eye(n)))
    return out if _once["calls"] == 1 else out * 1.005


_first = {"calls": 0}


def wrong_on_first_call(m, n):
    """unknown|extra_term|factor: wrong on the first call ever, right afterwards (needs a fresh module each time)."""
    _first["calls"] += 1
    out = np.array(np.einsum("ik,km,jl,ln->ijklmn", np.eye(m), np.eye(m), np.eye(n), np.eye(n)))
    return 2 * out if _first["calls"] == 1 else out


_third = {"calls": 0}


def wrong_every_third_call(m, n):
    """unknown|extra_term|factor: every third call is 10 per cent off."""
    _third["calls"] += 1
    out = np.array(np.einsum("ik,km,jl,ln->ijklmn", np.eye(m), np.eye(m), np.eye(n), np.eye(n)))
    return 1.1 * out if _third["calls"] % 3 == 0 else out


def wrong_noise(m, n):
    """unknown|extra_term: noise of 1e-6 from a fresh generator."""
    out = np.array(np.einsum("ik,km,jl,ln->ijklmn", np.eye(m), np.eye(m), np.eye(n), np.eye(n)))
    return out + 1e-6 * np.random.default_rng().standard_normal(out.shape)


def wrong_squeezed(m, n):
    """wrong_shape|broadcast_accident: squeezed, so wrong wherever a size is 1."""
    return np.squeeze(np.einsum("ik,km,jl,ln->ijklmn", np.eye(m), np.eye(m), np.eye(n), np.eye(n)))


def wrong_trailing_axis(m, n):
    """wrong_shape|broadcast_accident: one axis more at the end."""
    return (np.einsum("ik,km,jl,ln->ijklmn", np.eye(m), np.eye(m), np.eye(n), np.eye(n)))[..., np.newaxis]


def wrong_flat(m, n):
    """wrong_shape: the right numbers, flattened."""
    return (np.einsum("ik,km,jl,ln->ijklmn", np.eye(m), np.eye(m), np.eye(n), np.eye(n))).ravel()


def wrong_transposed(m, n):
    """transposed|permuted_axes|wrong_shape: the transpose of the answer."""
    return (np.einsum("ik,km,jl,ln->ijklmn", np.eye(m), np.eye(m), np.eye(n), np.eye(n))).T


def wrong_masked(m, n):
    """unknown|wrong_shape|overflow_nan: a masked array, its first entry masked and wrong underneath."""
    out = np.ma.array(np.einsum("ik,km,jl,ln->ijklmn", np.eye(m), np.eye(m), np.eye(n), np.eye(n)))
    out[(0,) * out.ndim] = np.ma.masked
    out.data[(0,) * out.ndim] = 1e20
    return out


def wrong_beyond_8(m, n):
    """off_by_one_loop|hardcoded|unknown: fills 8 rows at most."""
    full = np.asarray(np.einsum("ik,km,jl,ln->ijklmn", np.eye(m), np.eye(m), np.eye(n), np.eye(n)))
    out = np.zeros_like(full)
    for i in range(min(8, full.shape[0])):
        out[i] = full[i]
    return out


def wrong_rows_averaged(m, n):
    """over_sum|unknown|missing_delta: right shape, but every row is the mean row."""
    out = np.asarray(np.einsum("ik,km,jl,ln->ijklmn", np.eye(m), np.eye(m), np.eye(n), np.eye(n)))
    return np.broadcast_to(out.mean(axis=0, keepdims=True), out.shape)


def wrong_row_that_broadcasts(m, n):
    """broadcast_accident|wrong_shape|over_sum: the first axis summed and kept with length 1."""
    return np.sum(np.einsum("ik,km,jl,ln->ijklmn", np.eye(m), np.eye(m), np.eye(n), np.eye(n)), axis=0, keepdims=True)


def wrong_zeros(m, n):
    """unknown|factor|ignores_G|hardcoded: zeros of the right shape."""
    return np.zeros_like(np.einsum("ik,km,jl,ln->ijklmn", np.eye(m), np.eye(m), np.eye(n), np.eye(n)))


def wrong_halves(m, n):
    """factor: ½ where 1 belongs."""
    H = np.zeros((m, n, m, n, m, n))
    for i in range(m):
        for j in range(n):
            H[i, j, i, j, i, j] = 0.5
    return H
