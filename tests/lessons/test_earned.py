"""Identities: each form of each one is held against the measured truth, and no student has them beforehand."""

import json
import re
from typing import Any

import numpy as np
import pytest

from autograder import exercises, judge
from autograder.exercises.examination import Examination, measure
from autograder.judging.kinds.einsum import EinsumExercise
from autograder.judging.kinds.function import FunctionExercise
from autograder.notation.meaning.evaluation import Evaluation
from autograder.notation.meaning.world import World
from autograder.notation.signature import bind
from autograder.notation.syntax.parser import Syntax
from tests.support.course import ROOT

EVERY: dict[str, Any] = dict(exercises())
FUNCTIONS = {name: exercise for name, exercise in EVERY.items() if isinstance(exercise, FunctionExercise)}
INDICES = [
    (name, identity.indices or identity.formula)
    for name, exercise in FUNCTIONS.items()
    for identity in exercise.earned
    if "_" in identity.indices or "_" in identity.formula
]
# A derivation's identity has an einsum form as well: that of the function which computes the same.
DERIVED = {
    "wx_derivation": "wx_grad_W",
    "xw_derivation": "xw_grad_W",
    "linear_derivation": "linear_grad_W",
    "linear_derivation_X": "linear_grad_X",
    "linear_derivation_b": "linear_grad_b",
    "upstream_derivation": "elementwise_loss_grad",
    "tensor_derivation": "elementwise_loss_tensor",
}
LETTERS = re.compile(r"_([a-z]+)")


def evaluated(code, arguments, values):
    """What an expression is for these arguments and their sizes."""
    return eval(code, {"np": np, **values, **bind(arguments, values)})  # the course's own text


def test_every_exercise_has_its_identity_and_says_why():
    for name, exercise in EVERY.items():
        results = 1 if not isinstance(exercise, FunctionExercise) else len(exercise.results)
        assert len(exercise.earned) == results, name
        for identity in exercise.earned:
            assert identity.formula
            assert identity.why.endswith(".")
            assert not re.search(r"(^|[.:] )A [a-z]{2,}", identity.why), "A would be typeset as the matrix"
            assert 20 < len(identity.why) < 130


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_einsum_of_a_function_is_a_right_answer(name):
    exercise = FUNCTIONS[name]
    names = [argument.name for argument in exercise.arguments]
    codes = [identity.einsum for identity in exercise.earned]
    if not any(codes):
        assert name in {"unbroadcast", "hadamard_bytes", "nonzero_fraction"}
        return

    def answer(*given):
        values = dict(zip(names, given, strict=True))
        results = tuple(evaluated(code, exercise.arguments, values) for code in codes)
        return results if len(results) > 1 else results[0]

    assert judge(name, answer).passed


@pytest.mark.parametrize("name", [name for name, exercise in EVERY.items() if isinstance(exercise, EinsumExercise)])
def test_the_einsum_of_a_string_means_what_is_asked_for(name):
    exercise, rng = EVERY[name], np.random.default_rng(0)
    sizes = {dimension: 2 + place for place, dimension in enumerate("Hmnpq")} | {"N": 7}
    operands = [rng.normal(size=[sizes[dimension] for dimension in each.shape]) for each in exercise.operands]
    names = [each.name for each in exercise.operands]
    operands = [np.eye(len(each)) if name == "δ" else each for name, each in zip(names, operands, strict=True)]
    values: dict[str, Any] = dict(zip(names, operands, strict=True))
    values |= {"dh": lambda Y: Y, "Y": operands[0], "p": sizes["p"]}
    (identity,) = exercise.earned
    np.testing.assert_allclose(eval(identity.einsum, {"np": np, **values}), np.einsum(exercise.meaning, *operands))


@pytest.mark.parametrize("name", DERIVED)
def test_the_einsum_of_a_derivation_computes_its_last_line(name):
    exercise = FUNCTIONS[DERIVED[name]]
    names = [argument.name for argument in exercise.arguments]
    (identity,) = EVERY[name].earned
    assert judge(
        exercise.name,
        lambda *given: evaluated(identity.einsum, exercise.arguments, dict(zip(names, given, strict=True))),
    ).passed


@pytest.mark.parametrize(("name", "formula"), INDICES)
def test_an_index_formula_is_the_measured_truth_entry_by_entry(name, formula):
    """It is read and valued by the notation's own reader, at sizes that all differ."""
    exercise = FUNCTIONS[name]
    examination = Examination(exercise, 0)
    probe = examination.probes[0]
    left, right = formula.split(" = ")[0], formula.split(" = ")[-1]
    values = {each.name: (probe.values[each.name], each.shape) for each in exercise.given if each.kind == "array"}
    sizes = bind(exercise.given, probe.values)
    functions = {}
    if "h" in probe.values:
        functions = {"h'": probe.values["dh"]}
        if "Y" not in values:
            Y = probe.values["X"] @ probe.values["W"].T + probe.values["B"]
            values["Y"] = (Y, ("N", "p"))
    fixed = [each.name for each in exercise.arguments if each.kind == "index"]
    letters = "".join(LETTERS.findall(left)) if not fixed else "".join(fixed)
    (result,) = exercise.results
    shape = result.shape if not fixed else ("H", "m")
    syntax = Syntax({**dict.fromkeys(values, ()), "δ": ()}, dict.fromkeys(functions, ()))
    array = np.zeros([sizes[dimension] for dimension in shape])
    for term in right.split(" + "):  # b_j is added in every row i, which the notation would want said
        (step,) = syntax.parse(term)
        tensor = Evaluation(World(sizes, values, functions)).value(step, dict(zip(letters, shape, strict=True)))
        array = array + np.einsum(f"{tensor.letters},{letters}->{letters}", tensor.array, np.ones_like(array))
    truth: Any = measure(exercise, probe, np.random.default_rng(0))[0]
    if fixed:
        array = array[tuple(probe.values[index] for index in fixed)]
    if name == "frobenius_norm":  # the identity is of ‖A‖²
        array = np.sqrt(array)
    np.testing.assert_allclose(array, truth.values, atol=1e-12)


def test_what_torch_calls_it_is_a_name_and_nothing_is_imported_for_it():
    names = [identity.torch for exercise in EVERY.values() for identity in exercise.earned if identity.torch]
    assert len(names) > 20
    assert all(isinstance(name, str) and "\n" not in name and len(name) < 80 for name in names)
    assert not any(identity.torch.startswith("import") for exercise in EVERY.values() for identity in exercise.earned)


@pytest.mark.parametrize("lesson", sorted({exercise.lesson for exercise in EVERY.values()}))
def test_no_student_has_an_identity_beforehand(lesson):
    """Neither in an output nor as a line of the card: a lesson's own text may lead up to a formula."""
    notebook = json.loads((ROOT / "notebooks" / lesson / f"{lesson}.ipynb").read_text())
    outputs = json.dumps([cell.get("outputs") for cell in notebook["cells"]], ensure_ascii=False)
    whole = json.dumps(notebook, ensure_ascii=False)
    assert "What you have shown" not in whole
    for exercise in EVERY.values():
        for identity in exercise.earned if exercise.lesson == lesson else ():
            assert identity.formula not in outputs
            assert identity.why not in whole
            assert not identity.einsum or identity.einsum not in whole, exercise.name
