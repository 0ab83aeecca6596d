"""Kinds of exercise: one that the package has never heard of is set, judged, listed and graded like any other."""

from dataclasses import dataclass, fields

import numpy as np
import pytest

from autograder import check, exercises, judge, progress
from autograder.grading.submission import fingerprint
from autograder.judging import wording
from autograder.judging.answer import Answer
from autograder.judging.exercise import TEXT, Exercise
from autograder.judging.outcomes import Fault
from autograder.judging.referee import Referee
from autograder.judging.verdict import CheckFailed, Verdict
from autograder.lessons import LESSONS, course
from autograder.lessons.lesson import Lesson
from autograder.notation.signature import parse_arguments
from autograder.student import check as notebook


@dataclass(frozen=True, eq=False)
class ShapeExercise(Exercise):
    """Asks for the shape of a product of matrices, in letters."""

    name: str
    lesson: str
    statement: str
    factors: tuple
    heading: str = ""
    results: tuple = TEXT

    def judge(self, sitting):
        reply = sitting.reply()
        if isinstance(reply, Fault):
            return wording.refused(self, reply)
        shape = (self.factors[0].shape[0], self.factors[-1].shape[-1])
        if reply == shape:
            return Verdict(self.name, True, 1.0, f"Right: {shape}.")
        return wording.refused(self, Fault("wrong_shape", f"it is not {reply!r}."))


def shape_of_product(name, lesson, statement, factors, heading=""):
    return ShapeExercise(name, lesson, statement, parse_arguments(factors), heading)


class Elsewhere(Answer):
    """An answer that lives somewhere else, with what it replies."""

    def __init__(self, reply):
        self.reply = reply

    def invoke_each(self, calls, patience):
        for _ in calls:
            yield self.reply


@pytest.fixture
def exercise(monkeypatch):
    lesson = Lesson("99-shapes", "Shapes")
    exercise = lesson.set(shape_of_product, "shape_of_GX", "the shape of G Xᵀ", "G: H n, XT: n m", heading="Shapes")
    monkeypatch.setattr(course, "LESSONS", (*LESSONS, lesson))
    monkeypatch.setattr(notebook, "_checked", {})
    return exercise


ANSWERS = [
    (lambda: ("H", "m"), Elsewhere(("H", "m")), None),
    (lambda: ("n", "n"), Elsewhere(("n", "n")), "wrong_shape"),
    (lambda: 1 / 0, Elsewhere(Fault("raises", "it raises ZeroDivisionError.")), "raises"),
]


@pytest.mark.parametrize(("function", "remote", "mistake"), ANSWERS)
def test_it_is_judged_by_the_referee_and_by_name_wherever_the_answer_lives(exercise, function, remote, mistake):
    for verdict in (
        Referee(exercise, seed=4).judge(function),
        Referee(exercise, seed=4).judge(remote),
        judge("shape_of_GX", function, seed=4),
        judge("shape_of_GX", remote, seed=4),
    ):
        assert (verdict.exercise, verdict.mistake, verdict.passed) == ("shape_of_GX", mistake, mistake is None)
        assert verdict.seed == 4
        assert verdict.passed or verdict.next_step.endswith("Reread: “Shapes”.")


def test_it_is_listed_checked_and_shown(exercise, capsys):
    assert list(exercises())[-1] == "shape_of_GX"
    assert exercise.signature == "shape_of_GX()"
    check(lambda: ("H", "m"), "shape_of_GX")
    assert "shape_of_GX: right" in capsys.readouterr().out
    with pytest.raises(CheckFailed, match="not right yet"):
        check(lambda: "H m", "shape_of_GX")
    assert "shape_of_GX()" in progress("99").text


def test_its_digest_changes_with_what_is_asked(exercise, monkeypatch):
    def digest(factors):
        lesson = Lesson("99-shapes", "Shapes")
        lesson.set(shape_of_product, exercise.name, exercise.statement, factors, heading="Shapes")
        monkeypatch.setattr(course, "LESSONS", (*LESSONS, lesson))
        fingerprint.of_exercise.cache_clear()
        return fingerprint.of_exercise(exercise.name)

    assert digest("G: H n, XT: n m") == digest("G: H n, XT: n m") != digest("G: H n, XT: n p")


@pytest.mark.parametrize("exercise", exercises().values(), ids=lambda exercise: exercise.name)
def test_an_exercise_of_the_course_has_all_that_an_exercise_has(exercise):
    assert set(Exercise.__annotations__) <= {field.name for field in fields(exercise)}
    assert isinstance(exercise, Exercise)
    assert exercise.signature.startswith(f"{exercise.name}(")
    assert exercise.results
    assert exercise in {exercise}


def test_a_kind_that_does_not_say_how_it_judges_is_none():
    @dataclass(frozen=True, eq=False)
    class Silent(Exercise):
        name: str

    kind: type = Silent
    with pytest.raises(TypeError, match="judge"):
        kind("silent")


def test_a_function_is_set_in_the_words_of_the_readme():
    from autograder.exercises.task import Mistake
    from autograder.exercises.truth import Gradient

    lesson = Lesson("98-own", "Own")
    exercise = lesson.exercise(
        "own_grad_W",
        "W: H m, X: m n, G: H n -> H m",
        Gradient(lambda W, X: W @ X, "W"),
        "∂ℓ/∂W for D = W X",
        heading="The gradient of W",
        mistakes=(Mistake("missing_transpose", lambda X, G: G @ X, "You computed G X."),),
    )
    assert lesson.exercises == [exercise]
    assert exercise.lesson == "98-own"
    assert Referee(exercise).judge(lambda W, X, G: G @ X.T).passed
    wrong = Referee(exercise).judge(lambda W, X, G: np.einsum("ij,jk->ik", G, np.resize(X, (G.shape[1], len(X)))))
    assert wrong.next_step.endswith("Reread: “The gradient of W”.")
