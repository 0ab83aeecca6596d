"""What a card claims holds on every trial that it speaks of: where an answer ran, what NaN hides, what a size tells."""

import numpy as np
import pytest

from autograder import exercises, judge
from autograder.exercises.mistakes import MISTAKES
from autograder.judging.verdict import rows


def said(name, answer, seed=0):
    verdict = judge(name, answer, seed=seed)
    assert not verdict.passed
    return verdict


@pytest.mark.parametrize(
    ("name", "answer", "slug", "words"),
    [
        ("wx_grad_W", lambda W, X, G: X.T @ G, "missing_transpose", "It ran only where all sizes are equal, and is"),
        ("move_left", lambda A, C: A @ C, "missing_transpose", "It ran only where all sizes are equal, and is"),
        ("wx_grad_W", lambda W, X, G: G @ X, "missing_transpose", "You computed G X; the shapes agree only where"),
        ("wx_grad_W", lambda W, X, G: G * X, "elementwise_for_matmul", "You computed G ⊙ X."),
        ("move_right", lambda B, C: C * B, "elementwise_for_matmul", "You computed B ⊙ C."),
        ("frobenius", lambda A, B: np.sum(A * B.T), "missing_transpose", "the sum of all entries of A ⊙ Bᵀ"),
        ("linear_forward", lambda X, W, b: W @ X.T + b, "missing_transpose", "You computed W Xᵀ + b."),
        ("elementwise_loss_grad", lambda X, W, B, h, dh, V: (V * dh(X @ W.T + B)) @ X, "missing_transpose",
         "(V ⊙ h′(Y)) X"),
    ],
)  # fmt: skip
def test_an_answer_that_raises_where_sizes_differ_is_named_by_what_it_gave_elsewhere(name, answer, slug, words):
    verdict = said(name, answer)
    assert verdict.mistake == slug, str(verdict)
    assert words in verdict.next_step
    assert "Only where all sizes are equal is it wrong" not in verdict.next_step


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize(
    ("answer", "slug", "words"),
    [
        (lambda X, W, B, G: (G.T @ X) / X.std(axis=0), "wrong_function", "standard deviation along axis 0"),
        (lambda X, W, B, G: np.exp(G.T @ X), "wrong_function", "You took exp of the right result"),
        (lambda X, W, B, G: (G.T @ X).astype(np.float16), "dtype_float32", "float16"),
        (lambda X, W, B, G: np.where(np.abs(G.T @ X) > 1e6, np.inf, 2 * G.T @ X), "factor", "2 times the right one"),
    ],
)
def test_nan_on_one_input_does_not_hide_what_the_others_show(answer, slug, words):
    verdict = said("linear_grad_W", answer)
    assert verdict.mistake == slug, str(verdict)
    assert words in verdict.next_step
    assert np.isfinite(verdict.disagreement.yours)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_nan_that_nothing_explains_is_shown_where_it_stands():
    def answer(X, W, B, G):
        R = G.T @ X + np.sin(G.T @ X)
        return np.where(np.arange(R.size).reshape(R.shape) == 1, np.nan, R) if len(X) == 1 else R

    verdict = said("linear_grad_W", answer)
    assert verdict.mistake == "overflow_nan"
    assert np.isnan(verdict.disagreement.yours)
    assert "you have nan" in verdict.message


def test_masked_entries_are_no_overflow():
    verdict = said("linear_grad_W", lambda X, W, B, G: np.ma.masked_less(G.T @ X, 0))
    assert verdict.mistake == "wrong_type"
    assert "Every number that is there is right" in verdict.next_step


