"""Lesson 07: tensor-valued gradients: F turns dW into dWᵀ, H turns a double contraction into ⊙."""

from typing import Any

import numpy as np

from autograder.exercises.derivations.asked import Derivative, Differential
from autograder.exercises.identity import Identity
from autograder.exercises.task import Mistake
from autograder.exercises.truth import BilinearTensor, Gradient, Jacobian, Value
from autograder.judging.kinds.einsum import einsum
from autograder.lessons.lesson import Lesson
from autograder.notation.derivation.deltas import collapsing
from autograder.notation.derivation.forms import (
    differential_of_an_expression,
    free_of,
    hadamard_with,
    isolated,
    product_of,
    quotient,
    symbol,
)
from autograder.notation.derivation.seen import either, through, uses
from autograder.notation.derivation.task import Start
from autograder.numerics.arrays import Array, Function

LESSON = Lesson("07-tensor-gradients", "Tensor-valued gradients: F and H", samples="N")


def _linear(X: Array, W: Array) -> Array:
    Y: Array = X @ W.mT
    return Y


def _losses(X: Array, W: Array, B: Array, h: Function) -> Array:
    return h(X @ W.mT + B)


LESSON.exercise(
    "transpose_tensor",
    "m: size, n: size -> m n n m",
    Jacobian(lambda W: W.mT, "W", kind="true value"),
    "F : dW = dWᵀ, F_ijkl = δ_il δ_jk",
    hidden="W: n m",
    heading="The transpose tensor F",
    earned=(
        Identity(
            "F : dW = dWᵀ",
            "Entry (i, j) of dWᵀ is dW_ji: the δ pick k = j and l = i.",
            indices="F_ijkl = δ_il δ_jk",
            einsum="np.einsum('il,jk->ijkl', np.eye(m), np.eye(n))",
            torch="W.T, which builds no tensor",
        ),
    ),
    letters="ijkl",
    mistakes=(
        Mistake(
            "missing_delta",
            lambda m, n: np.ones((m, n, n, m)),
            "Every entry is 1: both δ are missing. F_ijkl is 1 only where i = l and j = k.",
        ),
        Mistake(
            "permuted_axes",
            lambda m, n: np.einsum("ij,kl->ijkl", np.eye(m, n), np.eye(n, m)),
            "This is δ_ij δ_kl, which turns dW into a multiple of the identity. The transpose pairs i with l and j with k.",
        ),
        Mistake(
            "permuted_axes",
            lambda m, n: np.einsum("ik,jl->ijkl", np.eye(m, n), np.eye(n, m)),
            "This is δ_ik δ_jl, which leaves dW as it is. The transpose pairs i with l and j with k.",
        ),
        Mistake(
            "reshape_for_transpose",
            lambda m, n: np.eye(m * n).reshape(m, n, n, m),
            "You reshaped an identity: that keeps entries in memory order, and a transpose changes it. Write 1 where i = l and j = k.",
        ),
    ),
)

LESSON.exercise(
    "hadamard_tensor",
    "m: size, n: size -> m n m n m n",
    BilinearTensor(lambda A, B: A * B, "A", "B", kind="true value"),
    "A : H : B = A ⊙ B, H_ijklmn = 1 where i = k = m and j = l = n",
    hidden="A: m n, B: m n",
    small=range(2, 5),
    largest=32,
    heading="The Hadamard tensor H",
    earned=(
        Identity(
            "A : H : B = A ⊙ B",
            "Entry (k, l) of A ⊙ B takes A and B at (k, l): all three pairs of indices agree.",
            indices="H_ijklmn = δ_ik δ_km δ_jl δ_ln",
            einsum="np.einsum('ik,km,jl,ln->ijklmn', np.eye(m), np.eye(m), np.eye(n), np.eye(n))",
            torch="A * B, which builds no tensor",
        ),
    ),
    letters="ijklmn",
    mistakes=(
        Mistake("missing_delta", lambda m, n: np.ones((m, n, m, n, m, n)), "Every entry is 1: the δ are missing."),
        Mistake(
            "missing_delta",
            lambda m, n: np.einsum("im,jn,kl->ijklmn", np.eye(m), np.eye(n), np.ones((m, n))),
            "k and l are free: they must agree with i and j too.",
        ),
        Mistake(
            "missing_delta",
            lambda m, n: np.einsum("ik,jl,mn->ijklmn", np.eye(m), np.eye(n), np.ones((m, n))),
            "The last pair of indices is free: i = k and j = l alone do not make ⊙.",
        ),
    ),
)

