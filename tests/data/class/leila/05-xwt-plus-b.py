"""Lower-case arguments, but the bodies use W and N of the notebook."""

def linear_forward(x, w, b):
    return x @ w.T + b


def linear_grad_W(x, w, B, g):
    return g.T @ x


def linear_grad_X(x, w, B, g):
    return g @ W


def linear_grad_B(x, w, B, g):
    return g.copy()


def linear_grad_b(x, w, b, g):
    return np.ones(N) @ g


linear_open_question = """When two dimensions are the same by chance, e.g. as many samples as outputs."""
