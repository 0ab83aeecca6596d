"""Derivations made to pass and not to derive: numbers that swallow the rest, fitted numbers, circles, empty steps."""

import numpy as np
import pytest

from autograder import judge
from autograder.notation.derivation.judge import judge_derivation
from autograder.notation.meaning.tensor import Tensor
from autograder.notation.meaning.work import MOST, PER_STEP, Work
from autograder.notation.meaning.world import Worlds, worlds
from tests.support.exercises import derivation

BIG = "1" + "0" * 310


def derive(name, text, seed=0):
    return judge(name, lambda: text, seed=seed)


NOT_FINITE = [
    ("linear_derivation", f"dL = {BIG} (W : dW)"),
    ("linear_derivation", f"dL = (({BIG} W) / {BIG[:20]}) : dW"),
    ("linear_derivation", "dL = (1/0." + "0" * 320 + "1) (W : dW)"),
    ("linear_derivation", "dL = (" + "9999999999999999 " * 20 + "W) : dW"),
    ("linear_derivation", "dL = (" + "9999999999999999 " * 20 + "(W - W)) : dW"),
    ("linear_derivation", "dL=(9999999999999999 W/(" + "0.0000000000001 " * 23 + ")):dW"),
    ("linear_derivation", "dL = d(" + "9999999999999999 " * 20 + "W) : dW"),
    ("wx_derivation", f"∂L/∂W_dc = {BIG} Σ_i δ_id W_dc\n = {BIG} W_dc"),
    ("frobenius_derivation", f"(A B) : C = Tr((A B)ᵀ C)\n = {BIG} (A : (C Bᵀ B Bᵀ))"),
    ("tensor_derivation", f"∂L_kl/∂W_rs = {BIG} X_ks W_rs Y_kl"),
    ("tensor_derivation", f"∂L_kl/∂W_rs = h'({BIG} Y_kl) X_ks δ_lr"),
]


@pytest.mark.parametrize(("name", "text"), NOT_FINITE)
def test_what_is_not_finite_is_no_step(name, text):
    verdict = derive(name, text)
    assert not verdict.passed
    assert verdict.mistake == "does_not_conform", str(verdict)
    assert "not finite" in verdict.message or "characters" in verdict.message, verdict.message


@pytest.mark.parametrize("odd", [np.inf, -np.inf, np.nan])
def test_what_is_not_finite_equals_nothing(odd):
    with np.errstate(all="ignore"):
        for one, other in (([1.0, odd], [1.0, odd]), ([1.0, odd], [1.0, 2.0]), ([1.0, 2.0], [1.0, odd])):
            assert not Tensor(np.array(one)).equals(Tensor(np.array(other)))
        assert not Tensor(np.array([1.7e308])).equals(Tensor(np.array([-1.7e308])))


def fitted(seed, terms):
    """Constants with which terms of a wrong M give dL in each world of a seed."""
    task = derivation("linear_derivation").task()
    assert isinstance(task.worlds, Worlds)
    drawn = task.worlds.drawn(seed)
    values = [{name: array for name, (array, _) in world.values.items()} for world in drawn]
    matrix = np.array([[np.vdot(term(v), v["dW"]) for term in terms] for v in values])
    constants, *_ = np.linalg.lstsq(matrix, np.array([v["dL"] for v in values]), rcond=None)
    return constants


TERMS = {
    "W": lambda v: v["W"],
    "W Wᵀ W": lambda v: v["W"] @ v["W"].T @ v["W"],
    "Bᵀ X": lambda v: v["B"].T @ v["X"],
    "Yᵀ X": lambda v: v["Y"].T @ v["X"],
    "W Xᵀ X": lambda v: v["W"] @ v["X"].T @ v["X"],
    "Gᵀ G W": lambda v: v["G"].T @ v["G"] @ v["W"],
}


@pytest.mark.parametrize("seed", [0, 5])
@pytest.mark.parametrize("count", [3, 6])
def test_numbers_fitted_to_the_worlds_of_a_seed_derive_nothing(seed, count):
    names = list(TERMS)[:count]
    constants = fitted(seed, [TERMS[name] for name in names])
    M = " + ".join(f"{constant:.12f} {name}".replace("-", "") for constant, name in zip(constants, names, strict=True))
    for sign, constant, name in zip(np.sign(constants), constants, names, strict=True):
        if sign < 0:
            M = M.replace(f"+ {abs(constant):.12f} {name}", f"- {abs(constant):.12f} {name}")
    for judged in (seed, 0, 77):
        assert not derive("linear_derivation", f"dL = G : dY\n = ({M}) : dW", judged).passed


