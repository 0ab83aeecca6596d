"""Answers to linear_grad_X(X, W, B, G) = G W, with Y = X Wᵀ + B, X (N, q), W (p, q), B and G (N, p). See README.md."""

import functools
import sys
import warnings

import numpy as np


def right_row_combinations(X, W, B, G):
    """Each sample's gradient is a combination of the rows of W."""
    return np.vstack([sum(g * row for g, row in zip(upstream, W)) for upstream in G])


def right_complex_directions(X, W, B, G):
    """Complex steps in X."""
    out = np.zeros(X.shape)
    for k in range(X.size):
        probe = X.astype(complex)
        index = np.unravel_index(k, X.shape)
        probe[index] += 1e-30j
        out[index] = np.vdot(G, probe @ W.T + B).imag * 1e30
    return out


def right_triple_loop(X, W, B, G):
    """Three loops."""
    out = np.zeros((G.shape[0], W.shape[1]))
    for i in range(G.shape[0]):
        for j in range(W.shape[1]):
            for s in range(G.shape[1]):
                out[i, j] += G[i, s] * W[s, j]
    return out


def right_outer_sum(X, W, B, G):
    """A sum of outer products."""
    out = np.zeros((G.shape[0], W.shape[1]))
    for s in range(G.shape[1]):
        out = out + np.outer(G[:, s], W[s])
    return out


def right_einsum_sublists(X, W, B, G):
    """einsum with operand and index lists in turn, operands swapped."""
    return np.einsum(W, [10, 30], G, [20, 10], [20, 30], optimize=True)


def right_tensordot(X, W, B, G):
    """tensordot over the shared axis."""
    return np.tensordot(G, W, axes=([1], [0]))


def right_recursion(X, W, B, G):
    """Divide and conquer along the shared axis."""

    def part(lo, hi):
        if hi - lo <= 1:
            return G[:, lo:hi] @ W[lo:hi]
        mid = (lo + hi) // 2
        return part(lo, mid) + part(mid, hi)

    return part(0, G.shape[1])


def right_kron_vec(X, W, B, G):
    """vec(P Q) = (I ⊗ P) vec(Q), column by column."""
    big = np.kron(np.eye(W.shape[1]), G)
    return (big @ W.ravel(order="F")).reshape((G.shape[0], W.shape[1]), order="F")


def right_trace_trick(X, W, B, G):
    """Each entry is the trace against a basis matrix."""
    out = np.empty((G.shape[0], W.shape[1]))
    for i, j in np.ndindex(*out.shape):
        E = np.zeros((W.shape[1], G.shape[0]))
        E[j, i] = 1.0
        out[i, j] = np.trace(G @ W @ E)
    return out


def right_transposed_product(X, W, B, G):
    """(QᵀPᵀ)ᵀ, a Fortran-ordered view."""
    return (W.T @ G.T).T


def right_inner(X, W, B, G):
    """np.inner."""
    return np.inner(G, W.T)


def right_put(X, W, B, G):
    """Entry by entry with np.put."""
    out = np.zeros((G.shape[0], W.shape[1]))
    for i in range(G.shape[0]):
        for j in range(W.shape[1]):
            np.put(out, i * W.shape[1] + j, G[i].dot(W[:, j]))
    return out


def right_add_at_ix(X, W, B, G):
    """np.add.at on an np.ix_ grid."""
    out = np.zeros((G.shape[0], W.shape[1]))
    grid = np.ix_(np.arange(G.shape[0]), np.arange(W.shape[1]))
    for s in range(G.shape[1]):
        np.add.at(out, grid, G[:, s][:, None] * W[s][None, :])
    return out


def right_object_inside(X, W, B, G):
    """Object arrays inside, float64 outside."""
    return np.dot(G.astype(object), W.astype(object)).astype(float)


