"""np.squeeze on dX, so that a single sample loses its axis."""

def squeeze_all(*arrays):
    return tuple(np.squeeze(a) for a in arrays)


def linear_forward(X, W, b):
    return (W @ X.T).T + b


def linear_grad_W(X, W, B, G):
    # outer product per sample, then sum over samples
    return np.sum(G[:, :, None] * X[:, None, :], axis=0)


def linear_grad_X(X, W, B, G):
    dX = np.sum(G[:, :, None] * W[None, :, :], axis=1)
    return squeeze_all(dX)[0]


def linear_grad_B(X, W, B, G):
    return G.copy()


def linear_grad_b(X, W, b, G):
    return np.sum(G, axis=0)


linear_open_question = """With N = 1 many wrong things work. With p = N also: G X instead of Gᵀ X. Test with N=5, p=3, q=2."""
