"""Derivations of losses, norms, inverses, softmax and attention: each line is read, and each slip is pointed at."""

from functools import cache
from typing import Any

import numpy as np
import pytest

from autograder.notation.derivation.forms import free_of, in_terms_of, isolated
from autograder.notation.derivation.judge import judge_derivation
from autograder.notation.derivation.task import DerivationTask, Start
from autograder.notation.meaning import elementwise
from autograder.notation.meaning.world import worlds
from autograder.notation.syntax.parser import Syntax
from autograder.numerics.derivatives import complex_step


def shares(array):
    """Rows of positive numbers that sum to 1."""
    return np.abs(array) / np.abs(array).sum(-1, keepdims=True)


def softmax(Z):
    e = np.exp(Z)
    return e / e.sum(-1, keepdims=True)


def length(X):
    return np.sqrt((X * X).sum())


def moved(forward, at, along):
    """The differential of `forward` at a point."""
    return complex_step(forward, at, along[np.newaxis])[0]


def unit(drawn):
    """U = X/‖X‖ and how it moves with X."""
    X, dU = drawn["X"], moved(lambda X: X / length(X), drawn["X"], drawn["dX"])
    made = {"U": (X / length(X), ("n", "m")), "dU": (dU, ("n", "m")), "s": (length(X), ())}
    return made | {"dL": (np.vdot(drawn["G"], dU), ())}


def gaussian(drawn):
    """dL of ½ log |det K| + ½ Tr(K⁻¹ S)."""

    def loss(K):
        return (np.log(np.linalg.det(K) + 0j) + np.trace(np.linalg.inv(K) @ drawn["S"])) / 2

    K, step = drawn["K"], 1e-6 * drawn["dK"]
    sign = np.sign(np.linalg.det(K))
    slope = (np.log(sign * np.linalg.det(K + step)) - np.log(sign * np.linalg.det(K - step))) / 2e-6
    inverse = np.linalg.inv(K)
    return {"dL": ((slope - np.trace(inverse @ drawn["dK"] @ inverse @ drawn["S"])) / 2, ())}


def layer(drawn):
    """Y = X Wᵀ + B, of which only W moves, and dL = G : (h′(Y) ⊙ dY)."""
    Y, dY = drawn["X"] @ drawn["W"].T, drawn["X"] @ drawn["dW"].T
    dL = np.vdot(drawn["G"], drawn["h'"](Y) * dY)
    return {"Y": (Y, ("N", "p")), "dY": (dY, ("N", "p")), "dL": (dL, ())}


def rows(drawn):
    """P = softmax(Z) with its differential; targets T whose rows sum to one."""
    dP = moved(softmax, drawn["Z"], drawn["dZ"])
    P, T = softmax(drawn["Z"]), shares(drawn["T0"])
    dL = -np.vdot(T, dP / P) / len(T)
    shape = ("N", "C")
    return {"P": (P, shape), "dP": (dP, shape), "T": (T, shape), "dL": (dL, ()), "dM": (np.vdot(drawn["G"], dP), ())}


def attention(drawn):
    """S = c Q Kᵀ, P = softmax(S), O = P V."""

    def scores(drawn):
        return drawn["Q"] @ drawn["K"].T / np.sqrt(drawn["Q"].shape[1])

    ahead = {name: drawn[name] + 1e-30j * drawn[f"d{name}"] for name in "QKV"}
    S, P = scores(ahead), softmax(scores(ahead))
    O = P @ ahead["V"]  # noqa: E741
    made = {"S": (S, ("T", "S")), "P": (P, ("T", "S")), "O": (O, ("T", "v"))}
    still = {name: (array.real, shape) for name, (array, shape) in made.items()}
    moving = {f"d{name}": (array.imag / 1e-30, shape) for name, (array, shape) in made.items()}
    c = {"c": (np.asarray(1 / np.sqrt(drawn["Q"].shape[1])), ())}
    return still | moving | c | {"dL": (np.vdot(drawn["G"], moving["dO"][0]), ())}


