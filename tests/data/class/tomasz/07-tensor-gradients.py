"""Axis orders: identity reshaped for F, the variable's axes first in both gradient tensors, and in the einsum string; the rest is right."""

def transpose_tensor(m, n):
    # "one" for matrices
    return np.eye(m * n).reshape(m, n, n, m)


def hadamard_tensor(m, n):
    H = np.zeros((m * n, m * n, m * n))
    for a in range(m * n):
        H[a, a, a] = 1
    return H.reshape(m, n, m, n, m, n)


def linear_jacobian(X, W):
    N, q = X.shape
    p = len(W)
    T = np.zeros((p, q, N, p))
    for a in range(p):
        T[a, :, :, a] = X.T
    return T


def elementwise_loss_tensor(X, W, B, h, dh):
    Y = X @ W.T + B
    return linear_jacobian(X, W) * dh(Y)   # broadcasts over the last two


def elementwise_loss_einsum():
    return "kl,kq,lp->pqkl"


def contract_upstream(V, T):
    return np.tensordot(V, T, axes=([0, 1], [0, 1]))


def elementwise_loss_grad(X, W, B, h, dh, V):
    D = V * dh(X @ W.T + B)
    return D.T @ X


def hadamard_bytes(m, n):
    return 8 * (m * n) ** 3


def nonzero_fraction(N, p, q):
    return 1 / p


tensor_open_question = """Because the order of the four axes is easy to get wrong, and the memory."""
