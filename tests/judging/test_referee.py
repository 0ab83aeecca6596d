"""The referee against a bank of answers: no wrong one passes, no right one fails, each gets a reason."""

import json
import sys
import warnings

import numpy as np
import pytest

from autograder import exercises, judge
from autograder.exercises.mistakes import MISTAKES
from autograder.judging.kinds import function
from autograder.judging.kinds.derivation import DerivationExercise
from autograder.lessons.course import UnknownExercise
from tests.support.course import ANSWERS, load

BANK = [
    (path.stem, name)
    for path in sorted(ANSWERS.glob("*.py"))
    for name in vars(load(path))
    if name.startswith(("right_", "wrong_"))
]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("exercise", "name"), BANK)
def test_every_answer_of_the_bank_gets_the_verdict_it_deserves(exercise, name, capsys):
    verdict = judge(exercise, getattr(load(ANSWERS / f"{exercise}.py"), name))
    assert verdict.passed == name.startswith("right_"), str(verdict)
    assert verdict.score == 1.0 if verdict.passed else 0.0 <= verdict.score < 1.0
    assert verdict.message
    assert verdict.passed or verdict.mistake in MISTAKES
    assert verdict.passed or verdict.next_step
    json.loads(json.dumps(verdict.to_dict(), allow_nan=False))


def test_the_bank_covers_every_exercise():
    derivations = {name for name, exercise in exercises().items() if isinstance(exercise, DerivationExercise)}
    assert {exercise for exercise, _ in BANK} == set(exercises()) - derivations


@pytest.mark.parametrize("seed", range(25))
def test_right_answers_stay_right_whatever_the_seed(seed):
    assert judge("linear_grad_W", lambda X, W, B, G: G.T @ X, seed=seed).passed
    assert judge("frobenius", lambda A, B: np.trace(A.T @ B), seed=seed).passed
    assert judge(
        "elementwise_loss_tensor",
        lambda X, W, B, h, dh: np.einsum("kl,kq,lp->klpq", dh(X @ W.T + B), X, np.eye(len(W))),
        seed=seed,
    ).passed


@pytest.mark.parametrize("seed", range(25))
def test_polarisation_is_a_right_way_to_the_frobenius_product(seed):
    assert judge("frobenius", lambda A, B: (np.sum((A + B) ** 2) - np.sum((A - B) ** 2)) / 4, seed=seed).passed


def test_an_endless_loop_ends_in_a_verdict():
    def forever(X, W, B, G):
        while True:
            pass

    verdict = judge("linear_grad_W", forever, seconds=0.2)
    assert not verdict.passed
    assert "0.2 seconds" in verdict.message


def test_an_endless_loop_that_catches_exceptions_ends_too():
    def stubborn(X, W, B, G):
        while True:
            try:
                while True:
                    pass
            except Exception:
                pass

    assert "did not finish" in judge("linear_grad_W", stubborn, seconds=0.2).message


def test_an_endless_loop_that_catches_everything_ends_too():
    def deaf(X, W, B, G):
        while True:
            try:
                while True:
                    G = G + 1
            except:  # noqa: E722
                continue

    verdict = judge("linear_grad_W", deaf, seconds=0.2)
    assert verdict.mistake == "too_slow"
    assert sys.gettrace() is None or "coverage" in repr(sys.gettrace())
    assert judge("linear_grad_W", lambda X, W, B, G: G.T @ X).passed


def test_an_interrupt_while_the_answer_runs_is_a_verdict():
    def interrupted(X, W, B, G):
        raise KeyboardInterrupt

    assert "interrupted" in judge("linear_grad_W", interrupted).message


def test_the_line_of_the_student_that_raised_is_quoted(tmp_path):
    answer = tmp_path / "answer.py"
    answer.write_text("def linear_grad_W(X, W, B, G):\n    half = G / 2\n    return half @ X\n")
    verdict = judge("linear_grad_W", load(answer).linear_grad_W)
    assert "line 3" in verdict.message
    assert "half @ X" in verdict.message


