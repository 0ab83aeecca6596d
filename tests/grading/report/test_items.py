"""How hard an item is, and whether it tells who knows the lesson."""

import numpy as np
import pytest

from autograder.grading.report.items import Points, measured


def grades(**cells):
    """Points by cell, of as many students; the most is 2."""
    return [
        Points(f"s{n}", "05", cell, 2.0, points) for cell, column in cells.items() for n, points in enumerate(column)
    ]


def test_item_rest_correlation_is_numpys():
    rng = np.random.default_rng(3)
    table = {name: rng.integers(0, 3, 20).astype(float).tolist() for name in ("a-check", "b-check", "c")}
    found = {one.name: one for one in measured(grades(**table))}
    assert set(found) == {"a", "b", "c"}
    for name, column in zip("abc", table.values(), strict=True):
        rest = sum(np.array(other) for other in table.values()) - np.array(column)
        assert found[name].discrimination == pytest.approx(np.corrcoef(column, rest)[0, 1])
        assert found[name].share == pytest.approx(np.mean(column) / 2)


def test_an_item_that_waits_is_in_nobodys_rest_and_is_measured_on_who_is_marked():
    a, b = [0, 1, 2, 2, 1, 0], [0, 0, 2, 1, 1, 0]
    with_open = {one.name: one for one in measured(grades(a=a, b=b, open=[2, 0, 0, 0, 0, None]))}
    without = {one.name: one for one in measured(grades(a=a, b=b))}
    assert with_open["a"] == without["a"]
    assert (with_open["open"].students, with_open["open"].waiting) == (5, 1)
    assert with_open["open"].share == pytest.approx(0.2)
    rest = np.array(a[:5]) + np.array(b[:5])
    assert with_open["open"].discrimination == pytest.approx(np.corrcoef([2, 0, 0, 0, 0], rest)[0, 1])


@pytest.mark.parametrize(
    "cells",
    [
        {"a": [0, 1, 2, 1], "b": [0, 1, 2, 1]},  # four students
        {"a": [1, 1, 1, 1, 1], "b": [0, 1, 2, 1, 0]},  # the same for everybody
        {"a": [0, 1, 2, 1, 0]},  # there is no rest
    ],
)
def test_what_says_nothing_has_no_discrimination(cells):
    assert measured(grades(**cells))[0].discrimination is None


def test_lessons_are_apart_and_who_is_unmarked_by_all_has_no_share():
    found = measured([Points("s", "05", "a", 2, 1), Points("s", "04", "a", 2, None)])
    assert [(one.lesson, one.share, one.students) for one in found] == [("04", None, 0), ("05", 0.5, 1)]
