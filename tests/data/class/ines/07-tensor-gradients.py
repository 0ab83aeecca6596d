"""h for h′ in the tensor, h′ forgotten in the gradient, bytes without the 8, and a missing delta; written from a page of notes."""

def transpose_tensor(m, n):
    F = np.zeros((m, n, n, m))
    for i in range(m):
        for j in range(n):
            for k in range(n):
                for l in range(m):
                    if i == l and j == k:
                        F[i, j, k, l] = 1
    return F


def linear_jacobian(X, W):
    # T_ijkl = dY_ij / dW_kl = X_il
    N, q = X.shape
    p = W.shape[0]
    T = np.zeros((N, p, p, q))
    for i in range(N):
        T[i, :, :, :] = X[i]
    return T


def elementwise_loss_tensor(X, W, B, h, dh):
    Y = X @ W.T + B
    N, p = Y.shape
    q = X.shape[1]
    T = np.zeros((N, p, p, q))
    hY = h(Y)
    for k in range(N):
        for l in range(p):
            T[k, l, l, :] = hY[k, l] * X[k]
    return T


def elementwise_loss_einsum():
    return "kl,kq->klq"


def contract_upstream(V, T):
    return (V[:, :, None, None] * T).sum(axis=(0, 1))


def elementwise_loss_grad(X, W, B, h, dh, V):
    # V : dL = V : dY = V : X dW^T
    return V.T @ X


def hadamard_bytes(m, n):
    return (m * n) ** 3


def nonzero_fraction(N, p, q):
    return 1 / p


tensor_open_question = """It is too big. For a 1000 x 1000 matrix H has 10^18 entries."""
