"""Answers to lesson 05: right ones, and wrong ones that are well formed, so that only a forged check lets them pass."""

POINTS = {
    "linear_forward": 1.0,
    "linear_grad_W": 3.0,
    "linear_grad_X": 2.0,
    "linear_grad_B": 1.0,
    "linear_grad_b": 2.0,
    "unbroadcast": 2.0,
    "linear_grads_nd": 3.0,
    "linear_derivation": 3.0,
    "linear_derivation_X": 2.0,
    "linear_derivation_b": 2.0,
}

RIGHT = {
    "linear_forward": "def linear_forward(X, W, b):\n    return X @ W.T + b",
    "linear_grad_W": "def linear_grad_W(X, W, B, G):\n    return G.T @ X",
    "linear_grad_X": "def linear_grad_X(X, W, B, G):\n    return G @ W",
    "linear_grad_B": "def linear_grad_B(X, W, B, G):\n    return 1.0 * G",
    "linear_grad_b": "def linear_grad_b(X, W, b, G):\n    return G.T @ np.ones(len(G))",
    "unbroadcast": """
        def unbroadcast(G, shape):
            while G.ndim > len(shape):
                G = G.sum(axis=0)
            for axis, size in enumerate(shape):
                if size == 1:
                    G = G.sum(axis=axis, keepdims=True)
            return G
        """,
    "linear_grads_nd": """
        def linear_grads_nd(X, W, b, G):
            rows, upstream = X.reshape(-1, X.shape[-1]), G.reshape(-1, G.shape[-1])
            return G @ W, upstream.T @ rows, upstream.sum(axis=0)
        """,
    "linear_derivation": """
        def linear_derivation():
            return \"\"\"
            dℓ = G : dY
               = G : (X dWᵀ)
               = (Gᵀ X) : dW
            \"\"\"
        """,
    "linear_derivation_X": 'def linear_derivation_X():\n    return "dℓ = G : (dX Wᵀ) = (G W) : dX"',
    "linear_derivation_b": 'def linear_derivation_b():\n    return "dℓ = G : (ones dbᵀ) = (Gᵀ ones) : db"',
}

WRONG = {
    "linear_forward": "def linear_forward(X, W, b):\n    return np.zeros((len(X), len(W)))",
    "linear_grad_W": "def linear_grad_W(X, W, B, G):\n    return np.zeros(W.shape)",
    "linear_grad_X": "def linear_grad_X(X, W, B, G):\n    return np.zeros(X.shape)",
    "linear_grad_B": "def linear_grad_B(X, W, B, G):\n    return np.zeros(B.shape)",
    "linear_grad_b": "def linear_grad_b(X, W, b, G):\n    return np.zeros(b.shape)",
    "unbroadcast": "def unbroadcast(G, shape):\n    return np.zeros(shape)",
    "linear_grads_nd": "def linear_grads_nd(X, W, b, G):\n"
    "    return np.zeros(X.shape), np.zeros(W.shape), np.zeros(b.shape)",
    "linear_derivation": 'def linear_derivation():\n    return "dℓ = G : dY"',
    "linear_derivation_X": 'def linear_derivation_X():\n    return "dℓ = G : dY"',
    "linear_derivation_b": 'def linear_derivation_b():\n    return "dℓ = G : dY"',
}
