"""np.sum(A @ B) for the product, and an einsum string that is a formula; the moves are right."""

def frobenius(A, B):
    return np.sum(A @ B)


def frobenius_norm(A):
    return np.sqrt(np.einsum("ij,ij->", A, A))


def move_left(A, C):
    return A.T @ C


def move_right(B, C):
    return C @ B.T


def frobenius_einsum():
    return "sum_ij A_ij * B_ij"


frobenius_open_question = """Tr(AB) is not A : B because Tr(AB) = Tr(BA) but AB is not BA."""
