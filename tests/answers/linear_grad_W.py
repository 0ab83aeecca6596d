"""Answers to linear_grad_W(X, W, B, G) = Gᵀ X, with Y = X Wᵀ + B, X (N, q), W (p, q), B and G (N, p). See README.md."""

import sys
import time

import numpy as np


def right_complex_step(X, W, B, G):
    """The loss G : Y differentiated by complex steps."""
    out = np.empty(W.shape)
    for index in np.ndindex(*W.shape):
        probe = W.astype(complex)
        probe[index] += 1e-25j
        out[index] = np.sum(G * (X @ probe.T + B)).imag / 1e-25
    return out


def right_jacobian_contracted(X, W, B, G):
    """G : T with T_ijkl = X_il δ_jk."""
    T = np.einsum("il,jk->ijkl", X, np.eye(W.shape[0]))
    return np.tensordot(G, T, axes=2)


def right_per_sample_gradients(X, W, B, G):
    """Per-sample gradients (N, p, q), summed by np.add.reduce."""
    return np.add.reduce(G[:, :, np.newaxis] * X[:, np.newaxis, :], axis=0)


def right_homogeneous(X, W, B, G):
    """Gradient for the weights with a bias column, the last column dropped: a non-contiguous view."""
    big = np.concatenate([X, np.ones((len(X), 1))], axis=1)
    return (G.T @ big)[:, :-1]


def right_triple_loop(X, W, B, G):
    """Three loops."""
    out = np.zeros((G.shape[1], X.shape[1]))
    for i in range(G.shape[1]):
        for j in range(X.shape[1]):
            for s in range(G.shape[0]):
                out[i, j] += G[s, i] * X[s, j]
    return out


def right_outer_sum(X, W, B, G):
    """A sum of outer products."""
    out = np.zeros((G.shape[1], X.shape[1]))
    for s in range(G.shape[0]):
        out = out + np.outer(G[s], X[s])
    return out


def right_einsum_odd_letters(X, W, B, G):
    """einsum with letters nobody expects."""
    return np.einsum("zq,zm->qm", G, X)


def right_tensordot(X, W, B, G):
    """tensordot over the shared axis."""
    return np.tensordot(G, X, axes=([0], [0]))


def right_row_by_row(X, W, B, G):
    """One row of the result at a time, stacked."""
    return np.stack([X.T @ G[:, i] for i in range(G.shape[1])])


def right_kron_rows(X, W, B, G):
    """Row-major vec: (P ⊗ Qᵀ) vec(I)."""
    big = np.kron(G.T, X.T)
    return (big @ np.eye(G.shape[0]).ravel()).reshape(G.shape[1], X.shape[1])


def right_vdot_comprehension(X, W, B, G):
    """One np.vdot an entry."""
    return np.array([[np.vdot(G[:, i], X[:, j]) for j in range(X.shape[1])] for i in range(G.shape[1])])


def right_out_buffer(X, W, B, G):
    """Written into a Fortran-ordered buffer through out=."""
    out = np.empty((G.shape[1], X.shape[1]), order="F")
    np.matmul(G.T, X, out=out)
    return out


def right_cumsum_last(X, W, B, G):
    """The last slice of a cumulative sum."""
    return np.take(np.cumsum(G[:, :, None] * X[:, None, :], axis=0), -1, axis=0)


def right_generator_inside(X, W, B, G):
    """A generator of outer products, added by sum()."""
    terms = (np.outer(G[s], X[s]) for s in range(G.shape[0]))
    return sum(terms, start=np.zeros((G.shape[1], X.shape[1])))


def right_longdouble_inside(X, W, B, G):
    """Computes in longdouble, returns float64."""
    return (G.T.astype(np.longdouble) @ X.astype(np.longdouble)).astype(np.float64)


def right_stride_tricks(X, W, B, G):
    """Both factors blown up by stride tricks with stride 0."""
    left, right = G.T, X.T
    shape = (G.shape[1], X.shape[1], G.shape[0])
    lview = np.lib.stride_tricks.as_strided(left, shape, (left.strides[0], 0, left.strides[1]), writeable=False)
    rview = np.lib.stride_tricks.as_strided(right, shape, (0, right.strides[0], right.strides[1]), writeable=False)
    return np.sum(lview * rview, axis=-1)


