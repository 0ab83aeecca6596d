"""The bias gradient is a mean over the samples, and linear_grads_nd inherits it (2 of its 3 parts are right)."""

def linear_forward(X, W, b):
    return X @ W.T + b


def linear_grad_W(X, W, B, G):
    return G.T @ X


def linear_grad_X(X, W, B, G):
    return G @ W


def linear_grad_B(X, W, B, G):
    return 1.0 * G


def linear_grad_b(X, W, b, G):
    # average over the batch
    N = G.shape[0]
    return (1 / N) * np.sum(G, axis=0)


def unbroadcast(G, shape):
    ndim_added = G.ndim - len(shape)
    for _ in range(ndim_added):
        G = G.sum(axis=0)
    for i, dim in enumerate(shape):
        if dim == 1:
            G = G.sum(axis=i, keepdims=True)
    return G


def linear_grads_nd(X, W, b, G):
    # everything as before with one long axis
    x = X.reshape(-1, W.shape[1])
    g = G.reshape(-1, W.shape[0])
    dX = linear_grad_X(x, W, None, g).reshape(X.shape)
    dW = linear_grad_W(x, W, None, g)
    db = linear_grad_b(x, W, b, g)
    return dX, dW, db


linear_open_question = """With N = p = q the shapes never tell you anything. You can check with the finite difference: (L(W + h) - L(W - h)) / 2h for each entry."""


def linear_derivation():
    return """
    dL = G : dY
       = G : (X dWᵀ
       = (Gᵀ X) : dW
    """
