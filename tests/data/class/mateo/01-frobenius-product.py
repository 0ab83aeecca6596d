"""Everything right, with explicit loops."""

def frobenius(A, B):
    total = 0.0
    for i in range(A.shape[0]):
        for j in range(A.shape[1]):
            total = total + A[i, j] * B[i, j]
    return total


def frobenius_norm(A):
    total = 0.0
    for row in A:
        for a in row:
            total += a ** 2
    return total ** 0.5


def move_left(A, C):
    m, k = A.shape
    n = C.shape[1]
    X = np.zeros((k, n))
    for r in range(k):
        for s in range(n):
            for i in range(m):
                X[r, s] += A[i, r] * C[i, s]
    return X


def move_right(B, C):
    k, n = B.shape
    m = C.shape[0]
    X = np.zeros((m, k))
    for r in range(m):
        for s in range(k):
            for j in range(n):
                X[r, s] += C[r, j] * B[s, j]
    return X


def frobenius_einsum():
    return 'ab,ab->'


frobenius_open_question = """In Tr(AB) the second matrix is read the wrong way round (B_ji). If B is symmetric there is no difference."""
