"""scipy.optimize.check_grad, along one random direction and along every axis."""

from __future__ import annotations

from functools import partial
from typing import Any

from peers.loss import data, forward, gradient
from peers.peer import Check, Error, Forward, Peer

DRAWS = {"random": 10, "all": 2}  # of direction and point, to find the limit: every axis is slow, and always the same
FIRST_SEED = 100  # points that no trial uses


def scipy_check_grad(X: Any, W: Any, T: Any, direction: str) -> tuple[Forward, Check]:
    """scipy returns a number and leaves the judgement to the caller, who is given the best limit there is here.

    That is twice the largest number seen for right gradients.
    """
    import numpy as np
    from scipy.optimize import check_grad

    shape = W.shape
    rng = np.random.default_rng(0)

    def off(X: Any, W: Any, T: Any, error: Error | None = None) -> float:
        return float(
            check_grad(
                lambda w: forward(X, w.reshape(shape), T),
                lambda w: gradient(X, w.reshape(shape), T, error).ravel(),
                W.ravel(),
                direction=direction,
                rng=rng,
            )
        )

    limit: list[float] = []

    def accepts(error: Error | None) -> bool:
        if not limit:
            limit.append(2 * max(off(*data(*shape, FIRST_SEED + draw)) for draw in range(DRAWS[direction])))
        return off(X, W, T, error) <= limit[0]

    return lambda: forward(X, W, T), accepts


RANDOM = Peer("scipy check_grad, random", "scipy", ("scipy",), partial(scipy_check_grad, direction="random"))
ALL = Peer("scipy check_grad, all", "scipy", ("scipy",), partial(scipy_check_grad, direction="all"), loops=1)
