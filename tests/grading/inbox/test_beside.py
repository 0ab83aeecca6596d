"""Pictures that lie beside a notebook reach whoever marks the answer that shows them; nothing else does."""

import base64
import json
import os
from typing import Any

import pytest

from autograder.grading.digest import of_bytes, of_file
from autograder.grading.inbox import beside, pictures
from autograder.grading.inbox.beside import pictures_beside
from autograder.grading.inbox.pictures import with_pictures
from autograder.grading.pages.filters import cell_text
from autograder.grading.submission.intake import take_in
from tests.support.course import ROOT
from tests.support.made import ANSWER, lesson, submission

# One pixel, as any program writes it.
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGD4DwABBAEAX+XDSwAAAABJRU5ErkJggg=="
)
DATA = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"
MENTIONS = b"a.png"
NO_CONTEXT: Any = {}


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "ada" / "05"
    (folder / "img").mkdir(parents=True)
    return folder


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("photo.png", "![it](photo.png)"), ("photo.png", "![it](./photo.png)"),
        ("photo.png", '![it](photo.png "my page")'),
        ("my page.png", "![it](my%20page.png)"), ("my page.png", "![it](<my page.png>)"),
        ("photo(1).png", "![it](photo(1).png)"), ("photo (1).png", "![it](<photo (1).png>)"),
        ("img/photo.png", "![it](img/photo.png)"), ("Photo.PNG", "![it](photo.png)"), ("u\u0308.png", "![it](ü.png)"),
        ("photo.png", "<img alt='it' src='photo.png' width=300>"), ("photo.png", '<IMG\nsrc = "photo.png">'),
        ("photo.png", "<img src=photo.png alt=it>"),
        ("a&b.png", '<img src="a&amp;b.png">'), ("photo.png", "![it][one]\n\n[one]: photo.png"),
        ("photo.png", "see `x[0]` and ![the [first] page](photo.png)"),
    ],
)  # fmt: skip
def test_a_picture_beside_is_seen_on_the_page(folder, name, text):
    (folder / name).write_bytes(PNG)
    master = lesson()
    raw = submission(master, {"frobenius": ANSWER, "words": text})
    found = pictures_beside(folder, raw)
    cell = take_in(raw, master, found).cells[-1]
    assert f'src="{DATA}"' in cell_text(NO_CONTEXT, cell.source)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("![it](../bob.png)", "../bob.png"), ("![it](/etc/passwd.png)", "/etc/passwd.png"),
        ("![it](http://example.org/x.png)", "http://example.org/x.png"), ("![it](nothing.png)", "nothing.png"),
        ("![it](%2e%2e/bob.png)", "../bob.png"), ("![it](file:photo.png)", "file:photo.png"),
        ("<img src='http://example.org/x.png'>", "http://example.org/x.png"), ("<img src='../bob.png'>", "../bob.png"),
        ("`![it](photo.png)`", "![it](photo.png)"), ("```\n![it](photo.png)\n```", "![it](photo.png)"),
        ("[it](photo.png)", "it"),
    ],
)  # fmt: skip
def test_a_link_to_anything_else_is_text(folder, text, seen):
    (folder / "photo.png").write_bytes(PNG)
    (folder.parent / "bob.png").write_bytes(PNG)
    shown = cell_text(NO_CONTEXT, with_pictures(text, None, pictures_beside(folder, MENTIONS)))
    assert seen in shown
    assert "<img" not in shown
    assert "src=" not in shown.replace("&lt;img src=", "")


def test_only_plain_files_that_are_pictures_are_read(folder):
    secret = folder.parent.parent / "secret.png"
    secret.write_bytes(PNG)
    (folder / "linked.png").symlink_to(secret)
    (folder / "links").symlink_to(folder.parent.parent)
    os.mkfifo(folder / "pipe.png")
    (folder / "page.png").write_text("<svg onload='x'>")
    (folder / "large.png").write_bytes(PNG + bytes(beside.LARGEST))
    (folder / "hole.png").touch()
    os.truncate(folder / "hole.png", 1 << 40)
    (folder / "locked.png").write_bytes(PNG)
    (folder / "locked.png").chmod(0)
    (folder / "a.txt").write_bytes(PNG)
    (folder / ".hidden.png").write_bytes(PNG)
    (folder / "folder.png").mkdir()
    (folder / "a.png").write_bytes(PNG)
    found = pictures_beside(folder, MENTIONS)
    assert {name: content for name, content in found.items() if name != "locked.png"} == {"a.png": PNG}
    link = folder.parent.parent / "eve"
    link.symlink_to(folder.parent)
    assert pictures_beside(link / "05", MENTIONS) == {}
    assert pictures_beside(folder / "none", MENTIONS) == {}


def test_a_flood_is_cut(folder):
    for number in range(beside.MOST_LOOKED_AT + 50):
        (folder / f"{number:03}.png").write_bytes(PNG)
    found = pictures_beside(folder, MENTIONS)
    assert list(found) == [f"{number:03}.png" for number in range(beside.MOST)]
    text = "".join(f"![a]({name})\n" for name in found)
    assert with_pictures(text, None, found).count("base64") == pictures.MOST
    assert pictures_beside(folder, b"no picture is named") == {}


@pytest.mark.parametrize(
    "text", ["![", "![[a]", "```", "`", "<img ", '<img src="', "![a](", "![a](((", "\n[a]: ", "![a](<a", "<img src='a"]
)
def test_a_long_text_costs_no_time(text):
    """Where it took the square of its length this would not end."""
    long = text * (500_000 // len(text))
    assert with_pictures(long, None, {"a": PNG})


def test_another_picture_is_another_submission(folder):
    (folder / "a.png").write_bytes(PNG)
    raw = json.dumps("![](a.png)").encode()
    first = of_file(raw, pictures_beside(folder, raw))
    (folder / "a.png").write_bytes(PNG + b"2")
    assert len({first, of_file(raw, pictures_beside(folder, raw)), of_file(raw, {})}) == 3
    assert of_file(raw, {}) == of_bytes(raw)


def test_no_text_of_a_lesson_is_changed():
    """Else a page would take it for a student's own."""
    for path in sorted((ROOT / "notebooks").glob("*/*.ipynb")):
        for cell in json.loads(path.read_bytes())["cells"]:
            text = "".join(cell["source"])
            assert with_pictures(text, None, {"a.png": PNG}) == text