def test_an_enormous_result_is_looked_at_once():
    calls = []

    def enormous(X, W, B, G):
        calls.append(1)
        return np.zeros(10**9)

    verdict = judge("linear_grad_W", enormous)
    assert verdict.mistake == "wrong_shape"
    assert "(1000000000,)" in verdict.message
    assert len(calls) == 1


def test_float32_is_judged_to_five_digits_and_noted():
    verdict = judge("linear_grad_W", lambda X, W, B, G: (G.T @ X).astype(np.float32))
    assert verdict.passed
    assert "float32" in verdict.notes[0]


def test_parts_that_are_right_count():
    verdict = judge("linear_grads_nd", lambda X, W, b, G: (G @ W, np.zeros_like(W), np.zeros_like(b)))
    assert not verdict.passed
    assert verdict.score == pytest.approx(1 / 3)
    assert [part.passed for part in verdict.parts] == [True, False, False]
    assert [part.part for part in verdict.parts] == ["dX", "dW", "db"]


def test_the_verdict_records_its_seed_and_repeats():
    wrong = [judge("wx_grad_W", lambda W, X, G: 1.5 * G @ X.T, seed=11) for _ in range(2)]
    assert wrong[0].seed == 11
    assert str(wrong[0]) == str(wrong[1])


def test_an_unknown_exercise_names_its_neighbours():
    with pytest.raises(UnknownExercise, match="linear_grad_W"):
        judge("linear_grad_w", lambda: None)


def test_the_referee_leaves_warnings_and_errstate_alone():
    before = np.geterr()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        judge("linear_grad_W", lambda X, W, B, G: G.T @ X)
    assert caught == []
    assert np.geterr() == before


def test_the_tensor_is_not_to_be_built_where_it_would_not_fit():
    def builds_it(X, W, B, h, dh, V):
        T = np.einsum("kl,ks,lr->klrs", dh(X @ W.T + B), X, np.eye(len(W)))
        return np.einsum("kl,klrs->rs", V, T)

    verdict = judge("elementwise_loss_grad", builds_it)
    assert not verdict.passed
    assert "too large for a tensor" in dict(verdict.tried)["tried on"]


@pytest.mark.filterwarnings("ignore:overflow", "ignore:invalid")
@pytest.mark.parametrize("filler", [1e200, 1e150, np.inf, np.nan, 0.0])
def test_at_a_large_size_no_filler_passes_however_large(filler):
    def elementwise_loss_grad(X, W, B, h, dh, V):
        return np.full(W.shape, filler) if W.size > 5000 else (V * dh(X @ W.T + B)).T @ X

    assert not judge("elementwise_loss_grad", elementwise_loss_grad).passed


def test_a_wrong_answer_that_is_slow_to_be_named_is_wrong_all_the_same(monkeypatch):
    """What only helps to name a mistake ends in time, and takes nothing of what is known."""
    monkeypatch.setattr(function, "SECONDS_OF_NAMING", -1.0)
    calls = []

    def wrong(X, W, B, G):
        calls.append(1)
        return G.T @ X + np.abs(W)

    hurried = judge("linear_grad_W", wrong)
    first = len(calls)
    monkeypatch.setattr(function, "SECONDS_OF_NAMING", 600.0)
    unhurried = judge("linear_grad_W", wrong)
    assert (hurried.mistake, unhurried.mistake) == ("unknown", "extra_term")
    assert hurried.message == unhurried.message
    assert len(calls) - first > first


@pytest.mark.parametrize("wrong", [0.0, np.nan, 1e6])
def test_at_a_large_size_the_wrong_entry_is_shown(wrong):
    def elementwise_loss_grad(X, W, B, h, dh, V):
        dW = (V * dh(X @ W.T + B)).T @ X
        if W.size > 5000:
            dW[-2, 3] = wrong
        return dW

    verdict = judge("elementwise_loss_grad", elementwise_loss_grad)
    assert verdict.disagreement is not None
    assert verdict.disagreement.index == (verdict.disagreement.shape[0] - 2, 3)
    assert f"At [{verdict.disagreement.shape[0] - 2}, 3] you have" in verdict.message
