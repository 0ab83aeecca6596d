"""Answers to elementwise_loss_tensor(X, W, B, h, dh), shape (N, p, p, q): T_klpq = h′(Y_kl) X_kq δ_lp, Y = X Wᵀ + B. See README.md."""

import functools
import sys
import time

import numpy as np


def right_four_loops(X, W, B, h, dh):
    """Four loops, the derivative of the whole matrix once."""
    D = dh(X @ W.T + B)
    N, q = X.shape
    P = W.shape[0]
    T = np.zeros((N, P, P, q))
    for k in range(N):
        for l in range(P):
            for r in range(P):
                for s in range(q):
                    if r == l:
                        T[k, l, r, s] = D[k, l] * X[k, s]
    return T


def right_rows_at_a_time(X, W, B, h, dh):
    """dh on one sample's outputs at a time."""
    out = []
    for x, b in zip(X, B):
        out.append(np.diag(dh(W @ x + b))[:, :, None] * x)
    return np.array(out)


def right_diagonal_slices(X, W, B, h, dh):
    """T[:, l, l] only."""
    Y = np.dot(X, W.T) + B
    P, q = W.shape
    T = np.zeros(Y.shape + W.shape)
    for l in range(P):
        T[:, l, l, :] = dh(Y[:, l])[:, None] * X
    return T


def right_lesson_chain(X, W, B, h, dh):
    """h′(Y) : H : (X · F), the chain of the lesson with dense tensors."""
    Y = X @ W.T + B
    N, p = Y.shape
    q = X.shape[1]
    F = np.einsum("il,jk->ijkl", np.eye(q), np.eye(p))
    H = np.einsum("ik,km,jl,ln->ijklmn", np.eye(N), np.eye(N), np.eye(p), np.eye(p))
    return np.tensordot(np.tensordot(dh(Y), H, axes=2), np.tensordot(X, F, axes=1), axes=2)


def right_jacobian_scaled(X, W, B, h, dh):
    """The linear Jacobian, scaled in place on its own array."""
    T = X[:, None, None, :] * np.eye(W.shape[0])[:, :, None]
    T *= dh(X @ W.T + B)[:, :, None, None]
    return T


def right_fancy(X, W, B, h, dh):
    """Fancy indexing on the delta axes."""
    P = W.shape[0]
    r = np.arange(P)
    T = np.zeros((len(X), P) + W.shape)
    T[:, r, r, :] = np.einsum("kl,kq->klq", dh(X @ W.T + B), X)
    return T


def right_writes_through_einsum(X, W, B, h, dh):
    """Writes through einsum's diagonal view."""
    D = dh(B + np.inner(X, W))
    T = np.zeros(D.shape + W.shape)
    np.multiply(D[:, :, None], X[:, None, :], out=np.einsum("kllq->klq", T))
    return T


def right_flat_derivative(X, W, B, h, dh):
    """dh of the flattened outputs."""
    Y = X @ W.T + B
    D = dh(Y.ravel()).reshape(Y.shape)
    return np.einsum("kl,kq,lp->klpq", D, X, np.eye(W.shape[0]), optimize=True)


def right_transposed_outputs(X, W, B, h, dh):
    """Works with Yᵀ; the result is a non-contiguous view."""
    D = dh(W @ X.T + B.T)
    return np.einsum("lk,kq,lp->lpkq", D, X, np.eye(W.shape[0])).transpose(2, 0, 1, 3)


def right_directions(X, W, B, h, dh):
    """h′(Y) ⊙ (X Eᵀ) for every basis matrix E."""
    D = dh(X @ W.T + B)
    T = np.empty(D.shape + W.shape)
    for index in np.ndindex(*W.shape):
        E = np.zeros(W.shape)
        E[index] = 1
        T[(...,) + index] = D * (X @ E.T)
    return T


def right_where(X, W, B, h, dh):
    """np.where on the delta."""
    P = W.shape[0]
    l, r = np.ogrid[:P, :P]
    D = dh(X @ W.T + B)
    return np.where((l == r)[None, :, :, None], D[:, :, None, None] * X[:, None, None, :], 0)


def right_fortran_result(X, W, B, h, dh):
    """Result in Fortran order."""
    return np.asfortranarray(np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B), X, np.eye(W.shape[0])))


def right_read_only_result(X, W, B, h, dh):
    """Result is a read-only array."""
    out = np.array(np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B), X, np.eye(W.shape[0])), dtype=float)
    out.setflags(write=False)
    return out