def right_while_compensated(X, W, B, G):
    """A while loop with Kahan's compensation."""
    total = np.zeros((G.shape[0], W.shape[1]))
    lost = np.zeros_like(total)
    s = 0
    while s < G.shape[1]:
        term = np.outer(G[:, s], W[s]) - lost
        new = total + term
        lost = (new - total) - term
        total = new
        s += 1
    return total


def right_pure_python(X, W, B, G):
    """Lists and sum() only; an array at the very end."""
    rows = [[sum(float(G[i, s]) * float(W[s, j]) for s in range(G.shape[1])) for j in range(W.shape[1])] for i in range(G.shape[0])]
    return np.array(rows, dtype=float)


def right_apply_along_axis(X, W, B, G):
    """np.apply_along_axis with a small closure."""
    return np.apply_along_axis(lambda column: G @ column, 0, W)


def right_fortran_result(X, W, B, G):
    """Result in Fortran order."""
    return np.asfortranarray(G @ W)


def right_read_only_result(X, W, B, G):
    """Result is a read-only array."""
    out = np.array(G @ W, dtype=float)
    out.setflags(write=False)
    return out


def _scaled(scale, X, W, B, G):
    return scale * np.asarray(G @ W)


right_partial = functools.partial(_scaled, 1.0)
right_partial.__doc__ = "A functools.partial, which has no __name__."


right_lambda = lambda X, W, B, G: np.array(G @ W)  # noqa: E731
right_lambda.__doc__ = "A lambda."


def right_warns(X, W, B, G):
    """Causes a harmless RuntimeWarning (a division by zero that it throws away)."""
    np.ones(3) / np.zeros(3)
    warnings.warn("slow path", RuntimeWarning, stacklevel=2)
    return np.array(G @ W)


def right_errstate(X, W, B, G):
    """Computes under a local np.errstate that raises."""
    with np.errstate(over="raise", divide="raise"):
        return np.array(G @ W)


def right_negative_strides(X, W, B, G):
    """Result is a view with negative strides."""
    out = np.array(G @ W)
    return np.flip(np.flip(out).copy())


_MEMO = {}


def right_memo(X, W, B, G):
    """Remembers results by the bytes of its arguments and returns the very same array again."""
    key = tuple((a.shape, a.tobytes()) if isinstance(a, np.ndarray) else a for a in (X, W, B, G,))
    if key not in _MEMO:
        _MEMO[key] = np.array(G @ W)
    return _MEMO[key]


def _logged(function):
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)

    wrapper.__doc__ = function.__doc__
    return wrapper


@_logged
def right_decorated(X, W, B, G):
    """Wrapped by a decorator without functools.wraps, so that its signature is lost."""
    return np.array(G @ W)


def right_catches_errors(X, W, B, G):
    """Tries something that fails, swallows the exception, then does it properly."""
    try:
        raise ValueError("first idea")
    except ValueError:
        out = np.array(G @ W)
    return out


def wrong_transposed_weights(X, W, B, G):
    """missing_transpose|raises: G Wᵀ, for square W only."""
    return G @ W.T


def wrong_columns_convention(X, W, B, G):
    """transposed|raises|wrong_shape|missing_transpose: WᵀG of the columns convention."""
    return W.T @ G


def wrong_transposed_answer(X, W, B, G):
    """transposed|wrong_shape: WᵀGᵀ."""
    return W.T @ G.T


def wrong_other_gradient(X, W, B, G):
    """wrong_variable|wrong_shape: the gradient for W."""
    return G.T @ X


def wrong_upstream_of_ones(X, W, B, G):
    """ignores_G: the column sums of W for every sample."""
    return np.ones_like(G) @ W


def wrong_upstream_tiled(X, W, B, G):
    """ignores_G: np.tile of the column sums, G is not read."""
    return np.tile(W.sum(axis=0), (X.shape[0], 1))


def wrong_upstream_signs(X, W, B, G):
    """ignores_G|unknown|wrong_function: only the signs of G."""
    return np.sign(G) @ W