LESSON.exercise(
    "linear_jacobian",
    "X: N q, W: p q -> N p p q",
    Jacobian(_linear, "W"),
    "T_ijrs = ∂Y_ij / ∂W_rs for Y = X Wᵀ",
    heading="Before h: the gradient of Y",
    earned=(
        Identity(
            "∂Y/∂W = X · F",
            "dY = X dWᵀ = X · (F : dW); and column j of Y is made of row j of W alone.",
            indices="∂Y_ij/∂W_rs = X_is δ_jr",
            einsum="np.einsum('is,jr->ijrs', X, np.eye(p))",
            torch="torch.autograd.functional.jacobian(lambda W: X @ W.T, W)",
        ),
    ),
    letters="ijrs",
    mistakes=(
        Mistake(
            "missing_delta",
            lambda X, W: np.broadcast_to(X[:, None, None, :], (len(X), len(W), *W.shape)),
            "δ_jr is missing: column j of Y depends on row j of W alone.",
        ),
    ),
)

LESSON.exercise(
    "elementwise_jacobian",
    "Y: N p, h: function, dh: derivative -> N p N p",
    Jacobian(lambda Y, h: h(Y), "Y"),
    "J_klij = ∂𝐋_kl / ∂Y_ij for 𝐋 = h(Y)",
    heading="Across h: the gradient by Y",
    earned=(
        Identity(
            "∂𝐋/∂Y = h′(Y) : H",
            "d𝐋 = h′(Y) ⊙ dY = h′(Y) : H : dY; and each loss depends on its own entry of Y alone.",
            indices="∂𝐋_kl/∂Y_ij = h′(Y_kl) δ_ki δ_lj",
            einsum="np.einsum('kl,ki,lj->klij', dh(Y), np.eye(N), np.eye(p))",
            torch="torch.autograd.functional.jacobian(h, Y)",
        ),
    ),
    letters="klij",
    mistakes=(
        Mistake("h_for_dh", lambda Y, h: _diagonal(h(Y)), "You used h where h′ belongs: d𝐋 = h′(Y) ⊙ dY."),
        Mistake("forgot_dh", lambda Y: _diagonal(np.ones(Y.shape)), "h′(Y) is missing: this is ∂Y/∂Y."),
        Mistake("dh_wrong_place", lambda Y, h, dh: _diagonal(dh(h(Y))), "You took h′ at h(Y). It is taken at Y."),
        Mistake(
            "missing_delta",
            lambda Y, dh: np.broadcast_to(dh(Y)[:, :, None, None], 2 * Y.shape),
            "Both δ are missing: 𝐋_kl depends on Y_kl alone, so i must be k and j must be l.",
        ),
        Mistake(
            "missing_delta",
            lambda Y, dh: np.einsum("kl,ki,j->klij", dh(Y), np.eye(len(Y)), np.ones(Y.shape[1])),
            "δ_lj is missing: 𝐋_kl depends on column l of Y alone.",
        ),
        Mistake(
            "missing_delta",
            lambda Y, dh: np.einsum("kl,lj,i->klij", dh(Y), np.eye(Y.shape[1]), np.ones(len(Y))),
            "δ_ki is missing: 𝐋_kl depends on row k of Y alone.",
        ),
        Mistake(
            "diag_only",
            lambda Y, dh: dh(Y),
            "This is h′(Y), the entries on the diagonal of diagonals. The gradient has them at [k, l, k, l], and 0 elsewhere.",
        ),
    ),
)


