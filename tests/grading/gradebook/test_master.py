"""The master copy of a lesson, as the gradebook keeps it."""

import pickle

import nbformat
import pytest

from autograder.grading.errors import CannotGrade
from autograder.grading.gradebook.master import Master
from autograder.publishing.folder import course_config
from tests.support.recorded import LESSON, OWN


@pytest.mark.parametrize("lesson", [LESSON, OWN])
def test_the_master_copy_says_what_the_release_says(blank_course, lesson):
    master = pickle.loads(pickle.dumps(Master.read(course_config(blank_course), lesson)))
    released = nbformat.read(blank_course / "notebooks" / lesson / f"{lesson}.ipynb", as_version=4)
    cells = [cell for cell in released.cells if "nbgrader" in cell.metadata]
    assert [cell.name for cell in master.cells] == [cell.metadata.nbgrader.grade_id for cell in cells]
    for cell in cells:
        name = cell.metadata.nbgrader.grade_id
        role, source = dict(cell.metadata.nbgrader), cell.source
        if master.cell(name).task:  # the gradebook keeps it with its mark scheme, which is not released
            role["checksum"], source = (
                master.cell(name).checksum,
                "=== BEGIN MARK SCHEME ===\nWell.\n=== END MARK SCHEME ===",
            )
        assert master.cell(name).metadata() == role
        assert (master.cell(name).source, master.cell(name).cell_type) == (source, cell.cell_type)
    assert master.kernelspec == released.metadata.kernelspec
    assert master.released == released


def test_a_lesson_that_is_not_in_the_gradebook_or_not_the_released_one_is_refused(fresh):
    config = course_config(fresh)
    with pytest.raises(CannotGrade, match="is not in the gradebook"):
        Master.read(config, "01-frobenius-product")
    with pytest.raises(CannotGrade, match="cannot be read"):
        Master.read(config, "99-unknown")
    path = fresh / "notebooks" / OWN / "own.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.pop()
    path.chmod(0o644)
    nbformat.write(notebook, path)
    with pytest.raises(CannotGrade, match="words"):
        Master.read(config, OWN)
