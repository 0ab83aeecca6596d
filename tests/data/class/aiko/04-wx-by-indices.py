"""Everything right; the counterexample is a small one found by hand."""

def wx_jacobian(W, X):
    H, m = W.shape
    n = X.shape[1]
    T = np.zeros((H, n, H, m))
    for i in range(H):
        # row i of D depends on row i of W only
        T[i, :, i, :] = X.T
    return T


def wx_grad_entry(X, G, d, c):
    return G[d] @ X[c]


def wx_grad_W(W, X, G):
    return G @ X.T


def wx_grad_X(W, X, G):
    return W.T @ G


def wx_grad_W_einsum():
    return "dj,cj->dc"


def xw_grad_W(X, W, G):
    return X.T @ G


def wx_counterexample():
    # X square but not symmetric
    X = np.array([[1.0, 2.0], [0.0, 1.0]])
    W = np.array([[1.0, 1.0]])
    G = np.array([[1.0, 0.0]])
    return W, X, G


wx_open_question = """∂D/∂W has four indices, ∂L/∂D only two. The dot means summing over both indices of D, Σ_ij (∂L/∂D_ij)(∂D_ij/∂W_dc), and a matrix product sums over only one. What remains after both sums is G Xᵀ, where the transpose comes from the index j and not from the dot."""


def wx_derivation():
    return """
    dL/dW_dc = sum_ij G_ij dD_ij/dW_dc
       = sum_ij G_ij d_id sum_k d_kc X_kj
       = sum_j G_dj X_cj
    """


def xw_derivation():
    return """
    ∂ℓ/∂W_dc = Σ_ij G_ij Σ_k X_ik δ_kd δ_jc
             = Σ_ij G_ij X_id δ_jc
             = Σ_i X_id G_ic
    ∂ℓ/∂W = Xᵀ G
    """
