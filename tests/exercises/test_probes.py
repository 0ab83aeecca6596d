"""The inputs an answer is tried on."""

import numpy as np
import pytest

from autograder import exercises
from autograder.exercises.probes import draw
from autograder.exercises.task import FunctionTask
from autograder.notation.signature import bind, parse_signature
from tests.support.exercises import function

FUNCTIONS = [exercise for exercise in exercises().values() if isinstance(exercise, FunctionTask)]


DRAWN = [exercise for exercise in FUNCTIONS if exercise.cases is None]


@pytest.mark.parametrize("exercise", FUNCTIONS, ids=lambda exercise: exercise.name)
def test_the_seed_repeats_the_draw_and_another_seed_does_not(exercise):
    first, again, other = draw(exercise, 3), draw(exercise, 3), draw(exercise, 4)
    same = [_bytes(probe) == _bytes(twin) for probe, twin in zip(first, again, strict=True)]
    assert all(same)
    assert [_bytes(probe) for probe in first] != [_bytes(probe) for probe in other]


def _bytes(probe):
    return {
        name: value.tobytes() if isinstance(value, np.ndarray) else str(value) for name, value in probe.values.items()
    }


@pytest.mark.parametrize("exercise", DRAWN, ids=lambda exercise: exercise.name)
def test_the_first_probes_have_pairwise_distinct_sizes_above_one(exercise):
    for probe in draw(exercise, 0)[:3]:
        sizes = list(bind(exercise.given, probe.values).values())
        assert len(set(sizes)) == len(sizes)
        assert min(sizes) > 1


@pytest.mark.parametrize("exercise", DRAWN, ids=lambda exercise: exercise.name)
def test_every_size_is_one_once_and_larger_than_any_likely_loop_bound_once(exercise):
    sizes = [bind(exercise.given, probe.values) for probe in draw(exercise, 0)]
    for dimension in sizes[0]:
        assert any(size[dimension] == 1 and max(size.values()) > 1 for size in sizes) or len(sizes[0]) == 1
        assert max(size[dimension] for size in sizes) >= exercise.largest - 1 >= 8


def test_square_whole_numbers_layouts_and_scales_are_among_them():
    probes = {probe.label: probe for probe in draw(function("linear_grad_W"), 0)}
    arguments = function("linear_grad_W").arguments
    X = probes["whole numbers"].values["X"]
    np.testing.assert_array_equal(X, np.round(X))
    assert X.dtype == float
    assert probes["Fortran memory order"].fresh(arguments)[0].flags.f_contiguous
    strided = probes["non-contiguous memory"].fresh(arguments)[0]
    assert not strided.flags.c_contiguous
    assert not strided.flags.f_contiguous
    assert np.max(np.abs(probes["large entries"].values["G"])) > 1e3
    assert np.max(np.abs(probes["small entries"].values["X"])) < 1e-3
    assert len(set(bind(function("linear_grad_W").arguments, probes["square"].values).values())) == 1


@pytest.mark.parametrize("seed", range(20))
def test_elementwise_functions_stay_where_they_can_be_told_apart(seed):
    seen = set()
    for probe in draw(function("elementwise_loss_tensor"), seed):
        values = probe.values
        seen.add(values["h"].__name__)
        if "whole numbers" not in probe.label:
            assert np.max(np.abs(values["X"] @ values["W"].T + values["B"])) < 4.5
    assert seen == {"tanh", "sin", "wave"}


def test_each_call_gets_copies_of_its_own():
    probe = draw(function("linear_grad_W"), 0)[0]
    first, second = (probe.fresh(function("linear_grad_W").arguments) for _ in range(2))
    first[0][...] = 7.0
    assert not np.any(second[0] == 7.0)
    assert not np.any(probe.values["X"] == 7.0)


def test_a_signature_is_read_as_it_is_written():
    arguments, results = parse_signature("X: *N q, W: p q, d: index q, m: size, h: function -> dX: *N q, db: p")
    assert [(argument.name, argument.kind, argument.shape) for argument in arguments] == [
        ("X", "array", ("*N", "q")),
        ("W", "array", ("p", "q")),
        ("d", "index", ("q",)),
        ("m", "size", ("m",)),
        ("h", "function", ()),
    ]
    assert [(result.name, result.shape) for result in results] == [("dX", ("*N", "q")), ("db", ("p",))]
    assert parse_signature("A: m n -> ()")[1][0].shape == ()


def test_a_signature_without_a_result_is_refused():
    with pytest.raises(ValueError, match="->"):
        parse_signature("A: m n")


@pytest.mark.parametrize("exercise", FUNCTIONS, ids=lambda exercise: exercise.name)
def test_the_method_of_measuring_is_the_same_whichever_probe_comes_first(exercise, monkeypatch):
    chosen = set()
    for probe in (probe for seed in range(3) for probe in draw(exercise, seed) if not probe.along):
        methods = {}
        monkeypatch.setattr(exercise.truth, "_methods", methods, raising=False)
        exercise.truth(probe.values)
        chosen |= {method.__name__ for method in methods.values()}
    assert chosen <= {"complex_step"}
