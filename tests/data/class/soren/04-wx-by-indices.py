"""G @ X for G Xᵀ, and a counterexample with a symmetric X, which is none."""

def wx_jacobian(W, X):
    H, m = W.shape
    n = X.shape[1]
    J = np.zeros((H, n, H, m))
    for i in range(H):
        for j in range(n):
            J[i, j, i, :] = X[:, j]
    return J


def wx_grad_entry(X, G, d, c):
    return np.sum(G[d, :] * X[c, :])


def wx_grad_W(W, X, G):
    # dL/dW = dL/dD * dD/dW = G * X
    return G @ X


def wx_grad_X(W, X, G):
    return W.T @ G


def wx_grad_W_einsum():
    return "dj,cj->dc"


def xw_grad_W(X, W, G):
    return X.T @ G


def wx_counterexample():
    W = np.array([[1., 2.], [3., 4.]])
    X = np.array([[2., 1.], [1., 2.]])
    G = np.array([[1., 0.], [0., 1.]])
    return W, X, G


wx_open_question = """Because the order of the factors can be different, so it could also be ∂D/∂W times ∂L/∂D."""
