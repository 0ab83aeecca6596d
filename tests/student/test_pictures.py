"""Pictures of tensors: numbers where they can be read, signs where not, and names as they were given."""

import numpy as np
import pytest

import autograder.pictures
from autograder.student.pictures import show


def test_a_picture_prints_numbers_small_and_signs_large():
    small, large = show(A=np.array([[1.0, -2.5]])), show(A=np.ones((20, 20)))
    assert "−2.5" in small.html
    assert ">+<" in large.html
    assert "A (1, 2)" in small.text


def test_a_picture_unfolds_tensors_and_survives_odd_values():
    assert show(T=np.ones((2, 3, 4, 5))).html.count("<table") == 1 + 6
    assert "nan" in show(v=np.array([np.nan, 1.0])).html
    assert ">0<" in show(v=np.zeros(3)).html
    with pytest.raises(ValueError, match="2500"):
        show(T=np.ones((60, 60)))


def test_a_long_vector_is_drawn_in_bars_with_its_ends_in_numbers():
    losses = [12.0 / 2**step for step in range(25)]
    curve = show(loss=losses).html
    assert curve.count("width:9px") == 25
    assert curve.count("height:90px") >= 25  # each column is as high as the highest bar, which is among them
    assert ">12<" in curve
    assert ">7.15e-07<" in curve.replace("−", "-")
    assert 'aria-label="loss, 25 numbers, from 12 to' in curve


@pytest.mark.parametrize("vector", [[1.0] * 12, [-1.0] + [1.0] * 20, [np.nan] + [1.0] * 20, [np.inf] + [1.0] * 20])
def test_a_short_vector_and_one_that_has_no_height_everywhere_are_drawn_in_cells(vector):
    assert "width:9px" not in show(v=vector).html


def test_bars_of_nothing_have_no_height():
    assert show(v=np.zeros(20)).html.count("height:1px") == 20


def test_letters_name_the_axes_of_every_tensor_that_has_as_many():
    """The last two inside each block, the others at the edges of the grid."""
    text = {ndim: show(letters="ijklmn"[:ndim], T=np.ones((2,) * ndim)).html for ndim in range(1, 7)}
    assert ">i across<" in text[1]
    assert ">i down, j across<" in text[2]
    assert ">in each block: j down, k across<" in text[3]
    assert ">in each block: k down, l across<" in text[4]
    assert ">in each block: m down, n across<" in text[6]
    for ndim, labels in {3: ["i"], 4: ["i", "j"], 6: ["i", "j", "k", "l"]}.items():
        for letter in labels:
            assert f"<i>{letter}</i> = 0" in text[ndim]
            assert f"<i>{letter}</i> = 1" in text[ndim]
        assert text[ndim].count("<i>i</i> = 1") == 1
    both = show(letters="ijkl", T=np.ones((2, 2, 2, 2)), X=np.ones((2, 2))).html
    assert both.count("across") == 1
    assert "axes i, j" in show(letters="ij", A=np.ones((2, 2))).text


def test_letters_that_fit_no_tensor_are_refused():
    with pytest.raises(ValueError, match="letters='ijk' names 3 axes: T has 2, v has 1"):
        show(letters="ijk", T=np.ones((2, 2)), v=np.ones(2))


def test_text_of_a_picture_is_escaped():
    assert "<i>" not in show("<i>", "", **{"<b>x": np.ones(2)}).html.replace("<b>&lt;b&gt;x</b>", "")


def test_notebooks_of_the_first_version_find_show_where_they_look_for_it():
    assert autograder.pictures.show is autograder.show is show
