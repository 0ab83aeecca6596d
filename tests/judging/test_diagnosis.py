"""A mistake is named only when the values bear the name out."""

import numpy as np
import pytest

from autograder import exercises, judge
from autograder.exercises.mistakes import MISTAKES
from autograder.exercises.task import FunctionTask
from autograder.exercises.truth import Gradient
from autograder.judging.referee import Referee
from autograder.lessons.lesson import Lesson

FUNCTIONS = [exercise for exercise in exercises().values() if isinstance(exercise, FunctionTask)]


@pytest.mark.parametrize(
    ("name", "answer", "slug", "words"),
    [
        ("linear_grad_W", lambda X, W, B, G: X.T @ G, "transposed", "transpose"),
        ("linear_grad_W", lambda X, W, B, G: 2 * G.T @ X, "factor", "2 times"),
        ("linear_grad_W", lambda X, W, B, G: -G.T @ X, "factor", "−1 times"),
        ("linear_grad_W", lambda X, W, B, G: G.T @ X / len(X), "factor", "1/N times"),
        ("linear_grad_W", lambda X, W, B, G: G.T @ X / (len(X) * W.shape[0]), "factor", "1/(N·p) times"),
        ("linear_grad_W", lambda X, W, B, G: G @ X, "missing_transpose", "G X"),
        ("linear_grad_W", lambda X, W, B, G: np.ones_like(G).T @ X, "ignores_G", "G"),
        ("linear_grad_W", lambda X, W, B, G: (G.T @ X).astype(int), "dtype_int", "floats"),
        ("linear_grad_W", lambda X, W, B, G: (G.T @ X).astype("f4").astype(float), "dtype_float32", "float32"),
        ("linear_grad_W", lambda X, W, B, G: np.einsum("np,nq->npq", G, X), "missing_batch_sum", "samples"),
        ("linear_grad_W", lambda X, W, B, G: None, "returns_none", "return"),
        ("linear_grad_W", lambda X, W, B, G: [[1.0]], "wrong_type", "array"),
        ("linear_grad_W", lambda X, W, B, G: G.T @ X * np.nan, "overflow_nan", "division by zero"),
        ("linear_grad_W", lambda X, W, B, G: G.T @ X + np.sin(G.T @ X), "unknown", "entry by entry"),
        ("linear_grad_b", lambda X, W, b, G: G, "missing_batch_sum", "sample"),
        ("linear_grad_b", lambda X, W, b, G: G.sum(), "over_sum", "everything"),
        ("linear_grad_b", lambda X, W, b, G: G.sum(1), "wrong_axis_sum", "other way round"),
        ("linear_grad_b", lambda X, W, b, G: G.sum(0, keepdims=True), "broadcast_accident", "(1, p)"),
        ("linear_grad_b", lambda X, W, b, G: G.sum(0)[:, None], "broadcast_accident", "stray axis"),
        ("wx_jacobian", lambda W, X: np.einsum("ik,lj->jikl", np.eye(len(W)), X), "permuted_axes", "yours"),
        ("wx_jacobian", lambda W, X: np.einsum("id,cj->ijdc", 1 - np.eye(len(W)), X), "wrong_function", "1 − δ_id"),
        ("wx_jacobian", lambda W, X: np.einsum("id,cj->ijdc", np.tri(len(W)), X), "missing_delta", "i ≥ d"),
        ("linear_grad_W", lambda X, W, B, G: np.triu(G.T @ X), "wrong_function", "upper triangle"),
        ("linear_forward", lambda X, W, b: X @ (W.T + b), "extra_term", "Multiply first"),
        (
            "transpose_tensor",
            lambda m, n: np.einsum("ik,jl->ijkl", np.eye(m, n), np.eye(n, m)),
            "permuted_axes",
            "δ_ik",
        ),
    ],
)
def test_a_mistake_gets_its_name_and_its_sentence(name, answer, slug, words):
    verdict = judge(name, answer)
    assert not verdict.passed
    assert verdict.mistake == slug, str(verdict)
    assert words in verdict.next_step


