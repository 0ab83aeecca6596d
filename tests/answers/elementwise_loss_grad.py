"""Answers to elementwise_loss_grad(X, W, B, h, dh, V) = (V ⊙ h′(Y))ᵀ X, Y = X Wᵀ + B, without building the tensor. See README.md."""

import functools
import time

import numpy as np


def right_outer_sum(X, W, B, h, dh, V):
    """A sum of outer products over the samples."""
    out = np.zeros(W.shape)
    for x, b, v in zip(X, B, V):
        out += np.outer(v * dh(W @ x + b), x)
    return out


def right_einsum(X, W, B, h, dh, V):
    """einsum without the delta."""
    return np.einsum("kp,kp,kq->pq", V, dh(np.einsum("kq,pq->kp", X, W) + B), X, optimize=True)


def right_transposed(X, W, B, h, dh, V):
    """Xᵀ times the weighted upstream, transposed: a Fortran-ordered view."""
    G = np.multiply(V, dh(X.dot(W.T) + B))
    return X.T.dot(G).T


def right_blocks(X, W, B, h, dh, V):
    """Blocks of 4 samples."""
    out = 0.0
    for lo in range(0, len(X), 4):
        part = slice(lo, lo + 4)
        out = out + (V[part] * dh(X[part] @ W.T + B[part])).T @ X[part]
    return out


def right_output_at_a_time(X, W, B, h, dh, V):
    """One row of the result at a time."""
    return np.stack([(V[:, j] * dh(X @ W[j] + B[:, j])) @ X for j in range(len(W))])


def right_fortran_result(X, W, B, h, dh, V):
    """Result in Fortran order."""
    return np.asfortranarray((V * dh(X @ W.T + B)).T @ X)


class _Answer:
    """An instance with __call__, which has no __name__."""

    def __call__(self, X, W, B, h, dh, V):
        return self._compute(X, W, B, h, dh, V)

    @staticmethod
    def _compute(X, W, B, h, dh, V):
        return np.asarray((V * dh(X @ W.T + B)).T @ X)


right_callable_object = _Answer()


def _scaled(scale, X, W, B, h, dh, V):
    return scale * np.asarray((V * dh(X @ W.T + B)).T @ X)


right_partial = functools.partial(_scaled, 1.0)
right_partial.__doc__ = "A functools.partial, which has no __name__."


def right_errstate(X, W, B, h, dh, V):
    """Computes under a local np.errstate that raises."""
    with np.errstate(over="raise", divide="raise"):
        return np.array((V * dh(X @ W.T + B)).T @ X)


def right_mutates_and_restores(X, W, B, h, dh, V):
    """Overwrites an input and puts the very bits back before it returns."""
    out = np.array((V * dh(X @ W.T + B)).T @ X)
    kept = V.copy()
    V[...] = 0.0
    V[...] = kept
    return out


def wrong_h_for_dh(X, W, B, h, dh, V):
    """h_for_dh: h(Y)."""
    return (V * h(X @ W.T + B)).T @ X


def wrong_dh_ignored(X, W, B, h, dh, V):
    """forgot_dh: VᵀX."""
    return V.T @ X


def wrong_dh_of_h(X, W, B, h, dh, V):
    """dh_wrong_place|h_for_dh|wrong_operand: h′(h(Y))."""
    return (V * dh(h(X @ W.T + B))).T @ X


def wrong_dh_of_upstream(X, W, B, h, dh, V):
    """dh_wrong_place|wrong_operand: h′(V)."""
    return dh(V).T @ X


def wrong_dh_on_result(X, W, B, h, dh, V):
    """dh_wrong_place|wrong_function|unknown: h′ applied to the result."""
    return dh(V.T @ X)


def wrong_dh_twice(X, W, B, h, dh, V):
    """extra_dh: h′ squared."""
    return (V * dh(X @ W.T + B) ** 2).T @ X


def wrong_tanh_hardcoded(X, W, B, h, dh, V):
    """hardcoded|h_for_dh|wrong_function|unknown|dh_wrong_place: 1 − h(Y)²."""
    return (V * (1 - h(X @ W.T + B) ** 2)).T @ X


