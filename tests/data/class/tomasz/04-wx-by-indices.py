"""The Jacobian has the axes of W first, and GᵀX is carried over from the rows convention."""

def wx_jacobian(W, X):
    # d D_ij / d W_dc
    H, m = W.shape
    n = X.shape[1]
    J = np.zeros((H, m, H, n))
    for d in range(H):
        for c in range(m):
            J[d, c, d, :] = X[c, :]
    return J


def wx_grad_entry(X, G, d, c):
    return float(np.inner(G[d], X[c]))


def wx_grad_W(W, X, G):
    return G.T @ X


def wx_grad_X(W, X, G):
    return np.dot(W.T, G)


def wx_grad_W_einsum():
    return "ab,cb->ac"


def xw_grad_W(X, W, G):
    # same as before only W and X swapped
    return G @ X.T


wx_open_question = """Because it is a tensor with four indices. A matrix product has only one index that is summed."""