def _short(X, W, B, G):
    dW = np.zeros_like(W)
    for i in range(len(W) - 1):
        dW[i] = G[:, i] @ X
    return dW


def _by_tanh(X, W, B, h, dh):
    return np.einsum("kl,kq,lp->klpq", 1 - np.tanh(X @ W.T + B) ** 2, X, np.eye(len(W)))


@pytest.mark.parametrize(
    ("name", "answer", "slug", "words"),
    [
        ("linear_grad_W", lambda X, W, B, G: G.T @ X + 0.01 * W, "extra_term", "plus 0.01 W"),
        ("linear_grad_X", lambda X, W, B, G: G @ W + X, "extra_term", "plus X"),
        ("linear_grad_X", lambda X, W, B, G: B @ W, "wrong_operand", "You computed B W."),
        ("xw_grad_W", lambda X, W, G: W @ G.T, "wrong_operand", "You computed W Gᵀ."),
        ("linear_grad_X", lambda X, W, B, G: G.T @ X, "wrong_variable", "gradient of W"),
        ("linear_grad_B", lambda X, W, B, G: G + 1e-3, "extra_term", "0.001 in every entry"),
        ("linear_grad_W", lambda X, W, B, G: G[:-1].T @ X[:-1], "off_by_one_loop", "last slice of X along axis 0"),
        ("linear_grad_W", lambda X, W, B, G: G[1:].T @ X[1:], "off_by_one_loop", "first slice"),
        ("linear_grad_W", _short, "off_by_one_loop", "last slice of your result along axis 0"),
        ("linear_grad_W", lambda X, W, B, G: np.round(G.T @ X), "dtype_int", "cut to whole numbers"),
        ("linear_grad_W", lambda X, W, B, G: np.arange(W.size, dtype=float).reshape(W.shape), "hardcoded", "arguments"),
        ("linear_grad_b", lambda X, W, b, G: np.full(G.shape[1], G.sum()), "over_sum", "One sum too many"),
        ("wx_jacobian", lambda W, X: np.einsum("ik,ij,lj->ijkl", np.eye(len(W)), np.eye(len(W), X.shape[1]), X),
         "over_constrained", "a δ too many"),
        ("linear_jacobian", lambda X, W: np.einsum("il,jk->ijkl", X, np.ones((len(W), len(W)))), "missing_delta", "δ"),
        ("elementwise_loss_tensor", _by_tanh, "hardcoded", "when h does"),
        ("linear_grads_nd", lambda X, W, b, G: (G.reshape(-1, len(b)).T @ X.reshape(-1, W.shape[1]), G @ W,
                                                G.reshape(-1, len(b)).sum(0)), "swapped_outputs", "order"),
    ],
)  # fmt: skip
def test_what_a_result_depends_on_is_named(name, answer, slug, words):
    verdict = judge(name, answer)
    assert not verdict.passed
    assert verdict.mistake == slug, str(verdict)
    assert words in verdict.next_step


