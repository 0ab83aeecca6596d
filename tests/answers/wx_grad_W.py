"""Answers to wx_grad_W(W, X, G) = G Xᵀ, with D = W X, W (H, m), X (m, n), G (H, n). See README.md."""

import functools
import math
import sys
import time
import warnings

import numpy as np


def right_complex_step(W, X, G):
    """The loss G : (W X) differentiated by complex steps, one entry of W at a time."""
    out = np.empty(W.shape)
    for index in np.ndindex(*W.shape):
        probe = W.astype(complex)
        probe[index] += 1e-30j
        out[index] = np.sum(G * (probe @ X)).imag / 1e-30
    return out


def right_through_jacobian(W, X, G):
    """Builds δ_ik X_lj and contracts it with G."""
    jacobian = np.einsum("ik,lj->ijkl", np.eye(W.shape[0]), X)
    return np.einsum("ij,ijkl->kl", G, jacobian)


def right_single_entry_matrices(W, X, G):
    """G : (E X) for every basis matrix E."""
    out = np.zeros(W.shape)
    for d in range(W.shape[0]):
        for c in range(W.shape[1]):
            E = np.zeros_like(W)
            E[d, c] = 1
            out[d, c] = np.vdot(G, E @ X)
    return out


def right_triple_loop(W, X, G):
    """Three loops."""
    out = np.zeros((G.shape[0], X.shape[0]))
    for i in range(G.shape[0]):
        for j in range(X.shape[0]):
            for s in range(G.shape[1]):
                out[i, j] += G[i, s] * X[j, s]
    return out


def right_outer_sum(W, X, G):
    """A sum of outer products."""
    out = np.zeros((G.shape[0], X.shape[0]))
    for s in range(G.shape[1]):
        out = out + np.outer(G[:, s], X[:, s])
    return out


def right_einsum_odd_letters(W, X, G):
    """einsum with letters nobody expects."""
    return np.einsum("qz,mz->qm", G, X)


def right_kron_vec(W, X, G):
    """vec(P Q) = (I ⊗ P) vec(Q), column by column."""
    big = np.kron(np.eye(X.shape[0]), G)
    return (big @ X.T.ravel(order="F")).reshape((G.shape[0], X.shape[0]), order="F")


def right_put(W, X, G):
    """Entry by entry with np.put."""
    out = np.zeros((G.shape[0], X.shape[0]))
    for i in range(G.shape[0]):
        for j in range(X.shape[0]):
            np.put(out, i * X.shape[0] + j, G[i].dot(X[j]))
    return out


def right_add_at_ix(W, X, G):
    """np.add.at on an np.ix_ grid."""
    out = np.zeros((G.shape[0], X.shape[0]))
    grid = np.ix_(np.arange(G.shape[0]), np.arange(X.shape[0]))
    for s in range(G.shape[1]):
        np.add.at(out, grid, G[:, s][:, None] * X[:, s][None, :])
    return out


def right_longdouble_inside(W, X, G):
    """Computes in longdouble, returns float64."""
    return (G.astype(np.longdouble) @ X.T.astype(np.longdouble)).astype(np.float64)


def right_stride_tricks(W, X, G):
    """Both factors blown up by stride tricks with stride 0."""
    left, right = G, X
    shape = (G.shape[0], X.shape[0], G.shape[1])
    lview = np.lib.stride_tricks.as_strided(left, shape, (left.strides[0], 0, left.strides[1]), writeable=False)
    rview = np.lib.stride_tricks.as_strided(right, shape, (0, right.strides[0], right.strides[1]), writeable=False)
    return np.sum(lview * rview, axis=-1)


def right_matrix_class(W, X, G):
    """np.matrix inside, an ndarray outside."""
    return np.asarray(np.matrix(G) * np.matrix(X.T))


def right_fsum(W, X, G):
    """math.fsum for each entry."""
    out = np.empty((G.shape[0], X.shape[0]))
    for i in range(G.shape[0]):
        for j in range(X.shape[0]):
            out[i, j] = math.fsum(G[i, s] * X[j, s] for s in range(G.shape[1]))
    return out


def right_object_inside(W, X, G):
    """Object arrays inside, float64 outside."""
    return np.dot(G.astype(object), X.T.astype(object)).astype(float)


