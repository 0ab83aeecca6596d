"""In-place arithmetic: db starts as a view of G[0] and adds into it, and the plain weight decay W is added to dW."""

def linear_forward(X, W, b):
    Y = X @ W.T
    Y += b
    return Y


def linear_grad_W(X, W, B, G):
    grad = np.zeros_like(W)
    for x, g in zip(X, G):
        grad += np.outer(g, x)
    # + derivative of 1/2 ||W||^2
    return grad + W


def linear_grad_X(X, W, B, G):
    return G @ W


def linear_grad_B(X, W, B, G):
    return G.copy()


def linear_grad_b(X, W, b, G):
    db = G[0]
    for i in range(1, len(G)):
        db += G[i]
    return db


def linear_grads_nd(X, W, b, G):
    X = X.reshape((-1, X.shape[-1])) if X.ndim != 2 else X
    shape = G.shape[:-1] + (W.shape[1],)
    G = G.reshape((-1, G.shape[-1])) if G.ndim != 2 else G
    return (G @ W).reshape(shape), G.T @ X, np.ones(len(G)) @ G


linear_open_question = """Shapes are numbers, and different axes may have the same number by accident (N = p = 64 is quite usual!). Then G @ X passes. I would look at the loss after one very small step: it has to go down by lr * ||grad||^2."""
