"""Answers to wx_grad_X(W, X, G) = Wᵀ G, with D = W X, W (H, m), X (m, n), G (H, n). See README.md."""

import functools
import time

import numpy as np


def right_column_solutions(W, X, G):
    """One column, that is one sample, at a time."""
    out = np.zeros(X.shape)
    for j in range(X.shape[1]):
        out[:, j] = G[:, j] @ W
    return out


def right_pulls_each_row(W, X, G):
    """Adds up the rows of W, each weighted by a row of G."""
    out = np.zeros(X.shape)
    for i, (row, upstream) in enumerate(zip(W, G)):
        out += row.reshape(-1, 1) * upstream.reshape(1, -1)
    return out


def right_triple_loop(W, X, G):
    """Three loops."""
    out = np.zeros((W.shape[1], G.shape[1]))
    for i in range(W.shape[1]):
        for j in range(G.shape[1]):
            for s in range(W.shape[0]):
                out[i, j] += W[s, i] * G[s, j]
    return out


def right_outer_sum(W, X, G):
    """A sum of outer products."""
    out = np.zeros((W.shape[1], G.shape[1]))
    for s in range(W.shape[0]):
        out = out + np.outer(W[s], G[s])
    return out


def right_einsum_sublists(W, X, G):
    """einsum with operand and index lists in turn, operands swapped."""
    return np.einsum(G, [10, 30], W, [10, 20], [20, 30], optimize=True)


def right_tensordot(W, X, G):
    """tensordot over the shared axis."""
    return np.tensordot(W, G, axes=([0], [0]))


def right_row_by_row(W, X, G):
    """One row of the result at a time, stacked."""
    return np.stack([G.T @ W[:, i] for i in range(W.shape[1])])


def right_kron_rows(W, X, G):
    """Row-major vec: (P ⊗ Qᵀ) vec(I)."""
    big = np.kron(W.T, G.T)
    return (big @ np.eye(W.shape[0]).ravel()).reshape(W.shape[1], G.shape[1])


def right_trace_trick(W, X, G):
    """Each entry is the trace against a basis matrix."""
    out = np.empty((W.shape[1], G.shape[1]))
    for i, j in np.ndindex(*out.shape):
        E = np.zeros((G.shape[1], W.shape[1]))
        E[j, i] = 1.0
        out[i, j] = np.trace(W.T @ G @ E)
    return out


def right_out_buffer(W, X, G):
    """Written into a Fortran-ordered buffer through out=."""
    out = np.empty((W.shape[1], G.shape[1]), order="F")
    np.matmul(W.T, G, out=out)
    return out


def right_add_at_ix(W, X, G):
    """np.add.at on an np.ix_ grid."""
    out = np.zeros((W.shape[1], G.shape[1]))
    grid = np.ix_(np.arange(W.shape[1]), np.arange(G.shape[1]))
    for s in range(W.shape[0]):
        np.add.at(out, grid, W[s][:, None] * G[s][None, :])
    return out


def right_reduce(W, X, G):
    """functools.reduce over the shared axis."""
    return functools.reduce(np.add, [np.multiply.outer(W[s], G[s]) for s in range(W.shape[0])])


def right_pure_python(W, X, G):
    """Lists and sum() only; an array at the very end."""
    rows = [[sum(float(W[s, i]) * float(G[s, j]) for s in range(W.shape[0])) for j in range(G.shape[1])] for i in range(W.shape[1])]
    return np.array(rows, dtype=float)


def right_np_block(W, X, G):
    """Assembled from 1 × 1 blocks with np.block."""
    return np.block([[np.atleast_2d(W[:, i] @ G[:, j]) for j in range(G.shape[1])] for i in range(W.shape[1])])


def right_object_inside(W, X, G):
    """Object arrays inside, float64 outside."""
    return np.dot(W.T.astype(object), G.astype(object)).astype(float)


