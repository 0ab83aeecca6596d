"""Lying: results that answer differently from what they are, and functions that are right only when it counts least."""

from textwrap import indent

from tests.hostile.answers import RIGHT
from tests.hostile.case import Hostile, all_wrong, answer, code, first, notebook, right

ONE_RIGHT = {"linear_forward": 1.0}


def liar(
    name: str,
    body: str,
    helpers: str = "",
    exercise: str = "linear_grad_W",
    reason: str | None = None,
    endless: bool = False,
) -> Hostile:
    """One exercise answered by this body, with helpers in a first cell; `linear_forward` is right, the rest wrong."""
    head = code(RIGHT[exercise]).splitlines()[0]
    source = f"{head}\n{indent(code(body), '    ')}"
    edits = [all_wrong(), right("linear_forward"), answer(**{exercise: source})]
    return Hostile(name, notebook(*edits, *([first(helpers)] if helpers else [])), ONE_RIGHT, reason, endless=endless)


OBJECTS = [
    liar(
        "array-that-equals-everything",
        "return np.zeros(W.shape).view(Agreeable)",
        """
        import numpy as np
        class Agreeable(np.ndarray):
            def __array_ufunc__(self, ufunc, method, *inputs, **k):
                return np.bool_(ufunc.__name__ not in ("greater", "not_equal"))
            def __array_function__(self, function, types, a, k):
                return True
            __eq__ = __le__ = __lt__ = __ge__ = lambda self, other: True
            __ne__ = __gt__ = lambda self, other: False
            __sub__ = __rsub__ = __abs__ = lambda self, *other: 0.0
            __hash__ = None
        """,
    ),
    liar(
        "object-that-claims-to-be-an-array",
        "return Claim(W.shape)",
        """
        import numpy as np
        class Claim:
            __class__ = property(lambda self: np.ndarray)
            dtype, ndim, nbytes, size = np.dtype(float), 2, 8, 1
            def __init__(self, shape): self.shape = shape
            def __array__(self, *a, **k): return np.zeros(self.shape).view(Agreeable)
            def __getattr__(self, name): return lambda *a, **k: self
            __sub__ = __rsub__ = __abs__ = __mul__ = lambda self, *other: 0.0
            __eq__ = __le__ = lambda self, other: True
            __gt__ = __ne__ = lambda self, other: False
        class Agreeable(np.ndarray):
            __array_ufunc__ = lambda self, *a, **k: np.bool_(True)
        """,
    ),
    liar(
        "array-at-a-made-up-address",
        "return Pointer(W.shape)",
        """
        class Pointer:
            def __init__(self, shape):
                self.__array_interface__ = {"shape": shape, "typestr": "<f8", "data": (0xDEAD0000, False), "version": 3}
        """,
    ),
    liar(
        "array-over-the-process-memory",
        "return np.lib.stride_tricks.as_strided(W, shape=W.shape, strides=(2**40, 2**33))",
    ),
    liar(
        "pickle-with-a-payload",
        "return Payload()",
        """
        class Payload:
            def __reduce__(self):
                return (eval, ("open('@MARK@', 'w')",))
        """,
    ),
    liar(
        "object-array-with-a-payload",
        "out = np.empty(W.shape, dtype=object)\nout[...] = Number()\nreturn out",
        """
        class Number:
            def __float__(self): open('@MARK@', 'w'); return 0.0
            def __reduce__(self): return (eval, ("open('@MARK@', 'w')",))
            __eq__ = __le__ = lambda self, other: True
        """,
    ),
    liar("number-that-equals-everything", "return type('Any', (float,), {'__eq__': lambda *a: True})(0.0)"),
    liar("not-a-number", "return np.full(W.shape, np.nan)", reason="nan|not finite|infinit"),
    liar("infinity", "return np.full(W.shape, np.inf)", reason="nan|finite|inf"),
    liar("complex-with-a-hidden-part", "return np.zeros(W.shape) + 1j * (G.T @ X)"),
    liar("numbers-as-text", "return (G.T @ X).astype('U40')"),
    liar("structured-numbers", "return (G.T @ X).astype([('right', 'f8')])"),
    liar("enormous-without-memory", "return np.broadcast_to(0.0, (10**9, 10**9))", reason="10{9}|shape|large"),
    liar("nothing-by-a-quintillion", "return np.empty((0, 10**18))", reason="shape|10{18}"),
    liar("a-gigabyte-of-zeros", "return np.zeros((11_000, 11_000))", reason="shape|11000|large"),
    liar("endless-tuple", "import itertools\nreturn itertools.cycle([X])", exercise="linear_grads_nd"),
    liar(
        "tuple-with-a-lying-length",
        "return Tuple((X, W, b))",
        """
        import itertools
        class Tuple(tuple):
            __len__ = lambda self: 3
            __iter__ = lambda self: itertools.cycle([0.0])
            __getitem__ = lambda self, at: self
        """,
        exercise="linear_grads_nd",
    ),
]

