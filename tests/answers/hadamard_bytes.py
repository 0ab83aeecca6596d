"""Answers to hadamard_bytes(m, n) -> int: 8 (mn)³. See README.md."""

import math
import sys

import numpy as np


def right_product(m, n):
    """Multiplied out."""
    return m * n * m * n * m * n * 8


def right_itemsize(m, n):
    """The item size from numpy."""
    return np.dtype(np.float64).itemsize * pow(m * n, 3)


def right_prod_of_shape(m, n):
    """math.prod of the shape."""
    return math.prod((m, n) * 3) << 3


def right_star_args(*sizes):
    """Takes *args only."""
    return 8 * math.prod(sizes) ** 3


right_lambda = lambda m, n: (2 * m * n) ** 3  # noqa: E731
right_lambda.__doc__ = "A lambda: 8 is 2 cubed."


def right_loop(m, n):
    """A loop."""
    total = 8
    for size in (m, n, m, n, m, n):
        total *= size
    return total


def wrong_entries(m, n):
    """factor: the number of entries."""
    return (m * n) ** 3


def wrong_float32_bytes(m, n):
    """factor: four bytes an entry."""
    return 4 * (m * n) ** 3


def wrong_bits(m, n):
    """factor: bits."""
    return 64 * (m * n) ** 3


def wrong_square_power(m, n):
    """wrong_function|unknown|over_constrained: 8 (mn)², four indices only."""
    return 8 * (m * n) ** 2


def wrong_only_ones(m, n):
    """wrong_function|unknown|diag_only|over_constrained: the ones only."""
    return 8 * m * n


def wrong_sixth_power(m, n):
    """square_only|wrong_function: 8 m⁶, right where m = n."""
    return 8 * m**6


def wrong_precedence(m, n):
    """wrong_function|unknown|square_only: 8 m n³."""
    return 8 * m * n**3


def wrong_sum_for_product(m, n):
    """wrong_function|unknown: 8 (m + n)³."""
    return 8 * (m + n) ** 3


def wrong_mebibytes(m, n):
    """factor: in MiB."""
    return 8 * (m * n) ** 3 / 2**20


def wrong_whole_mebibytes(m, n):
    """factor|unknown: whole MiB, in bytes."""
    return (8 * (m * n) ** 3 >> 20) << 20


def wrong_overflow(m, n):
    """overflow_nan|unknown|dtype_int: wraps in 32 bits at large sizes."""
    return (8 * (m * n) ** 3 + 2**31) % 2**32 - 2**31


def wrong_object_header(m, n):
    """extra_term|unknown: sys.getsizeof counts the header too."""
    return sys.getsizeof(np.zeros(1)) - 8 + 8 * (m * n) ** 3


def wrong_string(m, n):
    """wrong_shape|unknown: text."""
    return f"{8 * (m * n) ** 3} bytes"


def wrong_none(m, n):
    """returns_none: prints."""
    print(8 * (m * n) ** 3)


def wrong_tuple(m, n):
    """wrong_shape|unknown: a tuple."""
    return (8 * (m * n) ** 3,)


def wrong_array(m, n):
    """wrong_shape|unknown: an array of shape (1,)."""
    return np.array([8 * (m * n) ** 3])


def wrong_visible_example(m, n):
    """hardcoded: the number for 16 × 16."""
    return 134217728


def wrong_raises(m, n):
    """raises: the untouched stub."""
    raise NotImplementedError


def wrong_by_one(m, n):
    """extra_term|unknown|off_by_one_loop: one byte too many."""
    return 8 * (m * n) ** 3 + 1


def wrong_four_bytes_an_entry(m, n):
    """factor|dtype_float32: four bytes an entry."""
    return 4 * (m * n) ** 3


def wrong_six_equal_axes(m, n):
    """square_only|wrong_function: 8 n⁶, right where m = n."""
    return 8 * n**6


def wrong_nearly(m, n):
    """factor|unknown: within the tolerance of a gradient, and a count has none."""
    return 8 * (m * n) ** 3 * (1 + 9e-10)


def wrong_single(m, n):
    """dtype_float32|unknown: counted in float32, which has no room for the last digits."""
    return np.float32(8) * np.float32(m * n) ** 3


def wrong_off_by_one_byte(m, n):
    """extra_term|unknown: one byte too many."""
    return 8 * (m * n) ** 3 + 1
