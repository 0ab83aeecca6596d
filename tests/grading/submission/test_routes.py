"""A notebook's own `check` and the wall utter the same words about the same answer, whatever it returns."""

import collections
import datetime
import decimal
import io
import warnings
from functools import partial
from typing import Any

import numpy as np
import pytest

from autograder import exercises
from autograder.grading.submission.remote import Remote
from autograder.judging.referee import Referee
from autograder.sandbox.inside.calls import call
from autograder.sandbox.inside.elementwise import FUNCTIONS
from autograder.sandbox.inside.wire import Unpacker, frame, receive
from autograder.sandbox.session import Reply, Session

Point = collections.namedtuple("Point", "x y z")
ONES = np.ones((2, 2))


class Kept(np.ndarray):
    pass


class Whole(int):
    pass


class Long(list):
    def __len__(self):
        return 3

    def __iter__(self):
        return iter(range(3))


def named(name, *bases):
    return type(name, bases, {})


def numbers():
    yield 1


def returning(value):
    return value


def failing(text):
    raise named("Failing" * 30, ValueError)(text)


VALUES: dict[str, tuple[Any, ...]] = {
    "None": (None,),
    "plain numbers": (3, 2.5, True, 1 + 2j, float("nan"), float("inf"), 2**63 - 1, 2**63, -(2**63), 10**5000),
    "numpy's numbers": (
        *(np.float64(2.5), np.float32(3), np.int8(2), np.bool_(True), np.complex64(1), np.clongdouble(1)),
        *(np.timedelta64(1, "s"), np.datetime64("2020"), np.longdouble(1), np.array(2.5), np.array(None)),
    ),
    "texts": ("", "a\0b", "dL = \ud800", "x" * 10**6, "a" * 10**6 + "->", "x " * 105_000, np.str_("ij,jk->ik"), b"ab"),
    "sequences": (
        *([], (), [1, [2, 3]], [[1.0], [1.0, 2.0]], (ONES,), (ONES,) * 2, (ONES,) * 3, (ONES,) * 4, [0] * 64, [0] * 65),
        *([0] * 10**5, (((((1,),),),),), ([[[1]]],) * 3, Point(ONES, 1, 2), Long([0] * 70), ("x" * 10**6, None, {})),
        *((10**400,) * 3, (np.array([None]),) * 3, (1j,) * 3, (ONES, "a", {1})),
    ),
    "objects": (
        *({"a": 1}, {1}, numbers(), range(4), print, dict, np, ..., np.tanh, ValueError("x"), bytearray(2)),
        *(datetime.datetime(2020, 1, 1), decimal.Decimal(1), Whole(3), named("A" * 200)(), named("\x1b[2J")()),
        named("")(),
    ),
    "arrays of numbers": (
        *(ONES.astype(kind) for kind in ("?", "f2", "f4", "g", ">f8", ">f4", ">i4", "i1", "F", "G")),
        *(np.full((2, 2), 2**64 - 1, "u8"), np.full((2, 2), 2**64 - 1, ">u8"), np.zeros(0), np.zeros((3, 0)), -ONES),
        *(np.full((2, 2), np.nan), np.ones((1,) * 12), np.ones((1,) * 33), np.ones((1,) * 64), ONES.view(Kept)),
        *(np.broadcast_to(np.array(1, kind), (10**6, 10**6)) for kind in ("f8", ">i4", "?", "c16", "g", "O")),
    ),
    "masked arrays": (
        *(
            np.ma.array(ONES.astype(kind), mask=mask)
            for kind in ("f8", "f4", "i4", "?", "F", "U1")
            for mask in (False, True)
        ),
        np.ma.masked,
    ),
    "arrays of no numbers": (
        *(np.array([object()]), np.array([1, 2.5], object), np.array(["ab", "c"]), np.array([b"a"]), ONES.view("V8")),
        *(np.array([np.datetime64("2020")]), np.array([np.timedelta64(1, "s")]), np.zeros(2, [("a", "f8")])),
        *(np.zeros(2, [(f"a{count}", "f8") for count in range(60)]), np.zeros(2, "f8, i4")[0], np.array([None])),
    ),
}
ANSWERS = {kind: [partial(returning, value) for value in own] for kind, own in VALUES.items()} | {
    "errors": [partial(failing, text) for text in ("", "x" * 5000, " " * 3000 + "x", "\ud800\x1b[2J")]
}


class Here(Session):
    """A session whose far side is this process."""

    def __init__(self, name, function):
        self.names = {name: function}

    def call(self, name, calls, arrays, seconds_left):
        """The replies, each through a frame."""
        unpack = Unpacker(memoryview(b"".join(arrays)), FUNCTIONS).value
        for packed in calls:
            data = frame(*call(self.names, name, [unpack(value) for value in packed]))
            yield Reply(*receive(io.BytesIO(data).read))


@pytest.mark.parametrize("kind", ANSWERS)
@pytest.mark.parametrize(
    "name",
    [
        *("wx_grad_W", "frobenius", "linear_grads_nd", "linear_derivation"),
        *("wx_grad_W_einsum", "hadamard_bytes"),
    ],
)
def test_both_routes_say_the_same(name, kind):
    for answer in ANSWERS[kind]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            here, there = (
                Referee(exercises()[name]).judge(way).to_dict()
                for way in (lambda *_, answer=answer: answer(), _remote(name, answer))
            )
        assert here == there
        assert here["passed"] is False
        here["message"].encode()


def _remote(name, answer):
    return Remote(Here(name, lambda *_: answer()), name)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("linear_derivation", "x" * 10**6, "It has more than 8000 characters"),
        ("wx_grad_W_einsum", "a" * 10**6, "it has more than 200 characters"),
        ("linear_derivation", {}, "It returns a dict, not the lines of a derivation."),
        ("frobenius", {}, "It returns a dict, where a number is asked for."),
        ("wx_grad_W", [1, 2], "It returns a list, not a numpy array."),
        ("linear_grads_nd", [0] * 10**5, "It returns 100000 results where 3"),
        ("wx_grad_W", np.ones((1,) * 40), "It returns a shape of 40 axes where"),
    ],
)
def test_what_is_said_of_what_did_not_cross_is_true(name, value, sentence):
    verdict = Referee(exercises()[name]).judge(_remote(name, lambda: value))
    assert sentence.lower() in verdict.message.lower()