@pytest.mark.parametrize(
    ("name", "answer", "falsely"),
    [
        ("transpose_tensor", lambda m, n: _transposing(m, n) * (1 if max(m, n) <= 4 else 2), "square_only"),
        ("transpose_tensor", lambda m, n: _first_rows(m, n, 1), "over_constrained"),
        ("transpose_tensor", lambda m, n: np.maximum(_transposing(m, n), 1e-3), "missing_delta"),
        ("contract_upstream", lambda V, T: np.tensordot(T, V.T, axes=2), "reshape_for_transpose"),
        ("wx_jacobian", lambda W, X: np.eye(W.size).reshape(W.shape + W.shape), "hardcoded"),
        ("wx_jacobian", lambda W, X: np.einsum("id,cj->ijdc", np.eye(len(W)), np.ones_like(X)), "hardcoded"),
        ("linear_grad_W", lambda X, W, B, G: ((G.T @ X + 1e7) - 1e7) * 1.0, "dtype_float32"),
        ("linear_grad_W", lambda X, W, B, G: G.T @ X * (1 if G.sum() > 0 else -1), "factor"),
        ("frobenius", lambda A, B: np.linalg.det(A.T @ B), "batch1_only"),
        ("move_right", lambda B, C: np.outer(C, B), "batch1_only"),
        ("hadamard_tensor", lambda m, n: np.einsum("ik,jl->ijkl", np.eye(m), np.eye(n)), "over_sum"),
        ("hadamard_tensor", lambda m, n: np.eye(1, (m * n) ** 3).reshape((m, n) * 3), "dtype_float32"),
        ("transpose_tensor", lambda m, n: (_transposing(m, n) > 0) | (_either(m, n) > 0) * 1.0, "dtype_float32"),
        ("transpose_tensor", lambda m, n: np.maximum(_transposing(m, n), _either(m, n)), "dtype_float32"),
        ("wx_grad_entry", lambda X, G, d, c: np.sum(G @ X.T), "missing_transpose"),
        (
            "wx_grad_entry",
            lambda X, G, d, c: sum(G[d, j] * X[j, c] for j in range(X.shape[1])),
            "reshape_for_transpose",
        ),
        ("linear_grad_W", lambda X, W, B, G: G.sum(0) @ X, "missing_transpose"),
        ("frobenius_norm", lambda A: np.sum(A * A) ** 0.0, "wrong_function"),
        ("linear_grads_nd", lambda X, W, b, G: _by_rows(X, W, G), "wrong_operand"),
    ],
)
@pytest.mark.parametrize("seed", range(3))
def test_a_name_that_would_be_false_is_not_given(name, answer, falsely, seed):
    assert said(name, answer, seed).mistake != falsely


def _transposing(m, n):
    return np.einsum("il,jk->ijkl", np.eye(m), np.eye(n))


def _either(m, n):
    return np.broadcast_to(np.eye(n)[None, :, :, None], (m, n, n, m))


def _by_rows(X, W, G):
    rows_X, rows_G = X.reshape(-1, X.shape[-1]), G.reshape(-1, G.shape[-1])
    return rows_G @ W, rows_G.T @ rows_X, rows_G.sum(0)


def _first_rows(m, n, count):
    F = _transposing(m, n)
    F[count:] = 0.0
    return F