def norm_layer(drawn):
    """X̂ = R ⊙ (X C), R holding 1/s along each row; D = G ⊙ Γ."""
    gamma = np.ones((len(drawn["X"]), 1)) @ drawn["g"].T

    def parts(X):
        centred = X - X.mean(-1, keepdims=True)
        R = 1 / np.sqrt((centred * centred).mean(-1, keepdims=True)) * np.ones_like(X)
        return R, R * centred

    R, hat = parts(drawn["X"])
    dhat = moved(lambda X: parts(X)[1], drawn["X"], drawn["dX"])
    shape = ("n", "d")
    made = {"R": R, "X̂": hat, "dX̂": dhat, "Γ": gamma, "D": drawn["G"] * gamma}
    return {name: (array, shape) for name, array in made.items()} | {"dL": (np.vdot(drawn["G"], gamma * dhat), ())}


# name: symbols with shapes, what is made of them, where it starts, the form of the end, and other names
TASKS: dict[str, tuple[str, Any, str, Any, str]] = {
    "lstsq": ("X: n m, A: m k, B: n k, dX: n m", None, "d((X A - B) : (X A - B))", isolated("dX"), ""),
    "quadratic": ("X: n m, M: n n, dX: n m", None, "d(Tr(Xᵀ M X))", isolated("dX"), ""),
    "inverse": ("K: n n, dK: n n", None, "d(K⁻¹)", in_terms_of("dK"), ""),
    "logdet": ("K: n n, dK: n n", None, "d(log det K)", isolated("dK"), ""),
    "gaussian": ("K: n n, S: n n, dK: n n", gaussian, "dL", isolated("dK"), ""),
    "unit": ("X: n m, G: n m, dX: n m", unit, "dL", isolated("dX"), "U dU s"),
    "layer": ("X: N q, W: p q, G: N p, dW: p q", layer, "dL", isolated("dW"), "Y dY h h'"),
    "softmax": ("Z: N C, G: N C, T0: N C, dZ: N C", rows, "dM", isolated("dZ"), "P dP T"),
    "xent": ("Z: N C, G: N C, T0: N C, dZ: N C", rows, "dL", isolated("dZ"), "P dP T"),
    "entries": ("P: N C, G: N C, δ: N N", None, "Σ_ij G_ij δ_ik (P_ij δ_jl - P_ij P_il)", free_of(["δ"], "no δ"), ""),
    "attention": (
        "Q: T d, K: S d, V: S v, G: T v, dQ: T d, dK: S d, dV: S v",
        attention,
        "dL",
        isolated("dQ", "dK", "dV"),
        "P dP S dS O dO c",
    ),
    "norm": ("X: n d, g: d 1, G: n d, dX: n d", norm_layer, "dL", isolated("dX"), "X̂ dX̂ D R Γ C J"),
}


@cache
def task(name):
    declared, derived, start, form, others = TASKS[name]
    functions = [other for other in others.split() if other.startswith("h")]
    symbols = [each.split(":")[0].strip() for each in declared.split(",")] + [start] * (len(start) == 2)
    symbols += [other for other in others.split() if other not in functions]
    drawn = worlds(declared, derived, elementwise.drawn if functions else None)
    ranges = {"k": "N", "l": "C"} if name == "entries" else {}
    return DerivationTask(
        Syntax(dict.fromkeys(symbols, ()), dict.fromkeys(functions, ())), drawn, [Start(start, form, ranges)]
    )