def right_while_compensated(W, X, G):
    """A while loop with Kahan's compensation."""
    total = np.zeros((G.shape[0], X.shape[0]))
    lost = np.zeros_like(total)
    s = 0
    while s < G.shape[1]:
        term = np.outer(G[:, s], X[:, s]) - lost
        new = total + term
        lost = (new - total) - term
        total = new
        s += 1
    return total


def right_fortran_result(W, X, G):
    """Result in Fortran order."""
    return np.asfortranarray(G @ X.T)


def right_read_only_result(W, X, G):
    """Result is a read-only array."""
    out = np.array(G @ X.T, dtype=float)
    out.setflags(write=False)
    return out


def right_star_args(*args):
    """Takes *args only."""
    W, X, G = args
    return np.asarray(G @ X.T, dtype=np.float64)


right_lambda = lambda W, X, G: np.array(G @ X.T)  # noqa: E731
right_lambda.__doc__ = "A lambda."


def _scaled(scale, W, X, G):
    return scale * np.asarray(G @ X.T)


right_partial = functools.partial(_scaled, 1.0)
right_partial.__doc__ = "A functools.partial, which has no __name__."


class _Answer:
    """An instance with __call__, which has no __name__."""

    def __call__(self, W, X, G):
        return self._compute(W, X, G)

    @staticmethod
    def _compute(W, X, G):
        return np.asarray(G @ X.T)


right_callable_object = _Answer()


class _Layer:
    def __init__(self):
        self.last = None

    def backward(self, W, X, G):
        """A bound method that keeps its last result."""
        self.last = np.array(G @ X.T)
        return self.last


right_bound_method = _Layer().backward


def right_warns(W, X, G):
    """Causes a harmless RuntimeWarning (a division by zero that it throws away)."""
    np.ones(3) / np.zeros(3)
    warnings.warn("slow path", RuntimeWarning, stacklevel=2)
    return np.array(G @ X.T)


def right_errstate(W, X, G):
    """Computes under a local np.errstate that raises."""
    with np.errstate(over="raise", divide="raise"):
        return np.array(G @ X.T)


def right_mutates_and_restores(W, X, G):
    """Overwrites an input and puts the very bits back before it returns."""
    out = np.array(G @ X.T)
    kept = G.copy()
    G[...] = 0.0
    G[...] = kept
    return out


def right_negative_strides(W, X, G):
    """Result is a view with negative strides."""
    out = np.array(G @ X.T)
    return np.flip(np.flip(out).copy())


_MEMO = {}


def right_memo(W, X, G):
    """Remembers results by the bytes of its arguments and returns the very same array again."""
    key = tuple((a.shape, a.tobytes()) if isinstance(a, np.ndarray) else a for a in (W, X, G,))
    if key not in _MEMO:
        _MEMO[key] = np.array(G @ X.T)
    return _MEMO[key]


def _logged(function):
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)

    wrapper.__doc__ = function.__doc__
    return wrapper


@_logged
def right_decorated(W, X, G):
    """Wrapped by a decorator without functools.wraps, so that its signature is lost."""
    return np.array(G @ X.T)


def right_catches_errors(W, X, G):
    """Tries something that fails, swallows the exception, then does it properly."""
    try:
        raise ValueError("first idea")
    except ValueError:
        out = np.array(G @ X.T)
    return out


def wrong_shape_matching(W, X, G):
    """missing_transpose|raises: G X, whose shape fits for square X."""
    return G @ X


def wrong_forward(W, X, G):
    """wrong_function|raises|wrong_shape: the forward function."""
    return W @ X


def wrong_other_gradient(W, X, G):
    """wrong_variable|wrong_shape: the gradient for X."""
    return W.T @ G


def wrong_left_factor(W, X, G):
    """missing_transpose|wrong_operand|raises|wrong_shape|transposed: GᵀX of the rows convention."""
    return G.T @ X


def wrong_row_samples(W, X, G):
    """transposed|wrong_shape: X Gᵀ, the transpose."""
    return X @ G.T


def wrong_uses_weights(W, X, G):
    """wrong_operand|ignores_G: (W X) Xᵀ, the output in place of the upstream."""
    return (W @ X) @ X.T


def wrong_inputs_only(W, X, G):
    """ignores_G: the sums of X, the gradient of the sum of D."""
    return np.tile(X.sum(axis=1), (W.shape[0], 1))


def wrong_weight_decay(W, X, G):
    """extra_term: L2 regularisation slipped in."""
    return G @ X.T + 1e-3 * W