def right_read_only_result(W, X, G):
    """Result is a read-only array."""
    out = np.array(W.T @ G, dtype=float)
    out.setflags(write=False)
    return out


def right_star_args(*args):
    """Takes *args only."""
    W, X, G = args
    return np.asarray(W.T @ G, dtype=np.float64)


class _Answer:
    """An instance with __call__, which has no __name__."""

    def __call__(self, W, X, G):
        return self._compute(W, X, G)

    @staticmethod
    def _compute(W, X, G):
        return np.asarray(W.T @ G)


right_callable_object = _Answer()


def right_prints(W, X, G):
    """Leaves its debugging prints in."""
    out = np.array(W.T @ G)
    print("shape:", out.shape)
    print(out)
    return out


def right_seterr_restored(W, X, G):
    """Changes numpy's error state and puts it back."""
    old = np.seterr(all="ignore")
    try:
        return np.array(W.T @ G)
    finally:
        np.seterr(**old)


def right_view_of_larger(W, X, G):
    """Result is every second row of a larger array."""
    out = np.asarray(W.T @ G)
    big = np.full((2 * out.shape[0],) + out.shape[1:], np.nan)
    big[::2] = out
    return big[::2]


_MEMO = {}


def right_memo(W, X, G):
    """Remembers results by the bytes of its arguments and returns the very same array again."""
    key = tuple((a.shape, a.tobytes()) if isinstance(a, np.ndarray) else a for a in (W, X, G,))
    if key not in _MEMO:
        _MEMO[key] = np.array(W.T @ G)
    return _MEMO[key]


def right_checks_itself(W, X, G):
    """Calls itself twice inside and asserts that both agree."""

    def once():
        return np.array(W.T @ G)

    first, second = once(), once()
    assert np.array_equal(first, second)
    return second


def wrong_no_transpose(W, X, G):
    """missing_transpose|raises: W G, which conforms for square W only."""
    return W @ G


def wrong_other_gradient(W, X, G):
    """wrong_variable|wrong_shape: the gradient for W."""
    return G @ X.T


def wrong_row_samples(W, X, G):
    """missing_transpose|raises|wrong_shape|wrong_operand: G W of the rows convention."""
    return G @ W


def wrong_transposed_product(W, X, G):
    """transposed|wrong_shape: GᵀW."""
    return G.T @ W


def wrong_upstream_of_ones(W, X, G):
    """ignores_G: the upstream is taken as ones."""
    return W.T @ np.ones_like(G)


def wrong_upstream_forgotten(W, X, G):
    """ignores_G: the column sums of W in every column, as if the loss were the sum."""
    return np.repeat(W.sum(axis=0)[:, None], X.shape[1], axis=1)


def wrong_upstream_signs(W, X, G):
    """ignores_G|unknown|wrong_function: only the signs of G are used."""
    return W.T @ np.sign(G)


def wrong_upstream_first_sample(W, X, G):
    """batch1_only|ignores_G|unknown|one_use_only: the first sample's upstream for all samples."""
    return np.tile(W.T @ G[:, :1], (1, X.shape[1]))


def wrong_averaged_over_samples(W, X, G):
    """factor|off_by_one_norm|batch1_only: divided by the number of samples, right for one."""
    return W.T @ G / X.shape[1]


def wrong_uses_output(W, X, G):
    """wrong_operand|ignores_G: the output W X in place of the upstream."""
    return W.T @ (W @ X)


def wrong_adds_input(W, X, G):
    """extra_term: a residual connection that is not there."""
    return W.T @ G + X


def wrong_summed_column(W, X, G):
    """wrong_shape|over_sum|broadcast_accident: summed over the samples, shape (m, 1)."""
    return (W.T @ G).sum(axis=1, keepdims=True)


def wrong_mutates_upstream(W, X, G):
    """mutates_input: scales the upstream in place and scales the result back."""
    G *= 2.0
    return W.T @ G / 2.0


