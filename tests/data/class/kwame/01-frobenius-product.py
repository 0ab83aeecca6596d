"""The norm without its root, and A @ C for move_left; the rest is right."""

def frobenius(A, B):
    return np.trace(A.T @ B)


def frobenius_norm(A):
    return frobenius(A, A)


def move_left(A, C):
    return A @ C


def move_right(B, C):
    return C @ B.T


def frobenius_einsum():
    return "mn,mn->"


frobenius_open_question = """The matrix product takes rows times columns. A : B takes the entries at the same place. For symmetric ones rows are columns."""


def frobenius_derivation():
    return """
    (A B) : C = Tr((A B)^T C)
        = Tr(A^T B^T C)
        = A : (C B^T)
    """
