"""What a lesson imports behind the wall, in notebooks of this version and of 0.1: the names, and what they do there."""

import json

import numpy as np
import pytest

from autograder.sandbox.inside import course
from autograder.student.pictures import show
from tests.support.walls import run, session

IMPORTS = ["from autograder import show", "from autograder.pictures import show"]


@pytest.mark.parametrize("line", IMPORTS)
def test_a_picture_goes_out_as_numbers_whatever_it_is_imported_from(wall, line):
    ran = run(wall, f"{line}\nimport numpy as np\nshow('W', 'ij', A=np.eye(2), b=[1, 2])")
    (output,) = ran.outputs
    assert json.loads(output["data"][course.SHOWN]) == {
        "title": "W",
        "letters": "ij",
        "tensors": {"A": [[1.0, 0.0], [0.0, 1.0]], "b": [1.0, 2.0]},
    }


def test_the_verbs_do_nothing_inside(wall):
    with session(wall) as opened:
        ran = opened.run("from autograder import check, progress\ncheck(print), progress('05')")
        assert ran.ok
        assert ran.outputs[0]["data"]["text/plain"] == "(None, None)"


@pytest.mark.parametrize("size", [course.LARGEST, course.LARGEST + 1])
def test_a_picture_is_too_large_on_one_side_when_it_is_on_the_other_and_in_the_same_words(size):
    assert refusal(course.show, np.ones(size)) == refusal(show, np.ones(size))
    assert bool(refusal(show, np.ones(size))) == (size > course.LARGEST)


@pytest.mark.parametrize("letters", ["", "i", "ij", "ijkl"])
def test_letters_fit_on_one_side_when_they_do_on_the_other_and_are_refused_in_the_same_words(letters):
    assert refusal(course.show, np.ones((2, 2)), letters) == refusal(show, np.ones((2, 2)), letters)
    assert bool(refusal(show, np.ones((2, 2)), letters)) == (letters not in ("", "ij"))


def refusal(show, array, letters=""):
    try:
        show("", letters, T=array)
    except ValueError as error:
        return str(error)
    return ""
