"""Answers to elementwise_jacobian(Y, h, dh), shape (N, p, N, p): J_klij = h′(Y_kl) δ_ki δ_lj for 𝐋 = h(Y). See README.md."""

import numpy as np


def right_einsum(Y, h, dh):
    """The formula, letter by letter."""
    return np.einsum("kl,ki,lj->klij", dh(Y), np.eye(len(Y)), np.eye(Y.shape[1]))


def right_loop(Y, h, dh):
    """A diagonal of diagonals, entry by entry."""
    J = np.zeros(Y.shape + Y.shape)
    D = dh(Y)
    for k, l in np.ndindex(*Y.shape):
        J[k, l, k, l] = D[k, l]
    return J


def right_diag_reshaped(Y, h, dh):
    """A diagonal matrix of N p numbers, its two axes split."""
    return np.diag(dh(Y).ravel()).reshape(Y.shape * 2)


def right_through_hadamard(Y, h, dh):
    """h′(Y) : H, with a dense H."""
    N, p = Y.shape
    H = np.einsum("ik,km,jl,ln->ijklmn", np.eye(N), np.eye(N), np.eye(p), np.eye(p))
    return np.tensordot(dh(Y), H, axes=2)


def right_fancy(Y, h, dh):
    """Fancy indexing over the diagonal of diagonals."""
    N, p = Y.shape
    J = np.zeros((N, p, N, p))
    k, l = np.indices(Y.shape)
    J[k, l, k, l] = dh(Y)
    return J


def right_other_delta_order(Y, h, dh):
    """h′ at Y_ij: the same, because the δ tie i to k and j to l."""
    return np.einsum("ij,ki,lj->klij", dh(Y), np.eye(len(Y)), np.eye(Y.shape[1]))


def right_fortran(Y, h, dh):
    """Result in Fortran order, by broadcasting."""
    N, p = Y.shape
    deltas = np.eye(N)[:, None, :, None] * np.eye(p)[None, :, None, :]
    return np.asfortranarray(dh(Y)[:, :, None, None] * deltas)


def right_strides(Y, h, dh):
    """Written through einsum's diagonal view."""
    J = np.zeros(Y.shape * 2)
    np.einsum("klkl->kl", J)[...] = dh(Y)
    return J


def wrong_h(Y, h, dh):
    """h_for_dh: h in place of h′."""
    return np.diag(h(Y).ravel()).reshape(Y.shape * 2)


def wrong_identity(Y, h, dh):
    """forgot_dh: δ_ki δ_lj alone."""
    return np.eye(Y.size).reshape(Y.shape * 2)


def wrong_dh_of_h(Y, h, dh):
    """dh_wrong_place: h′ at h(Y)."""
    return np.diag(dh(h(Y)).ravel()).reshape(Y.shape * 2)


def wrong_matrix(Y, h, dh):
    """diag_only|wrong_shape: the matrix h′(Y)."""
    return dh(Y)


def wrong_unsplit(Y, h, dh):
    """wrong_shape: one axis for all entries, (N p, N p)."""
    return np.diag(dh(Y).ravel())


def wrong_no_delta(Y, h, dh):
    """missing_delta|broadcast_accident: h′(Y_kl) for all i and j."""
    return np.broadcast_to(dh(Y)[:, :, None, None], Y.shape * 2)


def wrong_no_row_delta(Y, h, dh):
    """missing_delta: δ_lj alone."""
    return np.einsum("kl,lj,i->klij", dh(Y), np.eye(Y.shape[1]), np.ones(len(Y)))


def wrong_no_column_delta(Y, h, dh):
    """missing_delta: δ_ki alone."""
    return np.einsum("kl,ki,j->klij", dh(Y), np.eye(len(Y)), np.ones(Y.shape[1]))


def wrong_axes(Y, h, dh):
    """permuted_axes|wrong_shape: letters k, i, l, j."""
    return np.einsum("kl,ki,lj->kilj", dh(Y), np.eye(len(Y)), np.eye(Y.shape[1]))


def wrong_square_eyes(Y, h, dh):
    """square_only|wrong_shape|raises: both δ of size N."""
    return np.einsum("kl,ki,lj->klij", dh(Y), np.eye(len(Y)), np.eye(len(Y)))


def wrong_sign(Y, h, dh):
    """factor: the sign is flipped."""
    return -np.diag(dh(Y).ravel()).reshape(Y.shape * 2)


def wrong_mean(Y, h, dh):
    """factor|off_by_one_norm: divided by the number of entries, as for the mean of the losses."""
    return np.diag(dh(Y).ravel()).reshape(Y.shape * 2) / Y.size


def wrong_last_row(Y, h, dh):
    """off_by_one_loop: the last row of 𝐋 is never reached."""
    J = np.zeros(Y.shape * 2)
    for k in range(len(Y) - 1):
        for l in range(Y.shape[1]):
            J[k, l, k, l] = dh(Y)[k, l]
    return J


def wrong_cosine(Y, h, dh):
    """hardcoded|wrong_function|unknown: cos, whatever h is."""
    return np.diag(np.cos(Y).ravel()).reshape(Y.shape * 2)


def wrong_transposed(Y, h, dh):
    """transposed|permuted_axes|raises|wrong_shape|square_only: h′(Y_lk)."""
    return np.einsum("lk,ki,lj->klij", dh(Y), np.eye(Y.shape[1]), np.eye(len(Y)))


def wrong_mutates(Y, h, dh):
    """mutates_input: Y is overwritten by its slopes."""
    Y[...] = dh(Y)
    return np.diag(Y.ravel()).reshape(Y.shape * 2)


def wrong_nothing(Y, h, dh):
    """returns_none: computed, not returned."""
    np.diag(dh(Y).ravel()).reshape(Y.shape * 2)


def wrong_numeric(Y, h, dh):
    """unknown|factor|extra_term|wrong_function: forward differences with a coarse step."""
    J = np.zeros(Y.shape * 2)
    for k, l in np.ndindex(*Y.shape):
        J[k, l, k, l] = (h(Y[k, l] + 1e-3) - h(Y[k, l])) / 1e-3
    return J