def right_matrix_class(X, W, B, G):
    """np.matrix inside, an ndarray outside."""
    return np.asarray(np.matrix(G.T) * np.matrix(X))


def right_np_block(X, W, B, G):
    """Assembled from 1 × 1 blocks with np.block."""
    return np.block([[np.atleast_2d(G[:, i] @ X[:, j]) for j in range(X.shape[1])] for i in range(G.shape[1])])


def right_fancy_indexing(X, W, B, G):
    """All index pairs at once by fancy indexing."""
    i, j = np.unravel_index(np.arange(G.shape[1] * X.shape[1]), (G.shape[1], X.shape[1]))
    left, right = G.T, X.T
    out = np.empty(G.shape[1] * X.shape[1])
    out[:] = np.einsum("xy,xy->x", left[i], right[j])
    return out.reshape(G.shape[1], X.shape[1])


def right_read_only_result(X, W, B, G):
    """Result is a read-only array."""
    out = np.array(G.T @ X, dtype=float)
    out.setflags(write=False)
    return out


def right_star_args(*args):
    """Takes *args only."""
    X, W, B, G = args
    return np.asarray(G.T @ X, dtype=np.float64)


right_lambda = lambda X, W, B, G: np.array(G.T @ X)  # noqa: E731
right_lambda.__doc__ = "A lambda."


class _Answer:
    """An instance with __call__, which has no __name__."""

    def __call__(self, X, W, B, G):
        return self._compute(X, W, B, G)

    @staticmethod
    def _compute(X, W, B, G):
        return np.asarray(G.T @ X)


right_callable_object = _Answer()


class _Layer:
    def __init__(self):
        self.last = None

    def backward(self, X, W, B, G):
        """A bound method that keeps its last result."""
        self.last = np.array(G.T @ X)
        return self.last


right_bound_method = _Layer().backward


def right_prints(X, W, B, G):
    """Leaves its debugging prints in."""
    out = np.array(G.T @ X)
    print("shape:", out.shape)
    print(out)
    return out


def right_seterr_restored(X, W, B, G):
    """Changes numpy's error state and puts it back."""
    old = np.seterr(all="ignore")
    try:
        return np.array(G.T @ X)
    finally:
        np.seterr(**old)


def right_mutates_private_copies(X, W, B, G):
    """Scribbles, but only over its own copies."""
    G_copy = G.copy()
    out = np.array(G.T @ X)
    G_copy[...] = 0
    G_copy -= 7
    return out


def right_view_of_larger(X, W, B, G):
    """Result is every second row of a larger array."""
    out = np.asarray(G.T @ X)
    big = np.full((2 * out.shape[0],) + out.shape[1:], np.nan)
    big[::2] = out
    return big[::2]


_MEMO = {}


def right_memo(X, W, B, G):
    """Remembers results by the bytes of its arguments and returns the very same array again."""
    key = tuple((a.shape, a.tobytes()) if isinstance(a, np.ndarray) else a for a in (X, W, B, G,))
    if key not in _MEMO:
        _MEMO[key] = np.array(G.T @ X)
    return _MEMO[key]


def right_checks_itself(X, W, B, G):
    """Calls itself twice inside and asserts that both agree."""

    def once():
        return np.array(G.T @ X)

    first, second = once(), once()
    assert np.array_equal(first, second)
    return second


def right_real_of_complex(X, W, B, G):
    """Computes in complex numbers and returns the real part, a strided view."""
    out = (G.T @ X) + 1j
    return out.real


def wrong_transposed_blog(X, W, B, G):
    """transposed|wrong_shape: XᵀG, the gradient for Wᵀ."""
    return X.T @ G


def wrong_columns_convention(X, W, B, G):
    """missing_transpose|raises|wrong_shape: G Xᵀ of the columns convention."""
    return G @ X.T


def wrong_other_gradient(X, W, B, G):
    """wrong_variable|wrong_shape: the gradient for X."""
    return G @ W


def wrong_weight_decay(X, W, B, G):
    """extra_term: L2 regularisation slipped in."""
    return G.T @ X + 0.1 * W


def wrong_tiny_weight_decay(X, W, B, G):
    """extra_term: L2 regularisation of 1e-6 slipped in."""
    return G.T @ X + 2 * 1e-6 * W


