"""Answers to move_right(B, C) = C Bᵀ, the X with (AB) : C = A : X. See README.md."""

import numpy as np


def right_vdot_comprehension(B, C):
    """One np.vdot an entry."""
    return np.array([[np.vdot(C[i], B[j]) for j in range(B.shape[0])] for i in range(C.shape[0])])


def right_recursion(B, C):
    """Divide and conquer along the shared axis."""

    def part(lo, hi):
        if hi - lo <= 1:
            return C[:, lo:hi] @ B[:, lo:hi].T
        mid = (lo + hi) // 2
        return part(lo, mid) + part(mid, hi)

    return part(0, C.shape[1])


def right_matrix_class(B, C):
    """np.matrix inside, an ndarray outside."""
    return np.asarray(np.matrix(C) * np.matrix(B.T))


def right_broadcast_sum(B, C):
    """A three-way product, then the shared axis summed."""
    return (C[:, None, :] * B[None, :, :]).sum(axis=2)


def right_apply_along_axis(B, C):
    """np.apply_along_axis with a small closure."""
    return np.apply_along_axis(lambda column: C @ column, 0, B.T)


def right_fortran_result(B, C):
    """Result in Fortran order."""
    return np.asfortranarray(C @ B.T)


def wrong_order(B, C):
    """transposed|wrong_operand|wrong_shape: B Cᵀ."""
    return B @ C.T


def wrong_no_transpose(B, C):
    """missing_transpose|raises: C B, which conforms for square B only."""
    return C @ B


def wrong_left_rule(B, C):
    """wrong_operand|transposed|raises|wrong_shape|missing_transpose: BᵀC, the rule for the other factor."""
    return B.T @ C


def wrong_reshape(B, C):
    """reshape_for_transpose: reshape where a transpose is meant."""
    return C @ (B.reshape(B.shape[::-1]))


def wrong_mean(B, C):
    """factor|off_by_one_norm: a mean for the sum."""
    return (C[:, None, :] * B[None, :, :]).mean(axis=2)


def wrong_diagonal_only(B, C):
    """diag_only|over_constrained: all but the diagonal is dropped."""
    return (C @ B.T) * np.eye(C.shape[0], B.shape[0])


def wrong_eight_terms(B, C):
    """off_by_one_loop|hardcoded|unknown: the sum ends after 8 terms."""
    out = np.zeros((C.shape[0], B.shape[0]))
    for s in range(min(8, C.shape[1])):
        out += np.outer(C[:, s], B[:, s])
    return out


def wrong_first_term_lost(B, C):
    """off_by_one_loop: the sum starts at 1."""
    out = np.zeros((C.shape[0], B.shape[0]))
    for s in range(1, C.shape[1]):
        out += np.outer(C[:, s], B[:, s])
    return out


def wrong_nested_list(B, C):
    """unknown|wrong_shape: right numbers, but nested lists and no array."""
    return (C @ B.T).tolist()


def wrong_mutates_one_entry(B, C):
    """mutates_input: the right result, but one entry of an input moves by 1e-12."""
    out = np.array(C @ B.T)
    B[(-1,) * B.ndim] += 1e-12
    return out


def wrong_squeezed(B, C):
    """wrong_shape|broadcast_accident: squeezed, so wrong wherever a size is 1."""
    return np.squeeze(C @ B.T)


def wrong_when_square(B, C):
    """unknown|transposed: right unless the result is square, then the transpose."""
    out = C @ B.T
    return out.T if out.shape[0] == out.shape[1] else out


def wrong_memory_order(B, C):
    """reshape_for_transpose|unknown: reads an input in memory order, right for C order only."""
    B = B.ravel(order="K").reshape(B.shape)
    return C @ B.T


_once = {"calls": 0}


def wrong_after_first_call(B, C):
    """unknown|hardcoded|extra_term|factor: right on the first call, half a per cent off from the second on."""
    _once["calls"] += 1
    out = np.array(C @ B.T)
    return out if _once["calls"] == 1 else out * 1.005


def wrong_float32_inside(B, C):
    """dtype_float32: rounded to float32 and back to float64."""
    return np.asarray(C @ B.T).astype(np.float32).astype(np.float64)


def wrong_flat(B, C):
    """wrong_shape: the right numbers, flattened."""
    return (C @ B.T).ravel()


def wrong_transposes_c(B, C):
    """missing_transpose|wrong_operand|raises|wrong_shape: CᵀB, for square matrices only."""
    return C.T @ B


def wrong_gram(B, C):
    """wrong_operand|wrong_shape: B Bᵀ, C is never used."""
    return B @ B.T


def wrong_with_first_column(B, C):
    """missing_sum|batch1_only|missing_batch_sum|one_use_only: only the first column of each."""
    return np.outer(C[:, 0], B[:, 0])
