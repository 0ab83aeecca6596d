"""unbroadcast forgets the stretched axes; G is reshaped where it should be transposed."""

def linear_forward(X, W, b):
    return X @ W.T + b


def linear_grad_W(X, W, B, G):
    N, p = G.shape
    # need (p, N) @ (N, q)
    return G.reshape(p, N) @ X


def linear_grad_X(X, W, B, G):
    return G @ W


def linear_grad_B(X, W, B, G):
    return G.copy()


def linear_grad_b(X, W, b, G):
    return G.sum(axis=0)


def unbroadcast(G, shape):
    """∂ℓ/∂B for a B of this shape that was broadcast to the shape of G."""
    extra = G.ndim - len(shape)
    return G.sum(axis=tuple(range(extra)))


def linear_grads_nd(X, W, b, G):
    axes = tuple(range(G.ndim - 1))
    return G @ W, np.tensordot(G, X, (axes, axes)), unbroadcast(G, b.shape)


linear_open_question = """A reshape always gives the shape I want, so the shapes prove nothing at all there. In the same way G X passes when N = p. I would check with numbers."""