def wrong_last_term_lost(W, X, G):
    """off_by_one_loop: the sum stops one term early."""
    out = np.zeros((W.shape[1], G.shape[1]))
    for s in range(W.shape[0] - 1):
        out += np.outer(W[s], G[s])
    return out


def wrong_first_term_lost(W, X, G):
    """off_by_one_loop: the sum starts at 1."""
    out = np.zeros((W.shape[1], G.shape[1]))
    for s in range(1, W.shape[0]):
        out += np.outer(W[s], G[s])
    return out


def wrong_overwrites(W, X, G):
    """missing_batch_sum|missing_sum|off_by_one_loop|batch1_only: = for +=, so only the last term stays."""
    out = np.zeros((W.shape[1], G.shape[1]))
    for s in range(W.shape[0]):
        out = np.outer(W[s], G[s])
    return out


def wrong_range_rows(W, X, G):
    """off_by_one_loop: the last row is never reached."""
    out = np.zeros((W.shape[1], G.shape[1]))
    for i in range(W.shape[1] - 1):
        for j in range(G.shape[1]):
            out[i, j] = W[:, i] @ G[:, j]
    return out


def wrong_range_columns(W, X, G):
    """off_by_one_loop: the last column is never reached."""
    out = np.zeros((W.shape[1], G.shape[1]))
    for j in range(G.shape[1] - 1):
        out[:, j] = W.T @ G[:, j]
    return out


def wrong_five_terms(W, X, G):
    """off_by_one_loop|hardcoded|unknown: the sum ends after 5 terms."""
    lo, hi = 0, 5
    return W[lo:hi].T @ G[lo:hi]


def wrong_ten_terms(W, X, G):
    """off_by_one_loop|hardcoded|unknown: the sum ends after 10 terms."""
    lo, hi = 0, 10
    return W[lo:hi].T @ G[lo:hi]


def wrong_square_loops(W, X, G):
    """square_only|off_by_one_loop|unknown: both loops run over the smaller size, right only for a square result."""
    n = min(W.shape[1], G.shape[1])
    out = np.zeros((W.shape[1], G.shape[1]))
    for i in range(n):
        for j in range(n):
            out[i, j] = W[:, i] @ G[:, j]
    return out


def wrong_not_summed(W, X, G):
    """missing_sum|missing_batch_sum|wrong_shape: the shared axis is not summed."""
    return W[:, :, None] * G[:, None, :]


def wrong_mean(W, X, G):
    """factor|off_by_one_norm: a mean for the sum."""
    return (W[:, :, None] * G[:, None, :]).mean(axis=0)


def wrong_divided(W, X, G):
    """factor|off_by_one_norm: divided by the length of the sum."""
    return W.T @ G / W.shape[0]


def wrong_sums_first(W, X, G):
    """sum_before_product|batch1_only: both factors are summed, then multiplied; right with one term."""
    return np.outer(W.sum(axis=0), G.sum(axis=0))


def wrong_diagonal_only(W, X, G):
    """diag_only|over_constrained: all but the diagonal is dropped."""
    return (W.T @ G) * np.eye(W.shape[1], G.shape[1])


def wrong_reshape(W, X, G):
    """reshape_for_transpose: reshape where a transpose is meant."""
    return (W.reshape(W.shape[::-1])) @ G


def wrong_tries_until_it_fits(W, X, G):
    """square_only|missing_transpose|transposed|unknown: takes the first product whose shape fits, wrong for square inputs."""
    try:
        out = W @ G
        if out.shape == (W.shape[1], G.shape[1]):
            return out
    except ValueError:
        pass
    return W.T @ G


def wrong_pseudo_inverse(W, X, G):
    """wrong_function|unknown|wrong_operand: the pseudo-inverse for the transpose."""
    return np.linalg.pinv(W) @ G


def wrong_symmetrised(W, X, G):
    """transposed|extra_term|unknown: for a square result the mean of the answer and its transpose, else the answer."""
    out = W.T @ G
    return (out + out.T) / 2 if W.shape[1] == G.shape[1] else out


