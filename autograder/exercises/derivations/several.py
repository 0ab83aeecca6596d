"""Several variables at once: dℓ = M₁ : dQ + M₂ : dK + M₃ : dV, where all of them move."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.exercises.derivations.asked import Steps
from autograder.exercises.derivations.model import Forward, Model, Partials, Shaped, Spellings, Symbols
from autograder.notation.derivation.forms import isolated
from autograder.notation.derivation.task import DerivationTask, Start
from autograder.notation.syntax.parser import Syntax
from autograder.numerics.derivatives import STEP


@dataclass(frozen=True)
class Differentials:
    """dℓ = M₁ : dQ + M₂ : dK, where the symbols in `by` move, and the results of `forward` with them.

    All else is as for a `Differential`: the results stand behind the arrow, each with its forward function, and
    `upstream` names G in dℓ = G : dY for the last of them.

    >>> from autograder.notation.derivation.judge import judge_derivation
    >>> asked = Differentials([lambda X, W: X @ W.mT], ("X", "W"))
    >>> task = asked.task("X: N q, W: p q, G: N p -> Y: N p")
    >>> judge_derivation("dℓ = G : (dX Wᵀ + X dWᵀ) = (G W) : dX + (Gᵀ X) : dW", task).slug
    ''
    >>> judge_derivation("dℓ = G : (dX Wᵀ + X dWᵀ) = (G W) : dX + (X Gᵀ) : dW", task).slug
    'does_not_conform'
    """

    forward: Sequence[Forward]
    by: Sequence[str]
    upstream: str = "G"

    def task(self, symbols: str, steps: Steps = ()) -> DerivationTask:
        """The task over these symbols. Raises ValueError where functions, symbols and shapes do not fit."""
        declared = Symbols(symbols)
        models = {name: Model(declared, tuple(self.forward), name, self.upstream) for name in self.by}
        first = next(iter(models.values()))
        still = [name for name in first.symbols.arrays if name not in (*self.by, self.upstream)]
        results = [result.name for result in first.results]
        spelt: Spellings = {f"d{name}": (f"∂{name}", f"δ{name}") for name in (*self.by, *still, *results)}
        spelt[f"d{first.loss}"] = (f"∂{first.loss}", f"δ{first.loss}", "dl", "∂l")
        names = {**declared.names, **dict.fromkeys(results, ()), **spelt}
        drawn_worlds = declared.worlds(
            ", ".join(f"d{name}: {' '.join(first.shape_of(name))}" for name in self.by),
            _moving(models),
            differentials={name: name[1:] for name in spelt},
            partials=_partials(models),
            einstein=True,
        )
        start = Start("dℓ", isolated(*(f"d{name}" for name in self.by)), steps=steps)
        last = results[-1]
        return DerivationTask(
            Syntax(names, declared.functions), drawn_worlds, [start], {(first.loss, last): self.upstream}
        )


def _moving(models: Mapping[str, Model]) -> Callable[[dict[str, Any]], Shaped]:
    """What makes the results of what is drawn, and the differentials of all: one complex step moves all variables."""
    first, *_ = models.values()

    def made(drawn: dict[str, Any]) -> Shaped:
        ahead = {name: drawn[name] + 1j * STEP * drawn[f"d{name}"] for name in models}
        values, moved = first.values(drawn), first.values({**drawn, **ahead})
        known: Shaped = {}
        for name, shape in first.symbols.arrays.items():
            if name not in models:
                known[f"d{name}"] = np.zeros_like(drawn[name]), shape
        for result in first.results:
            known[result.name] = values[result.name], result.shape
            known[f"d{result.name}"] = np.imag(moved[result.name]) / STEP, result.shape
        last, _ = known[f"d{first.results[-1].name}"]
        return known | {f"d{first.loss}": (np.vdot(drawn[first.upstream], last), ())}

    return made


def _partials(models: Mapping[str, Model]) -> Partials:
    """∂ℓ/∂Q of each variable, and of each result the derivative by those before it."""
    first, *_ = models.values()
    of_results = {(of, by): measure for (of, by), measure in first.partials().items() if by not in models}
    return of_results | {(first.loss, name): model.partials()[first.loss, name] for name, model in models.items()}
