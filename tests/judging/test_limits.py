"""The time limit: where there is a timer, and where there is none."""

import os
import signal
import sys
import threading
from contextlib import contextmanager, suppress
from time import monotonic, sleep

import pytest

from autograder import exercises, judge
from autograder.exercises.examination import Examination
from autograder.judging import limits
from autograder.judging.kinds.function import FunctionExercise
from autograder.judging.limits import LEAST_SECONDS, Patience, TimeIsUp, deadline
from autograder.judging.referee import Referee


def test_a_block_that_takes_too_long_is_ended():
    with pytest.raises(TimeIsUp), deadline(0.05):
        sleep(60)


def test_afterwards_the_timer_and_its_handler_are_as_they_were():
    before = signal.getsignal(signal.SIGALRM)
    with deadline(60.0):
        assert signal.getsignal(signal.SIGALRM) is not before
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


@pytest.mark.parametrize("missing", ["SIGALRM", "setitimer"])
def test_without_a_timer_the_block_runs_to_its_end(missing, monkeypatch):
    """As on Windows, and in a browser."""
    monkeypatch.delattr(signal, missing)
    with deadline(0.01):
        sleep(0.05)
    assert judge("frobenius", lambda A, B: (A * B).sum(), seconds=0.01).passed
    assert judge("frobenius", lambda A, B: (A * A).sum()).mistake == "wrong_operand"


def test_in_another_thread_the_block_runs_to_its_end():
    ends = []

    def block():
        with deadline(0.01):
            sleep(0.05)
        ends.append(True)

    thread = threading.Thread(target=block)
    thread.start()
    thread.join()
    assert ends == [True]


def test_patience_ends_with_all_calls_together_and_always_leaves_a_moment():
    assert Patience(5.0).left() == 5.0
    assert Patience(5.0, monotonic() + 1.0).left() <= 1.0
    assert Patience(5.0, monotonic() - 1.0).left() == LEAST_SECONDS


def test_an_inner_block_does_not_stop_the_outer_ones_clock():
    def nested():
        with deadline(60.0):
            pass
        sleep(60)

    with pytest.raises(TimeIsUp), deadline(0.3):
        nested()


def test_where_the_outer_block_ends_first_the_inner_one_ends_and_so_does_the_outer():
    ended = []

    def nested():
        try:
            with deadline(60.0):
                sleep(60)
        except TimeIsUp:
            ended.append("inner")
        sleep(60)

    with pytest.raises(TimeIsUp), deadline(0.1):
        nested()
    assert ended == ["inner"]
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def ringing(function):
    """A function in which, before and after its own work, the time is up."""

    def rings(*given, **named):
        os.kill(os.getpid(), signal.SIGALRM)
        result = function(*given, **named)
        os.kill(os.getpid(), signal.SIGALRM)
        return result

    return rings


def test_a_ring_while_a_block_is_entered_or_left_raises_nothing_and_leaves_nothing(monkeypatch):
    def nothing(*_):
        """What else rings is somebody else's affair."""

    handler, tracing, ends = signal.signal(signal.SIGALRM, nothing), sys.gettrace(), []

    def swallowing(ends):
        while True:
            with suppress(TimeIsUp):
                ends.append("rings")
                os.kill(os.getpid(), signal.SIGALRM)

    for module, name in ((signal, "setitimer"), (limits, "monotonic")):
        monkeypatch.setattr(module, name, ringing(getattr(module, name)))
    with deadline(60.0):
        ends.append("in time")
    with pytest.raises(TimeIsUp), deadline(60.0):
        swallowing(ends)
    monkeypatch.undo()
    assert ends == ["in time", "rings", "rings"]
    assert signal.signal(signal.SIGALRM, handler) is nothing
    assert (sys.gettrace(), signal.getitimer(signal.ITIMER_REAL)) == (tracing, (0.0, 0.0))


def test_a_context_manager_of_the_blocks_own_is_part_of_it():
    @contextmanager
    def slow():
        sleep(60)
        yield

    with pytest.raises(TimeIsUp), deadline(0.05), slow():
        pass


def test_time_that_is_up_at_every_moment_is_up_only_within(monkeypatch):
    """The timer rings at each of a thousand moments around a block, and never once outside of it."""
    monkeypatch.setattr(limits, "RING_AGAIN", 0.0002)
    up = 0
    for moment in range(1000):
        try:
            with deadline(1e-6 * moment), deadline(1e-6 * (moment % 100)):
                for _ in range(moment):
                    pass
        except TimeIsUp:
            up += 1
        assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    assert up > 0


def test_a_single_call_that_uses_up_the_whole_check_is_still_told_to_be_too_slow():
    exercise = exercises()["linear_grad_W"]
    assert isinstance(exercise, FunctionExercise)
    made = Examination(exercise, 0)

    def deaf(X, W, B, G):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})  # as numpy is in a product
        try:
            sleep(0.7)
        finally:  # another thread may have been told of the alarm
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGALRM})
        return G.T @ X

    verdict = Referee(exercise, seconds=0.1, examine=lambda task, seed: made, in_all=0.5).judge(deaf)
    assert verdict.mistake == "too_slow", str(verdict)
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
