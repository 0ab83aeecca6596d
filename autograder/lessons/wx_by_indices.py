"""Lesson 04: D = W X with samples in columns, by indices: ∂D_ij/∂W_dc = δ_id X_cj, hence ∂ℓ/∂W = G Xᵀ."""

import numpy as np

from autograder.exercises.derivations.asked import Entry, Steps
from autograder.exercises.identity import Identity
from autograder.exercises.task import Mistake
from autograder.exercises.truth import Gradient, GradientEntry, Jacobian
from autograder.judging.kinds.einsum import einsum
from autograder.judging.kinds.witness import witness
from autograder.lessons.lesson import Lesson
from autograder.notation.derivation.deltas import collapsing
from autograder.notation.derivation.forms import quotient
from autograder.notation.derivation.seen import in_order, through
from autograder.numerics.arrays import Array
from autograder.numerics.derivatives import gradient

LESSON = Lesson("04-wx-by-indices", "D = W X, by indices", samples="n")


def _wx(W: Array, X: Array) -> Array:
    return W @ X


def _xw(X: Array, W: Array) -> Array:
    return X @ W


LESSON.exercise(
    "wx_jacobian",
    "W: H m, X: m n -> H n H m",
    Jacobian(_wx, "W"),
    "T_ijdc = ∂D_ij / ∂W_dc for D = W X",
    heading="One entry of D, one entry of W",
    earned=(
        Identity(
            "dD = dW X",
            "Row i of D is made of row i of W alone; there W_ic is multiplied by X_cj.",
            indices="∂D_ij/∂W_dc = δ_id X_cj",
            einsum="np.einsum('id,cj->ijdc', np.eye(H), X)",
            torch="torch.autograd.functional.jacobian(lambda W: W @ X, W)",
        ),
    ),
    letters="ijdc",
    mistakes=(
        Mistake(
            "missing_delta",
            lambda W, X: np.broadcast_to(X.T[None, :, None, :], (len(W), X.shape[1], len(W), len(X))),
            "Every row of D seems to depend on every row of W. δ_id is missing: D_ij depends on row i of W alone.",
        ),
    ),
)

LESSON.exercise(
    "wx_grad_entry",
    "X: m n, G: H n, d: index H, c: index m -> ()",
    GradientEntry(_wx, "W", at=("d", "c")),
    "∂ℓ/∂W_dc = Σ_j G_dj X_cj",
    hidden="W: H m",
    heading="Collapsing the sum",
    earned=(
        Identity(
            "∂ℓ/∂W_dc = Σ_j G_dj X_cj",
            "Row d of W makes row d of D and no other, so only that row of G is asked.",
            einsum="np.einsum('j,j->', G[d], X[c])",
            torch="W.grad[d, c], after loss.backward()",
        ),
    ),
    mistakes=(
        Mistake(
            "off_by_one_loop",
            lambda X, G, d, c: np.vdot(G[d - 1], X[c - 1]),
            "d and c count from 0 already: use them as they come.",
        ),
        Mistake(
            "sum_before_product",
            lambda X, G, d, c: np.sum(G[d]) * np.sum(X[c]),
            "You multiplied the two sums. Multiply entry by entry along j, then sum.",
        ),
        Mistake(
            "over_sum",
            lambda X, G, d, c: np.sum(G @ X[c]),
            "You summed over every row of G. δ_id leaves only row d.",
        ),
    ),
)

