"""Exercises of the course, known to be of a kind."""

from autograder.judging.kinds.derivation import DerivationExercise
from autograder.judging.kinds.function import FunctionExercise
from autograder.lessons.course import find


def function(name: str) -> FunctionExercise:
    """One that a function answers."""
    exercise = find(name)
    assert isinstance(exercise, FunctionExercise)
    return exercise


def derivation(name: str) -> DerivationExercise:
    """One that a derivation answers."""
    exercise = find(name)
    assert isinstance(exercise, DerivationExercise)
    return exercise
