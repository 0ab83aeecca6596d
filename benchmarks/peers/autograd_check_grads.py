"""HIPS autograd's check_grads, in reverse mode, on a primitive."""

from __future__ import annotations

from typing import Any

from peers.loss import forward, gradient
from peers.peer import Check, Error, Forward, Peer, raises


def autograd_check_grads(X: Any, W: Any, T: Any) -> tuple[Forward, Check]:
    from autograd.extend import defvjp, primitive
    from autograd.test_util import check_grads

    def accepts(error: Error | None) -> bool:
        @primitive
        def loss(W: Any) -> Any:
            return forward(X, W, T)

        defvjp(loss, lambda _, W: lambda upstream: upstream * gradient(X, W, T, error))
        return not raises(lambda: check_grads(loss, modes=["rev"], order=1)(W))

    return lambda: forward(X, W, T), accepts


PEER = Peer("HIPS autograd check_grads", "autograd", ("autograd",), autograd_check_grads)
