"""The free index c is summed away in the einsum string, and the entry multiplies two sums; the rest is right."""

def wx_jacobian(W, X):
    H = W.shape[0]
    return np.eye(H)[:, None, :, None] * X.T[None, :, None, :]


def wx_grad_entry(X, G, d, c):
    return G[d].sum() * X[c].sum()


def wx_grad_W(W, X, G):
    return np.dot(G, X.T)


def wx_grad_X(W, X, G):
    return np.dot(W.T, G)


def wx_grad_W_einsum():
    return "dj,cj->d"


def xw_grad_W(X, W, G):
    return np.dot(X.T, G)


def wx_counterexample():
    # X is not square here
    W = np.arange(6.0).reshape(2, 3)
    X = np.arange(12.0).reshape(3, 4)
    G = np.ones((2, 4))
    return W, X, G


wx_open_question = """The shapes are (H, n) and (H, n, H, m), numpy would not multiply them with @ the way we want. It has to be tensordot with two axes."""
