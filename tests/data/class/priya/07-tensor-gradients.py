"""Everything right, with einsum and np.eye for every delta."""

def transpose_tensor(m, n):
    return np.einsum("il,jk->ijkl", np.eye(m), np.eye(n))


def hadamard_tensor(m, n):
    dm = np.eye(m)
    dn = np.eye(n)
    # two deltas for the rows, two for the columns
    return np.einsum("ik,km,jl,ln->ijklmn", dm, dm, dn, dn)


def linear_jacobian(X, W):
    return np.einsum("iq,jp->ijpq", X, np.eye(len(W)))


def elementwise_loss_tensor(X, W, B, h, dh):
    Y = np.einsum("kq,pq->kp", X, W) + B
    return np.einsum("nl,nq,lp->nlpq", dh(Y), X, np.eye(len(W)))


def elementwise_loss_einsum():
    return "nl,nq,lp->nlpq"


def contract_upstream(V, T):
    return np.einsum("kl,kl...->...", V, T)


def elementwise_loss_grad(X, W, B, h, dh, V):
    Y = np.einsum("kq,pq->kp", X, W) + B
    # the delta sets l = p, so the letter l disappears
    return np.einsum("kp,kp,kq->pq", V, dh(Y), X)


def hadamard_bytes(m, n):
    return (m * n) ** 3 * np.dtype(float).itemsize


def nonzero_fraction(N, p, q):
    # N*p*q nonzeros of N*p*p*q
    return (N * p * q) / (N * p * p * q)


tensor_open_question = """Only 1/p of the entries can be non-zero, so almost all memory holds zeros that are then multiplied and added. Doing the contraction with V on paper first removes the δ and leaves one matrix product."""
