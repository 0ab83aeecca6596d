"""Forgets the sum twice, in the function and in the einsum string."""

def frobenius(A, B):
    return A * B


def frobenius_norm(A):
    return np.sqrt(np.sum(A * A))


def move_left(A, C):
    return A.T @ C


def move_right(B, C):
    return C @ B.T


def frobenius_einsum():
    return "ij,ij->ij"


def frobenius_derivation():
    return """
    (A B) : C
        = A : (C B.T)
    """
