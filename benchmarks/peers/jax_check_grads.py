"""jax.test_util.check_grads, in reverse mode, on a custom_vjp."""

from __future__ import annotations

from typing import Any

from peers.peer import Check, Error, Forward, Peer, raises


def jax_check_grads(X: Any, W: Any, T: Any) -> tuple[Forward, Check]:
    import jax
    import jax.numpy as jnp
    from jax.test_util import check_grads

    jax.config.update("jax_enable_x64", True)
    X, W, T = (jnp.asarray(array) for array in (X, W, T))

    @jax.jit
    def value(W: Any) -> Any:
        residual = jnp.tanh(X @ W.T) - T
        return 0.5 * jnp.sum(residual * residual)

    @jax.jit
    def pull_back(W: Any, upstream: Any, row: Any, column: Any, relative: Any) -> Any:
        H = jnp.tanh(X @ W.T)
        G = upstream * (((H - T) * (1 - H * H)).T @ X)
        return G.at[row, column].multiply(1 + relative)

    def accepts(error: Error | None) -> bool:
        row, column, relative = error or (0, 0, 0.0)
        loss = jax.custom_vjp(value)
        loss.defvjp(lambda W: (value(W), W), lambda W, upstream: (pull_back(W, upstream, row, column, relative),))
        return not raises(lambda: check_grads(loss, (W,), order=1, modes=("rev",)))

    return lambda: value(W).block_until_ready(), accepts


PEER = Peer("jax check_grads", "jax", ("jax", "jaxlib"), jax_check_grads)
