"""Everything right, with np.vdot, np.dot and np.tensordot."""

def frobenius(A, B):
    return float(np.tensordot(A, B, axes=2))


def frobenius_norm(A):
    a = A.ravel()
    return np.sqrt(np.dot(a, a))


def move_left(A, C):
    return np.dot(np.transpose(A), C)


def move_right(B, C):
    return np.tensordot(C, B, axes=(1, 1))


def frobenius_einsum():
    return "mn,mn"


frobenius_open_question = """Tr(AB) multiplies rows of A with columns of B, the Frobenius product rows with rows. So Tr(AᵀB) is right. They are equal for symmetric matrices."""