def wrong_row_vector(W, X, G):
    """over_sum|wrong_shape|broadcast_accident: summed over d, shape (1, m)."""
    return G.sum(axis=0, keepdims=True) @ X.T


def wrong_column_vector(W, X, G):
    """over_sum|wrong_shape|broadcast_accident: summed over c, shape (H, 1)."""
    return G @ X.T.sum(axis=1, keepdims=True)


def wrong_first_column_twice(W, X, G):
    """off_by_one_loop|unknown|hardcoded: the index c - 1 wraps around for c = 0."""
    out = G @ X.T
    out[:, 0] = G @ X[-1]
    return out


def wrong_forward_difference(W, X, G):
    """unknown|factor|extra_term|dtype_float32: as rough as a forward difference, right to 1e-5 only."""
    h = 1e-5
    out = np.empty(W.shape)
    for index in np.ndindex(*W.shape):
        probe = W.copy()
        probe[index] += h
        out[index] = (np.sum(G * (probe @ X)) - np.sum(G * (W @ X))) / h + h * X[index[1]] @ X[index[1]]
    return out


def wrong_last_term_lost(W, X, G):
    """off_by_one_loop: the sum stops one term early."""
    out = np.zeros((G.shape[0], X.shape[0]))
    for s in range(G.shape[1] - 1):
        out += np.outer(G[:, s], X[:, s])
    return out


def wrong_overwrites(W, X, G):
    """missing_batch_sum|missing_sum|off_by_one_loop|batch1_only: = for +=, so only the last term stays."""
    out = np.zeros((G.shape[0], X.shape[0]))
    for s in range(G.shape[1]):
        out = np.outer(G[:, s], X[:, s])
    return out


def wrong_first_term_only(W, X, G):
    """batch1_only|missing_batch_sum|missing_sum: the first term of the sum only."""
    s = 0
    return np.outer(G[:, s], X[:, s])


def wrong_range_rows(W, X, G):
    """off_by_one_loop: the last row is never reached."""
    out = np.zeros((G.shape[0], X.shape[0]))
    for i in range(G.shape[0] - 1):
        for j in range(X.shape[0]):
            out[i, j] = G[i] @ X[j]
    return out


def wrong_range_columns(W, X, G):
    """off_by_one_loop: the last column is never reached."""
    out = np.zeros((G.shape[0], X.shape[0]))
    for j in range(X.shape[0] - 1):
        out[:, j] = G @ X[j]
    return out


def wrong_five_terms(W, X, G):
    """off_by_one_loop|hardcoded|unknown: the sum ends after 5 terms."""
    lo, hi = 0, 5
    return G[:, lo:hi] @ X[:, lo:hi].T


def wrong_eight_terms(W, X, G):
    """off_by_one_loop|hardcoded|unknown: the sum ends after 8 terms."""
    out = np.zeros((G.shape[0], X.shape[0]))
    for s in range(min(8, G.shape[1])):
        out += np.outer(G[:, s], X[:, s])
    return out


def wrong_square_loops(W, X, G):
    """square_only|off_by_one_loop|unknown: both loops run over the smaller size, right only for a square result."""
    n = min(G.shape[0], X.shape[0])
    out = np.zeros((G.shape[0], X.shape[0]))
    for i in range(n):
        for j in range(n):
            out[i, j] = G[i] @ X[j]
    return out


def wrong_not_summed(W, X, G):
    """missing_sum|missing_batch_sum|wrong_shape: the shared axis is not summed."""
    return G[:, None, :] * X[None, :, :]


def wrong_mean(W, X, G):
    """factor|off_by_one_norm: a mean for the sum."""
    return (G[:, None, :] * X[None, :, :]).mean(axis=2)


def wrong_divided(W, X, G):
    """factor|off_by_one_norm: divided by the length of the sum."""
    return G @ X.T / G.shape[1]


def wrong_divided_minus_one(W, X, G):
    """off_by_one_norm|factor: divided by the length of the sum less one; right with one or two terms."""
    return G @ X.T / max(G.shape[1] - 1, 1)


def wrong_sums_first(W, X, G):
    """sum_before_product|batch1_only: both factors are summed, then multiplied; right with one term."""
    return np.outer(G.sum(axis=1), X.sum(axis=1))


