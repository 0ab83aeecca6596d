"""Contraction: an einsum of one or two operands, how it is written, and what tells it from the right one.

An index letter for each axis and letters for the result cover every matrix product with its transposes, every product
entry by entry, outer products, traces and sums over an axis.
"""

from __future__ import annotations

from dataclasses import dataclass

from autograder.judging.diagnosis.products.operands import Operand

MATRIX = 2  # axes
SLOPE = "h′(Y)"
Link = frozenset[tuple[int, int]]


@dataclass(frozen=True)
class Contraction:
    """einsum(letters[0], letters[1] -> out) of the operands."""

    operands: tuple[Operand, ...]
    letters: tuple[str, ...]
    out: str

    @property
    def subscripts(self) -> str:
        """The einsum string."""
        return f"{','.join(self.letters)}->{self.out}"

    @property
    def links(self) -> frozenset[Link]:
        """The pairs of axes that carry the same letter; an axis is (operand, position)."""
        axes = [
            (number, place, letter) for number, word in enumerate(self.letters) for place, letter in enumerate(word)
        ]
        return frozenset(
            frozenset(((a, b), (c, d)))
            for i, (a, b, first) in enumerate(axes)
            for c, d, second in axes[i + 1 :]
            if first == second
        )

    def __str__(self) -> str:
        return _as_matrices(self) or _as_entries(self)


def _as_matrices(contraction: Contraction) -> str:
    """ "Gᵀ X", "G ⊙ X", "G : X": the matrix notation where there is one, else ""."""
    names = [operand.as_factor for operand in contraction.operands]
    out = contraction.out
    if len(names) == 1:
        (word,) = contraction.letters
        plain = len(set(word)) == len(word)
        return names[0] if plain and out == word else names[0] + "ᵀ" if plain and out == word[::-1] else ""
    left, right = contraction.letters
    shared = set(left) & set(right)
    if any(len(set(word)) != len(word) for word in (left, right)):
        return ""
    if shared == set(left) == set(right):
        turn = "ᵀ" if left != right else ""
        if out in ("", left):
            return f"{names[0]} {'⊙' if out else ':'} {names[1]}{turn}"
        return f"{names[0]}{turn} ⊙ {names[1]}" if out == right else ""
    if len(shared) == 1 and set(out) == set(left) ^ set(right) and len(left) == len(right) == 2:
        if out[0] in right:
            left, right, names = right, left, names[::-1]
        return f"{names[0]}{'ᵀ' * (left[0] in shared)} {names[1]}{'ᵀ' * (right[1] in shared)}"
    return ""


def _as_entries(contraction: Contraction) -> str:
    """ "Σ_k G_ik X_jk at [i, j]"."""
    summed = "".join(sorted(set("".join(contraction.letters)) - set(contraction.out)))
    factors = " ".join(
        f"{operand.as_factor}_{word}" for operand, word in zip(contraction.operands, contraction.letters, strict=True)
    )
    at = f" at [{', '.join(contraction.out)}]" if contraction.out else ""
    return f"{f'Σ_{summed} ' if summed else ''}{factors}{at}"


def difference(yours: Contraction, right: Contraction | None, upstream: str = "") -> str:
    """The slug for what tells a contraction from the right one."""
    if right is None or yours.operands != right.operands:
        return _other_operands(yours, right, upstream)
    if len(yours.out) > len(right.out):
        return "missing_sum"
    if yours.links == right.links:
        if len(yours.out) < len(right.out):
            return "over_sum"
        return "transposed" if set(yours.out) == set(right.out) else "wrong_axis_sum"
    if yours.links < right.links:
        return "sum_before_product"
    within = [link for link in yours.links - right.links if len({operand for operand, _ in link}) == 1]
    if within:
        return "diag_only"
    if len(yours.out) < len(right.out) and len(yours.links) <= len(right.links):
        return "over_sum"
    if len(yours.links) == len(right.links):
        return "missing_transpose" if max(map(len, yours.letters)) <= MATRIX else "wrong_axis_sum"
    return "elementwise_for_matmul" if len(yours.links) > len(right.links) else "matmul_for_elementwise"


def _other_operands(yours: Contraction, right: Contraction | None, upstream: str) -> str:
    if right is None:
        return "wrong_operand"
    mine, right_ones = (_factors(contraction) for contraction in (yours, right))
    if upstream in right_ones and mine == [factor for factor in right_ones if factor != upstream]:
        return "ignores_G"
    if mine == right_ones:
        if len(yours.out) > len(right.out):
            return "missing_sum"
        if len(set("".join(yours.letters))) - len(yours.out) > len(set("".join(right.letters))) - len(right.out):
            return "over_sum"  # an index that the right product is given, or keeps
        by_matmul = any(operand.by_matmul for operand in yours.operands)
        return "matmul_for_elementwise" if by_matmul else "missing_transpose"
    return other_factors(mine, right_ones)


def other_factors(mine: list[str], right: list[str]) -> str:
    """The slug for a product of other factors than those that are asked for."""
    if [factor for factor in right if factor not in mine] != [SLOPE]:
        return "wrong_operand"
    in_its_place = [factor for factor in mine if factor not in right]
    if not in_its_place:
        return "forgot_dh"
    if any(factor.startswith("h′(") for factor in in_its_place):
        return "dh_wrong_place"
    return "h_for_dh" if any(factor.startswith("h(") for factor in in_its_place) else "wrong_operand"


def _factors(contraction: Contraction) -> list[str]:
    """What the operands are products of, without the indices that pick out a row."""
    return sorted(factor for operand in contraction.operands for factor in operand.factors)
