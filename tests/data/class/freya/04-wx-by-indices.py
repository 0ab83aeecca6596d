"""Forgets δ_id in the Jacobian and in the entry; the second half is blank."""

def wx_jacobian(W, X):
    H, m = W.shape
    n = X.shape[1]
    T = np.zeros((H, n, H, m))
    for i in range(H):
        for j in range(n):
            for d in range(H):
                for c in range(m):
                    T[i, j, d, c] = X[c, j]
    return T


def wx_grad_entry(X, G, d, c):
    total = 0.0
    for i in range(G.shape[0]):
        for j in range(G.shape[1]):
            total += G[i, j] * X[c, j]   # chain rule: sum over all i, j
    return total


def wx_grad_W(W, X, G):
    # this one I know from the lecture
    return G @ X.T
