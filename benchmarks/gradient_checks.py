"""Gradient checks side by side: what each costs, what it catches, and how often it raises a false alarm.

    python benchmarks/gradient_checks.py [--quick] [--seconds 20]

The loss is ℓ = ½ ‖tanh(X Wᵀ) − T‖² with 32 samples, its gradient written by hand in every library and handed to the
check as that library asks. Each peer runs in an environment of its own, which is made under var/bench, in its own
process, on one core and one thread, on the same data by seed. Time is the least CPU time, gradient included, in forward
evaluations of the same library in the same process. A planted error is one entry, at random, made wrong by a relative
amount; "caught" is the smallest power of ten that was caught in at least 95 % of the trials, as many as fit into
`--seconds` a size and power. What would take longer than that once is not run: its time is one forward evaluation times
how many it makes.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
import venv
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic, process_time
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENTS = ROOT / "var" / "bench"
PLOT = ROOT / "docs" / "gradient-checks.svg"
SIZES = ((10, 8), (100, 80), (1000, 800), (4000, 4000))
SAMPLES = 32
TRIALS, FEWEST_TRIALS = 20, 5
BLOCK_SECONDS = 0.005
POWERS = range(1, 13)
CAUGHT = 0.95
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NPROC"), "1")

COLOURS = ("#1b6e3c", "#a3330c", "#d07a5a", "#1f4e8c", "#7a5a00", "#6a3d9a", "#a98bc4", "#555555")

Check = Callable[[Any], bool]
"""Whether a check accepts the right gradient times (1 + error), error a (row, column, relative) or None."""


@dataclass(frozen=True)
class Peer:
    """A check in a library: `packages` to install, None for our own; `loops`: evaluations an entry, 0 for none."""

    title: str
    library: str
    packages: tuple[str, ...] | None
    make: Callable[..., tuple[Callable[[], Any], Check]]
    loops: int = 0


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


def data(p: int, q: int, seed: int) -> tuple[Any, Any, Any]:
    """X of shape (32, q), W of shape (p, q), T of shape (32, p): |X Wᵀ| is about 1."""
    import numpy as np

    rng = np.random.default_rng([p, q, seed])
    return rng.normal(size=(SAMPLES, q)), rng.normal(size=(p, q)) / q**0.5, rng.normal(size=(SAMPLES, p))


def numpy_forward(X: Any, W: Any, T: Any) -> Any:
    import numpy as np

    residual = np.tanh(X @ W.T) - T
    return 0.5 * np.sum(residual * residual)


def numpy_gradient(X: Any, W: Any, T: Any, error: Any = None) -> Any:
    import numpy as np

    H = np.tanh(X @ W.T)
    G = ((H - T) * (1 - H * H)).T @ X
    if error is not None:
        G[error[:2]] *= 1 + error[2]
    return G


def ours(X: Any, W: Any, T: Any) -> tuple[Callable[[], Any], Check]:
    from itertools import count

    from autograder import check_gradient

    seeds = count()

    def accepts(error: Any) -> bool:
        return check_gradient(
            numpy_forward, (X, W, T), "W", lambda X, W, T: numpy_gradient(X, W, T, error), seed=next(seeds)
        ).passed

    return lambda: numpy_forward(X, W, T), accepts


def torch_gradcheck(X: Any, W: Any, T: Any, fast: bool) -> tuple[Callable[[], Any], Check]:
    import torch

    torch.set_num_threads(1)
    X, W, T = (torch.from_numpy(array) for array in (X, W, T))

    class Loss(torch.autograd.Function):
        error: Any = None

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

    def accepts(error: Any) -> bool:
        Loss.error = error
        return torch.autograd.gradcheck(Loss.apply, (W,), fast_mode=fast, raise_exception=False)

    def forward() -> Any:
        with torch.no_grad():
            return 0.5 * torch.sum((torch.tanh(X @ W.T) - T) ** 2)

    return forward, accepts


def torch_fast(X: Any, W: Any, T: Any) -> tuple[Callable[[], Any], Check]:
    return torch_gradcheck(X, W, T, True)


def torch_slow(X: Any, W: Any, T: Any) -> tuple[Callable[[], Any], Check]:
    return torch_gradcheck(X, W, T, False)


def jax_check_grads(X: Any, W: Any, T: Any) -> tuple[Callable[[], Any], Check]:
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

    def accepts(error: Any) -> bool:
        row, column, relative = error or (0, 0, 0.0)
        loss = jax.custom_vjp(value)
        loss.defvjp(lambda W: (value(W), W), lambda W, upstream: (pull_back(W, upstream, row, column, relative),))
        return not _raises(lambda: check_grads(loss, (W,), order=1, modes=("rev",)))

    return lambda: value(W).block_until_ready(), accepts


def autograd_check_grads(X: Any, W: Any, T: Any) -> tuple[Callable[[], Any], Check]:
    from autograd.extend import defvjp, primitive
    from autograd.test_util import check_grads

    def accepts(error: Any) -> bool:
        @primitive
        def loss(W: Any) -> Any:
            return numpy_forward(X, W, T)

        defvjp(loss, lambda _, W: lambda upstream: upstream * numpy_gradient(X, W, T, error))
        return not _raises(lambda: check_grads(loss, modes=["rev"], order=1)(W))

    return lambda: numpy_forward(X, W, T), accepts


def scipy_check_grad(X: Any, W: Any, T: Any, direction: str) -> tuple[Callable[[], Any], Check]:
    """scipy returns a number and leaves the judgement to the caller, who is given the best limit there is here.

    That is twice the largest number seen for right gradients, over 10 draws of direction and point.
    """
    import numpy as np
    from scipy.optimize import check_grad

    shape = W.shape
    rng = np.random.default_rng(0)

    def off(X: Any, W: Any, T: Any, error: Any = None) -> float:
        return float(
            check_grad(
                lambda w: numpy_forward(X, w.reshape(shape), T),
                lambda w: numpy_gradient(X, w.reshape(shape), T, error).ravel(),
                W.ravel(),
                direction=direction,
                rng=rng,
            )
        )

    limit: list[float] = []

    def accepts(error: Any) -> bool:
        if not limit:
            draws = 10 if direction == "random" else 2
            limit.append(2 * max(off(*data(*shape, 100 + draw)) for draw in range(draws)))
        return off(X, W, T, error) <= limit[0]

    return lambda: numpy_forward(X, W, T), accepts


def scipy_random(X: Any, W: Any, T: Any) -> tuple[Callable[[], Any], Check]:
    return scipy_check_grad(X, W, T, "random")


def scipy_all(X: Any, W: Any, T: Any) -> tuple[Callable[[], Any], Check]:
    return scipy_check_grad(X, W, T, "all")


def cs231n_loop(X: Any, W: Any, T: Any) -> tuple[Callable[[], Any], Check]:
    """eval_numerical_gradient and rel_error as in the course's assignments, with its "1e-7 and less is happy"."""
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

    def accepts(error: Any) -> bool:
        numeric = eval_numerical_gradient(lambda W: numpy_forward(X, W, T), W.copy())
        return bool(rel_error(numpy_gradient(X, W, T, error), numeric) <= 1e-7)

    return lambda: numpy_forward(X, W, T), accepts


