"""Whatever comes back gets a verdict: objects whose methods raise, lie or never end, exceptions that say nothing."""

import contextlib

import numpy as np
import pytest

from autograder import judge


def ends(*_, **__):
    raise SystemExit(1)


def nasty(**methods):
    return type("Nasty", (), methods)()


def raising(error):
    raise error


class Meta(type):
    def __getattribute__(cls, name):
        raise SystemExit


class Named(str):
    __slots__ = ()
    __str__ = __len__ = __iter__ = __getitem__ = ends


class Twice(tuple):
    __slots__ = ()

    def __iter__(self):
        return iter((1, 2))

    def __len__(self):
        return 17


class Array(np.ndarray):
    shape = dtype = property(ends)
    __array__ = __len__ = ends


class Mute(Exception):
    __str__ = ends
    __traceback__ = property(ends, ends)


class Endless(Exception):
    def __str__(self):
        while True:
            pass


def resisting():
    def generator():
        for _ in range(3):
            with contextlib.suppress(GeneratorExit):
                yield

    started = generator()
    next(started)
    return started


VALUES = {
    "a generator that resists close()": resisting,
    "a tuple that lies about its items": lambda: Twice((np.ones(1),) * 3),
    "a list that ends the program": lambda: type("L", (list,), {"__iter__": ends, "__len__": ends})([1, 2, 3]),
    "__class__": lambda: nasty(__class__=property(ends)),
    "every method": lambda: nasty(__getattribute__=ends, __float__=ends, __array__=ends, __eq__=ends, __repr__=ends),
    "__len__": lambda: nasty(__len__=ends, __iter__=ends),
    "a metaclass": lambda: Meta("M", (), {})(),
    "a class whose name ends the program": lambda: type(Named("X"), (), {})(),
    "a text": lambda: Named("dL = G : dY"),
    "a float": lambda: type("F", (float,), {"__float__": ends})(2.0),
    "an int": lambda: type("I", (int,), {"__index__": ends, "__abs__": ends})(2),
    "an array": lambda: np.ones((2, 2)).view(Array),
    "entries": lambda: np.array([nasty(__float__=ends, __eq__=ends)] * 4),
    "three of them": lambda: (nasty(__class__=property(ends)),) * 3,
    "a huge whole number": lambda: 10**400,
    "an exception without words": lambda: raising(Mute()),
    "a group of exceptions": lambda: raising(BaseExceptionGroup("two", [SystemExit(), KeyboardInterrupt()])),
    "GeneratorExit": lambda: raising(GeneratorExit()),
}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
@pytest.mark.parametrize(
    "name",
    ["linear_grad_W", "linear_grads_nd", "frobenius", "linear_derivation", "wx_grad_W_einsum", "wx_counterexample"],
)
def test_every_value_gets_a_verdict(name, value):
    verdict = judge(name, lambda *arguments: value(), seconds=1.0)
    assert not verdict.passed
    assert verdict.message
    assert verdict.next_step


def test_an_exception_that_never_says_what_it_is_took_too_long():
    assert judge("linear_grad_W", lambda *arguments: raising(Endless()), seconds=0.1).mistake == "too_slow"


def test_a_tuple_is_read_for_what_it_holds():
    class Reversed(tuple):
        __slots__ = ()

        def __iter__(self):
            return reversed(list(tuple.__iter__(self)))

    def linear_grads_nd(X, W, b, G):
        rows, outputs = X.reshape(-1, W.shape[1]), G.reshape(-1, len(b))
        return Reversed((G @ W, outputs.T @ rows, outputs.sum(0)))

    assert judge("linear_grads_nd", linear_grads_nd).passed
