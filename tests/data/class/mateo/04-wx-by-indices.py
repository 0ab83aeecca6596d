"""Everything right, with loops; all deltas written as if-statements."""

def delta(a, b):
    return 1.0 if a == b else 0.0


def wx_jacobian(W, X):
    H, m = W.shape
    m, n = X.shape
    T = np.zeros((H, n, H, m))
    for i in range(H):
        for j in range(n):
            for d in range(H):
                for c in range(m):
                    T[i, j, d, c] = delta(i, d) * X[c, j]
    return T


def wx_grad_entry(X, G, d, c):
    s = 0.0
    for j in range(X.shape[1]):
        s += G[d, j] * X[c, j]
    return s


def wx_grad_W(W, X, G):
    out = np.zeros(W.shape)
    for d in range(W.shape[0]):
        for c in range(W.shape[1]):
            out[d, c] = wx_grad_entry(X, G, d, c)
    return out


def wx_grad_X(W, X, G):
    out = np.zeros(X.shape)
    for c in range(X.shape[0]):
        for j in range(X.shape[1]):
            for i in range(W.shape[0]):
                out[c, j] += W[i, c] * G[i, j]
    return out


def wx_grad_W_einsum():
    return 'ik,jk->ij'


def xw_grad_W(X, W, G):
    # D = X W, so D_ij = sum_k X_ik W_kj
    out = np.zeros(W.shape)
    for k in range(W.shape[0]):
        for j in range(W.shape[1]):
            for i in range(X.shape[0]):
                out[k, j] += X[i, k] * G[i, j]
    return out


def wx_counterexample():
    n = 3
    X = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            X[i, j] = 10 * i + j
    W = np.ones((2, n))
    G = np.array([[1., 2., 3.], [4., 5., 6.]])
    return W, X, G


wx_open_question = """Because dD/dW has 4 indices i, j, d, c. You have to sum over i and j together."""


def wx_derivation():
    return """
    dL/dW_dc = sum_ij G_ij dD_ij/dW_dc
       = sum_ij G_ij d_id sum_k d_kc X_kj
       = sum_j G_dj X_cj
    """
