"""move_right comes out transposed; the derivation was done on the other side of the colon."""

def frobenius(A, B):
    return sum(sum(A * B))


def frobenius_norm(A):
    return np.sqrt(sum(sum(A ** 2)))


def move_left(A, C):
    return A.T @ C


def move_right(B, C):
    # (AB):C = C:(AB) = (C^T : B^T A^T) = B C^T : A^T
    return B @ C.T


def frobenius_einsum():
    return "xy,xy->"


frobenius_open_question = """Tr(AB) = A^T : B, so there is one transpose missing. If A = A^T it is the same."""


def frobenius_derivation():
    return """
    (A B) : C = Tr((A B)^T C)
        = Tr(B^T A^T C) = Tr(A^T C B^T)
        = A : (C B^T)
    """