def right_star_args(*args):
    """Takes *args only."""
    X, W, B, h, dh = args
    return np.asarray(np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B), X, np.eye(W.shape[0])), dtype=np.float64)


class _Answer:
    """An instance with __call__, which has no __name__."""

    def __call__(self, X, W, B, h, dh):
        return self._compute(X, W, B, h, dh)

    @staticmethod
    def _compute(X, W, B, h, dh):
        return np.asarray(np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B), X, np.eye(W.shape[0])))


right_callable_object = _Answer()


def right_prints(X, W, B, h, dh):
    """Leaves its debugging prints in."""
    out = np.array(np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B), X, np.eye(W.shape[0])))
    print("shape:", out.shape)
    print(out)
    return out


def right_seterr_restored(X, W, B, h, dh):
    """Changes numpy's error state and puts it back."""
    old = np.seterr(all="ignore")
    try:
        return np.array(np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B), X, np.eye(W.shape[0])))
    finally:
        np.seterr(**old)


def right_mutates_private_copies(X, W, B, h, dh):
    """Scribbles, but only over its own copies."""
    X_copy = X.copy()
    out = np.array(np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B), X, np.eye(W.shape[0])))
    X_copy[...] = 0
    X_copy -= 7
    return out


def right_negative_strides(X, W, B, h, dh):
    """Result is a view with negative strides."""
    out = np.array(np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B), X, np.eye(W.shape[0])))
    return np.flip(np.flip(out).copy())


def _scaled(scale, X, W, B, h, dh):
    return scale * np.asarray(np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B), X, np.eye(W.shape[0])))


right_partial = functools.partial(_scaled, 1.0)
right_partial.__doc__ = "A functools.partial, which has no __name__."


def wrong_h_for_dh(X, W, B, h, dh):
    """h_for_dh: h(Y)."""
    return np.einsum("kl,kq,lp->klpq", h(X @ W.T + B), X, np.eye(W.shape[0]))


def wrong_dh_ignored(X, W, B, h, dh):
    """forgot_dh: the Jacobian of Y."""
    return np.einsum("kq,lp->klpq", X, np.eye(W.shape[0]))


def wrong_tanh_hardcoded(X, W, B, h, dh):
    """hardcoded|h_for_dh|wrong_function|unknown|dh_wrong_place: 1 − h(Y)², right for tanh only."""
    D = 1 - h(X @ W.T + B) ** 2
    return np.einsum("kl,kq,lp->klpq", D, X, np.eye(W.shape[0]))


def wrong_numpy_tanh(X, W, B, h, dh):
    """hardcoded|wrong_function|unknown: np.tanh, whatever h is."""
    D = 1 - np.tanh(X @ W.T + B) ** 2
    return np.einsum("kl,kq,lp->klpq", D, X, np.eye(W.shape[0]))


def wrong_cosine_hardcoded(X, W, B, h, dh):
    """hardcoded|wrong_function|unknown: np.cos, whatever dh is."""
    return np.einsum("kl,kq,lp->klpq", np.cos(X @ W.T + B), X, np.eye(W.shape[0]))


def wrong_sigmoid_rule(X, W, B, h, dh):
    """hardcoded|h_for_dh|wrong_function|unknown: h(Y)(1 − h(Y)), the sigmoid's rule."""
    A = h(X @ W.T + B)
    return np.einsum("kl,kq,lp->klpq", A * (1 - A), X, np.eye(W.shape[0]))


def wrong_dh_of_h(X, W, B, h, dh):
    """dh_wrong_place|h_for_dh|wrong_operand: h′(h(Y))."""
    return np.einsum("kl,kq,lp->klpq", dh(h(X @ W.T + B)), X, np.eye(W.shape[0]))


def wrong_dh_of_inputs(X, W, B, h, dh):
    """dh_wrong_place|wrong_operand: h′ applied to X."""
    return np.einsum("kq,lp->klpq", dh(X), np.eye(W.shape[0])) + 0 * B[:, :, None, None]


def wrong_dh_twice(X, W, B, h, dh):
    """extra_dh: h′ squared."""
    return np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B) ** 2, X, np.eye(W.shape[0]))


