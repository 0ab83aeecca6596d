"""linear_grad_b never ends; the answers around it are right."""

def linear_forward(X, W, b):
    return X @ W.T + b


def linear_grad_W(X, W, B, G):
    return G.T @ X


def linear_grad_X(X, W, B, G):
    return G @ W


def linear_grad_B(X, W, B, G):
    return G.copy()


def linear_grad_b(X, W, b, G):
    # come back to this one
    while True:
        pass


def unbroadcast(G, shape):
    while G.ndim > len(shape):
        G = G.sum(axis=0)
    for axis in range(len(shape)):
        if shape[axis] == 1:
            G = G.sum(axis=axis, keepdims=True)
    return G


linear_open_question = """If p = N then G X also has shape (p, q), so one could take it by mistake. With N = p + 1 one gets an error."""
