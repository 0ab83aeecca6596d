"""Answers to contract_upstream(V, T) = V : T, V (N, p), T (N, p, p, q), result (p, q). See README.md."""

import numpy as np


def right_einsum(V, T):
    """einsum."""
    return np.einsum("wx,wxyz->yz", V, T)


def right_double_loop(V, T):
    """A weighted sum of slices."""
    out = np.zeros(T.shape[2:])
    for k in range(V.shape[0]):
        for l in range(V.shape[1]):
            out += V[k, l] * T[k, l]
    return out


def right_flattened(V, T):
    """One vector times one matrix."""
    p, q = T.shape[2:]
    return (V.reshape(-1) @ T.reshape(V.size, p * q)).reshape(p, q)


def right_broadcast(V, T):
    """Broadcast and summed over a tuple of axes."""
    return (V[:, :, None, None] * T).sum(axis=(0, 1))


def right_every_entry(V, T):
    """A Frobenius product for every entry."""
    return np.array([[np.vdot(V, T[:, :, r, s]) for s in range(T.shape[3])] for r in range(T.shape[2])])


def right_fortran_result(V, T):
    """Result in Fortran order."""
    return np.asfortranarray(np.tensordot(V, T, axes=2))


right_lambda = lambda V, T: np.array(np.tensordot(V, T, axes=2))  # noqa: E731
right_lambda.__doc__ = "A lambda."


def wrong_third_axis(V, T):
    """permuted_axes|wrong_axis_sum: contracts V's columns with the third axis; right for a tensor with δ_lp only."""
    return np.einsum("kl,kplq->pq", V, T)


def wrong_diagonal(V, T):
    """diag_only|over_constrained: only l = p; right for a tensor with δ_lp only."""
    return np.einsum("kl,kllq->lq", V, T)


def wrong_last_axes(V, T):
    """wrong_axis_sum|raises|wrong_shape|permuted_axes: contracts the last two axes."""
    return np.einsum("pq,klpq->kl", V, T)


def wrong_not_summed(V, T):
    """missing_sum|wrong_shape: all four axes are left."""
    return V[:, :, None, None] * T


def wrong_samples_not_summed(V, T):
    """missing_batch_sum|wrong_shape|missing_sum: shape (N, p, q)."""
    return np.einsum("kl,klpq->kpq", V, T)


def wrong_total(V, T):
    """over_sum|wrong_shape|broadcast_accident: one number."""
    return np.einsum("kl,klpq->", V, T)


def wrong_upstream_ignored(V, T):
    """ignores_G: T summed."""
    return T.sum(axis=(0, 1))


def wrong_sums_first(V, T):
    """sum_before_product: both are summed first."""
    return V.sum() * T.sum(axis=(0, 1))


def wrong_first_sample(V, T):
    """batch1_only|missing_batch_sum|missing_sum: the first sample only."""
    return np.einsum("l,lpq->pq", V[0], T[0])


def wrong_mean(V, T):
    """factor|off_by_one_norm|batch1_only: a mean over the samples."""
    return np.tensordot(V, T, axes=2) / len(V)


def wrong_one_axis(V, T):
    """missing_sum|raises|wrong_shape: tensordot over one axis."""
    return np.tensordot(V, T, axes=1)


def wrong_upstream_flat_order(V, T):
    """reshape_for_transpose|transposed|permuted_axes: V is flattened by columns, T by rows."""
    p, q = T.shape[2:]
    return (V.ravel(order="F") @ T.reshape(V.size, -1)).reshape(p, q)


def wrong_last_sample(V, T):
    """off_by_one_loop: the last sample is left out."""
    return np.tensordot(V[:-1], T[:-1], axes=2)


def wrong_forgets_return(V, T):
    """returns_none: computes and does not return."""
    out = np.tensordot(V, T, axes=2)  # noqa: F841


def wrong_stray_comma(V, T):
    """unknown|wrong_shape: a stray comma makes it a tuple of one array."""
    out = np.tensordot(V, T, axes=2)
    return out,


def wrong_mutates(V, T):
    """mutates_input: the right result, but an input is doubled in place."""
    out = np.array(np.tensordot(V, T, axes=2))
    V[...] = 2.0 * V + 1.0
    return out


def wrong_squeezed(V, T):
    """wrong_shape|broadcast_accident: squeezed, so wrong wherever a size is 1."""
    return np.squeeze(np.tensordot(V, T, axes=2))


def wrong_transposed(V, T):
    """transposed|permuted_axes|wrong_shape: the transpose of the answer."""
    return (np.tensordot(V, T, axes=2)).T


_third = {"calls": 0}


def wrong_every_third_call(V, T):
    """unknown|extra_term|factor: every third call is 10 per cent off."""
    _third["calls"] += 1
    out = np.array(np.tensordot(V, T, axes=2))
    return 1.1 * out if _third["calls"] % 3 == 0 else out


def wrong_corner(V, T):
    """extra_term|unknown: one corner entry is off by 1e-3."""
    out = np.array(np.tensordot(V, T, axes=2))
    index = [0] * out.ndim
    index[-1] = -1
    out[tuple(index)] += 1e-3
    return out


def wrong_float32_input(V, T):
    """dtype_float32: an input is rounded to float32 first, the result is float64."""
    V = V.astype(np.float32).astype(np.float64)
    return np.tensordot(V, T, axes=2)


def wrong_memory_order(V, T):
    """reshape_for_transpose|unknown: reads an input in memory order, right for C order only."""
    V = V.ravel(order="K").reshape(V.shape)
    return np.tensordot(V, T, axes=2)


def wrong_round_6(V, T):
    """unknown|factor: rounded to 6 decimals."""
    return np.round(np.tensordot(V, T, axes=2), 6)


def wrong_sign_of_upstream(V, T):
    """ignores_G|wrong_function|unknown: only the signs of the upstream are used."""
    V = np.sign(V)
    return np.tensordot(V, T, axes=2)


def wrong_recursion(V, T):
    """raises: recursion without an end."""
    return wrong_recursion(V, T)


def wrong_contracts_with_mean(V, T):
    """factor: a mean over samples and outputs."""
    return np.einsum("kl,klpq->pq", V, T) / V.size


def wrong_result_transposed_and_negated(V, T):
    """transposed: −(V : T)ᵀ."""
    return -np.einsum("kl,klpq->qp", V, T)


def wrong_upstream_turned(V, T):
    """missing_transpose|transposed|raises|wrong_axis_sum|permuted_axes: Vᵀ : T, for N = p only."""
    return np.einsum("lk,klpq->pq", V, T)
