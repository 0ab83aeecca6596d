"""Answers to move_left(A, C) = Aᵀ C, the X with (AB) : C = B : X. See README.md."""

import numpy as np


def right_triple_loop(A, C):
    """Three loops."""
    out = np.zeros((A.shape[1], C.shape[1]))
    for i in range(A.shape[1]):
        for j in range(C.shape[1]):
            for s in range(A.shape[0]):
                out[i, j] += A[s, i] * C[s, j]
    return out


def right_transposed_product(A, C):
    """(QᵀPᵀ)ᵀ, a Fortran-ordered view."""
    return (C.T @ A).T


def right_kron_vec(A, C):
    """vec(P Q) = (I ⊗ P) vec(Q), column by column."""
    big = np.kron(np.eye(C.shape[1]), A.T)
    return (big @ C.ravel(order="F")).reshape((A.shape[1], C.shape[1]), order="F")


def right_trace_trick(A, C):
    """Each entry is the trace against a basis matrix."""
    out = np.empty((A.shape[1], C.shape[1]))
    for i, j in np.ndindex(*out.shape):
        E = np.zeros((C.shape[1], A.shape[1]))
        E[j, i] = 1.0
        out[i, j] = np.trace(A.T @ C @ E)
    return out


def right_stride_tricks(A, C):
    """Both factors blown up by stride tricks with stride 0."""
    left, right = A.T, C.T
    shape = (A.shape[1], C.shape[1], A.shape[0])
    lview = np.lib.stride_tricks.as_strided(left, shape, (left.strides[0], 0, left.strides[1]), writeable=False)
    rview = np.lib.stride_tricks.as_strided(right, shape, (0, right.strides[0], right.strides[1]), writeable=False)
    return np.sum(lview * rview, axis=-1)


right_lambda = lambda A, C: np.array(A.T @ C)  # noqa: E731
right_lambda.__doc__ = "A lambda."


def wrong_order(A, C):
    """wrong_operand|transposed|missing_transpose|raises|wrong_shape: CᵀA."""
    return C.T @ A


def wrong_no_transpose(A, C):
    """missing_transpose|raises: A C, which conforms for square A only."""
    return A @ C


def wrong_other_side(A, C):
    """wrong_operand|raises|wrong_shape|missing_transpose: C Aᵀ, the factor moved to the wrong side."""
    return C @ A.T


def wrong_inverse(A, C):
    """wrong_function|wrong_operand|unknown|raises: divides by A where it should multiply by Aᵀ."""
    return np.linalg.lstsq(A, C, rcond=None)[0]


def wrong_scalar(A, C):
    """over_sum|raises|wrong_shape|broadcast_accident: A : C, a number."""
    return np.trace(A.T @ C[:, : A.shape[1]])


def wrong_reshape(A, C):
    """reshape_for_transpose: reshape where a transpose is meant."""
    return (A.reshape(A.shape[::-1])) @ C


def wrong_elementwise(A, C):
    """elementwise_for_matmul|raises|wrong_shape: * for @."""
    return A.T * C


def wrong_divided(A, C):
    """factor|off_by_one_norm: divided by the length of the sum."""
    return A.T @ C / A.shape[0]


def wrong_ten_terms(A, C):
    """off_by_one_loop|hardcoded|unknown: the sum ends after 10 terms."""
    lo, hi = 0, 10
    return A[lo:hi].T @ C[lo:hi]


def wrong_forgets_return(A, C):
    """returns_none: computes and does not return."""
    out = A.T @ C  # noqa: F841


def wrong_mutates(A, C):
    """mutates_input: the right result, but an input is doubled in place."""
    out = np.array(A.T @ C)
    A[...] = 2.0 * A + 1.0
    return out


def wrong_squeezed(A, C):
    """wrong_shape|broadcast_accident: squeezed, so wrong wherever a size is 1."""
    return np.squeeze(A.T @ C)


def wrong_when_square(A, C):
    """unknown|transposed: right unless the result is square, then the transpose."""
    out = A.T @ C
    return out.T if out.shape[0] == out.shape[1] else out


def wrong_memory_order(A, C):
    """reshape_for_transpose|unknown: reads an input in memory order, right for C order only."""
    A = A.ravel(order="K").reshape(A.shape)
    return A.T @ C


def wrong_round_10(A, C):
    """unknown|factor: rounded to 10 decimals; near 1 below a tolerance of 1e-9, plain at small inputs."""
    return np.round(A.T @ C, 10)


def wrong_last_column(A, C):
    """off_by_one_loop|unknown: the last column is left at zero."""
    out = np.array(A.T @ C)
    out[..., -1] = 0.0
    return out


def wrong_for_large_inputs(A, C):
    """unknown|factor: right while an input's largest entry lies in [1e-3, 3], 1 per cent off elsewhere."""
    size = np.max(np.abs(A))
    return (A.T @ C) * (1.01 if size > 3.0 or size < 1e-3 else 1.0)


def wrong_stays_on_the_left(A, C):
    """missing_transpose|wrong_operand: A is moved as it is, and halved."""
    return 0.5 * A @ C


def wrong_sums_of_rows_first(A, C):
    """sum_before_product: the m rows of both are averaged before they meet."""
    return np.outer(A.mean(0), C.mean(0))


def wrong_other_order_negated(A, C):
    """transposed|factor: −CᵀA."""
    return -(C.T @ A)
