"""Lesson: a name, a title, and its exercises in the order in which they are set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Concatenate, ParamSpec, TypeVar

from autograder.exercises.derivations.asked import Asked, Steps
from autograder.exercises.identity import Identity
from autograder.exercises.task import Mistake
from autograder.exercises.truth import Truth
from autograder.judging.exercise import Exercise
from autograder.judging.kinds.derivation import DerivationExercise, derivation
from autograder.judging.kinds.function import FunctionExercise, function
from autograder.notation.derivation.task import DerivationTask

Details = ParamSpec("Details")
Kind = TypeVar("Kind", bound=Exercise)


@dataclass
class Lesson:
    """A lesson's exercises, in the order in which they are set; `samples` is the dimension that counts samples."""

    name: str
    title: str
    exercises: list[Exercise] = field(default_factory=list)
    samples: str = ""

    def set(
        self,
        kind: Callable[Concatenate[str, str, str, Details], Kind],
        name: str,
        statement: str,
        *args: Details.args,
        **details: Details.kwargs,
    ) -> Kind:
        """Sets an exercise of any kind: `kind(name, lesson, statement, …)` makes it from all that follows.

        >>> from autograder.judging.kinds.einsum import einsum
        >>> lesson = Lesson("06-two-layers", "Two layers")
        >>> lesson.set(einsum, "grad_X", "G W as an einsum string", "G: N p, W: p q", "np,pq->nq").signature
        'grad_X()'
        """
        exercise = kind(name, self.name, statement, *args, **details)
        _several(exercise, "mistakes", Mistake)
        _several(exercise, "earned", Identity)
        self.exercises.append(exercise)
        return exercise

    def exercise(
        self, name: str, signature: str, truth: Truth, statement: str, hidden: str = "", **details: Any
    ) -> FunctionExercise:
        """Sets a function: its signature (see `notation.signature`), what measures the truth, one line of mathematics.

        `hidden` names what the forward function needs besides the arguments; `details` are fields of FunctionTask, such
        as `heading` and `mistakes`. Nobody writes the gradient down:

        >>> from autograder.exercises.truth import Gradient
        >>> from autograder.judging.referee import Referee
        >>> lesson = Lesson("06-two-layers", "Two layers")
        >>> exercise = lesson.exercise(
        ...     "hadamard_grad_A",
        ...     "A: m n, B: m n, G: m n -> m n",
        ...     Gradient(lambda A, B: A * B, "A"),
        ...     "∂ℓ/∂A for Y = A ⊙ B",
        ... )
        >>> exercise.signature
        'hadamard_grad_A(A, B, G)'
        >>> Referee(exercise).judge(lambda A, B, G: G * B).passed
        True
        """
        details.setdefault("samples", self.samples)
        return self.set(function, name, statement, signature, truth, hidden, **details)

    def derivation(
        self,
        name: str,
        symbols: str,
        asked: Asked,
        statement: str,
        steps: Steps | Callable[[], Steps] = (),
        **details: Any,
    ) -> DerivationExercise:
        """Sets a derivation: its symbols with their shapes, where it starts and ends, one line of mathematics.

        `steps` are those that must be seen, (test, sentence) pairs, or what makes them when they are first needed;
        `details` are `heading` and `earned`.

        >>> from autograder.exercises.derivations.asked import Differential
        >>> from autograder.judging.referee import Referee
        >>> lesson = Lesson("06-two-layers", "Two layers")
        >>> exercise = lesson.derivation(
        ...     "quad_derivation",
        ...     "A: n n, x: n 1 -> ℓ: ()",
        ...     Differential(lambda A, x: x.mT @ A @ x, "x", upstream=None),
        ...     "dℓ = … = M : dx for ℓ = xᵀ A x",
        ... )
        >>> Referee(exercise).judge(lambda: "dℓ = dxᵀ A x + xᵀ A dx = ((A + Aᵀ) x) : dx").passed
        True
        """

        def task() -> DerivationTask:
            return asked.task(symbols, steps() if callable(steps) else steps)

        return self.set(derivation, name, statement, task=task, **details)


def _several(exercise: Exercise, field: str, kind: type) -> None:
    """Raises ValueError where a field is no tuple of this kind: round brackets alone make none of a single one."""
    value = getattr(exercise, field, ())
    if not isinstance(value, tuple | list) or not all(isinstance(one, kind) for one in value):
        raise ValueError(
            f"{exercise.name}: {field} takes several {kind.__name__}(…) in brackets, with a comma behind a single one "
            f"too: {field}=({kind.__name__}(…),)"
        )