@pytest.mark.filterwarnings("ignore:divide by zero")
@pytest.mark.parametrize(
    ("name", "answer", "slug", "words"),
    [
        ("linear_grad_W", lambda X, W, B, G: X.T @ G / len(X), "transposed", "1/N times the right one"),
        ("linear_grad_W", lambda X, W, B, G: G.T @ X / len(X) + W, "extra_term", "1/N times the right one plus W"),
        ("linear_grad_W", lambda X, W, B, G: (G.T @ X + 0.1 * W) / len(X), "extra_term", "plus 0.1/N W"),
        ("linear_grad_W", lambda X, W, B, G: -(G @ X), "missing_transpose", "that, times −1"),
        ("linear_grad_W", lambda X, W, B, G: 2 * G @ W, "wrong_variable", "that, times 2"),
        ("linear_grad_W", lambda X, W, B, G: (G + B).T @ X, "extra_term", "plus Bᵀ X"),
        ("linear_grad_X", lambda X, W, B, G: G @ W.T.reshape(W.shape) / 2, "reshape_for_transpose", "that, times ½"),
        ("linear_grad_X", lambda X, W, B, G: G @ W / np.sqrt(len(W)), "factor", "1/√p times"),
        ("linear_grad_b", lambda X, W, b, G: G.mean(0, keepdims=True), "broadcast_accident", "1/N times"),
        ("linear_grad_b", lambda X, W, b, G: G / len(G), "missing_batch_sum", "Summed, your result would be 1/N times"),
        ("linear_grad_b", lambda X, W, b, G: G.sum(0) / max(len(G) - 1, 1), "off_by_one_norm", "1/(N − 1) times"),
        ("linear_grad_b", lambda X, W, b, G: G.sum(0) / (len(G) - 1), "off_by_one_norm", "1/(N − 1) times"),
        ("linear_grad_b", lambda X, W, b, G: G.mean(1), "wrong_axis_sum", "that, times 1/p"),
        ("linear_grad_B", lambda X, W, B, G: 0 * G + G.mean(0), "over_sum", "that, times 1/N"),
        ("wx_grad_W", lambda W, X, G: np.outer(G.mean(1), X.mean(1)), "sum_before_product", "that, times 1/n²"),
        ("linear_forward", lambda X, W, b: X @ W.T - b, "extra_term", "b has the wrong sign"),
        ("linear_forward", lambda X, W, b: X @ W.T + b.mean(), "over_sum", "averaged b"),
        ("frobenius", lambda A, B: float(np.linalg.norm(A) * np.linalg.norm(B)), "norm_for_product", "‖A‖ ‖B‖"),
    ],
)  # fmt: skip
def test_two_mistakes_at_once_are_both_said_and_the_more_telling_one_names(name, answer, slug, words):
    verdict = judge(name, answer)
    assert not verdict.passed
    assert verdict.mistake == slug, str(verdict)
    assert words in verdict.next_step


@pytest.mark.parametrize(
    ("slope", "slug"),
    [
        (lambda V, Y, h, dh: V, "forgot_dh"),
        (lambda V, Y, h, dh: -V * h(Y), "h_for_dh"),
        (lambda V, Y, h, dh: V * dh(h(Y)) / len(Y), "dh_wrong_place"),
        (lambda V, Y, h, dh: V * dh(V), "dh_wrong_place"),
        (lambda V, Y, h, dh: V * dh(Y) ** 2, "extra_dh"),
        (lambda V, Y, h, dh: V * (1 - h(Y) ** 2), "hardcoded"),
        (lambda V, Y, h, dh: V @ dh(Y).T, "matmul_for_elementwise"),
        (lambda V, Y, h, dh: dh(Y), "ignores_G"),
    ],
)
def test_what_stands_in_the_place_of_the_derivative_is_named(slope, slug):
    def answer(X, W, B, h, dh, V):
        return slope(V, X @ W.T + B, h, dh).T @ X

    assert judge("elementwise_loss_grad", answer).mistake == slug


OWN = Lesson("own", "Exercises of these tests")

TRACE = OWN.exercise(
    "trace",
    "X: m n, M: m m -> m n",
    Gradient(lambda X, M: np.einsum("...ii->...", X.mT @ M @ X), "X", upstream=None),
    "",
)
TWICE = OWN.exercise(
    "twice", "X: N d, W: d d, G: N d -> d d", Gradient(lambda X, W: np.tanh(X @ W) @ W, "W"), "", scales={}
)
INVERSE = OWN.exercise(
    "inverse",
    "G: n n, K: n n -> n n",
    Gradient(lambda K: np.linalg.inv(K), "K"),
    "",
    cases=lambda rng: [
        ("well conditioned", {"G": rng.normal(size=(n, n)), "K": rng.normal(size=(n, n)) + 3 * np.eye(n)})
        for n in (2, 3, 5, 4)
    ],
)