LESSON.exercise(
    "wx_grad_W",
    "W: H m, X: m n, G: H n -> H m",
    Gradient(_wx, "W"),
    "∂ℓ/∂W for D = W X",
    heading="The gradient of W",
    earned=(
        Identity(
            "∂ℓ/∂W = G Xᵀ",
            "Both factors are summed over their second index, and such a sum is a product with a transpose.",
            indices="∂ℓ/∂W_dc = Σ_j G_dj X_cj",
            einsum="np.einsum('dj,cj->dc', G, X)",
            torch="W.grad, after loss.backward()",
        ),
    ),
    mistakes=(
        Mistake(
            "missing_transpose",
            lambda X, G: G @ X,
            "You computed G X; the shapes agree only where X is square, and it is wrong even there.",
        ),
        Mistake(
            "missing_transpose",
            lambda X, G: G.T @ X,
            "You computed GᵀX, which is for samples in rows; here they stand in columns.",
        ),
        Mistake("wrong_variable", lambda W, G: W.T @ G, "This is WᵀG, the gradient of X."),
        Mistake(
            "reshape_for_transpose",
            lambda X, G: G @ X.reshape(X.shape[::-1]),
            "You reshaped X where you should transpose it: the entries end up in other places.",
        ),
        Mistake(
            "wrong_operand",
            lambda X, G: np.repeat(G.sum(1)[:, None], len(X), 1),
            "X does not occur in it: this is the sum of G along j, repeated.",
        ),
        Mistake(
            "sum_before_product",
            lambda X, G: np.outer(G.sum(1), X.sum(1)),
            "You summed over j in each factor first. Multiply, then sum over j once.",
        ),
    ),
)

LESSON.exercise(
    "wx_grad_X",
    "W: H m, X: m n, G: H n -> m n",
    Gradient(_wx, "X"),
    "∂ℓ/∂X for D = W X",
    heading="The gradient of X",
    earned=(
        Identity(
            "∂ℓ/∂X = Wᵀ G",
            "X_cj goes into every entry i of column j of D, with the weight W_ic; the slopes come back along the same weights.",
            indices="∂ℓ/∂X_cj = Σ_i W_ic G_ij",
            einsum="np.einsum('ic,ij->cj', W, G)",
            torch="X.grad, after loss.backward()",
        ),
    ),
    mistakes=(
        Mistake(
            "missing_transpose",
            lambda W, G: W @ G,
            "You computed W G; the shapes agree only where W is square, and it is wrong even there.",
        ),
        Mistake(
            "missing_transpose",
            lambda W, G: G @ W,
            "You computed G W, which is for samples in rows; here they stand in columns.",
        ),
        Mistake("wrong_variable", lambda X, G: G @ X.T, "This is G Xᵀ, the gradient of W."),
        Mistake(
            "reshape_for_transpose",
            lambda W, G: W.reshape(W.shape[::-1]) @ G,
            "You reshaped W where you should transpose it: the entries end up in other places.",
        ),
    ),
)

LESSON.set(
    einsum,
    "wx_grad_W_einsum",
    "∂ℓ/∂W of D = W X as an einsum string",
    operands="G: H n, X: m n",
    meaning="dj,cj->dc",
    heading="The index formula is a program",
    earned=(
        Identity(
            "∂ℓ/∂W_dc = Σ_j G_dj X_cj",
            "j stands left of the arrow only, so it is summed; d and c stay, in the order of the axes of W.",
            einsum="np.einsum('dj,cj->dc', G, X)",
            torch="torch.einsum, with the same string",
        ),
    ),
)

LESSON.exercise(
    "xw_grad_W",
    "X: n m, W: m H, G: n H -> m H",
    Gradient(_xw, "W"),
    "∂ℓ/∂W for D = X W",
    heading="The other convention",
    earned=(
        Identity(
            "∂ℓ/∂W = Xᵀ G",
            "The samples stand in rows now: both factors are summed over their first index.",
            indices="∂ℓ/∂W_dc = Σ_i X_id G_ic",
            einsum="np.einsum('id,ic->dc', X, G)",
            torch="W.grad, after loss.backward()",
        ),
    ),
    mistakes=(
        Mistake(
            "missing_transpose",
            lambda X, G: G @ X.T,
            "You carried G Xᵀ over from D = W X. It is another product: derive it anew.",
        ),
        Mistake(
            "missing_transpose",
            lambda X, G: X @ G,
            "You computed X G; the shapes agree only where X is square, and it is wrong even there.",
        ),
        Mistake(
            "reshape_for_transpose",
            lambda X, G: X.reshape(X.shape[::-1]) @ G,
            "You reshaped X where you should transpose it.",
        ),
    ),
)