def test_the_worlds_are_those_of_the_seed_and_no_others():
    drawn = worlds("X: N q, dW: p q", lambda drawn: {"Y": (2 * drawn["dW"], ("p", "q"))})
    first, again, other = (drawn.drawn(seed) for seed in (3, 3, 4))
    assert [world.sizes for world in first] == [world.sizes for world in other]
    for one, same, different in zip(first, again, other, strict=True):
        np.testing.assert_array_equal(one.values["X"][0], same.values["X"][0])
        assert not np.any(one.values["X"][0] == different.values["X"][0])
    assert len({world.values["X"][0].tobytes() for world in first}) == 3
    assert len({world.values["dW"][0].tobytes() for world in first}) == len(first) == 6
    for world in first:
        np.testing.assert_array_equal(world.values["Y"][0], 2 * world.values["dW"][0])
        assert not world.values["X"][0].flags.writeable


def test_a_draw_that_is_not_finite_is_drawn_again_and_is_never_an_answers_fault():
    draws = []

    def singular(drawn):
        draws.append(drawn)
        return {"Y": (np.full((2, 2), np.inf if len(draws) < 4 else 1.0), ("m", "m"))}

    assert len(worlds("A: m n", singular).drawn(0)) == 3
    with pytest.raises(ArithmeticError, match="not finite"):
        worlds("A: m n", lambda drawn: {"Y": (np.array(np.nan), ())}).drawn(0)


CIRCLES = [
    ("linear_derivation", "dL = ((dL/((X Wᵀ) : dY)) W Xᵀ X) : dW"),
    ("linear_derivation", "dL = ((G : dY / (W : dW)) W) : dW"),
    ("linear_derivation", "dL = ((d(G : Y) / (W : d(W))) W) : dW"),
    ("linear_derivation", "dL = (Gᵀ X + sum(dX) W) : dW"),
    ("linear_derivation", "dL = dW : (Gᵀ X + (dB : dB) W)"),
    ("tensor_derivation", "∂L/∂W = dL/dW"),
    ("tensor_derivation", "∂L_kl/∂W_rs = dL_kl/dW_rs"),
    ("tensor_derivation", "∂L_kl/∂W_rs = h'(Y_kl) dY_kl/dW_rs"),
    ("tensor_derivation", "∂L_kl/∂W_rs = ∂h(Y_kl)/∂W_rs"),
    ("wx_derivation", "∂L/∂W_dc = Σ_ij G_ij δ_id X_cj = Σ_ij G_ij dD_ij/dW_dc"),
]


@pytest.mark.parametrize(("name", "text"), CIRCLES)
def test_a_differential_on_the_other_side_is_no_gradient(name, text):
    verdict = derive(name, text)
    assert verdict.mistake == "unfinished", str(verdict)


