"""The gradient checks that are compared, a library a module. Each imports its library only when it is made."""

from peers import autograd_check_grads, cs231n_loop, jax_check_grads, ours, scipy_check_grad, torch_gradcheck
from peers.peer import Peer

PEERS: tuple[Peer, ...] = (
    ours.PEER,
    torch_gradcheck.FAST,
    torch_gradcheck.SLOW,
    jax_check_grads.PEER,
    autograd_check_grads.PEER,
    scipy_check_grad.RANDOM,
    scipy_check_grad.ALL,
    cs231n_loop.PEER,
)