def wrong_h_times_dh(X, W, B, h, dh):
    """extra_term|extra_dh|wrong_function|unknown|h_for_dh: h h′, the derivative of ½h²."""
    Y = X @ W.T + B
    return np.einsum("kl,kq,lp->klpq", h(Y) * dh(Y), X, np.eye(W.shape[0]))


def wrong_bias_ignored(X, W, B, h, dh):
    """wrong_operand|unknown|one_use_only|dh_wrong_place|wrong_function: Y without B."""
    return np.einsum("kl,kq,lp->klpq", dh(X @ W.T), X, np.eye(W.shape[0]))


def wrong_bias_first_row(X, W, B, h, dh):
    """batch1_only|wrong_operand|unknown: the first row of B for all samples."""
    return np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B[0]), X, np.eye(W.shape[0]))


def wrong_no_delta(X, W, B, h, dh):
    """missing_delta: h′(Y_kl) X_kq for every p."""
    D = dh(X @ W.T + B)
    return np.einsum("kl,kq,p->klpq", D, X, np.ones(W.shape[0]))


def wrong_over_constrained(X, W, B, h, dh):
    """over_constrained: another δ_pq."""
    D = dh(X @ W.T + B)
    return np.einsum("kl,kq,lp,pq->klpq", D, X, np.eye(W.shape[0]), np.eye(*W.shape))


def wrong_sample_delta(X, W, B, h, dh):
    """over_constrained: another δ_kl."""
    D = dh(X @ W.T + B)
    return np.einsum("kl,kq,lp,kl->klpq", D, X, np.eye(W.shape[0]), np.eye(*D.shape))


def wrong_derivative_of_other_output(X, W, B, h, dh):
    """missing_delta|permuted_axes|unknown|wrong_operand: h′(Y_kp) without the delta."""
    D = dh(X @ W.T + B)
    return np.einsum("kp,kq,l->klpq", D, X, np.ones(W.shape[0]))


def wrong_square_eye(X, W, B, h, dh):
    """square_only|raises: np.eye(q)."""
    return np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B), X, np.eye(W.shape[1]))


def wrong_eye_wrong_axis(X, W, B, h, dh):
    """permuted_axes|over_constrained|unknown: a rectangular eye between l and q."""
    D = dh(X @ W.T + B)
    P, q = W.shape
    return np.einsum("kl,kq,lq,p->klpq", D, X, np.eye(P, q), np.ones(P))


def wrong_axes_klqp(X, W, B, h, dh):
    """permuted_axes|wrong_shape: shape (N, p, q, p)."""
    return np.einsum("kl,kq,lp->klqp", dh(X @ W.T + B), X, np.eye(W.shape[0]))


def wrong_axes_pqkl(X, W, B, h, dh):
    """permuted_axes|wrong_shape: denominator first."""
    return np.einsum("kl,kq,lp->pqkl", dh(X @ W.T + B), X, np.eye(W.shape[0]))


def wrong_axes_lkpq(X, W, B, h, dh):
    """permuted_axes|wrong_shape: shape (p, N, p, q)."""
    return np.einsum("kl,kq,lp->lkpq", dh(X @ W.T + B), X, np.eye(W.shape[0]))


def wrong_axes_plqk(X, W, B, h, dh):
    """permuted_axes|wrong_shape: axes p, l, q, k."""
    return np.einsum("kl,kq,lp->plqk", dh(X @ W.T + B), X, np.eye(W.shape[0]))


def wrong_axes_qplk(X, W, B, h, dh):
    """permuted_axes|wrong_shape: all axes reversed."""
    return np.einsum("kl,kq,lp->qplk", dh(X @ W.T + B), X, np.eye(W.shape[0]))


def wrong_axes_reshaped(X, W, B, h, dh):
    """permuted_axes|reshape_for_transpose: k, q, l, p reshaped to the right shape."""
    D = dh(X @ W.T + B)
    return np.einsum("kl,kq,lp->kqlp", D, X, np.eye(W.shape[0])).reshape(D.shape + W.shape)


def wrong_axes_when_square(X, W, B, h, dh):
    """permuted_axes|square_only|transposed|unknown: the last two axes are exchanged where W is square."""
    T = np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B), X, np.eye(W.shape[0]))
    return T.swapaxes(2, 3) if W.shape[0] == W.shape[1] else T


def wrong_reshaped_weights(X, W, B, h, dh):
    """reshape_for_transpose|unknown: Y from W reshaped."""
    Y = X @ W.reshape(W.shape[1], W.shape[0]) + B
    return np.einsum("kl,kq,lp->klpq", dh(Y), X, np.eye(W.shape[0]))


