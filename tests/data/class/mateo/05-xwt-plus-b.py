"""Everything right, with explicit loops everywhere."""

def linear_forward(X, W, b):
    N, q = X.shape
    p, _ = W.shape
    Y = np.zeros((N, p))
    for i in range(N):
        for j in range(p):
            s = 0.0
            for k in range(q):
                s += X[i, k] * W[j, k]
            Y[i, j] = s + b[j]
    return Y


def linear_grad_W(X, W, B, G):
    N, q = X.shape
    p = W.shape[0]
    dW = np.zeros((p, q))
    # formula from the text: sum_i G_ir X_is
    for r in range(p):
        for s in range(q):
            for i in range(N):
                dW[r, s] += G[i, r] * X[i, s]
    return dW


def linear_grad_X(X, W, B, G):
    N, q = X.shape
    p = W.shape[0]
    dX = np.zeros((N, q))
    for r in range(N):
        for s in range(q):
            for j in range(p):
                dX[r, s] += G[r, j] * W[j, s]
    return dX


def linear_grad_B(X, W, B, G):
    dB = np.zeros(B.shape)
    for i in range(B.shape[0]):
        for j in range(B.shape[1]):
            dB[i, j] = G[i, j]
    return dB


def linear_grad_b(X, W, b, G):
    db = np.zeros(len(b))
    for i in range(G.shape[0]):
        for j in range(G.shape[1]):
            db[j] += G[i, j]
    return db


def unbroadcast(G, shape):
    out = np.zeros(shape)
    extra = G.ndim - len(shape)
    for idx in np.ndindex(*G.shape):
        # where did this entry come from? drop the new axes, index 0 on the stretched ones
        src = idx[extra:]
        src = tuple(0 if shape[a] == 1 else src[a] for a in range(len(shape)))
        out[src] += G[idx]
    return out


def linear_grads_nd(X, W, b, G):
    dX = np.zeros(X.shape)
    dW = np.zeros(W.shape)
    db = np.zeros(b.shape)
    for idx in np.ndindex(*X.shape[:-1]):
        x = X[idx]
        g = G[idx]
        dX[idx] = g @ W
        dW += np.outer(g, x)
        db += g
    return dX, dW, db


linear_open_question = """For square matrices everything fits with everything, so G X, GᵀX, XᵀG all have the shape of W. With loops I can not confuse them because I have to write the indices. I would test with sizes 4, 3, 2."""


def linear_derivation():
    return """
    dL = G : dY
       = G : (X dWᵀ)
    """