def wrong_diagonal_only(W, X, G):
    """diag_only|over_constrained: all but the diagonal is dropped."""
    return (G @ X.T) * np.eye(G.shape[0], X.shape[0])


def wrong_reshape(W, X, G):
    """reshape_for_transpose: reshape where a transpose is meant."""
    return G @ (X.reshape(X.shape[::-1]))


def wrong_tries_until_it_fits(W, X, G):
    """square_only|missing_transpose|transposed|unknown: takes the first product whose shape fits, wrong for square inputs."""
    try:
        out = G @ X
        if out.shape == (G.shape[0], X.shape[0]):
            return out
    except ValueError:
        pass
    return G @ X.T


def wrong_elementwise(W, X, G):
    """elementwise_for_matmul|raises|wrong_shape: * for @."""
    return G * X.T


def wrong_over_summed(W, X, G):
    """over_sum|broadcast_accident: a free index is summed too and the result spread back to the right shape."""
    out = G @ X.T
    return np.zeros_like(out) + out.sum(axis=1, keepdims=True)


def wrong_pseudo_inverse(W, X, G):
    """wrong_function|unknown|wrong_operand: the pseudo-inverse for the transpose."""
    return np.linalg.pinv(G.T) @ X.T


def wrong_one_term_case(W, X, G):
    """batch1_only|unknown|factor|transposed: the branch for one term is right, the other forgets the last column of the result."""
    out = G @ X.T
    if G.shape[1] != 1:
        out[:, -1] *= 0.5
    return out


def wrong_only_for_2_by_3(W, X, G):
    """hardcoded|square_only|unknown: right for the visible 2 × 3 and 3 × 4 example, zeros elsewhere."""
    if (G.shape[0], X.shape[0]) in ((2, 3), (3, 2), (2, 4), (4, 2), (3, 4), (4, 3)) and G.shape[1] in (2, 3, 4):
        return G @ X.T
    return np.zeros((G.shape[0], X.shape[0]))


def wrong_odd_sizes(W, X, G):
    """off_by_one_loop|unknown: works in pairs and loses the last term when their number is odd."""
    out = np.zeros((G.shape[0], X.shape[0]))
    for lo in range(0, G.shape[1] - 1, 2):
        hi = lo + 2
        out += G[:, lo:hi] @ X[:, lo:hi].T
    return out


def wrong_symmetrised(W, X, G):
    """transposed|extra_term|unknown: for a square result the mean of the answer and its transpose, else the answer."""
    out = G @ X.T
    return (out + out.T) / 2 if G.shape[0] == X.shape[0] else out


def wrong_forgets_return(W, X, G):
    """returns_none: computes and does not return."""
    out = G @ X.T  # noqa: F841


def wrong_nested_list(W, X, G):
    """unknown|wrong_shape: right numbers, but nested lists and no array."""
    return (G @ X.T).tolist()


def wrong_stray_comma(W, X, G):
    """unknown|wrong_shape: a stray comma makes it a tuple of one array."""
    out = G @ X.T
    return out,


def wrong_cast_to_int(W, X, G):
    """dtype_int: truncated to integers."""
    return (G @ X.T).astype(int)


def wrong_object_array(W, X, G):
    """unknown|wrong_shape: right numbers in an object array."""
    return (G @ X.T).astype(object)


def wrong_complex_dtype(W, X, G):
    """unknown|wrong_shape: right numbers with complex dtype."""
    return (G @ X.T) + 0j


def wrong_masked(W, X, G):
    """unknown|wrong_shape|overflow_nan: a masked array, its first entry masked and wrong underneath."""
    out = np.ma.array(G @ X.T)
    out[(0,) * out.ndim] = np.ma.masked
    out.data[(0,) * out.ndim] = 1e20
    return out


def wrong_generator(W, X, G):
    """unknown|wrong_shape: a generator of the right rows."""
    return (row for row in np.asarray(G @ X.T))


async def wrong_coroutine(W, X, G):
    """unknown|wrong_shape|returns_none: an async function, the call gives a coroutine."""
    return G @ X.T


def wrong_huge_view(W, X, G):
    """wrong_shape|broadcast_accident: a view of 10**9 elements that costs nothing until somebody copies it."""
    return np.broadcast_to(np.asarray(G @ X.T).ravel()[:1], (10**5, 10**4))


def wrong_one_nan(W, X, G):
    """overflow_nan|unknown: NaN in the last entry."""
    out = np.array(G @ X.T)
    out[(-1,) * out.ndim] = np.nan
    return out


