"""A gradient check for anyone's function, at any size: dℓ = G : dW, held against measured slopes.

`wrong_entry` does the search, `slopes` the measuring; here is what is said about it.
"""

from __future__ import annotations

import inspect
import math
import warnings
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from autograder.exercises.mistakes import MISTAKES
from autograder.exercises.truth import parameters
from autograder.judging import wording
from autograder.judging.trial import RTOL, RTOL_SINGLE, shape_in_words
from autograder.judging.verdict import Disagreement, Verdict
from autograder.numerics.arrays import Array
from autograder.numerics.loss import Inconclusive, Loss, read_only
from autograder.numerics.wrong_entry import Search, WrongEntry

RTOL_HALF = 5e-3  # float16 has three digits
SIMPLEST = 12  # the largest denominator of a factor that is told as a fraction, 1/N apart
EXPLAINED = 1e-2  # of what is wrong a factor leaves no more: of a small term added it leaves nearly all
SAME = 1e-6  # a suspicion needs no more digits than a card shows; by chance no two slopes agree to as many

NOTHING_AGAINST = "Nothing is said against the gradient."
NEXT_STEPS = {  # by words of the reason; where there is a kink or an overflow the point is moved
    "two calls": "Draw what is random once, before the forward function, then check again.",
    "moves in steps": "Let all of it run in float64 and to its end, then check again.",
    "round-off": "Let all of it run in float64, on entries of ordinary size, then check again.",
    "too large": "Scale the point down, then check again.",
}
COARSE = {
    "float32": (RTOL_SINGLE, wording.SINGLE),
    "float16": (RTOL_HALF, "came in float16 and was judged to two digits: keep float64 while you check gradients."),
}


def check_gradient(
    forward: Callable[..., Any],
    args: Sequence[Any],
    wrt: int | str,
    gradient: Any,
    *,
    upstream: Any = None,
    k: int = 4,
    rtol: float = RTOL,
    seed: int = 0,
) -> Verdict:
    """The verdict on ∂ℓ/∂x, where x is the argument `wrt` of forward(*args) and dℓ = upstream : d(forward).

    `wrt` is a position or a name; `gradient` the claimed array, of the shape of x, or a function that is called as
    gradient(*args), or gradient(*args, upstream) where an upstream is given. `upstream` has the shape of forward's
    result and may be left out when that is a number.

    Up to 4096 entries every one is measured, where one evaluation of forward gives them all, where something is off, or
    where there are only differences to measure by. Else `k` random directions are, up to that size no fewer than 4;
    `seed` repeats them.

    Functions get views that cannot be written through; what they raise is not caught. Where no derivative can be
    measured the verdict is not passed and its mistake is "inconclusive". Raises ValueError for a wrong call: an
    unknown `wrt`, a missing or ill-shaped upstream, an x that is not real, a forward without numbers, no directions.

    >>> X, W = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), np.array([[0.5, -0.5]])
    >>> def loss(X, W):
    ...     return np.sum((X @ W.T) ** 2)
    >>> check_gradient(loss, (X, W), "W", lambda X, W: 2 * (X @ W.T).T @ X).passed
    True
    >>> verdict = check_gradient(loss, (X, W), "W", lambda X, W: (X @ W.T).T @ X)
    >>> verdict.mistake, verdict.message
    ('factor', 'At [0, 1] you have -6 where the measured derivative is -12.')
    """
    if k < 1:
        raise ValueError(f"k={k}: at least one direction is needed")
    position, name = _position(forward, args, wrt)
    loss = Loss(forward, args, position, None if upstream is None else np.asarray(upstream, dtype=float))
    if callable(gradient):
        gradient = gradient(*loss.args) if upstream is None else gradient(*loss.args, read_only(upstream))
    claim = np.asarray(gradient)
    coarse = COARSE.get(claim.dtype.name)
    about: dict[str, Any] = {
        "exercise": getattr(forward, "__name__", "forward"),
        "part": name,
        "seed": seed,
        "notes": (f"The gradient {coarse[1]}",) if coarse else (),
        "tried": (("tried on", f"{name} {loss.x.shape}"),),
    }
    fault = _fault(claim, name, loss.x.shape)
    if fault is not None:
        where = Disagreement("the point given", ((name, str(loss.x.shape)),), claim.shape, loss.x.shape)
        return _not_passed(*fault, where, about)
    if not loss.x.size:
        return Verdict(**about, passed=True, score=1.0, message="Right: there are no entries.")
    G = claim.astype(float, copy=False).reshape(loss.folded.shape)
    search = Search(loss, G, k, max(rtol, coarse[0]) if coarse else rtol, seed)
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore", np.exceptions.ComplexWarning)  # of complex steps that it throws away
            wrong = search.find()
            slug, factor = ("", 1.0) if wrong is None else _suspicion(search)
    except Inconclusive as reason:
        why = str(reason)
        other = next((step for words, step in NEXT_STEPS.items() if words in why), None)
        verdict = _not_passed("inconclusive", f"Inconclusive: {why}.", None, about)
        return replace(verdict, next_step=f"{NOTHING_AGAINST} {other}") if other else verdict
    how = "every entry" if search.every_entry else f"{search.k} random directions"
    about["tried"] = (("tried on", f"{name} {loss.x.shape}: {how}"),)
    if search.coarse:
        about["notes"] += (f"The forward function returns {loss.single}: the gradient was judged to two digits.",)
    if wrong is None:
        message = f"Right: {shape_in_words(claim.shape)}, and equal to the measured derivative along {how}."
        return Verdict(**about, passed=True, score=1.0, message=message)
    told = _factor_in_words(factor, name, loss) if slug == "factor" else ""
    return _not_passed(slug, *_place(wrong, claim, name), about, told)


