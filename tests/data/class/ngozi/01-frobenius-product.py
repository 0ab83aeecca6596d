"""Tr(A @ B) in place of Tr(Aᵀ B); everything else is right."""

def frobenius(A, B):
    # trace form from the lesson
    return np.trace(A @ B)


def frobenius_norm(A):
    return np.sqrt(np.trace(A.T @ A))


def move_left(A, C):
    return A.T @ C


def move_right(B, C):
    return C @ B.T


def frobenius_einsum():
    return "ij,ij->"


frobenius_open_question = """The trace only adds up the diagonal, but the Frobenius product adds all the entries. They agree if the matrices are diagonal."""