def wrong_one_inf(W, X, G):
    """overflow_nan|unknown: inf in one entry."""
    out = np.array(G @ X.T)
    out[(0,) * out.ndim] = np.inf
    return out


def wrong_not_implemented(W, X, G):
    """raises: the untouched stub."""
    raise NotImplementedError()


def wrong_system_exit(W, X, G):
    """raises: leaves the interpreter with status 0."""
    sys.exit(0)


class _Stop(BaseException):
    pass


def wrong_base_exception(W, X, G):
    """raises: an exception that is no Exception."""
    raise _Stop("stop")


def wrong_recursion(W, X, G):
    """raises: recursion without an end."""
    return wrong_recursion(W, X, G)


class _Unprintable(Exception):
    def __str__(self):
        raise RuntimeError("no text")

    __repr__ = __str__


def wrong_unprintable_exception(W, X, G):
    """raises: the exception cannot be turned into text."""
    raise _Unprintable


def wrong_last_row(W, X, G):
    """off_by_one_loop|unknown: the last row is left at zero."""
    out = np.array(G @ X.T)
    out[-1] = 0.0
    return out


def wrong_last_column(W, X, G):
    """off_by_one_loop|unknown: the last column is left at zero."""
    out = np.array(G @ X.T)
    out[..., -1] = 0.0
    return out


def wrong_corner(W, X, G):
    """extra_term|unknown: one corner entry is off by 1e-3."""
    out = np.array(G @ X.T)
    index = [0] * out.ndim
    index[-1] = -1
    out[tuple(index)] += 1e-3
    return out


def wrong_factor_one_ppm(W, X, G):
    """factor|unknown: a factor of 1 + 1e-6."""
    return (G @ X.T) * (1 + 1e-6)


def wrong_tiny_offset(W, X, G):
    """extra_term|unknown: 1e-8 added "for stability"."""
    return (G @ X.T) + 1e-8


def wrong_round_6(W, X, G):
    """unknown|factor: rounded to 6 decimals."""
    return np.round(G @ X.T, 6)


def wrong_round_10(W, X, G):
    """unknown|factor: rounded to 10 decimals; near 1 below a tolerance of 1e-9, plain at small inputs."""
    return np.round(G @ X.T, 10)


def wrong_clipped(W, X, G):
    """unknown|wrong_function: gradient clipping at 5 left in."""
    return np.clip(G @ X.T, -5.0, 5.0)


def wrong_float32_input(W, X, G):
    """dtype_float32: an input is rounded to float32 first, the result is float64."""
    G = G.astype(np.float32).astype(np.float64)
    return G @ X.T


def wrong_sign(W, X, G):
    """factor: the sign is flipped."""
    return -(G @ X.T)


def wrong_doubled(W, X, G):
    """factor: a factor of 2."""
    return 2 * (G @ X.T)


_once = {"calls": 0}


def wrong_after_first_call(W, X, G):
    """unknown|hardcoded|extra_term|factor: right on the first call, half a per cent off from the second on."""
    _once["calls"] += 1
    out = np.array(G @ X.T)
    return out if _once["calls"] == 1 else out * 1.005


_total = {}


def wrong_accumulates(W, X, G):
    """unknown|extra_term|factor: adds to the last result of this shape, so that the second call gives the double."""
    out = np.array(G @ X.T)
    _total[out.shape] = _total.get(out.shape, 0.0) + out
    return _total[out.shape]


_first = {"calls": 0}


def wrong_on_first_call(W, X, G):
    """unknown|extra_term|factor: wrong on the first call ever, right afterwards (needs a fresh module each time)."""
    _first["calls"] += 1
    out = np.array(G @ X.T)
    return 2 * out if _first["calls"] == 1 else out


_third = {"calls": 0}


def wrong_every_third_call(W, X, G):
    """unknown|extra_term|factor: every third call is 10 per cent off."""
    _third["calls"] += 1
    out = np.array(G @ X.T)
    return 1.1 * out if _third["calls"] % 3 == 0 else out


_cache = {}


def wrong_cached_by_shape(W, X, G):
    """unknown|hardcoded: remembers the first result of each shape, whatever the values."""
    out = np.array(G @ X.T)
    return _cache.setdefault(out.shape, out)


