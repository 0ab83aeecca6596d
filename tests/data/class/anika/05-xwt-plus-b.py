"""Forgets the return in linear_grad_X; right answers print their shapes."""

def linear_forward(X, W, b):
    print("X", X.shape, "W", W.shape, "b", b.shape)
    Y = X @ W.T + b
    print("Y", Y.shape)
    return Y


def linear_grad_W(X, W, B, G):
    dW = G.T @ X
    print("dW should be", W.shape, "and is", dW.shape)
    return dW


def linear_grad_X(X, W, B, G):
    dX = G @ W
    print("dX", dX.shape)


def linear_grad_B(X, W, B, G):
    return G.copy()


def linear_grad_b(X, W, b, G):
    db = G.sum(axis=0)
    #print(db)
    return db


linear_open_question = """For example q = p = 2: G Wᵀ instead of G W. I print all the shapes, and then I would use numbers like 2, 3, 5 for the sizes."""
