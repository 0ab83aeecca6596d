"""V *= h′(Y) overwrites the upstream; h′ taken without the bias in the tensor; the rest is right."""

def transpose_tensor(m, n):
    F = np.zeros((m, n, n, m))
    i, j = np.meshgrid(np.arange(m), np.arange(n), indexing="ij")
    F[i, j, j, i] = 1
    return F


def hadamard_tensor(m, n):
    H = np.zeros((m, n, m, n, m, n))
    i, j = np.meshgrid(np.arange(m), np.arange(n), indexing="ij")
    H[i, j, i, j, i, j] = 1
    return H


def linear_jacobian(X, W):
    p = W.shape[0]
    return X[:, None, None, :] * np.eye(p)[None, :, :, None]


def elementwise_loss_tensor(X, W, B, h, dh):
    Y = X @ W.T
    return dh(Y)[..., None, None] * linear_jacobian(X, W)


def elementwise_loss_einsum():
    return "kl,kq,lp->klpq"


def contract_upstream(V, T):
    return np.tensordot(V, T, axes=2)


def elementwise_loss_grad(X, W, B, h, dh, V):
    Y = X @ W.T
    Y += B
    V *= dh(Y)
    return V.T @ X


def hadamard_bytes(m, n):
    return 8 * m**3 * n**3


def nonzero_fraction(N, p, q):
    return 1 / p


def tensor_derivation():
    return """
    dL = h'(Y) ⊙ dY
       = h'(Y) ⊙ (X dWᵀ)
       = h'(Y) : H : (X · F) : dW
    """