def _diagonal(factor: Array) -> Array:
    """factor_kl δ_ki δ_lj, the shape of every wrong formula above that keeps both δ."""
    diagonal: Array = np.einsum("kl,ki,lj->klij", factor, np.eye(len(factor)), np.eye(factor.shape[1]))
    return diagonal


LESSON.exercise(
    "elementwise_loss_tensor",
    "X: N q, W: p q, B: N p, h: function, dh: derivative -> N p p q",
    Jacobian(_losses, "W"),
    "∂𝐋_kl / ∂W_rs for 𝐋 = h(X Wᵀ + B)",
    scales={"X": 1, "W": -1},
    heading="The gradient tensor of an elementwise loss",
    earned=(
        Identity(
            "∂𝐋/∂W = h′(Y) : H : (X · F)",
            "d𝐋 = h′(Y) ⊙ dY weighs each entry of ∂Y/∂W by the slope of h at its place.",
            indices="∂𝐋_kl/∂W_rs = h′(Y_kl) X_ks δ_lr",
            einsum="np.einsum('kl,ks,lr->klrs', dh(X @ W.T + B), X, np.eye(p))",
            torch="torch.autograd.functional.jacobian(lambda W: h(X @ W.T + B), W)",
        ),
    ),
    letters="klrs",
    mistakes=(
        Mistake(
            "h_for_dh",
            lambda X, W, B, h: _slices(X, W, h(X @ W.T + B)),
            "You used h where h′ belongs: the differential of h(Y) is h′(Y) ⊙ dY.",
        ),
        Mistake("forgot_dh", lambda X, W: _slices(X, W, np.ones((len(X), len(W)))), "h′(Y) is missing: this is ∂Y/∂W."),
        Mistake(
            "dh_wrong_place",
            lambda X, W, B, h, dh: _slices(X, W, dh(h(X @ W.T + B))),
            "You took h′ at h(Y). It is taken at Y.",
        ),
        Mistake("dh_wrong_place", lambda X, W, dh: _slices(X, W, dh(X @ W.T)), "You took h′ at X Wᵀ, without B."),
        Mistake(
            "missing_delta",
            lambda X, W, B, dh: np.einsum("kl,kq,p->klpq", dh(X @ W.T + B), X, np.ones(len(W))),
            "δ_lr is missing: column l of Y depends on row l of W alone.",
        ),
    ),
)


def _slices(X: Array, W: Array, factor: Array) -> Array:
    """factor_kl X_kq δ_lp, the shape of every wrong formula above that keeps the δ."""
    slices: Array = np.einsum("kl,kq,lp->klpq", factor, X, np.eye(len(W)))
    return slices


LESSON.set(
    einsum,
    "elementwise_loss_einsum",
    "∂𝐋/∂W as an einsum string over h′(Y), X and δ",
    operands="h′(Y): N p, X: N q, δ: p p",
    meaning="kl,kq,lp->klpq",
    heading="The gradient tensor of an elementwise loss",
    earned=(
        Identity(
            "∂𝐋_kl/∂W_rs = h′(Y_kl) X_ks δ_lr",
            "No letter is summed: k and l stand twice, and are kept behind the arrow.",
            einsum="np.einsum('kl,ks,lr->klrs', dh(Y), X, np.eye(p))",
            torch="torch.einsum, with the same string",
        ),
    ),
)


def _output(X: Array, W: Array, B: Array) -> Array:
    return _linear(X, W) + B


def _loss_of_output(Y: Array, h: Function) -> Array:
    return h(Y)


def _tensors(known: dict[str, Any]) -> dict[str, tuple[Array, tuple[str, ...]]]:
    """𝐋′ = h′(Y), F with Wᵀ = F : W, and H with A ⊙ B = A : H : B."""
    W, Y = known["W"], known["Y"]
    (F,) = Jacobian(lambda W: W.mT, "W")({"W": W})
    (H,) = BilinearTensor(lambda A, B: A * B, "A", "B")({"A": Y, "B": Y})
    shape = ("N", "p")
    return {"L'": (known["h'"](Y), shape), "F": (F.values, ("q", "p", "p", "q")), "H": (H.values, shape * 3)}


