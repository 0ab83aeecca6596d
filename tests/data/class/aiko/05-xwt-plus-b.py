"""Everything right, in plain matrix style."""

def linear_forward(X, W, b):
    """Y = X Wᵀ + 1 bᵀ, shape (N, p)."""
    return X @ W.T + b


def linear_grad_W(X, W, B, G):
    """∂ℓ/∂W for Y = X Wᵀ + B, shape (p, q)."""
    # dl = G : X dW^T = G^T : dW X^T = G^T X : dW
    return G.T @ X


def linear_grad_X(X, W, B, G):
    """∂ℓ/∂X for Y = X Wᵀ + B, shape (N, q)."""
    return G @ W


def linear_grad_B(X, W, B, G):
    """∂ℓ/∂B for Y = X Wᵀ + B with a full matrix B, shape (N, p)."""
    return G


def linear_grad_b(X, W, b, G):
    """∂ℓ/∂b for Y = X Wᵀ + 1 bᵀ, shape (p,)."""
    return G.sum(axis=0)


def unbroadcast(G, shape):
    """∂ℓ/∂B for a B of this shape that was broadcast to the shape of G."""
    # axes that numpy put in front
    while G.ndim > len(shape):
        G = G.sum(axis=0)
    # axes of size 1 that were stretched
    for ax, size in enumerate(shape):
        if size == 1:
            G = G.sum(axis=ax, keepdims=True)
    return G


def linear_grads_nd(X, W, b, G):
    """(∂ℓ/∂X, ∂ℓ/∂W, ∂ℓ/∂b) for Y = X Wᵀ + b with any leading axes."""
    X2 = X.reshape(-1, X.shape[-1])
    G2 = G.reshape(-1, G.shape[-1])
    dX = G @ W
    dW = G2.T @ X2
    db = G2.sum(axis=0)
    return dX, dW, db


linear_open_question = """If N = p then G X and GᵀX have the same shape, so the wrong product goes through without an error (for instance N = p = 3, q = 2). You would notice by choosing N, p, q all different, where only one product conforms, or by nudging one weight and comparing the change of the loss with G : dY."""


def linear_derivation():
    return """
    dL = G : dY
       = G : (X dW.T)
       = (X.T G) : dW.T
       = (G.T X) : dW
    """


def linear_derivation_X():
    return """
    dL = G : (dX Wᵀ) = (G W) : dX
    """


def linear_derivation_b():
    return """
    dL = G : (ones db.T)
       = (ones.T G) : db.T
       = (G.T ones) : db
    """