AGREES = 1e-9  # of the sums' terms, as the referee's tolerance: what differs by less is round-off


def _fools_shapes(W: Array, X: Array, G: Array) -> str | None:
    """What keeps (W, X, G) from showing that matching shapes prove nothing: None when it does show it."""
    for name, value in (("W", W), ("X", X), ("G", G)):
        if value.ndim != 2 or value.size == 0:
            return f"{name} must be a matrix with entries, and yours has shape {value.shape}."
    if W.shape[1] != X.shape[0]:
        return f"W X does not conform: W is {W.shape}, X is {X.shape}. Is the order W, X, G?"
    if G.shape != (W.shape[0], X.shape[1]):
        return f"G must have the shape of D = W X, {(W.shape[0], X.shape[1])}, and yours is {G.shape}."
    if X.shape[0] != X.shape[1]:
        return f"G X must have the shape of W, {W.shape}: choose the sizes of X so that it does (yours is {X.shape})."
    truth = gradient(lambda V: _wx(V, X), W, G)
    if not np.any(G):
        return "G is all zero, and sees no difference."
    if np.max(np.abs(G @ X - truth)) <= AGREES * np.max(np.abs(G) @ np.maximum(np.abs(X), np.abs(X.T))):
        return "here G X happens to be right: X is symmetric as far as G can see. Choose another X."
    return None


LESSON.set(
    witness,
    "wx_counterexample",
    "W, X, G for which G X has the shape of W and is wrong",
    results="W: H m, X: m n, G: H n",
    complaint=_fools_shapes,
    heading="Shapes are not proof",
    earned=(
        Identity(
            "∂ℓ/∂W = G Xᵀ ≠ G X",
            "Where X is square both have the shape of W: a shape can rule a formula out, and proves none.",
        ),
    ),
)


def _collapsing() -> Steps:
    sentence = "write the δ that ∂D_ij/∂W_dc brings in a line that goes on from ∂ℓ/∂W_dc, before it collapses"
    chain_rule = through(quotient(("∂D",), ("∂W",)))  # behind it the δ of ∂W_dk/∂W_dc, the last that is left, will do
    return [(in_order([collapsing("H")], [chain_rule, collapsing("m")]), sentence)]


LESSON.derivation(
    "wx_derivation",
    "W: H m, X: m n, G: H n -> D: H n",
    Entry(_wx, "W"),
    "∂ℓ/∂W_dc = … = Σ_j G_dj X_cj, by indices",
    steps=_collapsing(),
    heading="The same, line by line",
    earned=(
        Identity(
            "∂ℓ/∂W_dc = Σ_ij G_ij δ_id X_cj = Σ_j G_dj X_cj",
            "Of the sum over i the δ leaves one term, that with i = d.",
            einsum="np.einsum('ij,id,cj->dc', G, np.eye(H), X)",
            torch="W.grad, after loss.backward()",
        ),
    ),
)

LESSON.derivation(
    "xw_derivation",
    "X: n m, W: m H, G: n H -> D: n H",
    Entry(_xw, "W"),
    "∂ℓ/∂W_dc for D = X W, by indices",
    steps=_collapsing(),
    heading="The same, line by line",
    earned=(
        Identity(
            "∂ℓ/∂W_dc = Σ_ij G_ij X_id δ_jc = Σ_i X_id G_ic",
            "Of the sum over j the δ leaves one term, that with j = c.",
            einsum="np.einsum('ij,id,jc->dc', G, X, np.eye(H))",
            torch="W.grad, after loss.backward()",
        ),
    ),
)