def wrong_odd_sizes(W, X, G):
    """off_by_one_loop|unknown: works in pairs and loses the last term when their number is odd."""
    out = np.zeros((W.shape[1], G.shape[1]))
    for lo in range(0, W.shape[0] - 1, 2):
        hi = lo + 2
        out += W[lo:hi].T @ G[lo:hi]
    return out


def wrong_elementwise(W, X, G):
    """elementwise_for_matmul|raises|wrong_shape: * for @."""
    return W.T * G


def wrong_prints_instead(W, X, G):
    """returns_none: prints the right result."""
    print(W.T @ G)


def wrong_pair(W, X, G):
    """unknown|wrong_shape|swapped_outputs: returns two arrays where one is asked."""
    out = W.T @ G
    return out, out


def wrong_string_array(W, X, G):
    """unknown|wrong_shape: right shape, dtype of strings."""
    return (W.T @ G).astype(str)


def wrong_int_buffer(W, X, G):
    """dtype_int: fills an integer buffer, which truncates, and converts it to float at the end."""
    value = np.asarray(W.T @ G)
    out = np.zeros(value.shape, dtype=int)
    out[...] = value.astype(int)
    return out.astype(float)


def wrong_complex_dtype(W, X, G):
    """unknown|wrong_shape: right numbers with complex dtype."""
    return (W.T @ G) + 0j


def wrong_yields(W, X, G):
    """unknown|wrong_shape|returns_none: yield for return."""
    yield W.T @ G


def wrong_huge_leading_axis(W, X, G):
    """wrong_shape|broadcast_accident: the right array under a broadcast leading axis of length 10**8."""
    out = np.asarray(W.T @ G)
    return np.broadcast_to(out, (10**8,) + out.shape)


def wrong_all_nan(W, X, G):
    """overflow_nan|unknown: everything NaN."""
    return (W.T @ G) * np.nan


def wrong_overflow_entry(W, X, G):
    """overflow_nan|unknown: 1e308 in one entry, so that squares and sums overflow."""
    out = np.array(W.T @ G)
    out[(-1,) * out.ndim] = 1e308
    return out


class _Stop(BaseException):
    pass


def wrong_base_exception(W, X, G):
    """raises: an exception that is no Exception."""
    raise _Stop("stop")


def wrong_generator_exit(W, X, G):
    """raises: GeneratorExit, which is no Exception."""
    raise GeneratorExit


def wrong_computes_then_raises(W, X, G):
    """raises: an assertion at the end that only holds for square results."""
    out = np.asarray(W.T @ G)
    assert len(set(out.shape)) == 1
    return out


def wrong_too_few_parameters(first):
    """raises: takes one parameter only, so that the call is a TypeError."""
    return first


def wrong_last_row_doubled(W, X, G):
    """factor|unknown: the last row counts twice."""
    out = np.array(W.T @ G)
    out[-1] *= 2.0
    return out


def wrong_last_column(W, X, G):
    """off_by_one_loop|unknown: the last column is left at zero."""
    out = np.array(W.T @ G)
    out[..., -1] = 0.0
    return out


