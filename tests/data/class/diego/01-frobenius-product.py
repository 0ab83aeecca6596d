"""Two exercises are functions copied from the statement that still end in pass; the open question is answered."""

def frobenius(A, B):
    return np.sum(np.multiply(A, B))


def frobenius_norm(A):
    return np.sqrt(np.sum(A**2))


def move_left(A, C):
    # X with (AB):C = B:X
    # TODO
    pass


def move_right(B, C):
    # TODO after move_left
    pass


frobenius_open_question = """Tr(AB) needs A (m, n) and B (n, m) so it is not even defined for two matrices of the same rectangular shape. When B is symmetric it is the same as A : B."""
