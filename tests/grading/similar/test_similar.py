"""Who wrote the same where hardly anybody else did is named; the rest of a class is not."""

import os
import sys

import nbformat
import pytest

from autograder.grading.classroom.hand_in import fill
from autograder.grading.similar import answers as module
from autograder.grading.similar import pairs as comparison
from autograder.grading.similar.answers import of_notebook
from autograder.grading.similar.normal_form import LONGEST, of_code, of_words
from autograder.grading.similar.pairs import pairs
from tests.support.classes import CLASS
from tests.support.course import ROOT

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own
LESSON = "05-xwt-plus-b"
LOOP = """
def grads(X, W, G):
    out = np.zeros((G.shape[1], X.shape[1]))
    for n in range(len(X)):
        for i in range(out.shape[0]):
            out[i] = out[i] + G[n, i] * X[n]
    return np.asarray(out)[::1] + 0 * W.sum()
"""
SAME = [
    LOOP.replace("out", "result").replace("n]", "k]").replace("[n", "[k").replace("for n", "for k"),
    f"# mine alone\n{LOOP}".replace("return", "# so\n    return"),
    LOOP.replace("X, W, G):", 'inputs: "array", W, G) -> None:\n    """I did it."""'),
    LOOP.replace("range(len(X))", "range((len((X))))").replace("    ", "\t"),
    f"import numpy as np\n\n\n{LOOP}\n\n",
    "import numpy as num\n" + LOOP.replace("np.", "num."),
    LOOP.replace("X", "input").replace("out", "sum").replace("W", "object").replace("object.sum()", "object.sum()"),
    LOOP.replace("    out = ", "    'as in the lecture'\n    out: object = "),
]


def own(word, name="np"):
    """A long answer that nobody else would write: its function names are another's thoughts."""
    steps = "".join(f"    x = {name}.{word}{step}(x, axis={step})\n" for step in range(8))
    return of_code(f"def f(x):\n{steps}    return x")


@pytest.mark.parametrize("source", SAME)
def test_names_comments_and_spaces_are_nobodys_own(source):
    assert of_code(source) == of_code(LOOP)


def test_what_is_computed_and_said_is():
    assert of_code(LOOP.replace("G[n, i] * X[n]", "X[n] * G[n, i]")) != of_code(LOOP)
    assert of_code("x = 'G : dY'") != of_code("x = 'dY : G'")
    assert of_words("If $N = p$, *then* …") == of_words("if N=p then") != of_words("if N=q then")
    broken = "def f(a:\n  return a @ b  # mine"
    assert of_code(broken) == of_code(broken.replace("a", "c").replace("mine", "yours")) != ""


@pytest.mark.parametrize(
    "source",
    [
        "(" * LONGEST, "-" * LONGEST, "[" * 199 + "]" * 199, "1" + "+1" * 9999, "x" + "[0]" * 6000, "x" + ".a" * 9000,
        "lambda:" * 2000 + "1", "\0", "\ud800",
        "1if 1else " * 1900 + "1", "f'" + "{" * 9000, "'\\d' 1is 2", "x\n" * 10**6,
    ],
)  # fmt: skip
def test_a_hostile_source_costs_only_itself(source, recwarn):
    assert isinstance(of_code(source), str)
    assert isinstance(of_words(source), str)
    assert not list(recwarn)


def test_a_copy_in_another_hand_is_the_only_pair_of_a_class(tmp_path):
    everybody = {}
    for answers in CLASS.glob(f"*/{LESSON}.py"):
        nbformat.write(fill(ROOT / "notebooks" / LESSON / f"{LESSON}.ipynb", answers), tmp_path / "one.ipynb")
        everybody[answers.parent.name] = of_notebook(tmp_path / "one.ipynb")
    expected = {}
    for kind in ("notebooks", "solutions"):
        for name, text in of_notebook(ROOT / kind / LESSON / f"{LESSON}.ipynb").items():
            expected.setdefault(name, []).append(text)
    assert pairs(LESSON, everybody, expected) == []
    for student in ("mateo", "omar"):
        (found,) = pairs(LESSON, everybody | {"copier": everybody[student]}, expected)
        assert found.students == ("copier", student)
        assert found.share == 1.0
    half = dict(list(everybody["priya"].items())[:-4])
    (found,) = pairs(LESSON, everybody | {"copier": everybody["sofia"] | half}, expected)
    assert set(found.students) < {"copier", "priya", "sofia"}


