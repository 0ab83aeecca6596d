"""The table of points: what it says of one student in one lesson is true in each case."""

from datetime import timedelta

import pytest

from autograder.cli.classroom import tables
from autograder.grading.marks.class_report import ClassReport
from autograder.grading.marks.outcomes import Outcome
from autograder.grading.marks.standing import Person, Standing

LESSON, MOST, WHY = "05-xwt", 23.0, "it is no notebook."
BROKEN = Outcome({"grad": "raises"}, WHY)


@pytest.mark.parametrize(
    ("said", "remark", "standing", "outcome"),
    [
        ("–", "nothing handed in", {"missing": True}, None),
        ("23", "all right", {"earned": 23.0}, Outcome()),
        ("21*", "all right", {"earned": 21.0, "waiting": 1}, Outcome()),
        ("21", "checks all right", {"earned": 21.0}, Outcome()),  # an open question without points
        ("22", "1 blank", {"earned": 22.0}, Outcome({"grad": "not_written"})),
        ("20 late", "1 off for 13 hours late", {"earned": 21.0, "penalty": 1.0, "late": 13}, Outcome()),
        ("rejected*", WHY, {"waiting": 1}, BROKEN),
        ("5", "marked by hand", {"earned": 5.0}, BROKEN),
    ],
)
def test_a_row_says_what_is_so(said, remark, standing, outcome):
    late = timedelta(hours=standing.pop("late", 0))
    one = Standing("ada", LESSON, MOST, late=late, **standing)
    found = {} if outcome is None else {("ada", LESSON): outcome}
    report = ClassReport((LESSON,), (Person("ada"),), {LESSON: MOST}, {("ada", LESSON): one}, found)
    columns = tables.points(report).drawn.columns
    assert [str(cell) for column in columns for cell in column.cells] == ["ada", said, remark]
    assert report.rejected(LESSON) == ({"ada": WHY} if outcome is BROKEN and one.waiting else {})
    assert ("could not be graded" in tables.summary(report, LESSON)) == bool(report.rejected(LESSON))
