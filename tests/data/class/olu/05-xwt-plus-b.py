"""The upstream G is ignored in both bias gradients: derivatives of Y, not of the loss."""

def linear_forward(X, W, b):
    return X @ W.T + b


def linear_grad_W(X, W, B, G):
    return G.T @ X


def linear_grad_X(X, W, B, G):
    return G @ W


def linear_grad_B(X, W, B, G):
    # derivative of B by B is one
    return np.ones(B.shape)


def linear_grad_b(X, W, b, G):
    # N times one
    N = X.shape[0]
    return N * np.ones(b.shape)


linear_open_question = """When W is square you can forget the transpose. I would calculate one entry by hand, e.g. dL/dW_11."""
