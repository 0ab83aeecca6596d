"""An author's slips are told in words: file, line, what it is, what to do. One tiny lesson, one slip at a time."""

import re
from pathlib import Path

import numpy as np
import pytest

from autograder.exercises.derivations.asked import Differential
from autograder.exercises.identity import Identity
from autograder.exercises.task import Mistake
from autograder.exercises.truth import Gradient, Value
from autograder.judging.kinds.einsum import einsum
from autograder.lessons.lesson import Lesson
from autograder.notation.signature import parse_signature
from autograder.publishing.folder import BrokenLesson
from autograder.publishing.lesson_text import read_with_places
from autograder.publishing.proofreading.proofread import proofread

NAME = "21-tiny"
TEXT = """# 21 · Tiny

A number $x^2$, and $5 alone costs \\\\$5.

## The gradient

<details><summary>Hint</summary>

$\\\\frac{1}{2}$

</details>

```python
from autograder import check
```

```python nbgrader={"grade_id": "tiny_grad", "solution": true}
def tiny_grad(x, A):
    ### BEGIN SOLUTION
    return (A + A.T) @ x
    ### END SOLUTION
```

```python nbgrader={"grade_id": "tiny_grad-check", "grade": true, "points": 2}
check(tiny_grad)
```

```
a block of text, with a $ in it
```
""".replace("$5 alone", "five alone").replace("\\\\", "\\")


def form(x, A):
    return np.einsum("...i,ij,...j->...", x, A, x)


SOUND = {
    "signature": "x: n, A: n n -> n",
    "truth": Gradient(form, "x", upstream=None),
    "heading": "The gradient",
    "mistakes": (Mistake("factor", lambda x, A: 2 * A @ x, "That is right for a symmetric A."),),
}


def tiny(name=NAME, exercise="tiny_grad", **changed):
    """The lesson with its one exercise, some of it changed."""
    lesson, details = Lesson(name, "Tiny"), {**SOUND, **changed}
    lesson.exercise(exercise, details.pop("signature"), details.pop("truth"), "?", **details)
    return lesson


def slips(folder, text=TEXT, lessons=None):
    """All that is said of it, line by line."""
    path = Path(folder) / "solutions" / f"{NAME}.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    try:
        notebook, places = read_with_places(path)
        proofread(places, notebook, [tiny()] if lessons is None else lessons)
    except BrokenLesson as error:
        return str(error).splitlines()
    return []


def test_nothing_is_said_of_a_sound_lesson(tmp_path):
    assert slips(tmp_path) == []
    assert slips(tmp_path, "\ufeff" + TEXT) == []
    assert slips(tmp_path, TEXT.replace("\n", "\r\n")) == []


CELL = 'nbgrader={"grade_id": "tiny_grad", "solution": true}'
CHECK = 'nbgrader={"grade_id": "tiny_grad-check", "grade": true, "points": 2}'
IN_THE_TEXT = [
    ("    ### BEGIN SOLUTION\n", "", 20, "### END SOLUTION ends nothing"),
    ("    ### END SOLUTION\n", "", 19, "### BEGIN SOLUTION is never ended"),
    (
        "### BEGIN SOLUTION\n    return (A + A.T) @ x\n    ### END SOLUTION",
        "return 1",
        18,
        "does not say what is the sol",
    ),
    (CELL, "", 19, 'a solution stands in a cell that is none.*write "solution": true'),
    (CELL, CELL.replace(', "solution": true', ""), 19, "a solution stands in a cell that is none"),
    (CELL, CELL.replace("true", "tru"), 18, r"the role of the cell cannot be read.*not JSON \(Expecting value"),
    (CELL, CELL.replace("tiny_grad", "tiny_gard"), 0, 'no cell has the role "grade_id": "tiny_grad"'),
    ("def tiny_grad(", "def tiny_gard(", 18, r"does not define tiny_grad: it must say def tiny_grad\("),
    (CHECK, CHECK.replace("2}", '"two"}'), 25, "the points 'two': they must be a number, 0 or more"),
    (CHECK, CHECK.replace("2}", "-2}"), 25, "the points -2"),
    (CHECK, CHECK.replace(', "points": 2', ""), 25, 'has no points; write "points": 1'),
    (CHECK, CHECK.replace('"grade": true, ', ""), 25, r"is not graded: write \"grade\": true"),
    (CHECK, CHECK.replace('"grade"', '"grad"'), 25, "is not graded"),
    (CHECK, "", 25, "can earn nothing"),
    (f"```python {CHECK}\ncheck(tiny_grad)\n```\n", "", 18, r"can earn nothing.*check\(tiny_grad\) is missing"),
    ("check(tiny_grad)", "check(tiny_gard)", 25, r"must say check\(tiny_grad\), and nothing else"),
    (
        CHECK,
        CHECK.replace("tiny_grad-check", "tiny_gard-check"),
        25,
        "checks 'tiny_gard', which is no exercise.*declare",
    ),
    (CHECK, CHECK.replace("tiny_grad-check", "frobenius_x-check"), 25, "which is no exercise of the course"),
    (
        CHECK,
        CHECK.replace("tiny_grad-check", "tiny grad-check"),
        25,
        "cannot be called 'tiny grad-check': a grade_id has",
    ),
    (CHECK, CHECK.replace("tiny_grad-check", "x" * 65), 25, "1 to 64 of them"),
    (CHECK, CHECK.replace("tiny_grad-check", ""), 25, "cannot be called ''"),
    (CHECK, CHECK.replace("tiny_grad-check", "tiny_grad"), 25, "two cells are called 'tiny_grad'"),
    ("$x^2$", "$x^2", 3, "a .* is not closed; where a dollar is meant"),
    ("$x^2$", "$x^{2$", 3, "cannot be drawn: a } is missing"),
    ("$x^2$", r"$\grad x$", 3, r"\\grad, which is no command"),
    ("$x^2$", r"$\frac{x}$", 3, r"an argument of \\frac is missing"),
    ("A number", "<!-- #region -->\nA number", 3, "the region is never ended"),
    ("A number", "A number\n<!-- #endregion -->", 4, "ends nothing"),
    ("</details>", "", 7, "<details> is not closed: </details> is missing"),
    ("<details><summary>Hint</summary>", "", 11, "</details> closes nothing"),
    ("```\na block", "a block", 29, "the fence ``` is never closed"),
    ("from autograder import check\n```", "from autograder import check", 13, "the fence ``` is not closed before"),
    ("x^2$,", "x^2$, ![](x.svg)", 3, "no alt text"),
    ("x^2$,", "x^2$, ![a b](x.gif)", 3, "neither .svg nor .png"),
    ("x^2$,", "x^2$, ![a b](x.svg)", 3, "cannot be read: No such file"),
    (
        "## The gradient",
        "## The slope",
        None,
        "tiny_grad: a verdict says Reread “The gradient”.*no such heading; it has",
    ),
    (
        TEXT[TEXT.index("```python nbgrader") :],
        "",
        None,
        "'tiny_grad' is declared, and solutions/21-tiny.md does not set",
    ),
]


