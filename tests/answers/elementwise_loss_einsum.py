"""Answers to elementwise_loss_einsum() -> str: operands h′(Y), X, the identity δ; 'kl,kq,lp->klpq' up to renaming. See README.md."""


def right_plain():
    """As in the lesson."""
    return "kl,kq,lp->klpq"


def right_renamed():
    """Other letters."""
    return "ab,ad,bc->abcd"


def right_delta_transposed():
    """δ is symmetric, so its two indices may be exchanged."""
    return "kl,kq,pl->klpq"


def right_capitals_and_spaces():
    """Capitals and spaces."""
    return "Kl, Kq, lP -> KlPq"


def right_output_exchanged():
    """l and p exchanged in the output: the same tensor, since δ makes them equal wherever it is not zero."""
    return "kl,kq,lp->kplq"


def right_derivative_on_p():
    """h′(Y_kp): the same tensor, for the same reason."""
    return "kp,kq,lp->klpq"


def right_reverse_letters():
    """Letters in reverse."""
    return "zy,zw,yx->zyxw"


def right_clashing_letters():
    """The letters of the plain answer with other roles."""
    return "pq,pk,ql->pqlk"


def wrong_no_delta():
    """missing_delta: δ's second index is summed away."""
    return "kl,kq,lp->klq"


def wrong_delta_unused():
    """missing_delta|wrong_operand|wrong_shape: two operands."""
    return "kl,kq->klq"


def wrong_delta_free():
    """missing_delta: δ's first index is summed alone, so that every p gets a copy."""
    return "kl,kq,mp->klpq"


def wrong_implicit():
    """over_sum|wrong_shape|missing_delta: no arrow, so k and l are summed."""
    return "kl,kq,lp"


def wrong_axes_klqp():
    """permuted_axes|wrong_shape: klqp."""
    return "kl,kq,lp->klqp"


def wrong_axes_pqkl():
    """permuted_axes|wrong_shape: denominator first."""
    return "kl,kq,lp->pqkl"


def wrong_axes_lkpq():
    """permuted_axes|wrong_shape: lkpq."""
    return "kl,kq,lp->lkpq"


def wrong_samples_apart_exchanged():
    """sum_before_product|missing_delta|unknown|permuted_axes: X's sample index is another one, and is summed; l and p exchanged."""
    return "kl,mq,lp->kplq"


def wrong_axes_qplk():
    """permuted_axes|wrong_shape: reversed."""
    return "kl,kq,lp->qplk"


def wrong_over_constrained():
    """over_constrained|wrong_shape|raises: one index for p and q."""
    return "kl,kp,lp->klpp"


def wrong_diagonal_inputs():
    """over_constrained|wrong_shape|raises|diag_only: X_kl."""
    return "kl,kl,lp->klp"


def wrong_contracted():
    """over_sum|wrong_shape: already summed over k and l."""
    return "kl,kq,lp->pq"


def wrong_samples_apart():
    """sum_before_product|missing_delta|unknown: X's sample index is another one, and is summed."""
    return "kl,mq,lp->klpq"


def wrong_inputs_transposed():
    """transposed|missing_transpose|wrong_shape|raises: X_qk."""
    return "kl,qk,lp->klpq"


def wrong_outputs_transposed():
    """transposed|wrong_shape|raises|missing_transpose: h′(Y)_lk."""
    return "lk,kq,lp->klpq"


def wrong_delta_on_samples():
    """wrong_operand|missing_delta|wrong_shape|raises|permuted_axes: δ_kp."""
    return "kl,kq,kp->klpq"


def wrong_operands_swapped():
    """wrong_operand|wrong_shape|raises: X first."""
    return "kq,kl,lp->klpq"


def wrong_delta_first():
    """wrong_operand|wrong_shape|raises: δ first."""
    return "lp,kl,kq->klpq"


def wrong_four_operands():
    """wrong_operand|raises|wrong_shape|unknown: the upstream too."""
    return "kl,kl,kq,lp->klpq"


def wrong_summed_upstream():
    """over_sum|wrong_shape|diag_only: (V ⊙ h′)ᵀX."""
    return "kl,kq,ll->lq"


def wrong_trace_of_delta():
    """missing_delta|over_constrained|factor|wrong_shape: the trace of δ."""
    return "kl,kq,pp->klpq"


def wrong_spaces_for_commas():
    """raises|unknown|wrong_shape: spaces in place of commas."""
    return "kl kq lp->klpq"


def wrong_none():
    """returns_none: nothing is returned."""


def wrong_callable():
    """unknown|raises|wrong_shape: a function."""
    return "kl,kq,lp->klpq".strip


def wrong_recursion():
    """raises: recursion without an end."""
    return wrong_recursion()
