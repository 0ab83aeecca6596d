"""elementwise_loss_grad builds the dense H and everything after it: right for small sizes, impossible for large ones."""

def transpose_tensor(m, n):
    return np.einsum("ia,jb->ijba", np.eye(m), np.eye(n))


def hadamard_tensor(m, n):
    H = np.zeros((m, n) * 3)
    for i, j in np.ndindex(m, n):
        H[i, j, i, j, i, j] = 1.0
    return H


def linear_jacobian(X, W):
    p, q = W.shape
    F = transpose_tensor(q, p)           # (q, p, p, q)
    return np.tensordot(X, F, axes=1)    # X . F


def elementwise_loss_tensor(X, W, B, h, dh):
    Y = X @ W.T + B
    H = hadamard_tensor(*Y.shape)
    D = np.tensordot(dh(Y), H, axes=2)                   # h'(Y) : H
    return np.tensordot(D, linear_jacobian(X, W), axes=2)  # : (X . F)


def elementwise_loss_einsum():
    return "ab,ac,bd->abdc"


def contract_upstream(V, T):
    return np.tensordot(V, T, axes=2)


def elementwise_loss_grad(X, W, B, h, dh, V):
    # V : h'(Y) : H : (X . F) exactly as in the text
    return contract_upstream(V, elementwise_loss_tensor(X, W, B, h, dh))


def hadamard_bytes(m, n):
    # hadamard_tensor(m, n).nbytes says the same, if there is room for it
    shape = (m, n) * 3
    return int(np.prod(shape)) * np.float64().nbytes


def nonzero_fraction(N, p, q):
    T = linear_jacobian(np.ones((N, q)), np.ones((p, q)))
    return np.count_nonzero(T) / T.size


def tensor_derivation():
    return """
    dL = h'(Y) .* dY
       = h'(Y) : H : dY
       = h'(Y) : H : (X dW^T)
       = h'(Y) : H : (X F) : dW
    """