def wrong_upstream_ignored(X, W, B, h, dh, V):
    """ignores_G: h′(Y)ᵀ X."""
    return dh(X @ W.T + B).T @ X


def wrong_bias_ignored(X, W, B, h, dh, V):
    """wrong_operand|unknown|one_use_only|dh_wrong_place|wrong_function: Y without B."""
    return (V * dh(X @ W.T)).T @ X


def wrong_matmul(X, W, B, h, dh, V):
    """matmul_for_elementwise|raises|unknown|wrong_function: a matrix product for ⊙."""
    return (V @ dh(X @ W.T + B).T @ V / V.size).T @ X


def wrong_transposed_answer(X, W, B, h, dh, V):
    """transposed|wrong_shape: Xᵀ(V ⊙ h′(Y))."""
    return X.T @ (V * dh(X @ W.T + B))


def wrong_variable(X, W, B, h, dh, V):
    """wrong_variable|wrong_shape: the gradient for X."""
    return (V * dh(X @ W.T + B)) @ W


def wrong_batch_mean(X, W, B, h, dh, V):
    """factor|off_by_one_norm|batch1_only: a mean over the batch."""
    return (V * dh(X @ W.T + B)).T @ X / len(X)


def wrong_overwrites_upstream(X, W, B, h, dh, V):
    """mutates_input: V *= h′(Y)."""
    V *= dh(X @ W.T + B)
    return V.T @ X


def wrong_sums_first(X, W, B, h, dh, V):
    """sum_before_product|batch1_only: summed over the batch first."""
    return np.outer((V * dh(X @ W.T + B)).sum(axis=0), X.sum(axis=0))


def wrong_last_sample(X, W, B, h, dh, V):
    """off_by_one_loop: the last sample is left out."""
    G = V * dh(X @ W.T + B)
    return sum((np.outer(G[k], X[k]) for k in range(len(X) - 1)), start=np.zeros(W.shape))


def wrong_builds_tensor(X, W, B, h, dh, V):
    """raises|unknown: right values, but it builds the tensor (N, p, p, q), which the exercise forbids; fails at a large size only."""
    T = np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B), X, np.eye(W.shape[0]))
    return np.einsum("kl,klpq->pq", V, T)


def wrong_forgets_return(X, W, B, h, dh, V):
    """returns_none: computes and does not return."""
    out = (V * dh(X @ W.T + B)).T @ X  # noqa: F841


def wrong_nested_list(X, W, B, h, dh, V):
    """unknown|wrong_shape: right numbers, but nested lists and no array."""
    return ((V * dh(X @ W.T + B)).T @ X).tolist()


def wrong_mutates(X, W, B, h, dh, V):
    """mutates_input: the right result, but an input is doubled in place."""
    out = np.array((V * dh(X @ W.T + B)).T @ X)
    V[...] = 2.0 * V + 1.0
    return out


def wrong_mutates_one_entry(X, W, B, h, dh, V):
    """mutates_input: the right result, but one entry of an input moves by 1e-12."""
    out = np.array((V * dh(X @ W.T + B)).T @ X)
    V[(-1,) * V.ndim] += 1e-12
    return out


def wrong_squeezed(X, W, B, h, dh, V):
    """wrong_shape|broadcast_accident: squeezed, so wrong wherever a size is 1."""
    return np.squeeze((V * dh(X @ W.T + B)).T @ X)


def wrong_when_square(X, W, B, h, dh, V):
    """unknown|transposed: right unless the result is square, then the transpose."""
    out = (V * dh(X @ W.T + B)).T @ X
    return out.T if out.shape[0] == out.shape[1] else out


def wrong_when_one_row(X, W, B, h, dh, V):
    """factor|unknown|batch1_only: halved whenever V has a single row."""
    out = (V * dh(X @ W.T + B)).T @ X
    return 0.5 * out if V.shape[0] == 1 else out


_third = {"calls": 0}


