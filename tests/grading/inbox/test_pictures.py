"""Pictures pasted into written answers reach whoever marks them, if they are pictures."""

import base64
import json

import pytest

from autograder.grading.inbox import pictures
from autograder.grading.inbox.pictures import with_pictures
from autograder.grading.submission.intake import take_in
from tests.support.made import ANSWER, lesson, submission

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"0" * 40).decode()
JPEG = base64.b64encode(b"\xff\xd8\xff\xe0" + b"0" * 40).decode()
LINK = "See ![it](attachment:my%20page.png) and more."


@pytest.mark.parametrize(
    ("kind", "data"), [("image/png", PNG), ("image/jpeg", JPEG), ("image/png", [PNG[:9], PNG[9:]])]
)
@pytest.mark.parametrize("name", ["my page.png", "my%20page.png"])
def test_a_picture_is_carried_in_the_text(kind, data, name):
    whole = "".join(data)
    assert with_pictures(LINK, {name: {kind: data}}) == f"See ![it](data:{kind};base64,{whole}) and more."


@pytest.mark.parametrize(
    "attachments",
    [
        None, 7, [], {}, {"my page.png": None}, {"my page.png": {"image/png": 7}}, {"my page.png": {"image/png": "!"}},
        {"my page.png": {"image/svg+xml": PNG}}, {"my page.png": {"image/png": JPEG}},
        {"my page.png": {"text/html": PNG}},
        {"my page.png": {"image/png": PNG + "A" * pictures.LARGEST}}, {"another.png": {"image/png": PNG}},
    ],
)  # fmt: skip
def test_what_is_no_picture_is_said_to_be_none(attachments):
    assert with_pictures(LINK, attachments) == "See ![it] (my page.png, a picture that cannot be shown) and more."


def test_a_flood_of_pictures_is_cut_and_a_long_text_costs_no_time():
    many = "![a](attachment:a.png)" * 50
    assert with_pictures(many, {"a.png": {"image/png": PNG}}).count("base64") == pictures.MOST
    assert len(with_pictures("](attachment:" * 70_000, {})) == 13 * 70_000


def test_a_pasted_picture_survives_intake():
    master = lesson()
    made = json.loads(submission(master, {"frobenius": ANSWER, "words": LINK}))
    made["cells"][-1]["attachments"] = {"my page.png": {"image/png": PNG}}
    notebook = take_in(json.dumps(made).encode(), master)
    assert f"data:image/png;base64,{PNG}" in notebook.cells[-1].source