PEERS = (
    Peer("autograder.check_gradient", "ours", None, ours),
    Peer("torch gradcheck, fast", "torch", ("torch==2.13.0", "numpy"), torch_fast),
    Peer("torch gradcheck, slow", "torch", ("torch==2.13.0", "numpy"), torch_slow, 2),
    Peer("jax check_grads", "jax", ("jax", "jaxlib"), jax_check_grads),
    Peer("HIPS autograd check_grads", "autograd", ("autograd",), autograd_check_grads),
    Peer("scipy check_grad, random", "scipy", ("scipy",), scipy_random),
    Peer("scipy check_grad, all", "scipy", ("scipy",), scipy_all, 1),
    Peer("CS231n loop", "ours", None, cs231n_loop, 2),
)


def _raises(check: Callable[[], Any]) -> bool:
    try:
        check()
    except Exception as error:  # each library raises its own, for a gradient it takes for wrong
        return isinstance(error, (AssertionError, ValueError)) or bool(print(error, file=sys.stderr))
    return False


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
    while len(spent) < 3 or (len(spent) < 101 and monotonic() - started < seconds):
        spent.append(block() / calls)
    return min(spent)


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


def environment(peer: Peer) -> str | None:
    """The Python that has the peer, made when there is none; None when it will not install."""
    if peer.packages is None:
        return sys.executable
    home = ENVIRONMENTS / peer.library
    python = home / "bin" / "python"
    if not python.exists():
        venv.create(home, with_pip=True)
    install = [python, "-m", "pip", "install", "--quiet", *peer.packages]
    return str(python) if subprocess.run(install).returncode == 0 else None