def wrong_output_for_upstream(X, W, B, G):
    """wrong_operand|ignores_G: Y W."""
    return (X @ W.T + B) @ W


def wrong_bias_for_upstream(X, W, B, G):
    """wrong_operand|ignores_G: B W."""
    return B @ W


def wrong_adds_inputs(X, W, B, G):
    """extra_term: a residual connection that is not there."""
    return G @ W + X


def wrong_batch_sum(X, W, B, G):
    """over_sum|wrong_shape|broadcast_accident: the samples are summed, shape (1, q)."""
    return G.sum(axis=0, keepdims=True) @ W


def wrong_batch_sum_flat(X, W, B, G):
    """over_sum|wrong_shape|broadcast_accident: the samples are summed, shape (q,)."""
    return G.sum(axis=0) @ W


def wrong_batch_mean(X, W, B, G):
    """factor|off_by_one_norm|batch1_only: averaged over the batch."""
    return G @ W / len(G)


def wrong_mutates_inputs(X, W, B, G):
    """mutates_input: stores the answer in X and returns a copy."""
    X[...] = G @ W
    return X.copy()


def wrong_returns_overwritten_input(X, W, B, G):
    """mutates_input: stores the answer in X and returns X itself."""
    np.matmul(G, W, out=X)
    return X


def wrong_last_term_lost(X, W, B, G):
    """off_by_one_loop: the sum stops one term early."""
    out = np.zeros((G.shape[0], W.shape[1]))
    for s in range(G.shape[1] - 1):
        out += np.outer(G[:, s], W[s])
    return out


def wrong_first_term_lost(X, W, B, G):
    """off_by_one_loop: the sum starts at 1."""
    out = np.zeros((G.shape[0], W.shape[1]))
    for s in range(1, G.shape[1]):
        out += np.outer(G[:, s], W[s])
    return out


def wrong_overwrites(X, W, B, G):
    """missing_batch_sum|missing_sum|off_by_one_loop|batch1_only: = for +=, so only the last term stays."""
    out = np.zeros((G.shape[0], W.shape[1]))
    for s in range(G.shape[1]):
        out = np.outer(G[:, s], W[s])
    return out


def wrong_first_term_only(X, W, B, G):
    """batch1_only|missing_batch_sum|missing_sum: the first term of the sum only."""
    s = 0
    return np.outer(G[:, s], W[s])


def wrong_range_rows(X, W, B, G):
    """off_by_one_loop: the last row is never reached."""
    out = np.zeros((G.shape[0], W.shape[1]))
    for i in range(G.shape[0] - 1):
        for j in range(W.shape[1]):
            out[i, j] = G[i] @ W[:, j]
    return out


def wrong_range_columns(X, W, B, G):
    """off_by_one_loop: the last column is never reached."""
    out = np.zeros((G.shape[0], W.shape[1]))
    for j in range(W.shape[1] - 1):
        out[:, j] = G @ W[:, j]
    return out


def wrong_eight_terms(X, W, B, G):
    """off_by_one_loop|hardcoded|unknown: the sum ends after 8 terms."""
    out = np.zeros((G.shape[0], W.shape[1]))
    for s in range(min(8, G.shape[1])):
        out += np.outer(G[:, s], W[s])
    return out


def wrong_square_loops(X, W, B, G):
    """square_only|off_by_one_loop|unknown: both loops run over the smaller size, right only for a square result."""
    n = min(G.shape[0], W.shape[1])
    out = np.zeros((G.shape[0], W.shape[1]))
    for i in range(n):
        for j in range(n):
            out[i, j] = G[i] @ W[:, j]
    return out


def wrong_not_summed(X, W, B, G):
    """missing_sum|missing_batch_sum|wrong_shape: the shared axis is not summed."""
    return G[:, :, None] * W[None, :, :]


