"""The loss that every check is measured on, ℓ = ½ ‖tanh(X Wᵀ) − T‖², with its gradient written by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from peers.peer import Error

SAMPLES = 32  # a small batch: the price of a check is then in W, as in a layer


def data(p: int, q: int, seed: int) -> tuple[Any, Any, Any]:
    """X of shape (32, q), W of shape (p, q), T of shape (32, p): |X Wᵀ| is about 1."""
    import numpy as np

    rng = np.random.default_rng([p, q, seed])
    return rng.normal(size=(SAMPLES, q)), rng.normal(size=(p, q)) / q**0.5, rng.normal(size=(SAMPLES, p))


def forward(X: Any, W: Any, T: Any) -> Any:
    """The loss, in numpy."""
    import numpy as np

    residual = np.tanh(X @ W.T) - T
    return 0.5 * np.sum(residual * residual)


def gradient(X: Any, W: Any, T: Any, error: Error | None = None) -> Any:
    """∂ℓ/∂W, in numpy, with an error in one entry."""
    import numpy as np

    H = np.tanh(X @ W.T)
    G = ((H - T) * (1 - H * H)).T @ X
    if error is not None:
        G[error[:2]] *= 1 + error[2]
    return G