def in_own_process(peer: Peer, python: str, size: tuple[int, int], seconds: float) -> Figures | None:
    """The figures of one peer at one size, on one core; None when it fails, with its last words printed."""
    command = [python, __file__, "--one", peer.title, "--size", *map(str, size), "--seconds", str(seconds)]
    surroundings = {**os.environ, **ONE_THREAD, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(command, capture_output=True, text=True, env=surroundings)
    if ran.returncode:
        print(peer.title, ran.stderr[-500:], file=sys.stderr)
        return None
    return Figures(**json.loads(ran.stdout.splitlines()[-1]))


def one(title: str, size: tuple[int, int], seconds: float) -> None:
    """Runs in the peer's process: prints its figures as JSON."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    peer = next(peer for peer in PEERS if peer.title == title)
    print(json.dumps(asdict(measure(peer, size, seconds))))


def main() -> None:
    """Runs all peers at all sizes, prints the tables and draws the plot."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="the two smaller sizes, and no plot")
    parser.add_argument("--seconds", type=float, default=20.0, help="CPU time for each peer, size and power of ten")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--size", type=int, nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        one(arguments.one, tuple(arguments.size), arguments.seconds)
        return
    from rich.console import Console
    from rich.table import Table

    sizes = SIZES[:2] if arguments.quick else SIZES
    figures: dict[str, list[Figures | None]] = {}
    for peer in PEERS:
        python = environment(peer)
        figures[peer.title] = [
            in_own_process(peer, python, size, arguments.seconds) if python else None for size in sizes
        ]
        print(f"{peer.title}: done", file=sys.stderr, flush=True)
    for title, cell in (
        ("CPU time, gradient included, in forward evaluations of the same library", in_evaluations),
        ("smallest relative error of one entry that is caught ≥ 95 % of the time, in n trials", in_errors),
        ("false alarms on right gradients", in_alarms),
    ):
        table = Table("check", *(f"{p}×{q}" for p, q in sizes), title=title)
        for name, measured in figures.items():
            table.add_row(name, *(cell(each) if each else "failed, see above" for each in measured))
        Console(width=120).print(table)
    if not arguments.quick:
        PLOT.write_text(drawing(figures))


def in_evaluations(figures: Figures) -> str:
    return f"{figures.ratio:.1f}" if figures.run else f"({figures.ratio:,.0f})"


def in_errors(figures: Figures) -> str:
    if not figures.run:
        return "not run"
    if figures.unsound:
        return "rejects right ones"
    size = f"1e{figures.caught}" if figures.caught else "none"
    return f"{size}, n = {figures.trials}"


def in_alarms(figures: Figures) -> str:
    return f"{figures.false_alarms} of {figures.rights}" if figures.run else "not run"


def drawing(figures: dict[str, list[Figures | None]]) -> str:
    """Both figures as an SVG: each peer has its own colour and letter. Where nothing was run nothing is drawn."""
    left = panel(figures, 60, "time, in forward evaluations", lambda each: math.log10(each.ratio), 0, 5)
    right = panel(
        figures,
        500,
        "smallest error caught ≥ 95 % of the time",
        lambda each: 0.0 if each.unsound else float(each.caught),
        -9,
        0,
    )
    legend = "".join(
        f'<g transform="translate({60 + 215 * (at % 4)},{382 + 24 * (at // 4)})">{marker(at, 0, 0)}'
        f'<text x="12" y="4">{name}</text></g>'
        for at, name in enumerate(figures)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 920 425" font-family="sans-serif" font-size="12" '
        'role="img" aria-label="Cost and sensitivity of gradient checks by size">\n'
        f'<rect width="920" height="425" fill="#ffffff"/>\n{left}{right}{legend}\n</svg>\n'
    )


def panel(
    figures: dict[str, list[Figures | None]],
    x: int,
    title: str,
    height: Callable[[Figures], float],
    low: int,
    high: int,
) -> str:
    """One diagram: sizes to the right, powers of ten upwards; "none" also for what rejects right gradients."""

    def up(power: float) -> float:
        return 340 - 280 * (min(max(power, low), high) - low) / (high - low)

    parts = [f'<text x="{x}" y="30" font-size="14" font-weight="bold">{title}</text>']
    for power in range(low, high + 1):
        label = f"10<tspan dy='-5' font-size='9'>{power}</tspan>" if power else "none" if high == 0 else "1"
        parts.append(f'<line x1="{x}" x2="{x + 390}" y1="{up(power):.1f}" y2="{up(power):.1f}" stroke="#dddddd"/>')
        parts.append(f'<text x="{x - 8}" y="{up(power) + 4:.1f}" text-anchor="end">{label}</text>')
    places = [x + 48 + 98 * position for position in range(len(SIZES))]
    parts += [
        f'<text x="{place}" y="360" text-anchor="middle">{p}×{q}</text>'
        for place, (p, q) in zip(places, SIZES, strict=True)
    ]
    for at, measured in enumerate(figures.values()):
        points = [
            (place + 10 * at - 35, up(height(each)))
            for place, each in zip(places, measured, strict=True)
            if each and each.run
        ]
        path = " ".join(f"{px},{py:.1f}" for px, py in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{COLOURS[at]}" stroke-width="{1 if at else 3}"/>')
        parts += [marker(at, px, py) for px, py in points]
    return "\n".join(parts) + "\n"


def marker(at: int, x: float, y: float) -> str:
    """The mark of the peer at a position of the list: colour and letter in one."""
    letter = "ABCDEFGH"[at]
    return (
        f'<circle cx="{x}" cy="{y:.1f}" r="7" fill="{COLOURS[at]}"/>'
        f'<text x="{x}" y="{y + 3:.1f}" font-size="9" fill="#ffffff" text-anchor="middle">{letter}</text>'
    )


if __name__ == "__main__":
    main()
