"""A weight penalty slipped into dW, with the constant of an earlier homework; everything else is right."""

LAMBDA = 0.01


def linear_forward(X, W, b):
    return X @ W.T + b


def linear_grad_W(X, W, B, G):
    dW = G.T @ X
    dW += LAMBDA * W   # L2 regularisation
    return dW


def linear_grad_X(X, W, B, G):
    return G @ W


def linear_grad_B(X, W, B, G):
    return G.copy()


def linear_grad_b(X, W, b, G):
    return G.sum(axis=0)


def unbroadcast(G, shape):
    extra = G.ndim - len(shape)
    padded = (1,) * extra + tuple(shape)
    axes = tuple(i for i, s in enumerate(padded) if s == 1)
    return G.sum(axis=axes).reshape(shape)


def linear_grads_nd(X, W, b, G):
    q, p = X.shape[-1], G.shape[-1]
    dX = G @ W
    dW = G.reshape(-1, p).T @ X.reshape(-1, q)
    db = G.reshape(-1, p).sum(axis=0)
    return dX, dW, db


linear_open_question = """If N = p the product G X is defined and has the shape (N, q) = (p, q) of W. It would show up in a gradient check with finite differences, or when changing the batch size by one."""


def linear_derivation():
    return """
    dL = G : dY
       = G : (X dW.T)
       = (X.T G) : dW.T
       = (G.T X) : dW
    """