DIFFERENTIATED = (symbol("dY"), differential_of_an_expression, product_of("X", "dW"))


def _starts() -> list[Start]:
    quotients = ("∂L", "∂Y", "∂W")
    with_tensors = [
        (through(*DIFFERENTIATED), "begin with d𝐋 = h′(Y) ⊙ dY, before dW stands alone"),
        (uses("H"), "write ⊙ with the tensor H"),
        (uses("F"), "write the transpose with the tensor F"),
    ]
    chain_rule = through(quotient(("∂Y", "dY"), ("∂W", "dW")))
    by_entries = free_of(["H", "F", *quotients], "no ∂, no H and no F may be left: let every δ collapse")
    between = "a line between ∂𝐋/∂W and its end, with ∂Y/∂W"
    deltas = either(collapsing("q"), collapsing("N", "p"))  # those of ∂Y/∂W, or of ∂𝐋/∂Y before it
    by_chain = [(either(chain_rule, uses("H"), uses("F"), deltas), f"{between}, with H and F, or with both δ")]
    return [
        Start("d𝐋", isolated("dW"), steps=with_tensors),
        Start("∂𝐋/∂W", free_of(quotients, "no ∂ may be left"), steps=[(chain_rule, between)]),
        Start("∂𝐋_kl/∂W_rs", by_entries, {"k": "N", "l": "p", "r": "p", "s": "q"}, by_chain),
        Start("∂𝐋_kl/∂W_pq", by_entries, {"k": "N", "l": "p", "p": "p", "q": "q"}, by_chain),
    ]


LESSON.derivation(
    "tensor_derivation",
    "X: N q, W: p q, B: N p, h: function -> Y: N p, L: N p",
    Derivative((_output, _loss_of_output), "W", _starts, also=_tensors),
    "d𝐋 = h′(Y) ⊙ dY = … = T : dW",
    heading="The derivation, line by line",
    earned=(
        Identity(
            "d𝐋 = h′(Y) ⊙ dY = h′(Y) : H : (X · F) : dW",
            "H writes ⊙ as a double contraction and F writes the transpose as one; so all that stands before dW can be read off.",
            einsum="np.einsum('kl,ks,lr->klrs', dh(X @ W.T + B), X, np.eye(p))",
            torch="torch.autograd.functional.jacobian(lambda W: h(X @ W.T + B), W)",
        ),
    ),
)


LESSON.exercise(
    "contract_upstream",
    "V: N p, T: N p p q -> p q",
    Gradient(lambda V, T, W: np.einsum("kl,klpq,...pq->...", V, T, W), "W", upstream=None),
    "V : T, the first two axes of T contracted",
    hidden="W: p q",
    heading="Back to a scalar loss",
    earned=(
        Identity(
            "∂ℓ/∂W = V : T",
            "dℓ = V : d𝐋 and d𝐋 = T : dW: the chain rule is a double contraction.",
            indices="∂ℓ/∂W_rs = Σ_kl V_kl T_klrs",
            einsum="np.einsum('kl,klrs->rs', V, T)",
            torch="a vector-Jacobian product: torch.autograd.functional.vjp",
        ),
    ),
    mistakes=(
        Mistake(
            "missing_sum",
            lambda V, T: V[:, :, None, None] * T,
            "The two sums are missing: V : T contracts both axes that V and T share.",
        ),
        Mistake("ignores_G", lambda T: T.sum((0, 1)), "V does not occur in it: this is V = 1."),
    ),
)


LESSON.derivation(
    "upstream_derivation",
    "X: N q, W: p q, B: N p, V: N p, h: function -> Y: N p, L: N p",
    Differential((_output, _loss_of_output), "W", upstream="V", also=_tensors),
    "dℓ = V : d𝐋 = … = M : dW",
    steps=[
        (
            through(*DIFFERENTIATED, hadamard_with("dY", "dW")),
            "put d𝐋 = h′(Y) ⊙ dY into dℓ = V : d𝐋, as a step of its own",
        ),
        (through(product_of("X", "dW")), "put dY = X dWᵀ in, as a step of its own"),
    ],
    heading="Never build the tensor",
    earned=(
        Identity(
            "dℓ = V : (h′(Y) ⊙ dY) = (V ⊙ h′(Y)) : (X dWᵀ) = ((V ⊙ h′(Y))ᵀ X) : dW",
            "What stands beside ⊙ may change sides of a colon: entry by entry, all is multiplied anyway.",
            einsum="np.einsum('kr,kr,ks->rs', V, dh(X @ W.T + B), X)",
            torch="W.grad, after L.backward(V)",
        ),
    ),
)