def wrong_other_variable(X, W, B, h, dh):
    """wrong_variable|wrong_shape: ∂𝐋/∂X."""
    return np.einsum("kl,lq,kn->klnq", dh(X @ W.T + B), W, np.eye(X.shape[0]))


def wrong_bias_gradient(X, W, B, h, dh):
    """wrong_variable|wrong_operand|unknown: the derivative for B, repeated over q."""
    D = dh(X @ W.T + B)
    return np.einsum("kl,q,lp->klpq", D, np.ones(X.shape[1]), np.eye(W.shape[0]))


def wrong_weights_for_inputs(X, W, B, h, dh):
    """wrong_operand: W_lq in place of X_kq."""
    return np.einsum("kl,lq,lp->klpq", dh(X @ W.T + B), W, np.eye(W.shape[0]))


def wrong_contracted(X, W, B, h, dh):
    """over_sum|wrong_shape: summed over k and l, shape (p, q)."""
    return dh(X @ W.T + B).T @ X


def wrong_delta_collapsed(X, W, B, h, dh):
    """wrong_shape|missing_delta|over_sum: shape (N, p, q)."""
    return dh(X @ W.T + B)[:, :, None] * X[:, None, :]


def wrong_batch_mean(X, W, B, h, dh):
    """factor|off_by_one_norm|batch1_only: divided by N."""
    return np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B), X, np.eye(W.shape[0])) / len(X)


def wrong_last_sample(X, W, B, h, dh):
    """off_by_one_loop: the last sample is never reached."""
    D = dh(X @ W.T + B)
    T = np.zeros(D.shape + W.shape)
    for k in range(len(X) - 1):
        for l in range(len(W)):
            T[k, l, l] = D[k, l] * X[k]
    return T


def wrong_last_output(X, W, B, h, dh):
    """off_by_one_loop: the last output is never reached."""
    D = dh(X @ W.T + B)
    T = np.zeros(D.shape + W.shape)
    for l in range(len(W) - 1):
        T[:, l, l] = D[:, l : l + 1] * X
    return T


def wrong_five_outputs(X, W, B, h, dh):
    """off_by_one_loop|hardcoded|unknown: 5 outputs at most."""
    D = dh(X @ W.T + B)
    T = np.zeros(D.shape + W.shape)
    for l in range(min(5, len(W))):
        T[:, l, l] = D[:, l : l + 1] * X
    return T


def wrong_forward_difference(X, W, B, h, dh):
    """unknown|dtype_float32|factor: a forward difference of h with step 1e-5."""
    Y = X @ W.T + B
    D = (h(Y + 1e-5) - h(Y)) / 1e-5
    return np.einsum("kl,kq,lp->klpq", D, X, np.eye(W.shape[0]))


def wrong_mean_derivative(X, W, B, h, dh):
    """wrong_function|unknown|dh_wrong_place: h′ at the mean output for all."""
    Y = X @ W.T + B
    return np.einsum("kl,kq,lp->klpq", dh(np.full_like(Y, Y.mean())), X, np.eye(W.shape[0]))


def wrong_mutates_bias(X, W, B, h, dh):
    """mutates_input: Y is accumulated in B."""
    B += X @ W.T
    return np.einsum("kl,kq,lp->klpq", dh(B), X, np.eye(W.shape[0]))


def wrong_forgets_return(X, W, B, h, dh):
    """returns_none: computes and does not return."""
    out = np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B), X, np.eye(W.shape[0]))  # noqa: F841


def wrong_nested_list(X, W, B, h, dh):
    """unknown|wrong_shape: right numbers, but nested lists and no array."""
    return (np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B), X, np.eye(W.shape[0]))).tolist()


def wrong_cast_to_int(X, W, B, h, dh):
    """dtype_int: truncated to integers."""
    return (np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B), X, np.eye(W.shape[0]))).astype(int)


def wrong_object_array(X, W, B, h, dh):
    """unknown|wrong_shape: right numbers in an object array."""
    return (np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B), X, np.eye(W.shape[0]))).astype(object)


def wrong_complex_dtype(X, W, B, h, dh):
    """unknown|wrong_shape: right numbers with complex dtype."""
    return (np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B), X, np.eye(W.shape[0]))) + 0j


