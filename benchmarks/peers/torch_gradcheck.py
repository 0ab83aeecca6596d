"""torch.autograd.gradcheck, in its fast mode and in its slow one."""

from __future__ import annotations

from functools import partial
from typing import Any

from peers.peer import Check, Error, Forward, Peer

PACKAGES = ("torch==2.13.0", "numpy")


def torch_gradcheck(X: Any, W: Any, T: Any, fast: bool) -> tuple[Forward, Check]:
    import torch

    torch.set_num_threads(1)
    X, W, T = (torch.from_numpy(array) for array in (X, W, T))

    class Loss(torch.autograd.Function):
        error: Error | None = None

        @staticmethod
        def forward(ctx: Any, W: Any) -> Any:
            H = torch.tanh(X @ W.T)
            ctx.save_for_backward(H)
            return 0.5 * torch.sum((H - T) ** 2)

        @staticmethod
        def backward(ctx: Any, upstream: Any) -> Any:
            (H,) = ctx.saved_tensors
            G = upstream * (((H - T) * (1 - H * H)).T @ X)
            if Loss.error is not None:
                G[Loss.error[:2]] *= 1 + Loss.error[2]
            return G

    W.requires_grad_(True)

    def accepts(error: Error | None) -> bool:
        Loss.error = error
        return torch.autograd.gradcheck(Loss.apply, (W,), fast_mode=fast, raise_exception=False)

    def forward() -> Any:
        with torch.no_grad():
            return 0.5 * torch.sum((torch.tanh(X @ W.T) - T) ** 2)

    return forward, accepts


FAST = Peer("torch gradcheck, fast", "torch", PACKAGES, partial(torch_gradcheck, fast=True))
SLOW = Peer("torch gradcheck, slow", "torch", PACKAGES, partial(torch_gradcheck, fast=False), loops=2)
