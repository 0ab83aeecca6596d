"""Everything right, with np.dot, np.tensordot and np.matmul."""

def linear_forward(X, W, b):
    return np.add(np.dot(X, np.transpose(W)), b)


def linear_grad_W(X, W, B, G):
    return np.tensordot(G, X, axes=(0, 0))


def linear_grad_X(X, W, B, G):
    return np.tensordot(G, W, axes=([1], [0]))


def linear_grad_B(X, W, B, G):
    return np.array(G, copy=True)


def linear_grad_b(X, W, b, G):
    ones = np.ones(G.shape[0])
    return np.dot(ones, G)


def unbroadcast(G, shape):
    k = G.ndim - len(shape)
    axes = list(range(k))
    for a in range(len(shape)):
        if shape[a] == 1 and G.shape[a + k] != 1:
            axes.append(a + k)
    return np.sum(G, axis=tuple(axes)).reshape(shape)


def linear_grads_nd(X, W, b, G):
    lead = tuple(range(X.ndim - 1))
    dX = np.matmul(G, W)
    dW = np.tensordot(G, X, axes=(lead, lead))
    db = np.sum(G, axis=lead)
    return (dX, dW, db)


linear_open_question = """When N = p, np.dot(G, X) is accepted although the right thing is np.dot(G.T, X). tensordot with axes=(0, 0) says clearly that the sample axis is summed. A finite difference test would show the error immediately."""


def linear_derivation():
    return """
    dL = G : dY
       = G : (X dW^T)
       = 2 (G^T X) : dW
    """