LESSON.exercise(
    "elementwise_loss_grad",
    "X: N q, W: p q, B: N p, h: function, dh: derivative, V: N p -> p q",
    Gradient(_losses, "W", upstream="V"),
    "V : ∂𝐋/∂W = (V ⊙ h′(Y))ᵀ X, without the tensor",
    scales={"X": 1, "W": -1, "V": 1},
    at_scale={"N": 10, "q": 20, "p": 7000},
    heading="Never build the tensor",
    earned=(
        Identity(
            "V : ∂𝐋/∂W = (V ⊙ h′(Y))ᵀ X",
            "The δ lets the sum over l collapse on paper, so that nothing of four axes is ever built.",
            indices="∂ℓ/∂W_rs = Σ_k V_kr h′(Y_kr) X_ks",
            einsum="np.einsum('kr,kr,ks->rs', V, dh(X @ W.T + B), X)",
            torch="W.grad, after L.backward(V)",
        ),
    ),
    mistakes=(
        Mistake("dh_wrong_place", lambda X, W, dh, V: (V * dh(X @ W.T)).T @ X, "You took h′ at X Wᵀ, without B."),
        Mistake("forgot_dh", lambda X, V: V.T @ X, "h′(Y) is missing: dℓ = V : (h′(Y) ⊙ dY)."),
        Mistake("h_for_dh", lambda X, W, B, h, V: (V * h(X @ W.T + B)).T @ X, "You used h where h′ belongs."),
        Mistake(
            "dh_wrong_place",
            lambda X, W, B, h, dh, V: (V * dh(h(X @ W.T + B))).T @ X,
            "You took h′ at h(Y). It is taken at Y.",
        ),
    ),
)

LESSON.exercise(
    "hadamard_bytes",
    "m: size, n: size -> ()",
    Value(lambda m, n: 8 * (m * n) ** 3),
    "bytes of a dense H in float64",
    integral=True,
    small=range(280, 310),  # petabytes: an array of them is made nowhere, not even where memory is only promised
    heading="What a dense H costs",
    earned=(
        Identity(
            "8 (m n)³ bytes",
            "H has three pairs of axes, m n entries for each, and a float64 takes 8 bytes.",
        ),
    ),
    mistakes=(
        Mistake("factor", lambda m, n: (m * n) ** 3, "That counts the entries; each takes 8 bytes."),
        Mistake("factor", lambda m, n: 64 * (m * n) ** 3, "64 bits are 8 bytes."),
        Mistake("wrong_function", lambda m, n: 8 * (m * n) ** 2, "H has three pairs of axes, not two."),
    ),
)

LESSON.exercise(
    "nonzero_fraction",
    "N: size, p: size, q: size -> ()",
    Value(lambda N, p, q: 1 / p),
    "the fraction of entries of ∂𝐋/∂W that may be other than 0",
    heading="What a dense H costs",
    earned=(
        Identity(
            "N p q of N p² q entries: 1/p",
            "For each k, l and s the δ leaves one r of p.",
        ),
    ),
    mistakes=(
        Mistake("wrong_variable", lambda q: 1 / q, "This is 1/q. The δ ties l to r, and both run over the p outputs."),
        Mistake("wrong_function", lambda p: 1 - 1 / p, "That is the fraction of zeros."),
        Mistake(
            "wrong_function",
            lambda N, p, q: N * p * q,
            "That is how many there are: divide by the number of all entries.",
        ),
        Mistake("wrong_variable", lambda N: 1 / N, "This is 1/N. The δ ties l to r, and both run over the p outputs."),
    ),
)
