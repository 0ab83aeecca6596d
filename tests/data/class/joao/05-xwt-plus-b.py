"""db summed over the outputs, and linear_grads_nd sums over the first axis only, without the flatten (2 of its 3 parts are right)."""

def linear_forward(X, W, b):
    return X @ W.T + b


def linear_grad_W(X, W, B, G):
    return (X.T @ G).T


def linear_grad_X(X, W, B, G):
    return G @ W


def linear_grad_B(X, W, B, G):
    return G.copy()


def linear_grad_b(X, W, b, G):
    return G.sum(axis=1)  # sum over the rows


def linear_grads_nd(X, W, b, G):
    dX = G @ W
    # outer product of every g with its x, then sum over the samples
    dW = (G[..., :, None] * X[..., None, :]).sum(axis=0)
    db = G.sum(axis=tuple(range(G.ndim - 1)))
    return dX, dW, db


linear_open_question = """When N equals p."""