RIGHT = {
    "lstsq": ["d((X A - B) : (X A - B))", "= 2 (X A - B) : (dX A)", "= (2 (X A - B) Aᵀ) : dX"],
    "quadratic": ["d(Tr(Xᵀ M X))", "= Tr(dXᵀ M X) + Tr(Xᵀ M dX)", "= ((M + Mᵀ) X) : dX"],
    "inverse": ["d(K⁻¹) = K⁻¹ K d(K⁻¹)", "= K⁻¹ (d(K K⁻¹) - dK K⁻¹)", "= -K⁻¹ dK K⁻¹"],
    "logdet": ["d log det K", "= Tr(K⁻¹ dK)", "= K⁻ᵀ : dK"],
    "gaussian": [
        "dL = 1/2 Tr(K⁻¹ dK) + 1/2 Tr(d(K⁻¹) S)",
        "= 1/2 Tr(K⁻¹ dK) - 1/2 Tr(K⁻¹ dK K⁻¹ S)",
        "= 1/2 (K⁻ᵀ - K⁻ᵀ Sᵀ K⁻ᵀ) : dK",
    ],
    "unit": ["dL = G : dU", "= (G : dX)/s - (G : U) (U : dX)/s", "= ((G - (G : U) U)/s) : dX"],
    "layer": [
        "dL = G : (h'(Y) ⊙ dY)",
        "= (G ⊙ h'(Y)) : dY",
        "= (G ⊙ h'(Y)) : (X dWᵀ)",
        "= ((G ⊙ h'(Y))ᵀ X) : dW",
    ],
    "softmax": [
        "dM = G : dP",
        "= G : (P ⊙ (dZ - (P ⊙ dZ) J))",
        "= (G ⊙ P) : dZ - (G ⊙ P) : ((P ⊙ dZ) J)",
        "= (G ⊙ P) : dZ - ((G ⊙ P) J) : (P ⊙ dZ)",
        "= (P ⊙ (G - (G ⊙ P) J)) : dZ",
    ],
    "xent": [
        "dL = -1/N T : (dZ - (P ⊙ dZ) J)      # d log P",
        "= -1/N T : dZ + 1/N (T J) : (P ⊙ dZ)",
        "= -1/N T : dZ + 1/N P : dZ           # T J: every entry 1",
        "= 1/N (P - T) : dZ",
    ],
    "entries": [
        "Σ_ij G_ij δ_ik (P_ij δ_jl - P_ij P_il)",
        "= Σ_j G_kj P_kj δ_jl - Σ_j G_kj P_kj P_kl",
        "= G_kl P_kl - P_kl Σ_j G_kj P_kj",
    ],
    "attention": [
        "let U = G Vᵀ",
        "let E = P ⊙ (U - (U ⊙ P) J)",
        "dL = G : dO",
        "= G : (dP V + P dV)",
        "= (G Vᵀ) : dP + (Pᵀ G) : dV",
        "= U : (P ⊙ (dS - (P ⊙ dS) J)) + (Pᵀ G) : dV",
        "= (P ⊙ (U - (U ⊙ P) J)) : dS + (Pᵀ G) : dV",
        "= c E : (dQ Kᵀ + Q dKᵀ) + (Pᵀ G) : dV",
        "= c (E K) : dQ + c (Eᵀ Q) : dK + (Pᵀ G) : dV",
    ],
    "norm": [
        "dL = G : (Γ ⊙ dX̂)",
        "= D : dX̂",
        "= D : (R ⊙ (dX C)) - D : (R ⊙ X̂ ⊙ ((X̂ ⊙ (dX C)) J)/d)",
        "= (R ⊙ D) : (dX C) - (R ⊙ X̂ ⊙ ((D ⊙ X̂) J)/d) : (dX C)",
        "= ((R ⊙ (D - X̂ ⊙ ((D ⊙ X̂) J)/d)) C) : dX",
        "= (R ⊙ (D - D J/d - X̂ ⊙ ((D ⊙ X̂) J)/d)) : dX",
    ],
}


@pytest.mark.parametrize("name", TASKS)
def test_every_line_of_a_lesson_is_right(name):
    for seed in (0, 2**47 + 5):
        judgement = judge_derivation("\n".join(RIGHT[name]), task(name), seed)
        assert judgement.slug == "", judgement.sentence
        assert all(line.html for line in judgement.working)


