"""The gradient of W comes out transposed; everything else is right."""

def linear_forward(X, W, b):
    return X @ W.T + b[None, :]


def linear_grad_W(X, W, B, G):
    # X^T crosses the colon... X is on the left so it goes to the left of G
    dW = X.T @ G
    return dW


def linear_grad_X(X, W, B, G):
    dX = G @ W
    return dX


def linear_grad_B(X, W, B, G):
    return +G


def linear_grad_b(X, W, b, G):
    db = np.sum(G, axis=0)
    return db


def unbroadcast(G, shape):
    diff = len(G.shape) - len(shape)
    G = np.sum(G, axis=tuple(range(diff)))
    for i in range(len(shape)):
        if shape[i] == 1 and G.shape[i] > 1:
            G = np.sum(G, axis=i, keepdims=True)
    return G


def linear_grads_nd(X, W, b, G):
    Xf = X.reshape(-1, X.shape[-1])
    Gf = G.reshape(-1, G.shape[-1])
    return G @ W, (Xf.T @ Gf).T, Gf.sum(0)


linear_open_question = """A wrong gradient passes when p = q because then dW and its transpose have the same shape. You notice it if the shape of dW is not the shape of W, so take p different from q."""