@pytest.mark.parametrize(
    ("name", "answer", "slug", "words"),
    [
        ("frobenius", lambda A, B: np.sum(A * B) + 1, "extra_term", "plus 1: that"),
        ("linear_grad_W", lambda X, W, B, G: G.T @ X + 1, "extra_term", "plus 1 in every entry"),
        ("linear_grad_W", lambda X, W, B, G: G.T @ X - W, "extra_term", "minus W"),
        ("linear_grad_W", lambda X, W, B, G: G.T @ X + np.eye(*W.shape), "extra_term", "plus 1 on the diagonal"),
        ("wx_grad_W", lambda W, X, G: (W @ X) @ X.T, "wrong_operand", "You computed D Xᵀ."),
        ("linear_grad_W", lambda X, W, B, G: np.tanh(G.T @ X), "wrong_function", "tanh of the right result"),
        ("linear_grad_W", lambda X, W, B, G: np.maximum(G.T @ X, 0), "wrong_function", "relu"),
        ("linear_grad_W", lambda X, W, B, G: G.T @ X / np.linalg.norm(G.T @ X), "wrong_function", "own norm"),
        ("linear_grad_W", lambda X, W, B, G: G.T @ X / (len(X) + 1), "off_by_one_norm", "1/(N + 1)"),
        ("linear_grad_b", lambda X, W, b, G: G.max(0), "wrong_function", "largest of the terms"),
        ("linear_forward", lambda X, W, b: X @ W.T + b[0], "wrong_index", "first entry"),
        ("elementwise_loss_grad", lambda X, W, B, h, dh, V: (V * dh(X @ W.T - B)).T @ X, "dh_wrong_place", "sign"),
        ("elementwise_loss_grad", lambda X, W, B, h, dh, V: (V * dh(X @ W.T + 2 * B)).T @ X, "dh_wrong_place", "twice"),
        ("nonzero_fraction", lambda N, p, q: p, "wrong_function", "You computed p."),
        ("nonzero_fraction", lambda N, p, q: 1 / p**2, "wrong_function", "1/p²"),
        ("nonzero_fraction", lambda N, p, q: 1 / (p + 1), "off_by_one_norm", "p + 1 stands where p belongs"),
        ("hadamard_bytes", lambda m, n: 8 * m**2 * n**4, "wrong_function", "8·m²·n⁴"),
        ("hadamard_bytes", lambda m, n: 8 * (m + n) ** 3, "wrong_function", "8·(m + n)³"),
        ("linear_jacobian", lambda X, W: np.einsum("is,j->ijs", X, np.ones(len(W))), "missing_delta", "[i, j, r, s]"),
        ("wx_jacobian", lambda W, X: np.eye(W.size).reshape(W.shape * 2), "wrong_function", "This is ∂W/∂W"),
        ("transpose_tensor", lambda m, n: _first_rows(m, n, 1), "first_only", "`return` stand inside a loop"),
        ("linear_grads_nd", lambda X, W, b, G: (G @ W, G.T @ X, G.sum(0)), "leading_axes", "one leading axis only"),
        ("linear_grad_W", lambda X, W, B, G: (G * (X @ W.T + B > 0)).T @ X, "extra_dh", "no h in this layer"),
        ("linear_grad_b", lambda X, W, b, G: sum(G[1:]), "off_by_one_loop", "first slice of G along axis 0"),
        ("linear_grad_b", lambda X, W, b, G: sum(G[:-1]), "off_by_one_loop", "last slice of G along axis 0"),
        ("linear_grad_W", lambda X, W, B, G: sum(map(np.outer, G[1:], X[1:])), "off_by_one_loop", "first slice of X"),
        ("linear_grad_b", lambda X, W, b, G: (G * X).sum(axis=0), "wrong_operand", "the sum over axis 0 of G ⊙ X."),
        ("linear_grad_W", lambda X, W, B, G: G.sum(0) @ X, "over_sum", "One sum too many"),
        ("wx_grad_entry", lambda X, G, d, c: np.sum(G @ X.T), "over_sum", "Σ_ijk X_ij G_kj"),
        ("linear_grads_nd", lambda X, W, b, G: _by_rows(X, W, G), "wrong_shape", "leading axes back"),
        ("frobenius_norm", lambda A: np.sum(A * A) ** 0.0, "hardcoded", "1 for every input"),
        ("linear_grad_W", lambda X, W, B, G: np.round(G.T @ X), "dtype_int", "round( )"),
    ],
)  # fmt: skip
def test_plain_mistakes_have_names(name, answer, slug, words):
    verdict = said(name, answer)
    assert verdict.mistake == slug, str(verdict)
    assert words in verdict.next_step