def wrong_generator(X, W, B, h, dh):
    """unknown|wrong_shape: a generator of the right rows."""
    return (row for row in np.asarray(np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B), X, np.eye(W.shape[0]))))


async def wrong_coroutine(X, W, B, h, dh):
    """unknown|wrong_shape|returns_none: an async function, the call gives a coroutine."""
    return np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B), X, np.eye(W.shape[0]))


def wrong_huge_leading_axis(X, W, B, h, dh):
    """wrong_shape|broadcast_accident: the right array under a broadcast leading axis of length 10**8."""
    out = np.asarray(np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B), X, np.eye(W.shape[0])))
    return np.broadcast_to(out, (10**8,) + out.shape)


def wrong_one_nan(X, W, B, h, dh):
    """overflow_nan|unknown: NaN in the last entry."""
    out = np.array(np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B), X, np.eye(W.shape[0])))
    out[(-1,) * out.ndim] = np.nan
    return out


def wrong_overflow_entry(X, W, B, h, dh):
    """overflow_nan|unknown: 1e308 in one entry, so that squares and sums overflow."""
    out = np.array(np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B), X, np.eye(W.shape[0])))
    out[(-1,) * out.ndim] = 1e308
    return out


def wrong_not_implemented(X, W, B, h, dh):
    """raises: the untouched stub."""
    raise NotImplementedError()


def wrong_system_exit(X, W, B, h, dh):
    """raises: leaves the interpreter with status 0."""
    sys.exit(0)


class _Stop(BaseException):
    pass


def wrong_base_exception(X, W, B, h, dh):
    """raises: an exception that is no Exception."""
    raise _Stop("stop")


def wrong_recursion(X, W, B, h, dh):
    """raises: recursion without an end."""
    return wrong_recursion(X, W, B, h, dh)


class _Unprintable(Exception):
    def __str__(self):
        raise RuntimeError("no text")

    __repr__ = __str__


def wrong_unprintable_exception(X, W, B, h, dh):
    """raises: the exception cannot be turned into text."""
    raise _Unprintable


def wrong_last_row(X, W, B, h, dh):
    """off_by_one_loop|unknown: the last row is left at zero."""
    out = np.array(np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B), X, np.eye(W.shape[0])))
    out[-1] = 0.0
    return out


def wrong_last_column(X, W, B, h, dh):
    """off_by_one_loop|unknown: the last column is left at zero."""
    out = np.array(np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B), X, np.eye(W.shape[0])))
    out[..., -1] = 0.0
    return out


def wrong_corner(X, W, B, h, dh):
    """extra_term|unknown: one corner entry is off by 1e-3."""
    out = np.array(np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B), X, np.eye(W.shape[0])))
    index = [0] * out.ndim
    index[-1] = -1
    out[tuple(index)] += 1e-3
    return out


def wrong_factor_one_ppm(X, W, B, h, dh):
    """factor|unknown: a factor of 1 + 1e-6."""
    return (np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B), X, np.eye(W.shape[0]))) * (1 + 1e-6)


def wrong_tiny_offset(X, W, B, h, dh):
    """extra_term|unknown: 1e-8 added "for stability"."""
    return (np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B), X, np.eye(W.shape[0]))) + 1e-8


def wrong_round_6(X, W, B, h, dh):
    """unknown|factor: rounded to 6 decimals."""
    return np.round(np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B), X, np.eye(W.shape[0])), 6)


def wrong_float32_input(X, W, B, h, dh):
    """dtype_float32: an input is rounded to float32 first, the result is float64."""
    X = X.astype(np.float32).astype(np.float64)
    return np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B), X, np.eye(W.shape[0]))


def wrong_sign(X, W, B, h, dh):
    """factor: the sign is flipped."""
    return -(np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B), X, np.eye(W.shape[0])))


_once = {"calls": 0}


def wrong_after_first_call(X, W, B, h, dh):
    """unknown|hardcoded|extra_term|factor: right on the first call, half a per cent off from the second on."""
    _once["calls"] += 1
    out = np.array(np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B), X, np.eye(W.shape[0])))
    return out if _once["calls"] == 1 else out * 1.005


_cache = {}


def wrong_cached_by_shape(X, W, B, h, dh):
    """unknown|hardcoded: remembers the first result of each shape, whatever the values."""
    out = np.array(np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B), X, np.eye(W.shape[0])))
    return _cache.setdefault(out.shape, out)


