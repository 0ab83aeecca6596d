"""The inputs an answer is tried on."""

import numpy as np
import pytest

from autograder import exercises, judge
from autograder.exercises.probes import INTEGERS, draw
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


def cut_by_dtype(X, W, B, G):
    dW = np.zeros_like(W)
    dW[...] = G.T @ X
    return dW


def divided_in_place(W, X, G):
    dX = W.T @ G
    dX /= 2
    return 2 * dX


def summed(G, shape):
    return G.sum(axis=tuple(axis for axis, size in enumerate(shape) if size == 1), keepdims=True)


def leading(G, shape):
    return G.sum(axis=tuple(range(G.ndim - len(shape))))


def in_memory_order(G, shape):
    return summed(leading(G.ravel("K").reshape(G.shape), shape), shape)


def one_added_axis(G, shape):
    if shape == ():
        return G.sum()
    return summed(G.sum(0) if G.ndim > len(shape) else G, shape)


def up_to_150_entries(G, shape):
    kept = np.where(np.arange(G.size).reshape(G.shape) < 150, G, 0.0)
    return summed(leading(kept, shape), shape)


def up_to_64_samples(X, W, b, G):
    rows, outputs = X.reshape(-1, W.shape[1])[:64], G.reshape(-1, len(b))[:64]
    return G @ W, outputs.T @ rows, outputs.sum(0)


def up_to_64_rows(m, n):
    return np.einsum("il,jk->ijkl", np.eye(m) * (np.arange(m) < 64), np.eye(n))


def up_to_30_columns(m, n):
    short = np.eye(n) * (np.arange(n) < 30)
    return np.einsum("ik,im,jl,jn->ijklmn", np.eye(m), np.eye(m), short, np.eye(n))


def not_the_last_row(X, G, d, c):
    return G[d] @ X[c] if d < len(G) - 1 else G[0] @ X[c]


def not_the_first_column(X, G, d, c):
    return G[d] @ X[c or -1]


def two_slopes_by_heart(X, W, B, h, dh, V):
    Y = X @ W.T + B
    return (V * (np.cos(Y) if h(0.5) == np.sin(0.5) else 1 - np.tanh(Y) ** 2)).T @ X


DEMANDING = [
    ("linear_grad_W", cut_by_dtype, "dtype_int"),
    ("wx_grad_X", divided_in_place, "raises"),
    ("frobenius", lambda A, B: A.ravel("K") @ B.ravel("K"), None),
    ("unbroadcast", in_memory_order, None),
    ("unbroadcast", one_added_axis, None),
    ("unbroadcast", up_to_150_entries, None),
    ("linear_grad_W", lambda X, W, B, G: G[:64].T @ X[:64], None),
    ("linear_grads_nd", up_to_64_samples, None),
    ("transpose_tensor", up_to_64_rows, None),
    ("hadamard_tensor", up_to_30_columns, None),
    ("wx_grad_entry", not_the_last_row, None),
    ("wx_grad_entry", not_the_first_column, None),
    ("elementwise_loss_grad", two_slopes_by_heart, None),
    ("hadamard_bytes", lambda m, n: np.zeros((m, n, m, n, m, n)).nbytes, "out_of_memory"),
]


@pytest.mark.parametrize("seed", [0, 11])
@pytest.mark.parametrize(("name", "answer", "mistake"), DEMANDING)
def test_what_is_right_nearly_everywhere_is_wrong(name, answer, mistake, seed):
    verdict = judge(name, answer, seed=seed)
    assert not verdict.passed
    assert mistake in (None, verdict.mistake)


@pytest.mark.parametrize("seed", range(20))
def test_sizes_are_different_where_a_label_says_so(seed):
    for probe in draw(function("linear_grads_nd"), seed)[:3]:
        X, W = probe.values["X"], probe.values["W"]
        sizes = [*X.shape, W.shape[0]]
        assert probe.label == "sizes all different"
        assert len(set(sizes)) == len(sizes), sizes


def test_every_corner_is_asked_whatever_the_seed():
    for seed in range(5):
        corners = {
            (probe.values["d"] == 0, probe.values["c"] == 0)
            for probe in draw(function("wx_grad_entry"), seed)
            if probe.values["d"] in (0, len(probe.values["G"]) - 1)
            and probe.values["c"] in (0, len(probe.values["X"]) - 1)
            if min(len(probe.values["G"]), len(probe.values["X"])) > 1
        }
        assert len(corners) == 4


def test_whole_numbers_come_as_ints_beside_floats_and_alone():
    exercise = function("linear_grad_W")
    dtypes = {
        tuple(array.dtype.kind for array in probe.fresh(exercise.arguments))
        for probe in draw(exercise, 0)
        if probe.label == INTEGERS
    }
    assert dtypes == {tuple("iiii"), tuple("ifif"), tuple("fiff")}


def test_two_memory_orders_stand_side_by_side():
    exercise = function("frobenius")
    (probe,) = [probe for probe in draw(exercise, 0) if probe.label == "two memory orders"]
    A, B = probe.fresh(exercise.arguments)
    assert A.flags.c_contiguous
    assert B.flags.f_contiguous
    assert not B.flags.c_contiguous


@pytest.mark.parametrize("exercise", FUNCTIONS, ids=lambda exercise: exercise.name)
def test_every_seed_asks_as_many_kinds_of_input(exercise):
    assert len({len({probe.label for probe in draw(exercise, seed)}) for seed in range(5)}) == 1