@pytest.mark.parametrize(
    ("name", "answer", "only"),
    [
        ("elementwise_loss_tensor",
         lambda X, W, B, h, dh: np.einsum("kl,ks,lr->klrs", np.cos(X @ W.T + B), X, np.eye(len(W))), "h = sin"),
        ("linear_grads_nd", lambda X, W, b, G: (G @ W, G.T @ X, G.sum(0)), "one leading axis"),
        ("unbroadcast", lambda G, shape: G, "equal shapes"),
        ("wx_grad_W", lambda W, X, G: G @ X.reshape(X.shape[::-1]), "m = 1 or n = 1"),
        ("wx_grad_W", lambda W, X, G: G @ X.T if len(X) < 4 else 0 * W, "m ≤ 3"),
    ],
)  # fmt: skip
def test_right_only_for_says_the_reason(name, answer, only):
    assert dict(said(name, answer).tried)["right only for"] == only


def test_no_slug_reaches_a_reader():
    for slug, sentences in MISTAKES.items():
        assert "_" not in sentences.name
        assert sentences.name
        assert slug
    verdict = said("linear_grads_nd", lambda X, W, b, G: (G @ W, 2 * G.T @ X, G.sum(0)[None]))
    assert all("_" not in text.split("`")[0] for label, text in rows(verdict) if label == "suspicion")


@pytest.mark.parametrize(
    ("name", "answer", "words"),
    [
        ("frobenius_derivation", lambda: ["(A B) : C", "= A : (C B^T)"], "one text, in quotes"),
        ("wx_counterexample", lambda: ([[1.0]], [[1.0]], [[1.0]]), "Make each of W, X, G an array"),
        ("frobenius", lambda A, B: "3", "one real number"),
        ("linear_grad_W", lambda X, W, B, G: (G.T @ X).tolist(), "one numpy array"),
        ("hadamard_bytes", lambda m, n: 8 * (m * n) ** 6, "far too large"),
    ],
)
def test_advice_fits_the_kind_of_answer(name, answer, words):
    verdict = said(name, answer)
    assert verdict.mistake == "wrong_type"
    assert words in verdict.next_step
    assert "container" not in verdict.next_step


def test_entries_beside_which_a_term_is_too_small_to_be_seen_are_no_reason_to_be_right():
    verdict = said("elementwise_loss_grad", lambda X, W, B, h, dh, V: (V * dh(X @ W.T + B)).T @ X + 2 * W)
    assert "plus 2 W" in verdict.next_step
    assert "right only for" not in dict(verdict.tried)


def test_a_layout_in_memory_is_no_reason_to_be_right():
    tried = dict(said("linear_forward", lambda X, W, b: X @ W.T + np.abs(b)).tried)
    assert "memory" not in tried.get("right only for", "")


@pytest.mark.parametrize("whole", [np.eye(2), {"dX": 1}, "dX"], ids=["array", "dict", "text"])
def test_one_thing_where_several_are_asked_for_is_told_which(whole):
    assert "`return dX, dW, db`" in said("linear_grads_nd", lambda X, W, b, G: whole).next_step


def test_at_scale_the_wrong_entry_is_shown():
    def answer(X, W, B, h, dh, V):
        R = (V * dh(X @ W.T + B)).T @ X
        if len(W) > 1000:
            R[-1, -1] = 0.0
        return R

    where = said("elementwise_loss_grad", answer).disagreement
    p, q = where.shape
    assert where.index == (p - 1, q - 1)
    assert where.yours == 0.0
    assert where.true != 0.0


def test_a_call_that_raises_on_some_inputs_does_not_hide_which_result_is_wrong_on_the_others():
    verdict = said(
        "linear_grads_nd", lambda X, W, b, G: (G @ W, np.swapaxes(G, -1, -2) @ X, G.sum(tuple(range(G.ndim - 1))))
    )
    assert verdict.message.startswith("It raises")
    assert "Where it returns, dW is wrong." in verdict.message


def test_a_count_is_shown_as_one():
    assert " 8." not in (message := said("hadamard_bytes", lambda m, n: (m * n) ** 3).message)
    assert "e+" not in message


def test_every_exercise_that_has_samples_says_which_dimension_counts_them():
    given = {name: getattr(exercise, "samples", "") for name, exercise in exercises().items()}
    assert given["frobenius"] == ""
    assert (given["wx_grad_W"], given["linear_grad_W"]) == ("n", "N")