WORDS = [
    liar(
        "text-that-lies",
        "return Text('dℓ = G : dY')",
        """
        class Text(str):
            def splitlines(self, *a): return ["dℓ = G : dY", "= (Gᵀ X) : dW"]
            split = __iter__ = splitlines
            __eq__ = lambda self, other: True
            __hash__ = str.__hash__
            encode = lambda self, *a, **k: b"x" * 10**9
        """,
        exercise="linear_derivation",
    ),
    liar("derivation-of-ten-million-letters", "return 'dℓ = G : dY\\n' * 10**6", exercise="linear_derivation"),
    liar(
        "derivation-of-nested-brackets",
        "return 'dℓ = ' + '(' * 50_000 + 'G' + ')' * 50_000 + ' : dY'",
        exercise="linear_derivation",
    ),
    liar(
        "derivation-of-a-long-product",
        "return 'dℓ = G : dY = ' + ' '.join(['G Gᵀ'] * 5000) + ' G : dY'",
        exercise="linear_derivation",
    ),
    liar(
        "derivation-of-transposed-transposes",
        "return 'dℓ = G' + 'ᵀ' * 20_000 + ' : dY' + '^T' * 20_000",
        exercise="linear_derivation",
    ),
    liar("derivation-in-control-characters", "return 'dℓ = \\x00\\x1b[2J\\u202e : dY'", exercise="linear_derivation"),
]

COUNTING = """
    calls = 0
    def at_call():
        global calls
        calls += 1
        return calls
    """
SOMETIMES = [
    liar(
        f"right-on-the-first-{count}-calls",
        f"return G.T @ X if at_call() <= {count} else np.zeros(W.shape)",
        COUNTING,
    )
    for count in (1, 3, 12)
]
SOMETIMES += [
    liar("dies-after-twelve-right-calls", "import os\nat_call() > 12 and os._exit(0)\nreturn G.T @ X", COUNTING),
    liar("hangs-after-twelve-right-calls", "while at_call() > 12:\n    pass\nreturn G.T @ X", COUNTING, endless=True),
    liar("raises-after-twelve-right-calls", "assert at_call() <= 12\nreturn G.T @ X", COUNTING),
    liar(
        "makes-all-calls-to-come-the-first-one",
        """
        import sys
        frame = sys._getframe()
        while frame := frame.f_back:
            for value in frame.f_locals.values():
                calls = value.get("calls") if isinstance(value, dict) else value
                if isinstance(calls, list) and calls and isinstance(calls[0], list):
                    calls[:] = [calls[0]] * len(calls)
        return seen.setdefault("first", G.T @ X)
        """,
        "seen = {}",
    ),
    liar(
        "replies-twice-to-each-call",
        """
        import json, os, struct
        dW = G.T @ X
        shape = {"is": "array", "dtype": "<f8", "shape": list(dW.shape), "layout": "C"}
        header, body = json.dumps({"returned": shape, "changed": []}).encode(), dW.tobytes()
        for fd in range(3, 16):
            try:
                os.write(fd, struct.pack("<IQ", len(header), len(body)) + header + body)
            except OSError:
                pass
        return dW
        """,
    ),
    liar("wrong-on-the-fifth-call", "return G.T @ X if at_call() != 5 else np.zeros(W.shape)", COUNTING),
    liar("right-on-the-second-of-two-calls", "return G.T @ X if at_call() % 2 == 0 else np.zeros(W.shape)", COUNTING),
    liar("right-for-the-example-shown", "return G.T @ X if (*X.shape, len(W)) == (4, 3, 2) else np.zeros(W.shape)"),
    liar(
        "right-by-the-clock",
        "import time\nreturn G.T @ X if time.perf_counter_ns() // 100 % 2 else np.zeros(W.shape)",
    ),
    liar("right-by-chance", "import secrets\nreturn G.T @ X if secrets.randbelow(2) else np.zeros(W.shape)"),
    liar(
        "zeroes-its-inputs",
        "for given in (X, W, B, G):\n    given[...] = 0.0\nreturn np.zeros(W.shape)",
        reason="chang|copy",
    ),
    liar(
        "changes-its-result-afterwards",
        """
        import threading
        out = np.zeros(W.shape)
        threading.Timer(0.02, lambda: np.copyto(out, G.T @ X)).start()
        return out
        """,
    ),
]

CASES = [*OBJECTS, *WORDS, *SOMETIMES]
