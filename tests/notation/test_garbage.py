"""Whatever is written for a derivation: nothing upsets the reader."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder import exercises, judge
from autograder.judging.kinds.derivation import DerivationExercise
from tests.support.work import calls

NAMES = [exercise.name for exercise in exercises().values() if isinstance(exercise, DerivationExercise)]
A_MILLION = 10**6  # a few times what the longest of these takes, a tenth of a second on no particular machine


def derive(name, text):
    return judge(name, lambda: text)


GARBAGE = {
    "long": "A" * 10_000,
    "long line of steps": "A = " * 2500,
    "many lines": "dL\n" * 5000,
    "deep": "(" * 5000 + "G" + ")" * 5000,
    "deep but short": "(" * 150 + "G" + ")" * 150,
    "transposes": "G" + "ᵀ" * 390,
    "look-alike": "dL = Ԍ : dY",
    "emoji": "🙂 = 🙃",
    "control": "\x00\x01\x02",
    "only operators": ": ⊙ = + - · /",
    "sums": "Σ_" + "abcdefghijklmnopqrstuvwxyz" * 10 + " G_ij",
    "many indices": "Σ_abcdefghijkl G_ab G_cd G_ef G_gh G_ij G_kl",
    "division": "G / G",
    "zero": "1/0",
    "program": "for j in range(n): s += G[d,j]*X[c,j]",
    "entries of entries": "(" * 25 + "G_ij" + ")_ij" * 25,
    "differentials": "d(" * 25 + "G" + ")" * 25,
    "words": "word " * 70 + "= G",
    "sums in sums": "Σ_i " * 60 + "G_ij",
    "names without end": "dW" * 190 + "q",
    "names without end, long": "dW" * 3900 + "q",
    "names without end, often": "\n".join(["dW" * 60 + "q"] * 60),
    "names in a remark": "dL = G : dY , " + "dW" * 150 + "q",
    "commas": "so, " * 90,
    "commas and equations": "dL = dL, " * 40,
    "implications": "dL ⟹ " * 60,
    "names in names": "\n".join(
        f"let {a} = " + f"{b} " * 150 for a, b in zip("CDEIJKMNOPQRSTUVZ", "XCDEIJKMNOPQRSTUV", strict=True)
    ),
    "a name everywhere": "let M = " + "dL " * 100 + "\n" + "dL = " + "M " * 150,
    "quoted rules": "\n".join(["since " + "A " * 90 + "= " + "A " * 90] * 59),
    "remarks": "dL = dL, so by it, " * 20,
    "gaps": "dL   so" * 50,
    "arrows": "<=>" * 130,
    "boxes": "\\boxed{" * 55,
    "blanks": "d" + " " * 390 + "W",
    "subscripts": "X_{ " * 99,
    "commands": "\\begin " * 50,
    "outer products": "Σ_abefghij (G_ab G_ef G_gh G_ij W_dc)",
    "bracketed": "dL = " + "d(G : Y) + " * 30 + "dL",
}


@pytest.mark.parametrize("text", GARBAGE.values(), ids=GARBAGE.keys())
@pytest.mark.parametrize("name", NAMES)
def test_garbage_gets_one_sentence_at_once(name, text):
    derive(name, "dL")
    verdict, work = calls(lambda: derive(name, text))
    assert work < A_MILLION
    assert not verdict.passed
    assert 10 < len(verdict.message) < 500


SIGNS = {
    "bars": "‖" * 390,
    "bars in bars": "dL = " + "‖(" * 28 + "G" + ")‖" * 28,
    "lone bars": "|A‖" * 120,
    "inverses": "dL = G" + "⁻¹" * 90 + " : dY",
    "powers of powers": "dL = " + "(" * 28 + "2" + "^9)" * 28,
    "powers": "dL = " + "G^9 " * 90,
    "logarithms": "dL = " + "log " * 90 + "2",
    "roots": "dL = " + "√" * 390,
    "differentials of norms": "dL = " + "d‖" * 90,
    "columns of ones": "dL = " + "𝟏 𝟏ᵀ " * 60,
    "ones between": "dL = " + "J " * 90 + "G",
    "softmaxes": "dL = " + "softmax(" * 28 + "G" + ")" * 28,
    "no inverse": "dL = dL + 0 dL\n" * 50 + "= (2 - 2)⁻¹ + Tr((𝟏_p 𝟏_pᵀ)⁻¹)",
    "names of names": "\n".join(f"let {b} = {a} + {a}ᵀ" for a, b in zip("Xabcefgijk", "abcefgijkl", strict=True)),
    "functions": "dL = " + "tanh'(" * 28 + "2" + ")" * 28,
    "fractions": "\\frac12" * 50,
    "hats": "\\hat X" * 50,
}


@pytest.mark.parametrize("text", SIGNS.values(), ids=SIGNS.keys())
def test_so_does_garbage_of_powers_bars_and_functions(text):
    test_garbage_gets_one_sentence_at_once("linear_derivation", text)


@given(st.text(max_size=120))
def test_no_text_upsets_the_reader(text):
    assert isinstance(derive("linear_derivation", text).passed, bool)


@given(st.text(alphabet="GXdWY:ᵀ()=+-Σ_ijδ∂/ .T'‖|⁻¹²⊘√𝟏IJN", max_size=40))
@settings(max_examples=300)
def test_no_text_in_the_notations_own_signs_upsets_it(text):
    for name in ("linear_derivation", "wx_derivation", "tensor_derivation"):
        assert isinstance(derive(name, text).passed, bool)