@pytest.mark.parametrize(("old", "new", "line", "words"), IN_THE_TEXT)
def test_a_slip_in_the_text_is_told_with_its_line(tmp_path, old, new, line, words):
    assert old in TEXT
    told = slips(tmp_path, TEXT.replace(old, new, 1))
    hits = [sentence for sentence in told if re.search(words, sentence)]
    assert hits, told
    where = {None: "autograder/lessons/", 0: "solutions/21-tiny.md: "}.get(line, f"solutions/21-tiny.md:{line}: ")
    assert any(sentence.startswith(where) for sentence in hits), told


def nothing(x, A):
    form(x, A)


def noise(x, A):
    return form(x, A) + np.random.default_rng().normal()


DECLARED = [
    ({"signature": "x: n, A: n m -> n"}, r"raises ValueError in line \d+: .*It was given x \(n\) of"),
    ({"signature": "x: n, A: n n -> m"}, r"declared as \(m\), and no argument has m; what is measured has shape"),
    ({"signature": "x: n, A: n n -> n n"}, r"declared as \(n, n\), which is .* what is measured has shape"),
    ({"signature": "x: n, A: n n -> ()"}, r"the result is declared as \(\), which is \(\) where x \(n\) is"),
    ({"signature": "y: n, A: n n -> n"}, "function takes 'x', and no argument is called so: there are y, A"),
    ({"truth": Gradient(form, "y", upstream=None)}, "differentiated by 'y', which the forward function does not take"),
    ({"truth": Gradient(form, "x")}, "the upstream gradient 'G' is no argument.*upstream=None"),
    ({"truth": Gradient(form, "x"), "signature": "x: n, A: n n, G: n -> n"}, "returns shape .*G must have that"),
    ({"truth": Gradient(lambda x, A: A @ x, "x", upstream=None)}, "no number: name its upstream gradient"),
    ({"truth": Gradient(nothing, "x", upstream=None)}, "returns None where an array of numbers is needed"),
    ({"truth": Value(nothing)}, "returns None where an array of numbers"),
    ({"truth": Gradient(noise, "x", upstream=None)}, "not smooth here: the forward function of tiny_grad has"),
    ({"truth": Value(lambda x, A: x / 0)}, "is not finite on its own probe"),
    ({"mistakes": (Mistake("factor", lambda x, A: (A + A.T) @ x, "No."),)}, "'factor' .*is right wherever it is tried"),
    ({"mistakes": (Mistake("factor", lambda x, A: A @ x.missing, "No."),)}, "raises wherever it is tried.*Attribute"),
    ({"mistakes": (Mistake("factor", lambda X, A: A @ X, "No."),)}, "takes X, and students are given x, A"),
    ({"mistakes": (Mistake("factor", lambda x, A: None, "No."),)}, "returns None, and names nothing"),
    ({"truth": Gradient(lambda x, A: 1.0, "x", upstream=None)}, "every right answer is 0: .* does not depend on x"),
    ({"truth": Gradient(lambda x, A: np.sum(np.floor(A @ x)), "x", upstream=None)}, "on x, or only in steps"),
    ({"mistakes": (Mistake("facter", lambda x, A: A @ x, "No."),)}, "has a slug that is none; there are .*factor"),
    ({"mistakes": (Mistake("factor", lambda x, A: A @ x, "No.", "dX"),)}, "of the result 'dX', and there is none"),
]  # fmt: skip


