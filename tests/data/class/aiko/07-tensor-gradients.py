"""Everything right, and no tensor built where none is needed."""

def transpose_tensor(m, n):
    F = np.zeros((m, n, n, m))
    for i in range(m):
        for j in range(n):
            F[i, j, j, i] = 1.0
    return F


def hadamard_tensor(m, n):
    H = np.zeros((m, n, m, n, m, n))
    for i in range(m):
        for j in range(n):
            H[i, j, i, j, i, j] = 1.0
    return H


def linear_jacobian(X, W):
    N, q = X.shape
    p = W.shape[0]
    T = np.zeros((N, p, p, q))
    for j in range(p):
        T[:, j, j, :] = X
    return T


def elementwise_jacobian(Y, h, dh):
    N, p = Y.shape
    return np.einsum("kl,ki,lj->klij", dh(Y), np.eye(N), np.eye(p))


def elementwise_loss_tensor(X, W, B, h, dh):
    Y = X @ W.T + B
    # h'(Y_kl) X_kq delta_lp
    return dh(Y)[:, :, None, None] * linear_jacobian(X, W)


def elementwise_loss_einsum():
    return "kl,kq,lp->klpq"


def contract_upstream(V, T):
    return np.einsum("kl,klpq->pq", V, T)


def elementwise_loss_grad(X, W, B, h, dh, V):
    Y = X @ W.T + B
    return (V * dh(Y)).T @ X


def hadamard_bytes(m, n):
    return 8 * (m * n) ** 3


def nonzero_fraction(N, p, q):
    return 1 / p


tensor_open_question = """The tensor has N p² q entries and all but one in p of them are zero, so it costs a factor p too much before one even starts. Contracting with V at once gives (V ⊙ h′(Y))ᵀX, which needs only matrices of the sizes one already has."""


def tensor_derivation():
    return """
    dL = h'(Y) .* dY
       = h'(Y) : H : dY
       = h'(Y) : H : (X dW^T)
       = h'(Y) : H : (X F) : dW
    """


def upstream_derivation():
    return """
    dℓ = V : d𝐋
       = V : (h'(Y) ⊙ (X dWᵀ))
       = ((V ⊙ h'(Y))ᵀ X) : dW
    """
