"""The bias gradient is not summed over the samples."""

def linear_forward(X, W, b):
    return X @ W.T + b


def linear_grad_W(X, W, B, G):
    return G.T @ X


def linear_grad_X(X, W, B, G):
    return G @ W


def linear_grad_B(X, W, B, G):
    return G.copy()


def linear_grad_b(X, W, b, G):
    # dY/db = 1 so the same as for B
    return linear_grad_B(X, W, b, G)


linear_open_question = """If the matrix is square. Then A and A^T have the same shape. I would notice when the training does not work."""
