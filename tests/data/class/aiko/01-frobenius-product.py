"""Everything right, in plain matrix style."""

def frobenius(A, B):
    return np.sum(A * B)


def frobenius_norm(A):
    return np.sqrt(frobenius(A, A))


def move_left(A, C):
    # (AB) : C = B : (A^T C)
    return A.T @ C


def move_right(B, C):
    # (AB) : C = A : (C B^T)
    return C @ B.T


def frobenius_einsum():
    return "ij,ij->"


frobenius_open_question = """Tr(AB) = Σ A_ij B_ji pairs entry (i, j) of A with entry (j, i) of B, while A : B pairs equal positions. They agree when one of the two is symmetric, since then B_ji = B_ij. For rectangular matrices Tr(AB) does not even conform; one needs Tr(AᵀB)."""


def frobenius_derivation():
    return """
    (A B) : C = Tr((A B)^T C)
        = Tr(B^T A^T C) = Tr(A^T C B^T)
        = A : (C B^T)
    """


def trace_derivation():
    return """
    Tr(P Qᵀ R) = Tr(R P Qᵀ)
               = Tr(Qᵀ R P)
               = Q : (R P)
    """
