"""keepdims=True in the bias gradient: the right numbers in shape (1, p)."""

def linear_forward(X, W, b):
    return X @ W.T + b


def linear_grad_W(X, W, B, G):
    return np.matmul(G.T, X)


def linear_grad_X(X, W, B, G):
    return np.matmul(G, W)


def linear_grad_B(X, W, B, G):
    return np.copy(G)


def linear_grad_b(X, W, b, G):
    db = np.sum(G, axis=0, keepdims=True)
    return db


def unbroadcast(G, shape):
    # sum over everything that was copied, then fix the shape
    lead = G.ndim - len(shape)
    axes = tuple(range(lead)) + tuple(lead + i for i, s in enumerate(shape) if s == 1)
    return G.sum(axis=axes, keepdims=True).reshape(shape)


def linear_grads_nd(X, W, b, G):
    N = int(np.prod(X.shape[:-1]))
    X_ = X.reshape(N, -1)
    G_ = G.reshape(N, -1)
    return G @ W, G_.T @ X_, G_.sum(axis=0)


linear_open_question = """E.g. X is 3x3 and W is 3x3: G @ W.T gives no error although it should be G @ W. I would test with a non square W."""
