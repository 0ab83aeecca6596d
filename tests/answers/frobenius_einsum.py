"""Answers to frobenius_einsum() -> str: 'ij,ij->' up to renaming. See README.md."""

import numpy as np


def right_plain():
    """As in the lesson."""
    return "ij,ij->"


def right_renamed():
    """Other letters."""
    return "qz,qz->"


def right_capitals():
    """Capital and small letters."""
    return "Aa,Aa->"


def right_same_letter_two_cases():
    """k and K are two indices."""
    return "kK,kK->"


def right_spaces():
    """With spaces, which np.einsum allows."""
    return " ij , ij -> "


def right_implicit():
    """No arrow: indices that occur twice are summed."""
    return "ab,ab"


def right_backwards():
    """Letters in reverse order of the alphabet."""
    return "ji,ji->"


def wrong_transposed():
    """transposed: A : Bᵀ."""
    return "ij,ji->"


def wrong_sum_of_product():
    """matmul_for_elementwise|over_sum: all entries of AB summed."""
    return "ij,jk->"


def wrong_product_of_sums():
    """sum_before_product: ΣA ΣB."""
    return "ij,kl->"


def wrong_not_summed():
    """missing_sum|wrong_shape: A ⊙ B."""
    return "ij,ij->ij"


def wrong_rows():
    """missing_sum|wrong_shape|wrong_axis_sum: one number a row."""
    return "ij,ij->i"


def wrong_matmul():
    """matmul_for_elementwise|wrong_function|wrong_shape|missing_sum: AB."""
    return "ij,jk->ik"


def wrong_diagonal():
    """diag_only|over_constrained: Σ A_ii B_ii."""
    return "ii,ii->"


def wrong_shared_rows():
    """sum_before_product|matmul_for_elementwise|over_sum: only the row index is shared."""
    return "ij,ik->"


def wrong_one_operand():
    """wrong_operand|raises|unknown|wrong_shape: one operand."""
    return "ij->"


def wrong_three_operands():
    """wrong_operand|raises|unknown|wrong_shape: three operands."""
    return "ij,ij,ij->"


def wrong_three_indices():
    """wrong_shape|raises|unknown: operands of three axes."""
    return "ijk,ijk->"


def wrong_implicit_product():
    """matmul_for_elementwise|missing_sum|wrong_shape|wrong_function: no arrow, and an implicit matrix product."""
    return "ij,jk"


def wrong_output_letter():
    """raises|unknown|wrong_shape: an output index that no operand has."""
    return "ij,ij->k"


def wrong_empty():
    """raises|unknown|wrong_shape|returns_none: the empty string."""
    return ""


def wrong_no_comma():
    """raises|unknown|wrong_shape: the comma is missing."""
    return "ijij->"


def wrong_two_arrows():
    """raises|unknown|wrong_shape: two arrows."""
    return "ij->,ij->"


def wrong_digits():
    """raises|unknown|wrong_shape: digits for letters."""
    return "12,12->"


def wrong_none():
    """returns_none: nothing is returned."""


def wrong_tuple():
    """unknown|wrong_shape|raises: a tuple of strings."""
    return ("ij", "ij", "")


def wrong_number():
    """unknown|wrong_shape|raises: a number."""
    return 0


def wrong_code():
    """unknown|raises|wrong_shape: code, which nobody may evaluate."""
    return "__import__('os').getcwd() or 'ij,ij->'"


def wrong_very_long():
    """unknown|raises|wrong_shape: a million characters."""
    return "ij," * 333_333 + "ij->"


def wrong_raises():
    """raises: the untouched stub."""
    raise NotImplementedError
