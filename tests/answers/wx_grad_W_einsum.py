"""Answers to wx_grad_W_einsum() -> str: operands G, X, 'dj,cj->dc' up to renaming. See README.md."""


def right_plain():
    """As in the lesson."""
    return "dj,cj->dc"


def right_renamed():
    """Other letters."""
    return "Qz,Wz->QW"


def right_spaces():
    """With spaces."""
    return "ij, kj -> ik"


def right_implicit():
    """No arrow: the output is in alphabetical order, which is right with these letters."""
    return "ij,kj"


def right_reverse_letters():
    """The letters of the plain answer, used the other way round."""
    return "cj,dj->cd"


def wrong_implicit():
    """transposed|wrong_shape: no arrow: the output is in alphabetical order, c before d."""
    return "dj,cj"


def wrong_transposed():
    """transposed|wrong_shape: X Gᵀ."""
    return "dj,cj->cd"


def wrong_operands_swapped():
    """wrong_operand|transposed|wrong_shape: X first."""
    return "cj,dj->dc"


def wrong_no_transpose():
    """missing_transpose|wrong_shape|raises: G X."""
    return "dj,jc->dc"


def wrong_rows_convention():
    """missing_transpose|wrong_operand|wrong_shape|raises: GᵀX of the rows convention."""
    return "jd,jc->dc"


def wrong_both_transposed():
    """transposed|missing_transpose|wrong_shape|raises: GᵀXᵀ."""
    return "jd,cj->dc"


def wrong_not_summed():
    """missing_sum|missing_batch_sum|wrong_shape: j is kept."""
    return "dj,cj->dcj"


def wrong_free_index_summed():
    """over_sum|wrong_shape: c is summed."""
    return "dj,cj->d"


def wrong_total():
    """over_sum|wrong_shape: everything is summed."""
    return "dj,cj->"


def wrong_sums_first():
    """sum_before_product: two summation indices."""
    return "dj,ck->dc"


def wrong_elementwise():
    """elementwise_for_matmul|wrong_shape|raises: G ⊙ X."""
    return "dj,dj->dj"


def wrong_diagonal():
    """diag_only|over_constrained|wrong_shape|raises: only c = d."""
    return "dj,dj->d"


def wrong_other_gradient():
    """wrong_variable|wrong_operand|wrong_shape|raises: the string of WᵀG."""
    return "dc,dj->cj"


def wrong_three_operands():
    """wrong_operand|raises|wrong_shape|unknown: W, X and G."""
    return "dc,cj,dj->dc"


def wrong_one_operand():
    """wrong_operand|raises|wrong_shape|unknown: G only."""
    return "dj->dj"


def wrong_repeated_output():
    """raises|unknown|wrong_shape: an output index twice."""
    return "dj,cj->dd"


def wrong_unknown_output():
    """raises|unknown|wrong_shape: an output index that no operand has."""
    return "dj,cj->dk"


def wrong_formula():
    """raises|unknown|wrong_shape: prose for a string of indices."""
    return "G @ X.T"


def wrong_bytes():
    """unknown|raises|wrong_shape: bytes."""
    return b"dj,cj->dc"


def wrong_list():
    """unknown|raises|wrong_shape: a list of letters."""
    return list("dj,cj->dc")


def wrong_none():
    """returns_none: prints the string."""
    print("dj,cj->dc")


def wrong_raises():
    """raises: leaves the interpreter."""
    raise SystemExit("dj,cj->dc")
