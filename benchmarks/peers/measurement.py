"""What is measured of a peer at a size: its price in forward evaluations, what it catches, how often it is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic, process_time
from typing import Any

from peers.loss import data
from peers.peer import Peer

TRIALS, FEWEST_TRIALS = 20, 5  # at 20, "caught in 95 %" allows one miss; 5 where a check takes long
POWERS = range(1, 13)  # planted errors from 1e-1 to 1e-12, where double precision ends
CAUGHT = 0.95
BLOCK_SECONDS = 0.005  # a thousand ticks of the clock of CPU time and more
FEWEST_BLOCKS, MOST_BLOCKS = 3, 101


@dataclass(frozen=True)
class Figures:
    """What was measured of one peer at one size: `ratio` in forward evaluations, `caught` a power of ten, 0 for none.

    `run` is False where the ratio is counted, not measured.
    """

    ratio: float
    run: bool
    caught: int
    trials: int
    false_alarms: int
    rights: int
    forward_ms: float

    @property
    def unsound(self) -> bool:
        """Whether it rejects so many right gradients that catching wrong ones means nothing."""
        return self.false_alarms > (1 - CAUGHT) * self.rights


def measure(peer: Peer, size: tuple[int, int], seconds: float) -> Figures:
    """All figures of one peer at one size, in this process."""
    import numpy as np

    p, q = size
    X, W, T = data(p, q, 0)
    forward, accepts = peer.make(X, W, T)
    one = cpu_seconds(forward, seconds / 10)
    expected = peer.loops * p * q * one
    if expected > seconds:
        return Figures(peer.loops * p * q, False, 0, 0, 0, 0, 1e3 * one)
    cost = cpu_seconds(lambda: accepts(None), seconds / 4)
    rights = [peer.make(*data(p, q, 1 + draw))[1](None) for draw in range(_affordable(cost, seconds))]
    rng = np.random.default_rng(1)
    caught, tried = 0, 0
    for power in POWERS:
        answers: list[bool] = []
        started = monotonic()
        while len(answers) < FEWEST_TRIALS or (len(answers) < TRIALS and monotonic() - started < seconds):
            answers.append(accepts((int(rng.integers(p)), int(rng.integers(q)), 10.0**-power)))
        tried = max(tried, len(answers))
        if answers.count(False) < CAUGHT * len(answers):
            break
        caught = -power
    return Figures(cost / one, True, caught, tried, rights.count(False), len(rights), 1e3 * one)


def _affordable(cost: float, seconds: float) -> int:
    return int(min(TRIALS, max(FEWEST_TRIALS, seconds / cost)))


def cpu_seconds(function: Callable[[], Any], seconds: float) -> float:
    """The least CPU time of one call, over as many blocks of calls as fit: at least 3, at most 101.

    A block lasts a few milliseconds, so that neither the clock nor a cold start is measured; the least, because what
    other programs do to the memory can more than double the time of an array of 128 MB.
    """

    def block() -> float:
        before = process_time()
        for _ in range(calls):
            function()
        return process_time() - before

    calls = 1
    while block() < BLOCK_SECONDS:
        calls *= 2
    spent: list[float] = []
    started = monotonic()
    while len(spent) < FEWEST_BLOCKS or (len(spent) < MOST_BLOCKS and monotonic() - started < seconds):
        spent.append(block() / calls)
    return min(spent)
