"""All right, with prints and a leftover comparison in the answers."""

show_steps = True


def frobenius(A, B):
    P = A * B
    if show_steps:
        print("A * B =", P.tolist())
    return P.sum()


def frobenius_norm(A):
    mine = np.sqrt((A ** 2).sum())
    theirs = np.linalg.norm(A)
    print(mine, theirs, mine - theirs)
    return mine


def move_left(A, C):
    X = A.T @ C
    if show_steps:
        print(A.T.shape, "@", C.shape, "->", X.shape)
    return X


def move_right(B, C):
    X = C @ B.T
    if show_steps:
        print(C.shape, "@", B.T.shape, "->", X.shape)
    return X


def frobenius_einsum():
    s = "pq,pq->"
    print(s)
    return s


frobenius_open_question = """Tr(AB) = Σ_ij A_ij B_ji, the Frobenius product is Σ_ij A_ij B_ij. So they agree exactly when A : (B − Bᵀ) = 0, for instance if A or B is symmetric."""
