"""Answers to nonzero_fraction(N, p, q) -> float: of the gradient tensor (N, p, p, q), 1/p. See README.md."""

import numpy as np


def right_counted(N, p, q):
    """Counted on a small tensor, N and q do not matter."""
    T = np.einsum("kq,lp->klpq", np.ones((1, 1)), np.eye(p))
    return np.count_nonzero(T) / T.size


def right_ratio(N, p, q):
    """All sizes written out."""
    return (N * p * q) / (N * p * p * q)


def right_mean_of_eye(N, p, q):
    """The mean of the identity, an np.float64."""
    return np.eye(p).mean()


def right_power(N, p, q):
    """p ** -1."""
    return float(p) ** -1


def right_zero_d_array(N, p, q):
    """A 0-d array."""
    return np.array(1 / p)


class _Answer:
    """An instance with __call__, which has no __name__."""

    def __call__(self, N, p, q):
        return self._compute(N, p, q)

    @staticmethod
    def _compute(N, p, q):
        return float(1 / p)


right_callable_object = _Answer()


def wrong_one_over_q(N, p, q):
    """wrong_operand|wrong_variable|square_only|unknown|wrong_function: 1/q."""
    return 1 / q


def wrong_one_over_n(N, p, q):
    """wrong_operand|wrong_variable|off_by_one_norm|unknown|wrong_function: 1/N."""
    return 1 / N


def wrong_percent(N, p, q):
    """factor: in per cent."""
    return 100 / p


def wrong_squared(N, p, q):
    """wrong_function|over_constrained|unknown|factor: 1/p²."""
    return 1 / p**2


def wrong_zeros_fraction(N, p, q):
    """wrong_function|unknown: the fraction of zeros."""
    return 1 - 1 / p


def wrong_floor(N, p, q):
    """dtype_int: integer division."""
    return 1 // p


def wrong_count(N, p, q):
    """wrong_function|factor|unknown|missing_sum: the number of nonzeros."""
    return float(N * p * q)


def wrong_product(N, p, q):
    """wrong_function|unknown|over_constrained|factor: 1/(pq)."""
    return 1 / (p * q)


def wrong_density_of_hadamard(N, p, q):
    """wrong_function|unknown|over_constrained: the fraction for H."""
    return 1 / (N * p) ** 2


def wrong_minus_one(N, p, q):
    """off_by_one_norm|factor|raises: 1/(p − 1)."""
    return 1 / (p - 1) if p > 1 else 2.0


def wrong_constant(N, p, q):
    """hardcoded: the example's value."""
    return 0.25


def wrong_none(N, p, q):
    """returns_none: nothing is returned."""
    1 / p  # noqa: B018


def wrong_when_one(N, p, q):
    """unknown|hardcoded|wrong_function: right for p > 1, zero for p = 1."""
    return 0.0 if p == 1 else 1 / p


def wrong_factor_one_ppm(N, p, q):
    """factor|unknown: a factor of 1 + 1e-6."""
    return (1 / p) * (1 + 1e-6)


def wrong_tiny_offset(N, p, q):
    """extra_term|unknown: 1e-8 added "for stability"."""
    return (1 / p) + 1e-8


def wrong_round_6(N, p, q):
    """unknown|factor: rounded to 6 decimals."""
    return np.round(1 / p, 6)


def wrong_one_element_array(N, p, q):
    """wrong_shape|broadcast_accident: an array of shape (1,)."""
    return np.array([1 / p])


_third = {"calls": 0}


def wrong_every_third_call(N, p, q):
    """unknown|extra_term|factor: every third call is 10 per cent off."""
    _third["calls"] += 1
    out = np.array(1 / p)
    return 1.1 * out if _third["calls"] % 3 == 0 else out


class _Stop(BaseException):
    pass


def wrong_base_exception(N, p, q):
    """raises: an exception that is no Exception."""
    raise _Stop("stop")


def wrong_complex_dtype(N, p, q):
    """unknown|wrong_shape: right numbers with complex type."""
    return (1 / p) + 0j


def wrong_in_per_cent(N, p, q):
    """factor: in per cent."""
    return 100 / p


def wrong_one_over_outputs_and_inputs(N, p, q):
    """factor|unknown|over_constrained|wrong_function: 1/(p q)."""
    return 1 / p / q
