"""db is the sum of all entries of G, one number; linear_grads_nd transposes stacks and raises when there is no leading axis."""

def linear_forward(X, W, b):
    ones = np.ones((X.shape[0], 1))
    return X @ W.T + ones @ b.reshape(1, -1)


def linear_grad_W(X, W, B, G):
    return G.T @ X


def linear_grad_X(X, W, B, G):
    return G @ W


def linear_grad_B(X, W, B, G):
    return G - 0


def linear_grad_b(X, W, b, G):
    # b_j occurs everywhere, collect from all of them
    return np.sum(G)


def unbroadcast(G, shape):
    if G.shape == tuple(shape):
        return G
    if len(shape) == 0:
        return np.sum(G)
    if G.ndim > len(shape):
        return unbroadcast(G.sum(axis=0), shape)
    for i in range(len(shape)):
        if G.shape[i] != shape[i]:
            G = G.sum(axis=i, keepdims=True)
    return G


def linear_grads_nd(X, W, b, G):
    dX = G @ W
    dW = np.swapaxes(G, -1, -2) @ X   # .T does something strange in 3d
    while dW.ndim > 2:
        dW = dW.sum(axis=0)
    db = G.sum(axis=tuple(range(G.ndim - 1)))
    return dX, dW, db


linear_open_question = """If p = q = N, G Wᵀ has the same shape as G W. To notice it I would compute a numerical gradient with small h and compare all the entries, and not use square matrices for testing."""


def linear_derivation():
    return """
    dL = G : dY
       = G : (X dW)
       = (X.T G) : dW
    """
