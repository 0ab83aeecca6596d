"""An integer array collects dW, so every product is cut off."""

def linear_forward(X, W, b):
    return np.array([[np.dot(x, w) + bj for w, bj in zip(W, b)] for x in X])


def linear_grad_W(X, W, B, G):
    dW = np.zeros((W.shape[0], W.shape[1]), dtype=int)
    for r in range(W.shape[0]):
        for s in range(W.shape[1]):
            dW[r][s] = sum(G[i][r] * X[i][s] for i in range(X.shape[0]))
    return dW


def linear_grad_X(X, W, B, G):
    return np.array([[np.dot(g, W[:, s]) for s in range(W.shape[1])] for g in G])


def linear_grad_B(X, W, B, G):
    return np.array([list(row) for row in G])


def linear_grad_b(X, W, b, G):
    return np.array([sum(column) for column in G.T])


def linear_grads_nd(X, W, b, G):
    # flatten and call the ones from above
    x = X.reshape(-1, X.shape[-1])
    g = G.reshape(-1, G.shape[-1])
    return (G @ W, linear_grad_W(x, W, g, g), linear_grad_b(x, W, b, g))


linear_open_question = """Whenever two of the sizes are equal. Then an index can be exchanged with another and there is no error."""
