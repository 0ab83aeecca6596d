"""The examination: what a class is asked on one draw, measured once, and not to be tampered with."""

from dataclasses import replace

import numpy as np
import pytest

from autograder.exercises.examination import MOST_REMEMBERED, Examination, for_class
from autograder.exercises.truth import Gradient
from autograder.judging.referee import Referee
from autograder.lessons.course import find
from autograder.lessons.lesson import Lesson
from tests.support.exercises import function


def judged(answer, seed):
    """As a class is: on an examination that is shared."""
    return Referee(find("linear_grad_W"), seed, examine=for_class).judge(answer)


@pytest.mark.parametrize("name", ["linear_grad_W", "hadamard_bytes", "frobenius"])
def test_every_probe_but_long_ones_is_asked_twice_in_a_row_and_the_first_again_at_the_end(name):
    for seed in range(5):
        examination = Examination(function(name), seed)
        order = examination.order
        long = {position for position, probe in enumerate(examination.probes) if probe.long}
        assert order[-1] == order[0]
        for position in set(order):
            first = order.index(position)
            assert order[first : first + 2].count(position) == (1 if position in long else 2)
        assert set(order) == set(range(len(examination.probes)))


def test_what_is_too_large_to_compare_entry_by_entry_is_asked_once_in_a_row():
    examination = Examination(function("elementwise_loss_grad"), 0)
    (large,) = [position for position, probe in enumerate(examination.probes) if probe.along]
    assert examination.order.count(large) == (2 if examination.order[0] == large else 1)


def test_no_two_seeds_ask_in_the_same_order():
    assert len({tuple(Examination(function("linear_grad_W"), seed).order) for seed in range(20)}) == 20


def test_each_truth_is_measured_once_for_a_class(monkeypatch):
    measured = []
    gradient = Gradient._gradient
    monkeypatch.setattr(Gradient, "_gradient", lambda *given: measured.append(1) or gradient(*given))
    seed, right = 31, lambda X, W, B, G: G.T @ X
    assert judged(right, seed).passed
    once = len(measured)
    assert once
    assert judged(right, seed).passed
    assert len(measured) == once
    assert judged(right, seed + 1).passed
    assert len(measured) == 2 * once


@pytest.mark.parametrize("name", ["linear_grad_W", "linear_grads_nd", "elementwise_loss_grad", "hadamard_tensor"])
def test_nothing_of_it_can_be_written_to(name):
    examination = Examination(function(name), 0)
    for position, probe in enumerate(examination.probes):
        truths = examination.truth(position)
        arrays = [value for value in probe.values.values() if isinstance(value, np.ndarray)]
        arrays += [array for truth in truths for array in vars(truth).values() if isinstance(array, np.ndarray)]
        assert not any(array.flags.writeable for array in arrays)
        copies = [value for value in probe.fresh(function(name).arguments) if isinstance(value, np.ndarray)]
        assert all(copy.flags.writeable and not any(np.shares_memory(copy, own) for own in arrays) for copy in copies)


def test_an_answer_that_changes_its_arguments_spoils_nothing_for_the_next():
    def spoils(X, W, B, G):
        X *= 0
        return G.T @ X

    seed = 77
    assert judged(spoils, seed).mistake == "mutates_input"
    assert judged(lambda X, W, B, G: G.T @ X, seed).passed


def test_only_the_last_few_are_remembered():
    exercise = function("frobenius")
    examinations = [for_class(exercise, seed) for seed in range(MOST_REMEMBERED + 3)]
    assert for_class(exercise, MOST_REMEMBERED + 2) is examinations[-1]
    assert for_class(exercise, 0) is not examinations[0]
    assert for_class.cache_info().currsize == MOST_REMEMBERED


def test_exercises_that_say_the_same_are_examined_apart():
    exercise = function("frobenius")
    twin = replace(exercise)
    assert for_class(exercise, 0) is for_class(exercise, 0)
    assert for_class(twin, 0) is not for_class(exercise, 0)


def test_a_forward_function_that_is_not_finite_is_the_lessons_mistake():
    lesson = Lesson("97-infinite", "Not finite")
    exercise = lesson.exercise("log_grad", "W: m n, G: m n -> m n", Gradient(lambda W: W / 0.0, "W"), "∂ℓ/∂W")
    with np.errstate(all="ignore"), pytest.raises(ArithmeticError, match="the forward function of log_grad"):
        Referee(exercise).judge(lambda W, G: G)