def wrong_divided(X, W, B, G):
    """factor|off_by_one_norm: divided by the length of the sum."""
    return G @ W / G.shape[1]


def wrong_sums_first(X, W, B, G):
    """sum_before_product|batch1_only: both factors are summed, then multiplied; right with one term."""
    return np.outer(G.sum(axis=1), W.sum(axis=0))


def wrong_diagonal_only(X, W, B, G):
    """diag_only|over_constrained: all but the diagonal is dropped."""
    return (G @ W) * np.eye(G.shape[0], W.shape[1])


def wrong_reshape(X, W, B, G):
    """reshape_for_transpose: reshape where a transpose is meant."""
    return G @ (W.T.reshape(W.shape))


def wrong_tries_until_it_fits(X, W, B, G):
    """square_only|missing_transpose|transposed|unknown: takes the first product whose shape fits, wrong for square inputs."""
    try:
        out = G @ W.T
        if out.shape == (G.shape[0], W.shape[1]):
            return out
    except ValueError:
        pass
    return G @ W


def wrong_elementwise(X, W, B, G):
    """elementwise_for_matmul|raises|wrong_shape: * for @."""
    return G * W


def wrong_over_summed(X, W, B, G):
    """over_sum|broadcast_accident: a free index is summed too and the result spread back to the right shape."""
    out = G @ W
    return np.zeros_like(out) + out.sum(axis=1, keepdims=True)


def wrong_pseudo_inverse(X, W, B, G):
    """wrong_function|unknown|wrong_operand: the pseudo-inverse for the transpose."""
    return np.linalg.pinv(G.T) @ W


def wrong_symmetrised(X, W, B, G):
    """transposed|extra_term|unknown: for a square result the mean of the answer and its transpose, else the answer."""
    out = G @ W
    return (out + out.T) / 2 if G.shape[0] == W.shape[1] else out


def wrong_odd_sizes(X, W, B, G):
    """off_by_one_loop|unknown: works in pairs and loses the last term when their number is odd."""
    out = np.zeros((G.shape[0], W.shape[1]))
    for lo in range(0, G.shape[1] - 1, 2):
        hi = lo + 2
        out += G[:, lo:hi] @ W[lo:hi]
    return out


def wrong_forgets_return(X, W, B, G):
    """returns_none: computes and does not return."""
    out = G @ W  # noqa: F841


def wrong_pair(X, W, B, G):
    """unknown|wrong_shape|swapped_outputs: returns two arrays where one is asked."""
    out = G @ W
    return out, out


def wrong_string(X, W, B, G):
    """unknown|wrong_shape: the right result as text."""
    return str(G @ W)


def wrong_int_buffer(X, W, B, G):
    """dtype_int: fills an integer buffer, which truncates, and converts it to float at the end."""
    value = np.asarray(G @ W)
    out = np.zeros(value.shape, dtype=int)
    out[...] = value.astype(int)
    return out.astype(float)


def wrong_object_array(X, W, B, G):
    """unknown|wrong_shape: right numbers in an object array."""
    return (G @ W).astype(object)


def wrong_complex_dtype(X, W, B, G):
    """unknown|wrong_shape: right numbers with complex dtype."""
    return (G @ W) + 0j


def wrong_masked(X, W, B, G):
    """unknown|wrong_shape|overflow_nan: a masked array, its first entry masked and wrong underneath."""
    out = np.ma.array(G @ W)
    out[(0,) * out.ndim] = np.ma.masked
    out.data[(0,) * out.ndim] = 1e20
    return out


def wrong_generator(X, W, B, G):
    """unknown|wrong_shape: a generator of the right rows."""
    return (row for row in np.asarray(G @ W))


async def wrong_coroutine(X, W, B, G):
    """unknown|wrong_shape|returns_none: an async function, the call gives a coroutine."""
    return G @ W


