"""HTML as a type: text is escaped unless it is HTML, and only what is made of tags becomes HTML."""

import ast
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

import autograder
from autograder.student.html import BREAK, Html, box, join, table, tag, two_columns
from tests.support.vectors import VECTORS

TEXTS = st.text() | st.sampled_from(VECTORS)
SOURCES = Path(autograder.__file__).parent


def tags(html):
    return [element.name for element in BeautifulSoup(html, "html.parser").find_all(True)]


def seen(text):
    """As the parser keeps a text: an end of line is one character, and nothing but blanks is one blank."""
    return text.replace("\r\n", "\n") if text.strip(" \t\n\r\f") else " "


@given(TEXTS, TEXTS, TEXTS)
def test_any_text_is_shown_as_it_is(text, style, label):
    html = tag("p", text, tag("b", text), text, style=style, label=label)
    assert tags(html) == ["p", "b"]
    (paragraph,) = BeautifulSoup(html, "html.parser").find_all("p", recursive=False)
    assert [seen(part) for part in paragraph.strings] == [seen(text)] * 3 * bool(text)
    assert paragraph.get("style", "") == style
    assert paragraph.get("aria-label", "") == label


@pytest.mark.parametrize(
    "make",
    [
        lambda text: join(text, text, between=BREAK),
        lambda text: box(text, edge=text),
        lambda text: table([(tag("td", text),)], text, text),
        lambda text: two_columns([(text, text)]),
    ],
)
@pytest.mark.parametrize("vector", VECTORS)
def test_no_text_becomes_an_element(make, vector):
    html = make(vector)
    assert isinstance(html, Html)
    assert tags(html) == tags(make("x"))


def test_html_is_not_escaped_again():
    assert join(tag("b", "A"), " < ", tag("i", "B")) == "<b>A</b> &lt; <i>B</i>"
    assert box(box("<")).count("&lt;") == 1
    assert two_columns([(tag("b", "A"), "<")]).count("<b>A</b>") == 1


def test_html_that_became_text_is_not_html():
    assert tag("p", tag("b", "x") + "y") == "<p>&lt;b&gt;x&lt;/b&gt;y</p>"
    assert tag("p", "".join([tag("b", "x")])) == "<p>&lt;b&gt;x&lt;/b&gt;</p>"
    with pytest.raises(TypeError, match="not by an f-string"):
        f"{tag('b', 'x')}"


def test_only_the_makers_of_html_vouch_for_a_text():
    """A call of `Html` anywhere else would let a text through: the notation's typeset lines are the one exception."""
    calls = [
        f"{path.relative_to(SOURCES)}: {ast.unparse(node)}"
        for path in sorted(SOURCES.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "Html"
    ]
    assert [call for call in calls if not call.startswith("student/html.py")] == ["student/card.py: Html(line.html)"]