# name, the line from 1, what is written there instead, the slug and words of the complaint
SLIPS = [
    ("lstsq", 3, "= (2 (X A - B) A) : dX", "does_not_conform", "do not meet"),
    ("lstsq", 3, "= ((X A - B) Aᵀ) : dX", "wrong_step", "not true"),
    ("lstsq", 2, "= 2 (X A - B) : (A dX)", "does_not_conform", "do not meet"),
    ("quadratic", 3, "= (2 M X) : dX", "wrong_step", "not true"),
    ("quadratic", 2, "= Tr(dX M X) + Tr(Xᵀ M dX)", "does_not_conform", "do not meet"),
    ("inverse", 3, "= K⁻¹ dK K⁻¹", "wrong_step", "not true"),
    ("inverse", 3, "= -dK K⁻²", "wrong_step", "not true"),
    ("inverse", 1, "d(K⁻¹) = dK⁻¹", "wrong_step", "not true"),
    ("logdet", 3, "= K⁻¹ : dK", "wrong_step", "not true"),
    ("logdet", 3, "= det(K) K⁻ᵀ : dK", "wrong_step", "not true"),
    ("gaussian", 2, "= 1/2 Tr(K⁻¹ dK) + 1/2 Tr(K⁻¹ dK K⁻¹ S)", "wrong_step", "not true"),
    ("gaussian", 3, "= 1/2 (K⁻ᵀ - K⁻ᵀ S K⁻ᵀ) : dK", "wrong_step", "not true"),
    ("gaussian", 3, "= (K⁻ᵀ - K⁻ᵀ Sᵀ K⁻ᵀ) : dK", "wrong_step", "not true"),
    ("unit", 2, "= (G : dX)/s", "wrong_step", "not true"),
    ("unit", 3, "= (G - (G : U) U) : dX", "wrong_step", "not true"),
    ("layer", 2, "= (G ⊙ h(Y)) : dY", "wrong_step", "not true"),
    ("layer", 4, "= ((G ⊙ h'(Y)) X) : dW", "does_not_conform", "do not meet"),
    ("softmax", 2, "= G : (P ⊙ (dZ - P ⊙ dZ))", "wrong_step", "not true"),
    ("softmax", 5, "= (P ⊙ (G - G J)) : dZ", "wrong_step", "not true"),
    ("softmax", 4, "= (G ⊙ P) : dZ - (J (G ⊙ P)) : (P ⊙ dZ)", "wrong_step", "not true"),
    ("xent", 4, "= (P - T) : dZ", "wrong_step", "not true"),
    ("xent", 4, "= 1/(N C) (P - T) : dZ", "wrong_step", "not true"),
    ("xent", 3, "= -1/N T : dZ + P : dZ", "wrong_step", "not true"),
    ("entries", 3, "= G_kl P_kl - P_kl G_kj P_kj", "does_not_conform", "a Σ_j is missing"),
    ("entries", 3, "= G_kl P_kl - P_kl", "wrong_step", "not true"),
    ("attention", 9, "= c (E K) : dQ + c (E Q) : dK + (Pᵀ G) : dV", "does_not_conform", "do not meet"),
    ("attention", 9, "= (E K) : dQ + c (Eᵀ Q) : dK + (Pᵀ G) : dV", "wrong_step", "not true"),
    ("attention", 9, "= c (E K) : dQ + c (Eᵀ Q) : dK + (Pᵀ U) : dV", "does_not_conform", "two matrices of one shape"),
    ("attention", 7, "= (P ⊙ (U - U J)) : dS + (Pᵀ G) : dV", "wrong_step", "not true"),
    ("norm", 5, "= (R ⊙ (D - X̂ ⊙ ((D ⊙ X̂) J)/d)) : dX", "wrong_step", "not true"),
    ("norm", 6, "= (R ⊙ (D - D J - X̂ ⊙ ((D ⊙ X̂) J)/d)) : dX", "wrong_step", "not true"),
    ("norm", 4, "= (R ⊙ D) : dX - (R ⊙ X̂ ⊙ ((D ⊙ X̂) J)/d) : (dX C)", "wrong_step", "not true"),
]


@pytest.mark.parametrize(("name", "line", "instead", "slug", "words"), SLIPS)
def test_a_slip_in_a_lesson_is_pointed_at(name, line, instead, slug, words):
    lines = RIGHT[name][: line - 1] + [instead] + RIGHT[name][line:]
    judgement = judge_derivation("\n".join(lines), task(name))
    assert (judgement.slug, judgement.line) == (slug, line), judgement.sentence
    assert words in judgement.sentence


# other right ends of the same derivations, and ends that are true and not what is asked for
ENDS = [
    *(("xent", end, None) for end in ("= ((P − T) : dZ)/N", "= (1/N) ((P − T) : dZ)", "= (P - T)/N : dZ")),
    *(("xent", end, None) for end in (r"= \frac{1}{N} (P - T) : dZ", "= -((T - P) : dZ) / N", "= dZ : (P - T) · 1/N")),
    ("xent", "= 1/N P : dZ - 1/N T : dZ", "M : dZ"),
    ("attention", "= c ((E K) : dQ + (Eᵀ Q) : dK) + dV : (Pᵀ G)", None),
    ("attention", "= (Pᵀ G) : dV + (Eᵀ Q)/√d : dK + 1/√d (E K) : dQ", None),
    ("attention", "= (1/√d Eᵀ Q) : dK + (1/d √d E K) : dQ + (Pᵀ G) : dV", None),
    ("attention", "= (√d Kᵀ Eᵀ)ᵀ/d : dQ + (1/√d Qᵀ E)ᵀ : dK + (Pᵀ G) : dV", None),
    ("attention", "= c E : (dQ Kᵀ) + c (Eᵀ Q) : dK + (Pᵀ G) : dV", "each of dQ, dK, dV must stand alone"),
    (
        "attention",
        "= c (E K) : dQ + ½ c (Eᵀ Q) : dK + ½ c (Eᵀ Q) : dK + (Pᵀ G) : dV",
        "dK stands in more than one term",
    ),
    ("softmax", "= (P ⊙ (G - rowsum(G ⊙ P))) : dZ", None),
    ("softmax", "= (P ⊙ (G - (G ⊙ P) 𝟏 𝟏ᵀ)) : dZ", None),
    ("softmax", "= (P ⊙ (G - (G ⊙ P) ones)) : dZ", None),
    ("logdet", "= inv(K)ᵀ : dK", None),
    ("logdet", "= (K^T)^{-1} : dK", None),
    ("logdet", "= K^{-\\top} : dK", None),
    ("unit", "= 1/‖X‖ ((G - (G : X) X/‖X‖²) : dX)", None),
    ("unit", "= (s G - X (U : G))/s² : dX", None),
]