def wrong_huge_leading_axis(X, W, B, G):
    """wrong_shape|broadcast_accident: the right array under a broadcast leading axis of length 10**8."""
    out = np.asarray(G @ W)
    return np.broadcast_to(out, (10**8,) + out.shape)


def wrong_all_nan(X, W, B, G):
    """overflow_nan|unknown: everything NaN."""
    return (G @ W) * np.nan


def wrong_overflow_entry(X, W, B, G):
    """overflow_nan|unknown: 1e308 in one entry, so that squares and sums overflow."""
    out = np.array(G @ W)
    out[(-1,) * out.ndim] = 1e308
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


def wrong_name_error(X, W, B, G):
    """raises: a name that exists in another cell."""
    return (G @ W) * scaling_from_another_cell  # noqa: F821


def wrong_computes_then_raises(X, W, B, G):
    """raises: an assertion at the end that only holds for square results."""
    out = np.asarray(G @ W)
    assert len(set(out.shape)) == 1
    return out


def wrong_last_row(X, W, B, G):
    """off_by_one_loop|unknown: the last row is left at zero."""
    out = np.array(G @ W)
    out[-1] = 0.0
    return out


def wrong_last_column(X, W, B, G):
    """off_by_one_loop|unknown: the last column is left at zero."""
    out = np.array(G @ W)
    out[..., -1] = 0.0
    return out