def _through_the_second(X, W, G):
    return np.tanh(X @ W).T @ G


@pytest.mark.parametrize(
    ("exercise", "answer", "slug", "words"),
    [
        (TRACE, lambda X, M: M @ X, "one_use_only", "X is used 2 times"),
        (TRACE, lambda X, M: 2 * M.T @ X, "one_use_only", "that, times 2"),
        (TRACE, lambda X, M: (M + M.T) @ X / 2, "factor", "½ times"),
        (TWICE, _through_the_second, "one_use_only", "use number 2 alone"),
        (INVERSE, lambda G, K: np.linalg.inv(K) @ G @ np.linalg.inv(K), "missing_transpose", "Kᵀ"),
        (INVERSE, lambda G, K: -np.linalg.inv(K) @ G.T @ np.linalg.inv(K), "transposed", "other layout"),
    ],
)
def test_the_mechanisms_serve_any_forward_function(exercise, answer, slug, words):
    verdict = Referee(exercise).judge(answer)
    assert verdict.mistake == slug, str(verdict)
    assert words in verdict.next_step


@pytest.mark.parametrize(
    "answer",
    [
        lambda X, W, B, G: G.T @ X + 0.3 * np.cos(W) * np.tanh(G.T @ X),
        lambda X, W, B, G: (G.T @ X) ** 5,
        lambda X, W, B, G: np.sort(np.sort(G.T @ X, axis=0), axis=1),
        lambda X, W, B, G: np.sin(G).T @ X,
        lambda X, W, B, G: (G.T @ X) * np.where((G.T @ X) * np.arange(1, X.shape[1] + 1) > 1.0, 1.5, -0.5),
    ],
)
def test_no_name_is_given_by_chance(answer):
    assert judge("linear_grad_W", answer).mistake == "unknown"


def test_a_mistake_at_equal_sizes_alone_is_said_to_be_one():
    def whatever_fits(X, W, B, G):
        return G @ X if len(X) == W.shape[0] == X.shape[1] else G.T @ X

    verdict = judge("linear_grad_W", whatever_fits)
    assert verdict.mistake == "missing_transpose"
    assert verdict.next_step.startswith("Only where all sizes are equal")


def test_of_several_wrong_results_the_one_nearest_the_loss_is_named_first():
    layers = OWN.exercise(
        "layers",
        "X: N q, W: p q, b: p, G: N p -> dW: p q, db: p",
        Gradient(lambda X, W, b: X @ W.mT + b[..., np.newaxis, :], "W", "b"),
        "",
        backward=("db", "dW"),
    )
    verdict = Referee(layers).judge(lambda X, W, b, G: (X.T @ G, G.mean(0)))
    assert verdict.mistake == "factor"
    assert verdict.next_step.startswith("Mend db first")
    shared = Referee(layers).judge(lambda X, W, b, G: (-G.T @ X, -G.sum(0)))
    assert shared.next_step.startswith("All of them have the same mistake")