EMPTY = [
    ("trace_derivation", "Tr(P Qᵀ R) = (1 Q) : (R P) = Q : (R P)"),
    ("trace_derivation", "Tr(P Qᵀ R) = (R P) : Qᵀᵀ = Q : (R P)"),
    ("trace_derivation", "Tr(P Qᵀ R) = Tr(1 P (-Qᵀ) (-R)) = Q : (R P)"),
    ("linear_derivation", "dL = ((Gᵀ X) : dW) (G : (X dWᵀ))/(G : dY) = (Gᵀ X) : dW"),
    ("linear_derivation", "dL = ((Gᵀ X) : dW) Tr(X dWᵀ W Xᵀ)/Tr(dY W Xᵀ) = (Gᵀ X) : dW"),
    ("linear_derivation", "dL = ((Gᵀ X) : dW) (G : (X dWᵀ)) (G : dY)⁻¹ = (Gᵀ X) : dW"),
    ("linear_derivation", "dL = ((Gᵀ X) : dW) (G : (X dWᵀ)) inv(G : dY) = (Gᵀ X) : dW"),
    ("linear_derivation", "dL = ((Gᵀ X) : dW) (G : (X dWᵀ))² ‖G : dY‖^-2 = (Gᵀ X) : dW"),
    ("linear_derivation", "dL = ((Gᵀ X) : dW) exp(log|G : (X dWᵀ)| - log|G : dY|) = (Gᵀ X) : dW"),
    ("trace_derivation", "Tr(P Qᵀ R) = (I Q) : (R P) = Q : (R P)"),
    ("trace_derivation", "Tr(P Qᵀ R) = (Q I) : (R P I) = Q : (R P)"),
    ("trace_derivation", "Tr(P Qᵀ R) = Tr(I P Qᵀ R) = Q : (R P)"),
    ("wx_derivation", "∂L/∂W_dc = (Σ_j G_dj X_cj) (Σ_i δ_id)² (Σ_i δ_id)⁻² = Σ_j G_dj X_cj"),
    ("linear_derivation", "dL = G : (2 dY - X dWᵀ) = (Gᵀ X) : dW"),
    ("linear_derivation_X", "dL = ((G W) : dX) (G : (dX Wᵀ))/(G : dY) = (G W) : dX"),
    ("upstream_derivation", "dℓ = ((V ⊙ h'(Y))ᵀ X) : dW (V : (h'(Y) ⊙ (X dWᵀ)))/(V : d𝐋)\n= ((V ⊙ h'(Y))ᵀ X) : dW"),
    ("wx_derivation", "∂L/∂W_dc = Σ_j G_dj X_cj (Σ_a Σ_b δ_ab δ_ad δ_bd) = Σ_j G_dj X_cj"),
    ("wx_derivation", "∂L/∂W_dc = Σ_j G_dj X_cj (Σ_j Σ_b δ_jb δ_jd δ_bd) = Σ_j G_dj X_cj"),
    ("tensor_derivation", "∂L_kl/∂W_rs = h'(Y_kl) X_ks δ_lm δ_mr = h'(Y_kl) X_ks δ_lr"),
    ("tensor_derivation", "∂L_kl/∂W_rs = h'(Y_kl) δ_km X_ms δ_lr = h'(Y_kl) X_ks δ_lr"),
    ("frobenius_derivation", "(A B) : C = A : (C Bᵀ) + 0 Tr(A Aᵀ) = A : (C Bᵀ)"),
    ("frobenius_derivation", "(A B) : C = A : (C Bᵀ) + Tr(A Aᵀ) - A : A = A : (C Bᵀ)"),
    ("frobenius_derivation", "(A B) : C = ((A B) : C) Tr(A Aᵀ)/Tr(A Aᵀ) = A : (C Bᵀ)"),
    ("frobenius_derivation", "(A B) : C = Tr(A Aᵀ ((A B) : C) / (A : A)) = A : (C Bᵀ)"),
    ("frobenius_derivation", "Tr(A Aᵀ) = A : A\n(A B) : C = A : (C Bᵀ)"),
    ("wx_derivation", "∂L/∂W_dc = Σ_j G_dj X_cj + 0 Σ_i δ_id W_ic\n= Σ_j G_dj X_cj"),
    ("wx_derivation", "∂L/∂W_dc = Σ_j G_dj X_cj + Σ_i δ_id W_ic - W_dc\n= Σ_j G_dj X_cj"),
    ("wx_derivation", "∂L/∂W_dc = (Σ_i δ_id) Σ_j G_dj X_cj\n= Σ_j G_dj X_cj"),
    ("wx_derivation", "∂D_ij/∂W_dc = δ_id X_cj\n∂L/∂W_dc = Σ_j G_dj X_cj"),
    ("wx_derivation", "∂D_ij/∂W_dc = Σ_k δ_id δ_kc X_kj = δ_id X_cj\n∂L/∂W_dc = Σ_ij G_ij ∂D_ij/∂W_dc = Σ_j G_dj X_cj"),
    ("wx_derivation", "∂D_ab/∂W_pq = δ_ap X_qb\n∂L/∂W_dc = Σ_ij G_ij ∂D_ij/∂W_dc = Σ_j G_dj X_cj"),
    ("wx_derivation", "∂L/∂W_dc = Σ_k (G Xᵀ)_dk δ_kc = (G Xᵀ)_dc"),
    ("wx_derivation", "∂L/∂W_dc = Σ_j G_dj X_cj = Σ_j G_dj ∂D_dj/∂W_dc = Σ_j G_dj Σ_k δ_kc X_kj = Σ_j G_dj X_cj"),
    ("wx_derivation", "∂L/∂W_dc = δ_dd Σ_j G_dj X_cj\n= Σ_j G_dj X_cj"),
    ("wx_derivation", "∂L/∂W_dc = (Σ_i δ_id δ_id) Σ_j G_dj X_cj\n= Σ_j G_dj X_cj"),
    ("wx_derivation", "∂L/∂W_dc = (Σ_a δ_ac δ_ca) Σ_j G_dj X_cj\n= Σ_j G_dj X_cj"),
    ("wx_derivation", "∂L/∂W_dc = (Σ_abef δ_da δ_ab δ_be δ_ef δ_fd) Σ_j G_dj X_cj\n= Σ_j G_dj X_cj"),
]


@pytest.mark.parametrize(("name", "text"), EMPTY)
def test_a_step_that_changes_nothing_is_not_the_one_asked_for(name, text):
    verdict = derive(name, text)
    assert verdict.mistake == "missing_step", str(verdict)