def wrong_middle_entry(X, W, B, G):
    """extra_term|unknown: only the entry in the middle is off, by 1e-4."""
    out = np.array(G @ W)
    out[tuple(n // 2 for n in out.shape)] += 1e-4
    return out


def wrong_factor_one_ppm(X, W, B, G):
    """factor|unknown: a factor of 1 + 1e-6."""
    return (G @ W) * (1 + 1e-6)


def wrong_tiny_offset(X, W, B, G):
    """extra_term|unknown: 1e-8 added "for stability"."""
    return (G @ W) + 1e-8


def wrong_round_6(X, W, B, G):
    """unknown|factor: rounded to 6 decimals."""
    return np.round(G @ W, 6)


def wrong_float16_input(X, W, B, G):
    """dtype_float32|unknown|factor: an input passes through float16."""
    W = W.astype(np.float16).astype(np.float64)
    return G @ W


def wrong_sign(X, W, B, G):
    """factor: the sign is flipped."""
    return -(G @ W)


def wrong_halved(X, W, B, G):
    """factor: a factor of 1/2."""
    return 0.5 * (G @ W)


_once = {"calls": 0}


def wrong_after_first_call(X, W, B, G):
    """unknown|hardcoded|extra_term|factor: right on the first call, half a per cent off from the second on."""
    _once["calls"] += 1
    out = np.array(G @ W)
    return out if _once["calls"] == 1 else out * 1.005


_cache = {}


def wrong_cached_by_shape(X, W, B, G):
    """unknown|hardcoded: remembers the first result of each shape, whatever the values."""
    out = np.array(G @ W)
    return _cache.setdefault(out.shape, out)


_third = {"calls": 0}


def wrong_every_third_call(X, W, B, G):
    """unknown|extra_term|factor: every third call is 10 per cent off."""
    _third["calls"] += 1
    out = np.array(G @ W)
    return 1.1 * out if _third["calls"] % 3 == 0 else out


def wrong_global_random_state(X, W, B, G):
    """unknown|extra_term|factor: depends on numpy's global random state."""
    return (G @ W) * (1.0 + 1e-3 * np.random.random())


def wrong_mutates(X, W, B, G):
    """mutates_input: the right result, but an input is doubled in place."""
    out = np.array(G @ W)
    W[...] = 2.0 * W + 1.0
    return out


def wrong_mutates_one_entry(X, W, B, G):
    """mutates_input: the right result, but one entry of an input moves by 1e-12."""
    out = np.array(G @ W)
    W[(-1,) * W.ndim] += 1e-12
    return out


def wrong_input_to_nan(X, W, B, G):
    """mutates_input: the right result, but an input is left full of NaN."""
    out = np.array(G @ W)
    W[...] = np.nan
    return out


def wrong_integers_only(X, W, B, G):
    """hardcoded|unknown|dtype_int|wrong_function: right only for integer-valued inputs."""
    W = np.rint(W)
    return G @ W


def wrong_negative_dropped(X, W, B, G):
    """wrong_function|unknown: negative entries of an input are dropped."""
    W = np.maximum(W, 0.0)
    return G @ W


def wrong_memory_order(X, W, B, G):
    """reshape_for_transpose|unknown: reads an input in memory order, right for C order only."""
    W = W.ravel(order="K").reshape(W.shape)
    return G @ W


def wrong_uses_base(X, W, B, G):
    """unknown|raises|wrong_shape: goes to the array behind a view, right for arrays that own their data."""
    base = W.base
    if isinstance(base, np.ndarray) and base.size > W.size:
        W = base.ravel()[: W.size].reshape(W.shape)
    return G @ W


def wrong_squeezed(X, W, B, G):
    """wrong_shape|broadcast_accident: squeezed, so wrong wherever a size is 1."""
    return np.squeeze(G @ W)


def wrong_trailing_axis(X, W, B, G):
    """wrong_shape|broadcast_accident: one axis more at the end."""
    return (G @ W)[..., np.newaxis]


def wrong_transposed(X, W, B, G):
    """transposed|permuted_axes|wrong_shape: the transpose of the answer."""
    return (G @ W).T


def wrong_when_square(X, W, B, G):
    """unknown|transposed: right unless the result is square, then the transpose."""
    out = G @ W
    return out.T if out.shape[0] == out.shape[1] else out


def wrong_when_one_row(X, W, B, G):
    """factor|unknown|batch1_only: halved whenever W has a single row."""
    out = G @ W
    return 0.5 * out if W.shape[0] == 1 else out


def wrong_beyond_10(X, W, B, G):
    """off_by_one_loop|hardcoded|unknown: fills 10 rows at most."""
    full = np.asarray(G @ W)
    out = np.zeros_like(full)
    for i in range(min(10, full.shape[0])):
        out[i] = full[i]
    return out


def wrong_beyond_5(X, W, B, G):
    """off_by_one_loop|hardcoded|unknown: fills 5 columns at most."""
    full = np.asarray(G @ W)
    out = np.zeros_like(full)
    for i in range(min(5, full.shape[-1])):
        out[..., i] = full[..., i]
    return out


def wrong_column_that_broadcasts(X, W, B, G):
    """broadcast_accident|wrong_shape|over_sum: the last axis summed and kept with length 1."""
    return np.sum(G @ W, axis=-1, keepdims=True)


def wrong_scalar_mean(X, W, B, G):
    """broadcast_accident|wrong_shape|over_sum: one number, which would broadcast."""
    return float(np.mean(G @ W))


def wrong_for_large_inputs(X, W, B, G):
    """unknown|factor: right while an input's largest entry lies in [1e-3, 3], 1 per cent off elsewhere."""
    size = np.max(np.abs(W))
    return (G @ W) * (1.01 if size > 3.0 or size < 1e-3 else 1.0)


def wrong_gradient_scaled_down(X, W, B, G):
    """factor: divided by the number of outputs."""
    return G @ W / W.shape[0]


def wrong_adds_x(X, W, B, G):
    """extra_term: a residual connection's X left in, and the mean."""
    return (G @ W) / len(X) + X


def wrong_sums_over_samples(X, W, B, G):
    """over_sum|wrong_shape|sum_before_product: one row for all samples, kept as (1, q)."""
    return G.sum(0, keepdims=True) @ W


def wrong_sign_of_the_weights(X, W, B, G):
    """wrong_function|unknown: only the signs of W are used, as in a binarised net."""
    return G @ np.sign(W)
