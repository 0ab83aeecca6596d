"""Multiplies the sums, and takes the spectral norm; the rest is right."""

def frobenius(A, B):
    return A.sum() * B.sum()


def frobenius_norm(A):
    return np.linalg.norm(A, 2)   # 2 for the square


def move_left(A, C):
    return A.T @ C


def move_right(B, C):
    return C @ B.T


def frobenius_einsum():
    return "ij,ij"


frobenius_open_question = """Tr(AB) is a sum over the diagonal of the matrix product. It agrees for symmetric matrices, maybe also for others."""