def test_what_is_released_expected_short_or_common_makes_nobody_similar():
    line = of_code("def f(X, G):\n    return G.T @ X")
    everybody = {f"s{number}": {"a": line, "b": own("given"), "c": own("common")} for number in range(20)}
    assert pairs("05", everybody, {"b": [own("given")]}) == []
    two = {"ada": {"a": line, "b": own("given")}, "bo": {"a": line, "b": own("given")}}
    assert pairs("05", two, {"b": [own("given")]}) == []
    assert [one.students for one in pairs("05", two, {})] == [("ada", "bo")]


def test_a_ring_in_a_class_is_found():
    everybody = {f"s{number:02}": {"a": own(f"way{number}"), "b": own("common")} for number in range(30)}
    ring = ("s03", "s07", "s11", "s19")
    everybody |= {name: {"a": own("ring"), "b": own("common")} for name in ring}
    found = pairs("05", everybody, {})
    assert {student for pair in found for student in pair.students} == set(ring)
    assert len(found) == 6
    assert all(pair.exercises == ("a",) for pair in found)


def write(desk, student, source, name="grad"):
    folder = desk / "var" / "autograded" / student / "05-xwt"
    folder.mkdir(parents=True, exist_ok=True)
    role = {"grade_id": name, "solution": True, "grade": False, "locked": False, "task": False, "schema_version": 3}
    cell = nbformat.v4.new_code_cell(source, metadata={"nbgrader": role})
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), folder / "05-xwt.ipynb")


@pytest.fixture
def copied(desk):
    write(desk, "ada", LOOP)
    write(desk, "bo", SAME[0])
    write(desk, "chen", "def grads(X, W, G):\n    return G.T @ X")
    return desk


def test_the_report_names_the_pair_and_no_mark_changes(copied, run):
    before = run("export", "--for", "csv", "--to", copied / "before.csv")
    code, said = run("report", "05")
    assert code == 0, said
    assert "ada and bo" in said
    assert "100%" in said
    assert "ada and chen" not in said
    assert "ada and bo" in run("report", "05", "--student", "bo")[1]
    assert "No two answers are similar" in run("report", "05", "--student", "chen")[1]
    assert "Similar" not in run("report")[1]
    assert run("report", "05", "--html", copied / "page.html")[0] == 0
    page = (copied / "page.html").read_text()
    assert "ada and bo</th>" in page
    assert run("export", "--for", "csv", "--to", copied / "before.csv") == before


def test_without_copydetect_one_sentence_says_what_to_install(copied, run, monkeypatch):
    monkeypatch.setitem(sys.modules, "copydetect", None)
    code, said = run("report", "05")
    assert code == 0, said
    assert "pip install 'matrix-gradients[similar]'" in said
    assert "Points" in said
    assert run("report", "05", "--html", copied / "page.html")[0] == 0
    assert comparison.MISSING.replace("'", "&#39;") in (copied / "page.html").read_text()


def test_a_notebook_that_ends_the_process_costs_its_author_only(copied, run, monkeypatch):
    monkeypatch.setattr(module, "of_code", lambda text: os._exit(1) if ".T @ X" in text else of_code(text))
    (copied / "var" / "autograded" / "ada" / "05-xwt" / "05-xwt.ipynb").write_text("{ no notebook")
    write(copied, "=dee", LOOP)
    code, said = run("report", "05")
    assert code == 0, said
    assert "Not compared, for they could not be read in time: ada, 05-xwt; chen, 05-xwt" in said
