"""Numbers as one writes them by hand: whole ones and fractions where they are such, else six digits."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

LARGEST_DENOMINATOR = 60  # of 1/N and its products at small sizes; beyond, a fraction is no plainer than a decimal
EXACT = 1e-9  # as the referee compares
LONGEST_WHOLE = 1e15  # up to it every whole number is a float of its own


def number(value: float) -> str:
    """A whole number or a fraction where it is one, else six digits.

    >>> number(2.0), number(1 / 6), number(-0.0), number(0.8414709848)
    ('2', '1/6', '0', '0.841471')
    """
    if not np.isfinite(value):
        return str(value)
    fraction = Fraction(value).limit_denominator(LARGEST_DENOMINATOR)
    if abs(value) < LONGEST_WHOLE and abs(float(fraction) - value) <= EXACT * max(1.0, abs(value)):
        text = str(fraction)
    else:
        text = f"{value:.6g}"
    return text.replace("-", "−")
