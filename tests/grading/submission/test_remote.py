"""Remote: whatever comes back over the wire is a verdict, and says nothing but what is so."""

import json

import numpy as np
import pytest

from autograder import judge
from autograder.grading.submission.remote import Remote
from autograder.sandbox.session import Reply, Session


class Lying(Session):
    """A session whose every reply is the same."""

    def __init__(self, header, body=b""):
        self.reply = Reply(header, memoryview(body))

    def call(self, name, calls, arrays, seconds_left):
        return iter([self.reply] * len(calls))


def array(shape, dtype="<f8", layout="C"):
    return {"is": "array", "dtype": dtype, "shape": shape, "layout": layout}


REPLIES = {
    "nothing": {},
    "nonsense": {"returned": 7},
    "no number": {"returned": {"is": "number", "value": "7"}},
    "0-d": {"returned": array([])},
    "NaN": {"returned": {"is": "number", "value": float("nan")}},
    "huge": {"returned": {"is": "number", "value": 10**4000}},
    "empty": {"returned": array([0, 2**61])},
    "empty of the right rank": {"returned": array([0, 3])},
    "too many results": {"returned": {"is": "tuple", "items": [array([1])] * 3}},
    "no results": {"returned": {"is": "tuple", "items": []}},
    "large": {"returned": {"is": "large", "dtype": "<f8", "shape": [2**61] * 32}},
    "text": {"returned": {"is": "text", "value": "\ud800"}},
    "strange": {"returned": {"is": "strange", "kind": "\ud800"}},
    "of booleans": {"returned": array([2, 2], "|b1")},
    "raised": {"raised": {"kinds": ["\ud800", 7], "text": 7, "line": ["x"], "number": 10**4000}},
    "raised nothing": {"raised": {}},
    "blank": {"raised": {"kinds": ["NotImplementedError"]}},
    "changed": {"returned": {"is": "none"}, "changed": 7},
    "changed nothing": {"returned": {"is": "none"}, "changed": [[0], ["x", 1], [99, {"is": "none"}], [True, 1]]},
    "changed a lot": {"returned": {"is": "none"}, "changed": [[0, {"is": "none"}]] * 1000},
    "changed to another shape": {"returned": {"is": "none"}, "changed": [[0, array([1])], [1, {"is": "none"}]]},
    "missing": {"missing": True},
}


@pytest.mark.parametrize("exercise", ["linear_grad_W", "linear_grads_nd", "frobenius", "hadamard_bytes"])
@pytest.mark.parametrize("reply", REPLIES)
def test_whatever_is_replied_is_a_verdict(exercise, reply):
    verdict = judge(exercise, Remote(Lying(REPLIES[reply], np.full(8, np.nan).tobytes()), exercise))
    assert not verdict.passed
    assert verdict.score == 0.0
    str(verdict).encode()
    json.dumps(verdict.to_dict(), allow_nan=False)


@pytest.mark.parametrize("exercise", ["wx_counterexample", "frobenius_einsum", "linear_derivation"])
@pytest.mark.parametrize("reply", REPLIES)
def test_whatever_is_replied_for_words_is_a_verdict(exercise, reply):
    verdict = judge(exercise, Remote(Lying(REPLIES[reply], bytes(64)), exercise))
    assert not verdict.passed
    str(verdict).encode()
