"""Retouching: the notebook file itself is edited, its check cells, their metadata, their stored outputs."""

from copy import deepcopy

from nbformat.v4 import new_code_cell, new_output

from tests.hostile.answers import POINTS
from tests.hostile.case import Edit, Hostile, all_wrong, cell, cell_of, code, first, notebook, right, role

CHECKS = [f"{name}-check" for name in POINTS]
PASSED = {"passed": True, "score": 1.0, "mistake": None, "message": "Right.", "exercise": "linear_grad_W"}


def retouched(name: str, *edits: Edit, earns=None, **more) -> Hostile:
    """Wrong answers to all but `linear_forward`, in a file that was edited."""
    rightly = {"linear_forward": 1.0} if earns is None else earns
    return Hostile(name, notebook(all_wrong(), right("linear_forward"), *edits), rightly, **more)


def each(edit) -> Edit:
    """The same edit for every check cell."""

    def edits(made):
        for name in CHECKS:
            edit(name)(made)

    return edits


def swap(one: str, other: str) -> Edit:
    """Exchanges the grade ids of two cells."""

    def edit(made):
        roles = [cell_of(made, name).metadata.nbgrader for name in (one, other)]
        roles[0].grade_id, roles[1].grade_id = roles[1].grade_id, roles[0].grade_id

    return edit


def copies(name: str, count: int) -> Edit:
    """More copies of a cell, at the end."""
    return lambda made: made.cells.extend(deepcopy(cell_of(made, name)) for _ in range(count))


def forged_outputs(made) -> None:
    """Every check cell seems to have been run, with a verdict, full points and no error."""
    for name in CHECKS:
        cell_of(made, name).outputs = [
            new_output("display_data", {"text/plain": "right"}, metadata={"matrix_gradients": PASSED}),
            new_output("execute_result", {"text/plain": "3"}, execution_count=1),
        ]


def own_grade_cell(made) -> None:
    """A check cell of the student's own, worth a thousand points."""
    metadata = deepcopy(cell_of(made, "linear_forward-check").metadata)
    metadata.nbgrader.update(grade_id="bonus", points=1000, checksum="0" * 32)
    made.cells.append(new_code_cell("1000", id="bonus", metadata=metadata))


def drop(*names: str) -> Edit:
    """Leaves cells out."""

    def edit(made):
        made.cells = [kept for kept in made.cells if kept.get("id") not in names]

    return edit


def plain(made) -> None:
    """No cell has an id, a role or a tag any more."""
    for kept in made.cells:
        kept.metadata = {}
        kept.pop("id", None)


CASES = [
    retouched("checks-emptied", each(lambda name: cell(name, source="pass"))),
    retouched("checks-replaced", each(lambda name: cell(name, source="check = lambda f: None\n3"))),
    retouched(
        "checks-unlocked", each(lambda name: cell(name, source="3.0")), each(lambda name: role(name, locked=False))
    ),
    retouched(
        "checks-become-solutions",
        each(lambda name: cell(name, source="3.0")),
        each(lambda name: role(name, solution=True, locked=False)),
    ),
    retouched("checks-that-grade-nothing", each(lambda name: role(name, grade=False))),
    retouched("checks-retyped-to-text", each(lambda name: cell(name, cell_type="markdown", outputs=[]))),
    retouched("checks-retyped-to-raw", each(lambda name: cell(name, cell_type="raw"))),
    retouched("checks-dropped", drop(*CHECKS)),
    retouched("checks-doubled", copies("linear_forward-check", 5), copies("linear_grad_W-check", 2)),
    retouched("points-raised", each(lambda name: role(name, points=1000))),
    retouched("points-below-zero", each(lambda name: role(name, points=-5))),
    retouched("points-in-words", each(lambda name: role(name, points="all of them"))),
    retouched("points-not-a-number", each(lambda name: role(name, points=float("nan")))),
    retouched("grade-ids-swapped", swap("linear_forward-check", "linear_derivation-check")),
    retouched("solution-ids-swapped", swap("linear_forward", "linear_grad_W")),
    retouched("check-takes-the-solutions-id", role("linear_grad_W-check", grade_id="linear_grad_W")),
    retouched("grade-ids-alike", each(lambda name: role(name, grade_id="linear_forward-check"))),
    retouched("grade-ids-not-text", each(lambda name: role(name, grade_id=["linear_forward-check"]))),
    retouched("grade-ids-a-path", each(lambda name: role(name, grade_id="../../gradebook"))),
    retouched("schema-version-1", each(lambda name: role(name, schema_version=1))),
    retouched("schema-version-99", each(lambda name: role(name, schema_version=99))),
    retouched("roles-are-lists", each(lambda name: cell(name, metadata={"nbgrader": []}))),
    retouched("all-metadata-gone", plain),
    retouched("own-grade-cell", own_grade_cell),
    retouched("open-question-becomes-a-check", role("linear_open_question", solution=False, locked=True)),
    retouched(
        "open-question-becomes-code",
        cell("linear_open_question", cell_type="code", source="2", outputs=[], execution_count=None),
    ),
    retouched("outputs-forged", forged_outputs),
    retouched("outputs-forged-and-never-run", forged_outputs, first("import os\nos._exit(0)")),
    retouched("outputs-forged-in-a-missing-role", forged_outputs, each(lambda name: role(name, solution=True))),
    retouched(
        "checksum-of-another-source",
        cell("linear_grad_W-check", source=code("3.0")),
        role("linear_grad_W-check", checksum="fa7eee213abe9c94c7be2731391ecc25"),
    ),
]