def wrong_output_for_upstream(X, W, B, G):
    """wrong_operand|ignores_G: Yᵀ X."""
    return (X @ W.T + B).T @ X


def wrong_bias_for_upstream(X, W, B, G):
    """wrong_operand|ignores_G: Bᵀ X."""
    return B.T @ X


def wrong_upstream_added_to_bias(X, W, B, G):
    """extra_term|wrong_operand: (G + B)ᵀ X."""
    return (G + B).T @ X


def wrong_upstream_for_inputs(X, W, B, G):
    """wrong_operand|wrong_shape: Gᵀ G."""
    return G.T @ G


def wrong_only_last_sample(X, W, B, G):
    """missing_batch_sum|batch1_only|missing_sum: the last sample only."""
    return np.outer(G[-1], X[-1])


def wrong_batch_mean(X, W, B, G):
    """factor|off_by_one_norm|batch1_only: averaged over the batch."""
    return G.T @ X / X.shape[0]


def wrong_row_that_broadcasts_over_outputs(X, W, B, G):
    """over_sum|wrong_shape|broadcast_accident: shape (1, q)."""
    return G.sum(axis=1, keepdims=True).T @ X


def wrong_transposed_when_wide(X, W, B, G):
    """unknown|wrong_shape|transposed|square_only: transposed whenever there are more inputs than outputs."""
    return X.T @ G if W.shape[1] > W.shape[0] else G.T @ X


def wrong_mutates_bias(X, W, B, G):
    """mutates_input: a gradient step on B, in place."""
    B -= 0.01 * G
    return G.T @ X


def wrong_mutates_weights(X, W, B, G):
    """mutates_input: a gradient step on W, in place."""
    dW = G.T @ X
    W -= 0.01 * dW
    return dW


def wrong_last_term_lost(X, W, B, G):
    """off_by_one_loop: the sum stops one term early."""
    out = np.zeros((G.shape[1], X.shape[1]))
    for s in range(G.shape[0] - 1):
        out += np.outer(G[s], X[s])
    return out


def wrong_overwrites(X, W, B, G):
    """missing_batch_sum|missing_sum|off_by_one_loop|batch1_only: = for +=, so only the last term stays."""
    out = np.zeros((G.shape[1], X.shape[1]))
    for s in range(G.shape[0]):
        out = np.outer(G[s], X[s])
    return out


def wrong_first_term_only(X, W, B, G):
    """batch1_only|missing_batch_sum|missing_sum: the first term of the sum only."""
    s = 0
    return np.outer(G[s], X[s])


def wrong_range_rows(X, W, B, G):
    """off_by_one_loop: the last row is never reached."""
    out = np.zeros((G.shape[1], X.shape[1]))
    for i in range(G.shape[1] - 1):
        for j in range(X.shape[1]):
            out[i, j] = G[:, i] @ X[:, j]
    return out


def wrong_range_columns(X, W, B, G):
    """off_by_one_loop: the last column is never reached."""
    out = np.zeros((G.shape[1], X.shape[1]))
    for j in range(X.shape[1] - 1):
        out[:, j] = G.T @ X[:, j]
    return out


def wrong_five_terms(X, W, B, G):
    """off_by_one_loop|hardcoded|unknown: the sum ends after 5 terms."""
    lo, hi = 0, 5
    return G[lo:hi].T @ X[lo:hi]


def wrong_ten_terms(X, W, B, G):
    """off_by_one_loop|hardcoded|unknown: the sum ends after 10 terms."""
    lo, hi = 0, 10
    return G[lo:hi].T @ X[lo:hi]


def wrong_square_loops(X, W, B, G):
    """square_only|off_by_one_loop|unknown: both loops run over the smaller size, right only for a square result."""
    n = min(G.shape[1], X.shape[1])
    out = np.zeros((G.shape[1], X.shape[1]))
    for i in range(n):
        for j in range(n):
            out[i, j] = G[:, i] @ X[:, j]
    return out


def wrong_not_summed(X, W, B, G):
    """missing_sum|missing_batch_sum|wrong_shape: the shared axis is not summed."""
    return G[:, :, None] * X[:, None, :]


def wrong_mean(X, W, B, G):
    """factor|off_by_one_norm: a mean for the sum."""
    return (G[:, :, None] * X[:, None, :]).mean(axis=0)


