"""float32 for speed: dW is returned in float32 (accepted with a note), db goes through it and back (not accepted)."""

F32 = "float32"


def to32(*arrays):
    # like on the GPU
    return [np.asarray(a, dtype=F32) for a in arrays]


def linear_forward(X, W, b):
    return X @ W.T + b


def linear_grad_W(X, W, B, G):
    G32, X32 = to32(G, X)
    return G32.T @ X32


def linear_grad_X(X, W, B, G):
    return G @ W


def linear_grad_B(X, W, B, G):
    return G.copy()


def linear_grad_b(X, W, b, G):
    db = np.zeros(G.shape[1])
    db[:] = to32(G)[0].sum(axis=0)
    return db


linear_open_question = """If the layer is square (p = q) G Wᵀ fits. You could compare with autograd of a framework."""