@pytest.mark.parametrize(("name", "end", "lacks"), ENDS)
def test_an_end_is_right_however_it_is_written(name, end, lacks):
    judgement = judge_derivation("\n".join([*RIGHT[name][:-1], end]), task(name))
    assert judgement.slug == ("unfinished" if lacks else ""), judgement.sentence
    assert (lacks or "") in judgement.sentence


NAMED = [
    ("dM = G : dP = M : dZ\nlet M = P ⊙ (G - (G ⊙ P) J)", 1, "M is used before line 2"),
    ("dM = G : dP = M : dZ\nwhere M = P ⊙ (G - (G ⊙ P) J)", None, ""),
    ("let u = (G ⊙ P) 𝟏\nlet M = P ⊙ (G - u)\ndM = M : dZ", None, ""),
    ("let M = P ⊙ G\nlet M = P ⊙ (G - (G ⊙ P) J)\ndM = M : dZ", 2, "M has a meaning already"),
    ("let M = P ⊙ E\ndM = M : dZ", 1, "'E' is not a symbol"),
    ("let N = P ⊙ (G - (G ⊙ P) J)\ndM = N : dZ", None, ""),
    ("dM = E : dZ", 1, "'E' is not a symbol"),
    ("let J = 𝟏 𝟏ᵀ\ndM = (P ⊙ (G - (G ⊙ P) J)) : dZ", None, ""),
    ("dM = (P ⊙ (G - (G ⊙ P) J)) : dZ, where J = 𝟏𝟏ᵀ, and K = I - J/C", None, ""),
    ("With J = P ⊙ (G - (G ⊙ P) 𝟏𝟏ᵀ) we have dM = J : dZ", None, ""),
    ("I = P ⊙ (G - rowsum(G ⊙ P))\ndM = I : dZ", None, ""),
    ("J = 2 𝟏 𝟏ᵀ\ndM = (P ⊙ (G - (G ⊙ P) J)) : dZ", 1, "the size of"),
    ("dI = 0 and dJ = d𝟏 = 0, so dM = (P ⊙ (G - (G ⊙ P) J)) : dZ", None, ""),
]


@pytest.mark.parametrize(("text", "line", "words"), NAMED)
def test_a_part_is_named_once_and_before_it_is_used(text, line, words):
    judgement = judge_derivation(text, task("softmax"))
    assert judgement.line == line, judgement.sentence
    assert words in judgement.sentence


def test_what_looks_like_the_differential_of_the_inverse_is_told_from_it():
    judgement = judge_derivation("dK⁻¹ = -K⁻¹ dK K⁻¹", task("inverse"))
    assert judgement.slug == "wrong_step"
    assert "write d(K⁻¹), with brackets" in judgement.advice


def test_where_a_matrix_has_no_inverse_other_sizes_are_drawn():
    start = "yᵀ X (Xᵀ X)⁻¹ Xᵀ dy"
    symbols = Syntax(dict.fromkeys(["X", "y", "dy"], ()))
    hat = DerivationTask(symbols, worlds("X: N q, y: N 1, dy: N 1"), [Start(start, isolated("dy"))])
    assert judge_derivation(f"{start} = (X (Xᵀ X)⁻¹ Xᵀ y) : dy", hat).slug == ""
    assert judge_derivation(f"{start} = 2 (X (Xᵀ X)⁻¹ Xᵀ y) : dy", hat).slug == "wrong_step"
    assert "y yᵀ has no inverse" in judge_derivation(f"{start} = yᵀ (y yᵀ)⁻¹ dy", hat).sentence