@pytest.mark.parametrize(("changed", "words"), DECLARED)
def test_a_slip_in_a_declaration_is_told(tmp_path, changed, words):
    told = slips(tmp_path, lessons=[tiny(**changed)])
    assert len(told) == 1
    assert re.search(words, told[0]), told


@pytest.mark.parametrize(
    ("lessons", "words"),
    [
        ([], "checks 'tiny_grad', which is no exercise of the course"),
        ([tiny(name="21-tinny")], "'tiny_grad' is an exercise of 21-tinny .*and this text is 21-tiny"),
        ([tiny(), tiny(name="22-other")], "two exercises are called 'tiny_grad', in 21-tiny and in 22-other"),
        ([tiny(), tiny()], "two exercises are called 'tiny_grad', both in 21-tiny: one"),
        ([tiny(exercise="linear_grad_W")], "linear_grad_W.*is declared, and solutions/21-tiny.md does not set it"),
    ],
)
def test_what_text_and_declarations_disagree_on_is_told(tmp_path, lessons, words):
    assert any(re.search(words, sentence) for sentence in slips(tmp_path, lessons=lessons))


def test_an_exercise_that_only_another_copy_of_the_package_declares_is_told_so(tmp_path):
    declared = tmp_path / "autograder" / "lessons" / "tiny.py"
    declared.parent.mkdir(parents=True)
    declared.write_text('LESSON.exercise(\n    "tiny_grad",\n')
    (told,) = slips(tmp_path, lessons=[])
    assert "declared in autograder/lessons/tiny.py:2, but another package runs here" in told
    assert "pip install -e" in told


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"mistakes": Mistake("factor", form, "No.")}, "tiny_grad: mistakes takes several Mistake"),
        ({"mistakes": ("factor",)}, "with a comma behind a single one too: mistakes=(Mistake(…),)"),
        ({"earned": Identity("a", "b")}, "earned=(Identity(…),)"),
        ({"earned": "a"}, "earned takes several Identity"),
    ],
)
def test_a_single_one_without_its_comma_is_told_where_it_is_declared(changed, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        tiny(**changed)


def string(meaning):
    return lambda lesson: lesson.set(einsum, "e", "?", operands="x: n, A: n n", meaning=meaning)


def column(x, A):
    return A @ x


def derived(symbols, forward=form):
    return lambda lesson: lesson.derivation("d", symbols, Differential(forward, "x", upstream=None), "?")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (string("i,ij,j->"), "its meaning 'i,ij,j->' does not fit its operands x (n), A (n, n)"),
        (string("i,i->"), "its meaning 'i,i->' does not fit"),
        (string("i,ij->k"), "its meaning 'i,ij->k' does not fit"),
        (string("i,ij->i j,"), "its meaning 'i,ij->i j,' does not fit"),
        (derived("x: n, A: n n -> ℓ: ()"), "a column is declared as 'x: n 1'"),
        (derived("x: n 1, A: n n -> ℓ: ()", column), "L is declared as (), which is () here, and its forward fun"),
        (derived("x: n 1, A: m m -> ℓ: ()", column), "the forward function of L raises ValueError where it is given x"),
        (derived("x: n 1 -> ℓ: ()"), "takes A, and no symbol is called so"),
    ],
)
def test_an_einsum_or_a_derivation_that_cannot_be_judged_is_told(tmp_path, make, words):
    lesson = tiny()
    make(lesson)
    told = slips(tmp_path, lessons=[lesson])
    assert any(words in sentence for sentence in told), told


@pytest.mark.parametrize(
    ("signature", "words"),
    [
        ("x n, A: n n -> n", "'x n' has no colon: a symbol and its shape are written 'x: n'"),
        ("x, A: n n -> n", "'x' has no colon"),
        ("x: n, A: n n", "needs '->' before the result's shape"),
        ("", "needs '->'"),
        ("x: (n,), A: n n -> n", "without brackets, as in 'x: n'"),
        ("x: n, A: n-n -> n", "'n-n' is no shape"),
        ("x: n, A: -> n", "a shape is missing; that of a number is ()"),
        ("x: n, A: n n ->", "a shape is missing"),
        ("x: n, A: n, n -> n", "a comma stands between symbols, not between dimensions"),
        ("x: n, h: functoin -> n", "is function meant?"),
        ("x: n, x: n n -> n", "two arguments are called 'x'"),
        ("x: n -> n, n n", "several results have a name each, as in '-> dX: N q, db: p'"),
        ("x: n -> y: n, y: n", "several results have a name each"),
        ("x y: n -> n", "no name before its colon, or more than one"),
    ],
)
def test_a_signature_that_is_none_says_what_it_lacks(signature, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        parse_signature(signature)