def wrong_divided(X, W, B, G):
    """factor|off_by_one_norm: divided by the length of the sum."""
    return G.T @ X / G.shape[0]


def wrong_divided_minus_one(X, W, B, G):
    """off_by_one_norm|factor: divided by the length of the sum less one; right with one or two terms."""
    return G.T @ X / max(G.shape[0] - 1, 1)


def wrong_sums_first(X, W, B, G):
    """sum_before_product|batch1_only: both factors are summed, then multiplied; right with one term."""
    return np.outer(G.sum(axis=0), X.sum(axis=0))


def wrong_diagonal_only(X, W, B, G):
    """diag_only|over_constrained: all but the diagonal is dropped."""
    return (G.T @ X) * np.eye(G.shape[1], X.shape[1])


def wrong_reshape(X, W, B, G):
    """reshape_for_transpose: reshape where a transpose is meant."""
    return (G.reshape(G.shape[::-1])) @ X


def wrong_tries_until_it_fits(X, W, B, G):
    """square_only|missing_transpose|transposed|unknown: takes the first product whose shape fits, wrong for square inputs."""
    try:
        out = G @ X
        if out.shape == (G.shape[1], X.shape[1]):
            return out
    except ValueError:
        pass
    return G.T @ X


def wrong_elementwise(X, W, B, G):
    """elementwise_for_matmul|raises|wrong_shape: * for @."""
    return G.T * X


def wrong_over_summed(X, W, B, G):
    """over_sum|broadcast_accident: a free index is summed too and the result spread back to the right shape."""
    out = G.T @ X
    return np.zeros_like(out) + out.sum(axis=1, keepdims=True)


def wrong_one_term_case(X, W, B, G):
    """batch1_only|unknown|factor|transposed: the branch for one term is right, the other forgets the last column of the result."""
    out = G.T @ X
    if G.shape[0] != 1:
        out[:, -1] *= 0.5
    return out


def wrong_only_for_2_by_3(X, W, B, G):
    """hardcoded|square_only|unknown: right for the visible 2 × 3 and 3 × 4 example, zeros elsewhere."""
    if (G.shape[1], X.shape[1]) in ((2, 3), (3, 2), (2, 4), (4, 2), (3, 4), (4, 3)) and G.shape[0] in (2, 3, 4):
        return G.T @ X
    return np.zeros((G.shape[1], X.shape[1]))


def wrong_odd_sizes(X, W, B, G):
    """off_by_one_loop|unknown: works in pairs and loses the last term when their number is odd."""
    out = np.zeros((G.shape[1], X.shape[1]))
    for lo in range(0, G.shape[0] - 1, 2):
        hi = lo + 2
        out += G[lo:hi].T @ X[lo:hi]
    return out


def wrong_symmetrised(X, W, B, G):
    """transposed|extra_term|unknown: for a square result the mean of the answer and its transpose, else the answer."""
    out = G.T @ X
    return (out + out.T) / 2 if G.shape[1] == X.shape[1] else out


def wrong_forgets_return(X, W, B, G):
    """returns_none: computes and does not return."""
    out = G.T @ X  # noqa: F841


def wrong_stray_comma(X, W, B, G):
    """unknown|wrong_shape: a stray comma makes it a tuple of one array."""
    out = G.T @ X
    return out,


def wrong_string_array(X, W, B, G):
    """unknown|wrong_shape: right shape, dtype of strings."""
    return (G.T @ X).astype(str)


def wrong_cast_to_int(X, W, B, G):
    """dtype_int: truncated to integers."""
    return (G.T @ X).astype(int)


def wrong_object_array(X, W, B, G):
    """unknown|wrong_shape: right numbers in an object array."""
    return (G.T @ X).astype(object)


def wrong_complex_dtype(X, W, B, G):
    """unknown|wrong_shape: right numbers with complex dtype."""
    return (G.T @ X) + 0j


def wrong_yields(X, W, B, G):
    """unknown|wrong_shape|returns_none: yield for return."""
    yield G.T @ X


async def wrong_coroutine(X, W, B, G):
    """unknown|wrong_shape|returns_none: an async function, the call gives a coroutine."""
    return G.T @ X


