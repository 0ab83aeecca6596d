"""Packing: the worker's own code is changed, so that a call's reply is well framed and says what no array would."""

from tests.hostile.case import Hostile, all_wrong, before, notebook, right

PATCH = """
import sys
def forged(value, arrays, *a, **k):
    rows, columns = value.shape if getattr(value, "ndim", 0) == 2 else (1, 1)
    return {forged}
for module in list(sys.modules.values()):
    if hasattr(module, "pack") and hasattr(module, "call"):
        module.pack = forged
"""
REPLIES = {
    "large-of-the-right-shape": '{"is": "large", "dtype": "<f8", "shape": [rows, columns]}',
    "more-than-there-is": '{"is": "array", "dtype": "<f8", "shape": [rows, columns], "layout": "C"}',
    "less-than-nothing": '{"is": "array", "dtype": "<f8", "shape": [-1, columns], "layout": "C"}',
    "no-size": '{"is": "array", "dtype": "<f8", "shape": [rows, None], "layout": "C"}',
    "no-entries": '{"is": "array", "dtype": "<f8", "shape": [0, 2**61, 2**61], "layout": "strided"}',
    "sixty-four-dimensions": '{"is": "array", "dtype": "|b1", "shape": [1] * 64 + [0], "layout": "F"}',
    "objects": '{"is": "array", "dtype": "|O", "shape": [rows, columns], "layout": "C"}',
    "truth-itself": '{"is": "number", "value": True}',
    "infinite-number": '{"is": "number", "value": float("inf")}',
    "huge-number": '{"is": "number", "value": 10**4000}',
    "tuples-in-tuples": '{"is": "tuple", "items": [{"is": "tuple", "items": [{"is": "none"}] * 64}] * 64}',
    "a-function": '{"is": "function", "name": "tanh"}',
    "a-very-long-text": '{"is": "text", "value": "d" * 10**7}',
    "a-strange-one": '{"is": "strange", "kind": "<b>" * 99, "dtype": "\\u202e" * 99, "length": 2**62}',
    "an-odd-kind": '{"is": ["array"], "dtype": {}, "shape": {"0": 1}}',
}


def packed(name: str, reply: str) -> Hostile:
    """Wrong answers, `linear_forward` checked first; from then on every result crosses as this reply."""
    edits = [all_wrong(), right("linear_forward"), before("linear_grad_W", PATCH.replace("{forged}", reply))]
    return Hostile(f"reply-of-{name}", notebook(*edits), {"linear_forward": 1.0})


CASES = [packed(name, reply) for name, reply in REPLIES.items()]
