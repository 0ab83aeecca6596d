"""This package's own check_gradient."""

from __future__ import annotations

from itertools import count
from typing import Any

from peers.loss import forward, gradient
from peers.peer import Check, Error, Forward, Peer


def ours(X: Any, W: Any, T: Any) -> tuple[Forward, Check]:
    from autograder import check_gradient

    seeds = count()

    def accepts(error: Error | None) -> bool:
        return check_gradient(
            forward, (X, W, T), "W", lambda X, W, T: gradient(X, W, T, error), seed=next(seeds)
        ).passed

    return lambda: forward(X, W, T), accepts


PEER = Peer("autograder.check_gradient", "ours", None, ours)