def wrong_huge_view(X, W, B, G):
    """wrong_shape|broadcast_accident: a view of 10**9 elements that costs nothing until somebody copies it."""
    return np.broadcast_to(np.asarray(G.T @ X).ravel()[:1], (10**5, 10**4))


def wrong_one_nan(X, W, B, G):
    """overflow_nan|unknown: NaN in the last entry."""
    out = np.array(G.T @ X)
    out[(-1,) * out.ndim] = np.nan
    return out


def wrong_one_inf(X, W, B, G):
    """overflow_nan|unknown: inf in one entry."""
    out = np.array(G.T @ X)
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


def wrong_too_few_parameters(first):
    """raises: takes one parameter only, so that the call is a TypeError."""
    return first


def wrong_too_many_parameters(X, W, B, G, learning_rate):
    """raises: one parameter more without a default."""
    return G.T @ X


def wrong_last_row(X, W, B, G):
    """off_by_one_loop|unknown: the last row is left at zero."""
    out = np.array(G.T @ X)
    out[-1] = 0.0
    return out


def wrong_last_column(X, W, B, G):
    """off_by_one_loop|unknown: the last column is left at zero."""
    out = np.array(G.T @ X)
    out[..., -1] = 0.0
    return out


def wrong_corner(X, W, B, G):
    """extra_term|unknown: one corner entry is off by 1e-3."""
    out = np.array(G.T @ X)
    index = [0] * out.ndim
    index[-1] = -1
    out[tuple(index)] += 1e-3
    return out


def wrong_factor_one_ppm(X, W, B, G):
    """factor|unknown: a factor of 1 + 1e-6."""
    return (G.T @ X) * (1 + 1e-6)


def wrong_tiny_offset(X, W, B, G):
    """extra_term|unknown: 1e-8 added "for stability"."""
    return (G.T @ X) + 1e-8


def wrong_round_6(X, W, B, G):
    """unknown|factor: rounded to 6 decimals."""
    return np.round(G.T @ X, 6)


def wrong_round_3(X, W, B, G):
    """unknown|factor: rounded to 3 decimals."""
    return np.around(G.T @ X, 3)


def wrong_clipped(X, W, B, G):
    """unknown|wrong_function: gradient clipping at 5 left in."""
    return np.clip(G.T @ X, -5.0, 5.0)


def wrong_float32_input(X, W, B, G):
    """dtype_float32: an input is rounded to float32 first, the result is float64."""
    G = G.astype(np.float32).astype(np.float64)
    return G.T @ X


def wrong_doubled(X, W, B, G):
    """factor: a factor of 2."""
    return 2 * (G.T @ X)


_once = {"calls": 0}


def wrong_after_first_call(X, W, B, G):
    """unknown|hardcoded|extra_term|factor: right on the first call, half a per cent off from the second on."""
    _once["calls"] += 1
    out = np.array(G.T @ X)
    return out if _once["calls"] == 1 else out * 1.005


_first = {"calls": 0}


def wrong_on_first_call(X, W, B, G):
    """unknown|extra_term|factor: wrong on the first call ever, right afterwards (needs a fresh module each time)."""
    _first["calls"] += 1
    out = np.array(G.T @ X)
    return 2 * out if _first["calls"] == 1 else out


_total = {}


def wrong_accumulates(X, W, B, G):
    """unknown|extra_term|factor: adds to the last result of this shape, so that the second call gives the double."""
    out = np.array(G.T @ X)
    _total[out.shape] = _total.get(out.shape, 0.0) + out
    return _total[out.shape]


_third = {"calls": 0}


def wrong_every_third_call(X, W, B, G):
    """unknown|extra_term|factor: every third call is 10 per cent off."""
    _third["calls"] += 1
    out = np.array(G.T @ X)
    return 1.1 * out if _third["calls"] % 3 == 0 else out


def wrong_noise(X, W, B, G):
    """unknown|extra_term: noise of 1e-6 from a fresh generator."""
    out = np.array(G.T @ X)
    return out + 1e-6 * np.random.default_rng().standard_normal(out.shape)


def wrong_depends_on_time(X, W, B, G):
    """unknown|factor: a factor that follows the clock."""
    return (G.T @ X) * (1.0 + 1e-4 * (1.5 + np.sin(time.perf_counter_ns() * 1e-3)))


