"""The loop of the CS231n assignments: eval_numerical_gradient and rel_error, with "1e-7 and less is happy"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from peers.loss import forward, gradient
from peers.peer import Check, Error, Forward, Peer

HAPPY = 1e-7


def cs231n_loop(X: Any, W: Any, T: Any) -> tuple[Forward, Check]:
    import numpy as np

    def eval_numerical_gradient(f: Callable[[Any], Any], x: Any, h: float = 1e-5) -> Any:
        grad = np.zeros_like(x)
        it = np.nditer(x, flags=["multi_index"], op_flags=[["readwrite"]])
        while not it.finished:
            ix = it.multi_index
            oldval = x[ix]
            x[ix] = oldval + h
            fxph = f(x)
            x[ix] = oldval - h
            fxmh = f(x)
            x[ix] = oldval
            grad[ix] = (fxph - fxmh) / (2 * h)
            it.iternext()
        return grad

    def rel_error(x: Any, y: Any) -> Any:
        return np.max(np.abs(x - y) / (np.maximum(1e-8, np.abs(x) + np.abs(y))))

    def accepts(error: Error | None) -> bool:
        numeric = eval_numerical_gradient(lambda W: forward(X, W, T), W.copy())
        return bool(rel_error(gradient(X, W, T, error), numeric) <= HAPPY)

    return lambda: forward(X, W, T), accepts


PEER = Peer("CS231n loop", "ours", None, cs231n_loop, loops=2)