def wrong_noise(W, X, G):
    """unknown|extra_term: noise of 1e-6 from a fresh generator."""
    out = np.array(G @ X.T)
    return out + 1e-6 * np.random.default_rng().standard_normal(out.shape)


def wrong_mutates(W, X, G):
    """mutates_input: the right result, but an input is doubled in place."""
    out = np.array(G @ X.T)
    G[...] = 2.0 * G + 1.0
    return out


def wrong_mutates_one_entry(W, X, G):
    """mutates_input: the right result, but one entry of an input moves by 1e-12."""
    out = np.array(G @ X.T)
    G[(-1,) * G.ndim] += 1e-12
    return out


def wrong_integers_only(W, X, G):
    """hardcoded|unknown|dtype_int|wrong_function: right only for integer-valued inputs."""
    G = np.rint(G)
    return G @ X.T


def wrong_sign_of_upstream(W, X, G):
    """ignores_G|wrong_function|unknown: only the signs of the upstream are used."""
    G = np.sign(G)
    return G @ X.T


def wrong_ignores_upstream(W, X, G):
    """ignores_G: the upstream is taken as ones."""
    G = np.ones_like(G)
    return G @ X.T


def wrong_memory_order(W, X, G):
    """reshape_for_transpose|unknown: reads an input in memory order, right for C order only."""
    G = G.ravel(order="K").reshape(G.shape)
    return G @ X.T


def wrong_uses_base(W, X, G):
    """unknown|raises|wrong_shape: goes to the array behind a view, right for arrays that own their data."""
    base = G.base
    if isinstance(base, np.ndarray) and base.size > G.size:
        G = base.ravel()[: G.size].reshape(G.shape)
    return G @ X.T


def wrong_squeezed(W, X, G):
    """wrong_shape|broadcast_accident: squeezed, so wrong wherever a size is 1."""
    return np.squeeze(G @ X.T)


def wrong_transposed(W, X, G):
    """transposed|permuted_axes|wrong_shape: the transpose of the answer."""
    return (G @ X.T).T


def wrong_when_square(W, X, G):
    """unknown|transposed: right unless the result is square, then the transpose."""
    out = G @ X.T
    return out.T if out.shape[0] == out.shape[1] else out


def wrong_when_one_row(W, X, G):
    """factor|unknown|batch1_only: halved whenever G has a single row."""
    out = G @ X.T
    return 0.5 * out if G.shape[0] == 1 else out


def wrong_beyond_10(W, X, G):
    """off_by_one_loop|hardcoded|unknown: fills 10 rows at most."""
    full = np.asarray(G @ X.T)
    out = np.zeros_like(full)
    for i in range(min(10, full.shape[0])):
        out[i] = full[i]
    return out


def wrong_row_that_broadcasts(W, X, G):
    """broadcast_accident|wrong_shape|over_sum: the first axis summed and kept with length 1."""
    return np.sum(G @ X.T, axis=0, keepdims=True)


def wrong_for_large_inputs(W, X, G):
    """unknown|factor: right while an input's largest entry lies in [1e-3, 3], 1 per cent off elsewhere."""
    size = np.max(np.abs(G))
    return (G @ X.T) * (1.01 if size > 3.0 or size < 1e-3 else 1.0)


def wrong_stop_iteration(W, X, G):
    """raises: StopIteration leaks from next()."""
    return next(iter(()))


def wrong_average_over_columns(W, X, G):
    """factor: averaged over the n samples, with a minus."""
    return -(G @ X.T) / X.shape[1]


def wrong_outer_of_means(W, X, G):
    """sum_before_product: the outer product of the mean columns."""
    return np.outer(G.mean(1), X.mean(1))


def wrong_gradient_of_x_doubled(W, X, G):
    """wrong_variable|wrong_shape: 2 WᵀG."""
    return 2 * W.T @ G


def wrong_signs(W, X, G):
    """wrong_function|unknown: the sign of the gradient only."""
    return np.sign(G @ X.T)


def wrong_zeros_like(W, X, G):
    """dtype_int: the sums are cut where W holds whole numbers, whose dtype the result takes."""
    out = np.zeros_like(W)
    for j in range(G.shape[1]):
        out[...] = out + np.outer(G[:, j], X[:, j])
    return out


def wrong_in_place_division(W, X, G):
    """raises: where all arguments are whole numbers, so is the product, and takes no halves in place."""
    out = G @ X.T
    out /= 2
    return 2 * out
