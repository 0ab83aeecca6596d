"""X is reshaped where it should be transposed, and the einsum result comes out transposed; the rest is right or blank."""

def wx_grad_entry(X, G, d, c):
    return sum(G[d][j] * X[c][j] for j in range(X.shape[1]))


def wx_grad_W(W, X, G):
    m, n = X.shape
    XT = X.reshape(n, m)   # transpose
    return G @ XT


def wx_grad_X(W, X, G):
    return np.array([[np.dot(W[:, c], G[:, j]) for j in range(G.shape[1])] for c in range(W.shape[1])])


def wx_grad_W_einsum():
    return "dj,cj->cd"


def xw_grad_W(X, W, G):
    n, m = X.shape
    return X.reshape(m, n) @ G