def _position(forward: Callable[..., Any], args: Sequence[Any], wrt: int | str) -> tuple[int, str]:
    """Position and name of the argument. Raises ValueError where there is none, or it is no array of reals."""
    try:
        names = parameters(forward) if hasattr(forward, "__code__") else tuple(inspect.signature(forward).parameters)
    except (TypeError, ValueError):  # a ufunc or a builtin tells no names
        names = ()
    if isinstance(wrt, str) and wrt not in names:
        raise ValueError(f"wrt={wrt!r} is none of the arguments ({', '.join(names)})")
    position = names.index(wrt) if isinstance(wrt, str) else wrt
    if not 0 <= position < len(args):
        raise ValueError(f"wrt={wrt!r} is no position among {len(args)} arguments")
    if np.asarray(args[position]).dtype.kind not in "iuf":
        raise ValueError(f"wrt={wrt!r} is no array of real numbers")
    return position, names[position] if position < len(names) else f"argument {position}"


def _fault(claim: Array, name: str, shape: tuple[int, ...]) -> tuple[str, str] | None:
    """The slug and the sentence for a claim that is no array of finite floats of the shape of the argument."""
    if claim.dtype.kind not in "iubfc":
        nothing = claim.shape == () and claim.item() is None
        return (
            ("returns_none", "The gradient is None.") if nothing else ("wrong_type", "The gradient holds no numbers.")
        )
    if claim.shape != shape:
        slug = "broadcast_accident" if _broadcasts(claim.shape, shape) else "wrong_shape"
        return slug, f"The gradient has {shape_in_words(claim.shape)} where {name} has {shape_in_words(shape)}."
    if claim.dtype.kind != "f":
        slug = "dtype_int" if claim.dtype.kind in "iub" else "wrong_type"
        return slug, f"The gradient has dtype {claim.dtype}, and a gradient needs floats."
    if not math.isfinite(claim.sum()) and not np.all(np.isfinite(claim)):
        return "overflow_nan", "The gradient holds NaN or infinity."
    return None


def _broadcasts(shape: tuple[int, ...], onto: tuple[int, ...]) -> bool:
    try:
        return bool(np.broadcast_shapes(shape, onto))
    except ValueError:
        return False


def _suspicion(search: Search) -> tuple[str, float]:
    """What a few directions tell about a wrong claim: a constant factor and which, the transpose, or nothing."""
    G, V = search.G, search.random(search.k)
    slopes, claimed = search.slopes.along(V)[0], V.contract(G)
    size = SAME * np.max(np.abs(slopes))
    if G.shape[0] == G.shape[1] > 1 and np.all(np.abs(V.contract(G.T) - slopes) <= size):
        return "transposed", 1.0
    factor = np.vdot(slopes, claimed) / np.vdot(slopes, slopes)
    off = np.abs(claimed - factor * slopes)
    near = np.all(off <= min(SAME * np.max(np.abs(claimed)), EXPLAINED * np.max(np.abs(claimed - slopes))))
    plain = SAME < abs(factor) < 1 / SAME and size > SAME * search.slopes.loss.vanishing
    if abs(factor - 1) > SAME and near and plain and len(V) > 1 < G.size:
        return "factor", float(factor)
    return "unknown", 1.0


def _factor_in_words(factor: float, name: str, loss: Loss) -> str:
    """ "Yours is 1/6 of the measured derivative; 6 is the length of axis 0 of X." """
    whole, part = round(factor), round(1 / factor)
    simple = Fraction(1, part) if whole == 0 else Fraction(factor).limit_denominator(SIMPLEST)
    is_simple = abs(float(simple) - factor) <= SAME * abs(factor)
    times = str(simple) if is_simple else wording.apart(factor, 1.0)[0]
    said = f"Every entry of yours is {times} times the measured derivative"
    size = max(abs(factor), 1 / abs(factor))
    shape = loss.x.shape
    sizes = {f"the length of axis {axis} of {name}": length for axis, length in enumerate(shape)}
    sizes[f"the number of {name}'s entries"] = loss.x.size
    result = loss.upstream.shape
    sizes |= {f"the length of axis {axis} of what forward returns": length for axis, length in enumerate(result)}
    sizes["the number of entries that forward returns"] = math.prod(result)
    what = next((what for what, length in sizes.items() if length > 1 and abs(size - length) <= SAME * length), None)
    return f"{said.replace('-', '−')}{f'; {round(size)} is {what}' if what else ''}."


def _place(wrong: WrongEntry, claim: Array, name: str) -> tuple[str, Disagreement]:
    """The sentence that says where it is wrong, and the same as data."""
    shapes = ((name, str(claim.shape)),)
    if wrong.where is None or wrong.true is None:
        message = "The shape is right; the values are not, along random directions."
        return message, Disagreement("the point given", shapes, claim.shape, claim.shape)
    index = np.unravel_index(
        wrong.where[0] * (claim.size // max(len(np.atleast_1d(claim)), 1)) + wrong.where[1], claim.shape
    )
    at = tuple(int(i) for i in index)
    errors = None if wrong.errors is None else wrong.errors.reshape(claim.shape)
    yours = float(claim[at])
    message = wording.entry(at, yours, wrong.true, "measured derivative")
    return message, Disagreement("the point given", shapes, claim.shape, claim.shape, at, yours, wrong.true, errors)


def _not_passed(slug: str, message: str, where: Disagreement | None, about: dict[str, Any], told: str = "") -> Verdict:
    step = f"{told} {MISTAKES[slug].student}".strip()
    return Verdict(**about, passed=False, score=0.0, message=message, mistake=slug, next_step=step, disagreement=where)
