"""Asked: what a derivation is asked for, in one line: where it starts, and the form that its end must have.

A gradient is declared by its shapes and its forward function, and so is a derivation of one. A column is declared
"x: n 1", and 𝟏 is a column of ones; "h: function" draws another elementwise h, with its h′, in each world.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from autograder.exercises.derivations.model import Forward, Model, Shaped, Spellings, Symbols
from autograder.notation.derivation.forms import Form, free_of, isolated
from autograder.notation.derivation.seen import Wanted
from autograder.notation.derivation.task import DerivationTask, Start
from autograder.notation.meaning.world import Derived
from autograder.notation.syntax.parser import Syntax

Steps = Sequence[tuple[Wanted, str]]
DELTA: Spellings = {"δ": ("delta", "d")}


class Asked(Protocol):
    """What a derivation is asked for: the task that it makes of the declared symbols."""

    def task(self, symbols: str, steps: Steps = ()) -> DerivationTask:
        """The task; `steps` are those of `notation.derivation.task.Start`. Raises ValueError."""
        ...


@dataclass(frozen=True)
class Rewritten:
    """An expression that is brought into a form, such as (A B) : C = … = M : A.

    >>> from autograder.notation.derivation.judge import judge_derivation
    >>> task = Rewritten("(A B) : C", isolated("A")).task("A: m k, B: k n, C: m n")
    >>> judge_derivation("(A B) : C = Tr((A B)ᵀ C) = A : (C Bᵀ)", task).slug
    ''
    """

    start: str
    form: Form

    def task(self, symbols: str, steps: Steps = ()) -> DerivationTask:
        """The task over these symbols."""
        declared = Symbols(symbols)
        syntax = Syntax(declared.names, declared.functions)
        return DerivationTask(syntax, declared.worlds(), [Start(self.start, self.form, steps=steps)])


@dataclass(frozen=True)
class Differential:
    """dℓ = … = M : dW, where W = `by` alone moves, and the results of `forward` with it.

    The results stand behind the arrow: "X: N q, W: p q, G: N p -> Y: N p" with Y = forward(X, W). `upstream` names G in
    dℓ = G : dY; None where the last result is the number ℓ itself. Of several results each has a forward function of
    its own, which may take those before it. `also` makes further symbols of all that is known.

    >>> from autograder.notation.derivation.judge import judge_derivation
    >>> asked = Differential(lambda A, x: x.mT @ A @ x, "x", upstream=None)
    >>> task = asked.task("A: n n, x: n 1 -> ℓ: ()")
    >>> judge_derivation("dℓ = dxᵀ A x + xᵀ A dx = ((A + Aᵀ) x) : dx", task).slug
    ''
    >>> judge_derivation("dℓ = dxᵀ A x + xᵀ A dx = (2 A x) : dx", task).slug
    'wrong_step'
    """

    forward: Forward | Sequence[Forward]
    by: str
    upstream: str | None = "G"
    also: Derived | None = None

    def task(self, symbols: str, steps: Steps = ()) -> DerivationTask:
        """The task over these symbols."""
        model = Model(Symbols(symbols), _each(self.forward), self.by, self.upstream or "")
        if not model.loss:
            raise ValueError(f"{model.results[-1].name} is no number: name the upstream gradient, or see Derivative")
        if len(model.shape_of(self.by)) != 2:
            raise ValueError(f"M : d{self.by} needs a matrix {self.by}: a column is declared as '{self.by}: n 1'")
        moving = dict.fromkeys([self.by, *model.still, *(result.name for result in model.results)])
        spelt: Spellings = {f"d{name}": (f"∂{name}", f"δ{name}") for name in moving}
        spelt[f"d{model.loss}"] = (f"∂{model.loss}", f"δ{model.loss}", "dl", "∂l")
        if self.upstream and model.loss == "L":
            spelt["dL"] += ("L",)  # who writes ℓ = G : dY means dℓ
        syntax = Syntax({**_names(model, self.also), **spelt}, model.symbols.functions)
        drawn_worlds = model.symbols.worlds(
            f"d{self.by}: {' '.join(model.shape_of(self.by))}",
            lambda drawn: _known(model, drawn, self.also),
            differentials={name: name[1:] for name in spelt},
            partials=model.partials(),
            einstein=True,
        )
        start = Start("dℓ", isolated(f"d{self.by}"), steps=steps)
        return DerivationTask(syntax, drawn_worlds, [start], _upstreams(model))


@dataclass(frozen=True)
class Entry:
    """∂ℓ/∂W_dc = …, by indices, until no δ and no ∂ is left; `by` names W, `letters` its indices.

    Y = forward(X, W) is the one result, and `upstream` names G = ∂ℓ/∂Y.

    >>> from autograder.notation.derivation.judge import judge_derivation
    >>> task = Entry(lambda W, X: W @ X, "W").task("W: H m, X: m n, G: H n -> D: H n")
    >>> judge_derivation("∂ℓ/∂W_dc = Σ_ij G_ij δ_id X_cj = Σ_j G_dj X_cj", task).slug
    ''
    """

    forward: Forward
    by: str
    letters: str = "dc"
    upstream: str = "G"

    def task(self, symbols: str, steps: Steps = ()) -> DerivationTask:
        """The task over these symbols."""
        model = Model(Symbols(symbols), (self.forward,), self.by, self.upstream)
        (result,) = model.results
        loss, shape = model.loss, model.shape_of(self.by)
        if len(shape) != len(self.letters):
            raise ValueError(f"{self.by} has {len(shape)} axes, and its entry the indices {', '.join(self.letters)}")
        quotients: Spellings = {
            f"∂{loss}": (f"d{loss}", "∂l", "dl"),
            **{f"∂{name}": (f"d{name}",) for name in (result.name, self.by)},
        }
        syntax = Syntax({**_names(model), **DELTA, **quotients}, model.symbols.functions)
        drawn_worlds = model.symbols.worlds(
            "",
            lambda drawn: model.shaped(model.values(drawn), drawn),
            differentials={name: name[1:] for name in quotients},
            partials={
                **model.partials(),
                (loss, result.name): lambda drawn: (drawn[self.upstream], result.shape),
            },
        )
        start = Start(
            f"∂ℓ/∂{self.by}_{self.letters}",
            free_of(["δ", *quotients], "no δ and no ∂ may be left: let each δ collapse its sum"),
            ranges=dict(zip(self.letters, shape, strict=True)),
            steps=steps,
        )
        return DerivationTask(syntax, drawn_worlds, [start], _upstreams(model))


@dataclass(frozen=True)
class Derivative:
    """The derivative of a result that is no number, by `by`: its differential, ∂𝐋/∂W, or an entry of that.

    Where it may start, and the form that is asked for then, is said by `starts`; a letter that stands twice is summed.
    """

    forward: Forward | Sequence[Forward]
    by: str
    starts: Callable[[], Sequence[Start]]
    also: Derived | None = None

    def task(self, symbols: str, steps: Steps = ()) -> DerivationTask:
        """The task over these symbols."""
        model = Model(Symbols(symbols), _each(self.forward), self.by)
        moving = [self.by, *(result.name for result in model.results)]
        quotients: Spellings = {f"∂{name}": () for name in moving}
        differentials: Spellings = {f"d{name}": () for name in (*moving, *model.still)}
        syntax = Syntax({**_names(model, self.also), **differentials, **quotients, **DELTA}, model.symbols.functions)
        drawn_worlds = model.symbols.worlds(
            f"d{self.by}: {' '.join(model.shape_of(self.by))}",
            lambda drawn: _known(model, drawn, self.also),
            differentials={f"{sign}{name}": name for sign in "∂d" for name in moving},
            partials=model.partials(),
            einstein=True,
        )
        starts = [Start(each.text, each.form, each.ranges, [*each.steps, *steps]) for each in self.starts()]
        return DerivationTask(syntax, drawn_worlds, starts)


def _each(forward: Forward | Sequence[Forward]) -> tuple[Forward, ...]:
    return (forward,) if callable(forward) else tuple(forward)


def _names(model: Model, also: Derived | None = None) -> Spellings:
    """The symbols of a model, its results, and what else there is."""
    further = _further(model, also)
    return {**model.symbols.names, **{result.name: () for result in model.results}, **dict.fromkeys(further, ())}


def _further(model: Model, also: Derived | None) -> Sequence[str]:
    """The names of what `also` makes, read off the worlds of one seed."""
    if also is None:
        return ()
    first = model.symbols.worlds("", lambda drawn: dict(also({**drawn, **model.values(drawn)}))).drawn(0)[0]
    return [name for name in first.values if name not in (*model.symbols.arrays, *model.symbols.constants)]


def _known(model: Model, drawn: dict[str, object], also: Derived | None) -> Shaped:
    """The results, all differentials, and what else there is."""
    values = model.values(drawn)
    return {
        **model.shaped(values, drawn),
        **model.differentials(drawn),
        **(dict(also({**drawn, **values})) if also else {}),
    }


def _upstreams(model: Model) -> dict[tuple[str, str], str]:
    return {(model.loss, model.results[-1].name): model.upstream} if model.upstream else {}
