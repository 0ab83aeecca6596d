"""Everything right, with einsum throughout."""

def wx_jacobian(W, X):
    return np.einsum("id,cj->ijdc", np.eye(W.shape[0]), X)


def wx_grad_entry(X, G, d, c):
    return np.einsum("j,j->", G[d], X[c])


def wx_grad_W(W, X, G):
    return np.einsum("hn,mn->hm", G, X)


def wx_grad_X(W, X, G):
    return np.einsum("dc,dj->cj", W, G)


def wx_grad_W_einsum():
    return "hn, mn -> hm"


def xw_grad_W(X, W, G):
    return np.einsum("nm,nh->mh", X, G)


def wx_counterexample():
    rng = np.random.default_rng(42)
    W = rng.normal(size=(2, 3))
    X = rng.normal(size=(3, 3))
    G = rng.normal(size=(2, 3))
    assert (G @ X).shape == W.shape
    assert not np.allclose(G @ X, G @ X.T)
    return W, X, G


wx_open_question = """The dot is "ij,ijdc->dc": two letters are summed. A matrix product is "ij,jk->ik": one letter. So the notation is only a reminder of the chain rule and not something to be multiplied."""


def wx_derivation():
    return """
    ∂L/∂W_dc = Σ_ij G_ij ∂D_ij/∂W_dc
        = Σ_ij G_ij δ_id X_cj
        = G_dj X_cj
    """