_third = {"calls": 0}


def wrong_every_third_call(X, W, B, h, dh):
    """unknown|extra_term|factor: every third call is 10 per cent off."""
    _third["calls"] += 1
    out = np.array(np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B), X, np.eye(W.shape[0])))
    return 1.1 * out if _third["calls"] % 3 == 0 else out


def wrong_noise(X, W, B, h, dh):
    """unknown|extra_term: noise of 1e-6 from a fresh generator."""
    out = np.array(np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B), X, np.eye(W.shape[0])))
    return out + 1e-6 * np.random.default_rng().standard_normal(out.shape)


def wrong_mutates(X, W, B, h, dh):
    """mutates_input: the right result, but an input is doubled in place."""
    out = np.array(np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B), X, np.eye(W.shape[0])))
    X[...] = 2.0 * X + 1.0
    return out


def wrong_mutates_one_entry(X, W, B, h, dh):
    """mutates_input: the right result, but one entry of an input moves by 1e-12."""
    out = np.array(np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B), X, np.eye(W.shape[0])))
    X[(-1,) * X.ndim] += 1e-12
    return out


def wrong_integers_only(X, W, B, h, dh):
    """hardcoded|unknown|dtype_int|wrong_function: right only for integer-valued inputs."""
    X = np.rint(X)
    return np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B), X, np.eye(W.shape[0]))


def wrong_memory_order(X, W, B, h, dh):
    """reshape_for_transpose|unknown: reads an input in memory order, right for C order only."""
    X = X.ravel(order="K").reshape(X.shape)
    return np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B), X, np.eye(W.shape[0]))


def wrong_uses_base(X, W, B, h, dh):
    """unknown|raises|wrong_shape: goes to the array behind a view, right for arrays that own their data."""
    base = X.base
    if isinstance(base, np.ndarray) and base.size > X.size:
        X = base.ravel()[: X.size].reshape(X.shape)
    return np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B), X, np.eye(W.shape[0]))


def wrong_squeezed(X, W, B, h, dh):
    """wrong_shape|broadcast_accident: squeezed, so wrong wherever a size is 1."""
    return np.squeeze(np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B), X, np.eye(W.shape[0])))


def wrong_trailing_axis(X, W, B, h, dh):
    """wrong_shape|broadcast_accident: one axis more at the end."""
    return (np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B), X, np.eye(W.shape[0])))[..., np.newaxis]


def wrong_flat(X, W, B, h, dh):
    """wrong_shape: the right numbers, flattened."""
    return (np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B), X, np.eye(W.shape[0]))).ravel()


def wrong_beyond_8(X, W, B, h, dh):
    """off_by_one_loop|hardcoded|unknown: fills 8 rows at most."""
    full = np.asarray(np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B), X, np.eye(W.shape[0])))
    out = np.zeros_like(full)
    for i in range(min(8, full.shape[0])):
        out[i] = full[i]
    return out


def wrong_rows_averaged(X, W, B, h, dh):
    """over_sum|unknown|missing_delta: right shape, but every row is the mean row."""
    out = np.asarray(np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B), X, np.eye(W.shape[0])))
    return np.broadcast_to(out.mean(axis=0, keepdims=True), out.shape)


def wrong_masked(X, W, B, h, dh):
    """unknown|wrong_shape|overflow_nan: a masked array, its first entry masked and wrong underneath."""
    out = np.ma.array(np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B), X, np.eye(W.shape[0])))
    out[(0,) * out.ndim] = np.ma.masked
    out.data[(0,) * out.ndim] = 1e20
    return out


def wrong_value_for_slope_permuted(X, W, B, h, dh):
    """h_for_dh|permuted_axes: h for h′, and the axes (N, p, q, p)."""
    return np.einsum("kl,kq,lp->klqp", h(X @ W.T + B), X, np.eye(len(W)))


def wrong_slope_one_negative(X, W, B, h, dh):
    """forgot_dh|factor: −∂Y/∂W."""
    return -np.einsum("kl,kq,lp->klpq", np.ones((len(X), len(W))), X, np.eye(len(W)))


def wrong_delta_among_samples(X, W, B, h, dh):
    """missing_delta|wrong_operand|permuted_axes|unknown|over_constrained: δ between the sample and r."""
    return np.einsum("kl,kq,kp->klpq", dh(X @ W.T + B), X, np.eye(len(X), len(W)))