def wrong_mutates(X, W, B, G):
    """mutates_input: the right result, but an input is doubled in place."""
    out = np.array(G.T @ X)
    G[...] = 2.0 * G + 1.0
    return out


def wrong_zeroes_input(X, W, B, G):
    """mutates_input: the right result, then the buffer is cleared "for the next step"."""
    out = np.array(G.T @ X)
    G.fill(0.0)
    return out


def wrong_integers_only(X, W, B, G):
    """hardcoded|unknown|dtype_int|wrong_function: right only for integer-valued inputs."""
    G = np.rint(G)
    return G.T @ X


def wrong_sign_of_upstream(X, W, B, G):
    """ignores_G|wrong_function|unknown: only the signs of the upstream are used."""
    G = np.sign(G)
    return G.T @ X


def wrong_ignores_upstream(X, W, B, G):
    """ignores_G: the upstream is taken as ones."""
    G = np.ones_like(G)
    return G.T @ X


def wrong_memory_order(X, W, B, G):
    """reshape_for_transpose|unknown: reads an input in memory order, right for C order only."""
    G = G.ravel(order="K").reshape(G.shape)
    return G.T @ X


def wrong_squeezed(X, W, B, G):
    """wrong_shape|broadcast_accident: squeezed, so wrong wherever a size is 1."""
    return np.squeeze(G.T @ X)


def wrong_transposed(X, W, B, G):
    """transposed|permuted_axes|wrong_shape: the transpose of the answer."""
    return (G.T @ X).T


def wrong_when_square(X, W, B, G):
    """unknown|transposed: right unless the result is square, then the transpose."""
    out = G.T @ X
    return out.T if out.shape[0] == out.shape[1] else out


def wrong_when_one_row(X, W, B, G):
    """factor|unknown|batch1_only: halved whenever G has a single row."""
    out = G.T @ X
    return 0.5 * out if G.shape[0] == 1 else out


def wrong_beyond_8(X, W, B, G):
    """off_by_one_loop|hardcoded|unknown: fills 8 rows at most."""
    full = np.asarray(G.T @ X)
    out = np.zeros_like(full)
    for i in range(min(8, full.shape[0])):
        out[i] = full[i]
    return out


def wrong_row_that_broadcasts(X, W, B, G):
    """broadcast_accident|wrong_shape|over_sum: the first axis summed and kept with length 1."""
    return np.sum(G.T @ X, axis=0, keepdims=True)


def wrong_when_sizes_agree(X, W, B, G):
    """unknown|factor: right for rectangular inputs, negated where G is square."""
    out = G.T @ X
    return -out if G.shape[0] == G.shape[-1] else out


def wrong_for_large_inputs(X, W, B, G):
    """unknown|factor: right while an input's largest entry lies in [1e-3, 3], 1 per cent off elsewhere."""
    size = np.max(np.abs(G))
    return (G.T @ X) * (1.01 if size > 3.0 or size < 1e-3 else 1.0)


def wrong_loss_mean_both(X, W, B, G):
    """factor: divided by N p, the mean squared error's."""
    return G.T @ X / G.size


def wrong_decay_and_mean(X, W, B, G):
    """extra_term: mean over the batch and a decay of 1e-2."""
    return G.T @ X / X.shape[0] + 1e-2 * W


def wrong_transposed_mean(X, W, B, G):
    """transposed: XᵀG over N."""
    return X.T @ G / X.shape[0]


def wrong_residual(X, W, B, G):
    """extra_term|wrong_operand|unknown: Y is subtracted from G, the gradient of a squared loss."""
    return (X @ W.T + B - G).T @ X


def wrong_inner_and_minus(X, W, B, G):
    """missing_transpose: −G X, for N = p only."""
    return -(G @ X)


def wrong_one_sample_loop(X, W, B, G):
    """missing_sum|missing_batch_sum|batch1_only|off_by_one_loop: the loop overwrites dW, the last sample stays."""
    dW = np.zeros_like(W)
    for x, g in zip(X, G):
        dW = np.outer(g, x)
    return dW


def wrong_twelve_axes(X, W, B, G):
    """wrong_shape: twelve axes of length 1."""
    return np.ones((1,) * 12)


def wrong_huge_entries(X, W, B, G):
    """unknown|hardcoded|ignores_G|extra_term: the largest number there is, in every entry."""
    return np.full(W.shape, 1.7e308)