def wrong_every_third_call(X, W, B, h, dh, V):
    """unknown|extra_term|factor: every third call is 10 per cent off."""
    _third["calls"] += 1
    out = np.array((V * dh(X @ W.T + B)).T @ X)
    return 1.1 * out if _third["calls"] % 3 == 0 else out


def wrong_last_row(X, W, B, h, dh, V):
    """off_by_one_loop|unknown: the last row is left at zero."""
    out = np.array((V * dh(X @ W.T + B)).T @ X)
    out[-1] = 0.0
    return out


def wrong_corner(X, W, B, h, dh, V):
    """extra_term|unknown: one corner entry is off by 1e-3."""
    out = np.array((V * dh(X @ W.T + B)).T @ X)
    index = [0] * out.ndim
    index[-1] = -1
    out[tuple(index)] += 1e-3
    return out


def wrong_float32_input(X, W, B, h, dh, V):
    """dtype_float32: an input is rounded to float32 first, the result is float64."""
    V = V.astype(np.float32).astype(np.float64)
    return (V * dh(X @ W.T + B)).T @ X


def wrong_memory_order(X, W, B, h, dh, V):
    """reshape_for_transpose|unknown: reads an input in memory order, right for C order only."""
    V = V.ravel(order="K").reshape(V.shape)
    return (V * dh(X @ W.T + B)).T @ X


def wrong_tiny_offset(X, W, B, h, dh, V):
    """extra_term|unknown: 1e-8 added "for stability"."""
    return ((V * dh(X @ W.T + B)).T @ X) + 1e-8


async def wrong_coroutine(X, W, B, h, dh, V):
    """unknown|wrong_shape|returns_none: an async function, the call gives a coroutine."""
    return (V * dh(X @ W.T + B)).T @ X


def wrong_one_nan(X, W, B, h, dh, V):
    """overflow_nan|unknown: NaN in the last entry."""
    out = np.array((V * dh(X @ W.T + B)).T @ X)
    out[(-1,) * out.ndim] = np.nan
    return out


def wrong_beyond_10(X, W, B, h, dh, V):
    """off_by_one_loop|hardcoded|unknown: fills 10 rows at most."""
    full = np.asarray((V * dh(X @ W.T + B)).T @ X)
    out = np.zeros_like(full)
    for i in range(min(10, full.shape[0])):
        out[i] = full[i]
    return out


def wrong_sign_of_upstream(X, W, B, h, dh, V):
    """ignores_G|wrong_function|unknown: only the signs of the upstream are used."""
    V = np.sign(V)
    return (V * dh(X @ W.T + B)).T @ X


class _Stop(BaseException):
    pass


def wrong_base_exception(X, W, B, h, dh, V):
    """raises: an exception that is no Exception."""
    raise _Stop("stop")


def wrong_h_transposed(X, W, B, h, dh, V):
    """h_for_dh|transposed: Xᵀ(V ⊙ h(Y))."""
    return X.T @ (V * h(X @ W.T + B))


def wrong_slope_forgotten_and_mean(X, W, B, h, dh, V):
    """forgot_dh|factor: VᵀX over N."""
    return V.T @ X / len(X)


def wrong_slope_squared_and_negative(X, W, B, h, dh, V):
    """extra_dh|factor: −(V ⊙ h′ ⊙ h′)ᵀX."""
    return -(V * dh(X @ W.T + B) ** 2).T @ X


def wrong_slope_at_weighted(X, W, B, h, dh, V):
    """dh_wrong_place|unknown|wrong_operand|wrong_function: h′(V ⊙ Y)."""
    return dh(V * (X @ W.T + B)).T @ X


def wrong_gradient_for_inputs(X, W, B, h, dh, V):
    """wrong_variable|wrong_shape: the gradient for X."""
    return (V * dh(X @ W.T + B)) @ W


def wrong_decay_left_in(X, W, B, h, dh, V):
    """extra_term: 0.1 W added."""
    return (V * dh(X @ W.T + B)).T @ X + 0.1 * W


def wrong_summed_then_multiplied(X, W, B, h, dh, V):
    """sum_before_product|batch1_only: the batch is averaged before the product."""
    return np.outer((V * dh(X @ W.T + B)).mean(0), X.mean(0))