@pytest.mark.parametrize(
    ("name", "answer", "slug", "words"),
    [
        ("linear_jacobian", lambda X, W: np.einsum("is,ir,j->ijrs", X, np.eye(len(X), len(W)), np.ones(len(W))),
         "permuted_axes", "X_is δ_ir: a δ ties other indices"),
        ("linear_jacobian", lambda X, W: np.einsum("js,jr,i->ijrs", W, np.eye(len(W)), np.ones(len(X))),
         "wrong_operand", "Your result is W_js δ_jr."),
        ("wx_jacobian", lambda W, X: -np.einsum("il,jk->ijlk", W, np.eye(X.shape[1])), "wrong_variable", "times −1"),
        ("elementwise_loss_tensor", lambda X, W, B, h, dh: np.einsum("kl,kq,lp->klpq", dh(B), X, np.eye(len(W))),
         "dh_wrong_place", "h′(B)_kl"),
        ("contract_upstream", lambda V, T: np.einsum("kl,klpp->p", V, T) if T.shape[2] == T.shape[3] else 1 / 0,
         "diag_only", "V_ij T_ijkk"),
    ],
)  # fmt: skip
def test_where_the_factors_of_a_tensor_stand_is_named(name, answer, slug, words):
    verdict = judge(name, answer)
    assert verdict.mistake == slug, str(verdict)
    assert words in verdict.next_step


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("exercise", FUNCTIONS, ids=lambda exercise: exercise.name)
@pytest.mark.parametrize(
    "whatever",
    [
        lambda base: np.zeros((0, 3)),
        lambda base: base.ravel(),
        lambda base: np.outer(base, base),
        lambda base: np.ones((2,) * (base.size % 4)),
        lambda base: 1e300 * base,
        lambda base: np.full(base.shape, np.inf) if base.size % 2 else base,
    ],
)
def test_whatever_comes_back_is_judged(exercise, whatever):
    def answer(*given):
        base = next((value for value in given if isinstance(value, np.ndarray)), np.arange(6.0).reshape(2, 3))
        return tuple(whatever(base) for _ in exercise.results) if len(exercise.results) > 1 else whatever(base)

    verdict = judge(exercise.name, answer)
    assert not verdict.passed
    assert verdict.mistake in MISTAKES


def test_changing_an_argument_in_place_is_named_with_the_argument():
    def careless(X, W, B, G):
        G *= 2
        return G.T @ X / 2

    verdict = judge("linear_grad_W", careless)
    assert verdict.mistake == "mutates_input"
    assert "argument G" in verdict.message


@pytest.mark.parametrize("name", ["X", "W"])
def test_a_copy_of_the_argument_that_was_changed_is_advised(name):
    def answer(X, W, b):
        given = {"X": X, "W": W}
        given[name] += 1.0
        return X @ W.T + b

    assert f"`{name} = {name}.copy()`" in judge("linear_forward", answer).next_step


def test_an_answer_that_changes_its_mind_is_not_given_another_name():
    calls = []

    def moody(X, W, B, G):
        calls.append(1)
        return G.T @ X * (1 + len(calls) % 2)

    assert judge("linear_grad_W", moody).mistake == "not_repeatable"


def test_right_where_it_runs_but_raising_elsewhere_is_not_called_a_factor():
    def one_sample(X, W, B, G):
        if len(X) > 1:
            raise ValueError("one at a time")
        return G.T @ X

    verdict = judge("linear_grad_W", one_sample)
    assert verdict.mistake == "raises"
    assert dict(verdict.tried)["right only for"].startswith("N = 1")


def test_a_size_that_hides_a_mistake_is_said():
    verdict = judge("linear_grad_b", lambda X, W, b, G: G.mean(0))
    assert dict(verdict.tried)["right only for"] == "N = 1"


@pytest.mark.parametrize("exercise", [e for e in FUNCTIONS if len(e.results) == 1], ids=lambda exercise: exercise.name)
def test_every_declared_mistake_is_wrong_and_found_under_its_slug(exercise):
    names = [argument.name for argument in exercise.arguments]
    for mistake in exercise.mistakes:
        assert mistake.slug in MISTAKES

        def answer(*values, mistake=mistake):
            given = dict(zip(names, values, strict=True))
            return np.array(mistake.formula(*(given[name] for name in mistake.arguments)), dtype=float)

        verdict = judge(exercise.name, answer)
        assert not verdict.passed, mistake.sentence
        assert verdict.mistake == mistake.slug, (mistake.sentence, str(verdict))
        assert mistake.sentence in verdict.next_step


def test_every_slug_has_a_sentence_for_each_reader():
    for slug, sentences in MISTAKES.items():
        assert slug.replace("_", "a").isalnum()
        assert sentences.student.endswith((".", "?"))
        assert sentences.instructor.endswith(".")