def wrong_middle_entry(W, X, G):
    """extra_term|unknown: only the entry in the middle is off, by 1e-4."""
    out = np.array(W.T @ G)
    out[tuple(n // 2 for n in out.shape)] += 1e-4
    return out


def wrong_factor_one_ppm(W, X, G):
    """factor|unknown: a factor of 1 + 1e-6."""
    return (W.T @ G) * (1 + 1e-6)


def wrong_tiny_offset(W, X, G):
    """extra_term|unknown: 1e-8 added "for stability"."""
    return (W.T @ G) + 1e-8


def wrong_float32_input(W, X, G):
    """dtype_float32: an input is rounded to float32 first, the result is float64."""
    W = W.astype(np.float32).astype(np.float64)
    return W.T @ G


def wrong_halved(W, X, G):
    """factor: a factor of 1/2."""
    return 0.5 * (W.T @ G)


_total = {}


def wrong_accumulates(W, X, G):
    """unknown|extra_term|factor: adds to the last result of this shape, so that the second call gives the double."""
    out = np.array(W.T @ G)
    _total[out.shape] = _total.get(out.shape, 0.0) + out
    return _total[out.shape]


_third = {"calls": 0}


def wrong_every_third_call(W, X, G):
    """unknown|extra_term|factor: every third call is 10 per cent off."""
    _third["calls"] += 1
    out = np.array(W.T @ G)
    return 1.1 * out if _third["calls"] % 3 == 0 else out


def wrong_global_random_state(W, X, G):
    """unknown|extra_term|factor: depends on numpy's global random state."""
    return (W.T @ G) * (1.0 + 1e-3 * np.random.random())


def wrong_depends_on_time(W, X, G):
    """unknown|factor: a factor that follows the clock."""
    return (W.T @ G) * (1.0 + 1e-4 * (1.5 + np.sin(time.perf_counter_ns() * 1e-3)))


def wrong_sorts_input(W, X, G):
    """mutates_input: the right result, but an input is sorted afterwards."""
    out = np.array(W.T @ G)
    W.sort(axis=0)
    W[...] = np.roll(W, 1) + 0.5
    return out


def wrong_zeroes_input(W, X, G):
    """mutates_input: the right result, then the buffer is cleared "for the next step"."""
    out = np.array(W.T @ G)
    W.fill(0.0)
    return out


def wrong_abs(W, X, G):
    """wrong_function|unknown|factor: right only for non-negative inputs."""
    W = np.abs(W)
    return W.T @ G


def wrong_integers_only(W, X, G):
    """hardcoded|unknown|dtype_int|wrong_function: right only for integer-valued inputs."""
    W = np.rint(W)
    return W.T @ G


def wrong_memory_order(W, X, G):
    """reshape_for_transpose|unknown: reads an input in memory order, right for C order only."""
    W = W.ravel(order="K").reshape(W.shape)
    return W.T @ G


def wrong_squeezed(W, X, G):
    """wrong_shape|broadcast_accident: squeezed, so wrong wherever a size is 1."""
    return np.squeeze(W.T @ G)


def wrong_extra_axis(W, X, G):
    """wrong_shape|broadcast_accident: one axis more."""
    return (W.T @ G)[None]


def wrong_transposed(W, X, G):
    """transposed|permuted_axes|wrong_shape: the transpose of the answer."""
    return (W.T @ G).T


def wrong_when_square(W, X, G):
    """unknown|transposed: right unless the result is square, then the transpose."""
    out = W.T @ G
    return out.T if out.shape[0] == out.shape[1] else out


def wrong_beyond_8(W, X, G):
    """off_by_one_loop|hardcoded|unknown: fills 8 rows at most."""
    full = np.asarray(W.T @ G)
    out = np.zeros_like(full)
    for i in range(min(8, full.shape[0])):
        out[i] = full[i]
    return out


def wrong_column_that_broadcasts(W, X, G):
    """broadcast_accident|wrong_shape|over_sum: the last axis summed and kept with length 1."""
    return np.sum(W.T @ G, axis=-1, keepdims=True)


def wrong_when_sizes_agree(W, X, G):
    """unknown|factor: right for rectangular inputs, negated where W is square."""
    out = W.T @ G
    return -out if W.shape[0] == W.shape[-1] else out


def wrong_normalised_twice(W, X, G):
    """factor: divided by H and by n."""
    return W.T @ G / G.size


def wrong_penalty(W, X, G):
    """extra_term: an activity penalty on X."""
    return W.T @ G - 0.25 * X


def wrong_first_row_only(W, X, G):
    """missing_sum|batch1_only|missing_batch_sum|off_by_one_loop|one_use_only: only the first output counts."""
    return np.outer(W[0], G[0])