MEANT = [
    ("trace_derivation", "Tr(P Qᵀ R) = (Q Pᵀ) : R = Q : (R P)"),
    ("trace_derivation", "Tr(P Qᵀ R) = Qᵀ : (R P)ᵀ = Q : (R P)"),
    ("linear_derivation", "dL = G : dY = (2 G : (X dWᵀ))/2 = (Gᵀ X) : dW"),
    ("tensor_derivation", "∂L_kl/∂W_rs = h'(Y_kl) δ_ki δ_lj X_is δ_jr = h'(Y_kl) X_ks δ_lr"),
    ("tensor_derivation", "∂L_kl/∂W_rs = h'(Y_kl) X_kj δ_js δ_lr = h'(Y_kl) X_ks δ_lr"),
    ("wx_derivation", "∂L/∂W_dc = Σ_j (Σ_i δ_id G_ij) X_cj = Σ_j G_dj X_cj"),
    ("wx_derivation", "∂L/∂W_dc = Σ_ij (G_ij δ_id) X_cj = Σ_ij X_cj (δ_di G_ij) = Σ_j G_dj X_cj"),
    ("frobenius_derivation", "(A B) : C = 1 Tr(Cᵀ A B) = A : (C Bᵀ)"),
    ("tensor_derivation", "dL = h'(Y) : H : (dX Wᵀ) + h'(Y) : H : (X (F : dW))\n= h'(Y) : H : (X F) : dW"),
]


@pytest.mark.parametrize("seed", [0, 2**47 + 5])
@pytest.mark.parametrize(("name", "text"), MEANT)
def test_a_step_that_is_meant_counts_wherever_it_does_its_work(name, text, seed):
    assert derive(name, text, seed).passed, str(derive(name, text, seed))


def test_a_true_last_step_is_compared_entry_by_entry():
    task = derivation("linear_derivation").task()
    drawn = tuple(world.with_values({"dW": np.zeros_like(world.values["W"][0])}) for world in task.worlds)
    judgement = judge_derivation("dL = G : (X dWᵀ) = (2 W) : dW", type(task)(task.syntax, drawn, task.starts))
    assert judgement.slug == "wrong_step"
    assert "along entry [0, 0] of dW" in judgement.sentence
    assert judge_derivation("dL = G : (X dWᵀ) = (Gᵀ X) : dW", type(task)(task.syntax, drawn, task.starts)).slug == ""


LONG = {
    "sums": ("wx_derivation", "∂L/∂W_dc = Σ_j G_dj X_cj", "= Σ_j G_dj X_cj + 0 Σ_abefghij (G_ab G_ef G_gh G_ij W_dc)"),
    "terms": ("linear_derivation", "dL = G : dY", "= G : dY" + " + 0 (G : dY)" * 8),
    "asides": ("linear_derivation", "dL = G : dY", "dY = X dWᵀ" + " + 0 dY" * 12),
    "derivatives": ("tensor_derivation", "∂L_kl/∂W_rs = h'(Y_kl) X_ks δ_lr", "= ∂h(Y_kl)/∂W_rs" * 5),
    "tensors": ("tensor_derivation", "dL = h'(Y) ⊙ dY", "= h'(Y) : H : dY + 0 (h'(Y) : H : dY)"),
}


@pytest.mark.parametrize(("name", "first", "line"), LONG.values(), ids=LONG)
def test_a_long_derivation_of_true_lines_comes_to_an_end(name, first, line, monkeypatch):
    done = []
    add = Work.add

    def counted(work, entries, column):
        done.append(1.0 + entries / PER_STEP)
        add(work, entries, column)

    monkeypatch.setattr(Work, "add", counted)
    verdict = derive(name, "\n".join([first, *[line] * 58]))
    assert verdict.mistake in ("unfinished", "missing_step", "does_not_conform", "notation"), str(verdict)
    assert sum(done) <= MOST + 2000
    assert verdict.mistake != "does_not_conform" or "too much to compute" in verdict.message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("dL = G : dY # " + "so " * 3000, "more than 8000 characters"),
        ("dL = " + "G : dY + " * 50 + "dL", "at most 400"),
        ("dL = " + "1 " * 150 + "dL", "over 100 factors"),
        ("dL = dL" + "ᵀ" * 150, "over 100 factors"),
        ("dL = " + "- " * 150 + "dL", "over 100 factors"),
        ("dL = " + " + ".join(["Σ_i G_ii"] * 20), "more than 12 Σ"),
    ],
)
def test_what_is_too_long_is_told_so_before_it_is_computed(text, words):
    verdict = derive("linear_derivation", text)
    assert verdict.mistake == "notation"
    assert words in verdict.message


def test_nothing_of_a_derivation_is_read_by_calls_within_calls_as_deep_as_it_is():
    deep = ["dL = " + "(" * 29 + "dL" + ")" * 29, "dL = " + "1 " * 90 + "dL", "dL = " + "-(" * 29 + "dL" + ")" * 29]

    def from_below(calls, text):
        return from_below(calls - 1, text) if calls else derive("linear_derivation", text)

    for text in deep:
        assert from_below(400, text).mistake in ("unfinished", "wrong_step")
