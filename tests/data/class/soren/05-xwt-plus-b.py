"""G @ X for the gradient of W: the transpose is missing, and only matching sizes let it pass."""

def linear_forward(X, W, b):
    return X.dot(W.T) + b


def linear_grad_W(X, W, B, G):
    # gradient = upstream times input
    return G @ X


def linear_grad_X(X, W, B, G):
    # gradient = upstream times weight
    return G @ W


def linear_grad_B(X, W, B, G):
    return G.copy()


def linear_grad_b(X, W, b, G):
    return G.sum(0)


linear_open_question = """I think if the shapes match it is normally right, because numpy would give an error otherwise."""
