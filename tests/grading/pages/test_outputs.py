"""Nothing live of a student's is kept or shown: outputs, text cells, and what a page prints around them."""

import base64
import json
import re
from typing import Any

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell
from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory

from autograder.grading.pages.exporter import PageExporter
from autograder.grading.pages.filters import LONGEST_TEXT, cell_text, output_html
from autograder.grading.pages.outputs import MOST_HTML, MOST_OUTPUTS, TRACEBACK_LINES, clean_outputs
from autograder.lessons.course import judge
from autograder.publishing.folder import course_config
from autograder.student.card import as_html
from autograder.student.pictures import show
from tests.support.course import ROOT
from tests.support.vectors import RUN, VECTORS, live

ROOM = 1_000_000
PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(20)).decode()
JPEG = base64.b64encode(b"\xff\xd8\xff" + bytes(20)).decode()

TEXTS = st.text(st.characters(codec=None), max_size=40) | st.sampled_from([*VECTORS, PNG, JPEG, "\ud800", "\x1b[31m"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
KINDS = ["text/plain", "text/html", "image/png", "image/jpeg", "image/svg+xml", "application/javascript"]
OUTPUTS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "output_type": st.sampled_from(["stream", "display_data", "execute_result", "error"]) | JSON,
            "name": st.sampled_from(["stdout", "stderr"]) | JSON,
            "text": JSON,
            "data": st.dictionaries(st.sampled_from(KINDS), JSON) | JSON,
            "metadata": JSON,
            "ename": JSON,
            "evalue": JSON,
            "traceback": st.lists(TEXTS) | JSON,
        },
    )
    | JSON,
    max_size=6,
)


def stream(text, name="stdout"):
    return {"output_type": "stream", "name": name, "text": text}


def display(**data):
    return {"output_type": "display_data", "data": {key.replace("_", "/"): value for key, value in data.items()}}


def harmless(outputs, limit=ROOM):
    """The outputs as they are kept, which must be a valid notebook's, written and read back as UTF-8."""
    cleaned = clean_outputs(outputs, limit)
    notebook = new_notebook(cells=[new_code_cell("", outputs=cleaned)])
    nbformat.validate(notebook)
    json.dumps(notebook, ensure_ascii=False, allow_nan=False).encode()
    return cleaned


NO_CONTEXT: Any = {}


def rendered(source):
    return cell_text(NO_CONTEXT, source)


@given(JSON | OUTPUTS, st.integers(0, 300) | st.just(ROOM))
@settings(max_examples=300)
def test_any_json_becomes_valid_outputs(outputs, limit):
    cleaned = harmless(outputs, limit)
    for output in cleaned:
        assert not output.get("metadata")
        assert set(output.get("data", {})) <= {"text/plain", "text/html", "image/png", "image/jpeg"}
        assert live(output.get("data", {}).get("text/html", "")) == []
    texts = [value for output in cleaned for value in (output.get("text", ""), *output.get("data", {}).values())]
    errors = [output.ename + output.evalue + "\n".join(output.traceback) for output in cleaned if "ename" in output]
    assert sum(map(len, texts + errors)) <= limit + len(f"… output cut at {limit / 1e6:g} MB\n")


@pytest.mark.parametrize("vector", VECTORS)
def test_no_vector_survives_in_an_output(vector):
    result = {**display(text_html=[vector]), "output_type": "execute_result"}
    for output in harmless([display(text_html=vector), result]):
        html = output["data"]["text/html"]
        assert live(html) == []
        assert "style=" not in html
        assert "href=" not in html


@pytest.mark.parametrize("vector", VECTORS)
@pytest.mark.parametrize(
    "around", ["{}", "text {} text", "- {}\n", "<div>\n{}\n</div>", "`x` $a$ {}", "| a |\n|-|\n| {} |"]
)
def test_no_vector_survives_in_a_text_cell(vector, around):
    assert live(rendered(around.format(vector))) == []


@pytest.mark.parametrize("vector", VECTORS)
def test_no_vector_survives_in_the_html_of_a_page(vector):
    html = output_html(vector)
    assert [found for found in live(html) if found[1:2] != ("style",)] == []
    assert "url(" not in html
    assert "fixed" not in html


@given(TEXTS)
@settings(max_examples=300)
def test_any_text_cell_is_shown(source):
    html = rendered(source)
    assert live(html) == []
    html.encode()  # a page can be written


def test_what_is_kept_of_an_output():
    table = (
        '<table border="1"><tr><th scope="row" onclick="x">a</th><td colspan="2" rowspan="9999999">b</td></tr></table>'
    )
    outputs = harmless(
        [
            stream("one "),
            stream(["\x1b[31mtwo\x1b[0m\r\n", "three\x07 \ud83d\ude00 \ud800"]),
            stream("oops", "stderr"),
            stream("typed", "stdin"),
            display(image_png=PNG, image_jpeg=JPEG, text_plain="<Figure>"),
            display(image_png=JPEG, text_plain="no PNG"),
            display(text_html=f"<style>td {{ color: red }}</style><div>{table}</div>", text_plain="a b"),
            {"output_type": "execute_result", "data": {"text/plain": ["4", "2"]}, "execution_count": 7},
            {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["\x1b[0;31mE\x1b[0m: v\nat", 3, "end"]},
            {"output_type": "update_display_data", "data": {"text/plain": "x"}},
        ]
    )
    first, errors, figure, wrong, html, result, error = outputs
    assert first == new_output("stream", name="stdout", text="one two\nthree \ufffd\ufffd \ufffd")
    assert errors == new_output("stream", name="stderr", text="oops")
    assert figure.data == {"image/png": PNG, "image/jpeg": JPEG, "text/plain": "<Figure>"}
    assert wrong.data == {"text/plain": "no PNG"}
    assert html.data["text/plain"] == "a b"
    assert html.data["text/html"] == (
        '<table><tbody><tr><th scope="row">a</th><td colspan="2">b</td></tr></tbody></table>'
    )
    assert (result.output_type, result.execution_count, result.data) == ("execute_result", None, {"text/plain": "42"})
    assert (error.ename, error.evalue, error.traceback) == ("E", "v", ["E: v", "at", "end"])


def test_too_much_is_cut_and_says_so():
    (text, note) = harmless([stream("x" * 2 * ROOM), stream("y" * ROOM, "stderr")], ROOM)
    assert text.text == "x" * ROOM
    assert note.text == "… output cut at 1 MB\n"
    assert len(harmless([stream("x", name) for name in ("stdout", "stderr") * ROOM][:10_000])) == MOST_OUTPUTS + 1
    (error,) = harmless([{"output_type": "error", "traceback": ["line\n" * 10_000]}])
    assert len(error.traceback) == TRACEBACK_LINES + 1
    assert [output.get("text") for output in harmless([display(image_png=PNG), stream("z")], 10)] == [
        "z\n"[:1],
        "… output cut at 1e-05 MB\n",
    ]


@pytest.mark.parametrize(
    "unit", ["<b>", "<ul><li>", "<b><p>", "<b><p></b></p>", "<table><td>", "<p><b><p>x</p></b></p>"]
)
def test_tangled_html_gives_way_to_the_text(unit):
    (output,) = harmless([display(text_html=(unit * MOST_HTML)[:MOST_HTML], text_plain="text")])
    assert output.data == {"text/plain": "text"}


def test_html_has_less_room_than_text():
    row = "<p>" + "x" * (MOST_HTML // 2 - 7) + "</p>"
    kept = [set(output.data) for output in harmless([display(text_html=row, text_plain="text")] * 3)]
    assert kept == [{"text/html", "text/plain"}] * 2 + [{"text/plain"}]


def test_lessons_look_as_they_did():
    """Every element and every word of a lesson's text is still there, formulas and figures among them."""
    figures = formulas = 0
    for path in sorted((ROOT / "solutions").glob("*/*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "markdown":
                html = cell_text(NO_CONTEXT, cell.source, released=ROOT / "notebooks")
                assert live(html) == []
                assert "&lt;" not in html.replace("&lt;/mo", "") or "<" in cell.source or "\\lt" in cell.source
                assert "<pre>" not in html or "```" in cell.source or "    " in cell.source
                assert html.count('src="data:image/svg+xml;base64,') == cell.source.count("](data:image/svg+xml")
                figures += html.count("<img")
                formulas += html.count("<math")
    assert figures >= 10
    assert formulas >= 1000


def test_cards_and_pictures_keep_their_colours_on_a_page():
    for html in (as_html(judge("frobenius", lambda A, B: A @ B)), show("A", A=[[1.0, -2.0]]).html):
        cleaned = output_html(html)
        for words in ("background-color:#", "border:1px solid", "padding:", "font:"):
            assert cleaned.count(words) == html.count(words) > 0


@pytest.mark.parametrize(
    "source",
    ["a" * (LONGEST_TEXT + 1), "![x](attachment:gone.png)", "\ud800" + "<b>" * 300, "<http://[>", "![](attachment:"],
)
def test_what_cannot_be_rendered_is_shown_as_written(source):
    html = rendered(source)
    assert live(html) == []
    assert html.encode()


def test_a_student_reads_what_was_written():
    html = rendered("if i<n and n>m: $x^2$ **bold** - [x] done [link](https://example.org/?a=1&b=2) <script>x</script>")
    assert "i&lt;n and n&gt;m" in html
    assert "<msup>" in html
    assert "<strong>bold</strong>" in html
    assert "link ⟨https://example.org/?a=1&amp;b=2⟩" in html
    assert "<a " not in html
    assert "&lt;script&gt;x&lt;/script&gt;" in html
    assert rendered("- [x] done").count("[x] done") == 1
    assert 'class="k">def' in rendered("```python\ndef f(): pass\n```")


@pytest.mark.parametrize("template", ["feedback", "formgrade"])
def test_a_page_believes_no_metadata(template):
    """Live outputs, metadata and raw cells of a notebook that was graded elsewhere do nothing on a page either."""
    evil = f'"><img src=x onerror="{RUN}">'
    image = {"width": f"1 onerror={RUN}", "height": evil, "alt": evil, "unconfined": True}
    kinds = ("text/html", "image/svg+xml", "application/javascript", "text/markdown", "text/latex", "text/vnd.mermaid")
    outputs = [new_output("display_data", {kind: VECTORS[0] + evil, "text/plain": "t"}) for kind in kinds]
    outputs += [
        new_output("display_data", {"text/html": evil}, metadata={"text/html": {"isolated": True}}),
        new_output("display_data", {"image/png": PNG}, metadata={"image/png": image}),
        new_output("display_data", {"image/png": evil}, metadata={"filenames": {"image/png": "//evil.example/x.png"}}),
        new_output("display_data", {"image/svg+xml": "x"}, metadata={"svg_filename": evil}),
        new_output("stream", name="stdout", text=evil),
        new_output("error", ename=evil, evalue=evil, traceback=[evil]),
    ]
    code = new_code_cell(evil, outputs=outputs, metadata={"tags": [evil], "magics_language": evil})
    raw = new_raw_cell(evil, metadata={"raw_mimetype": "text/html"})
    notebook = new_notebook(
        cells=[code, raw, *map(new_markdown_cell, VECTORS)],
        metadata={
            "title": evil,
            "language_info": {"name": evil, "pygments_lexer": evil},
            "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {}, "x": evil}},
        },
    )
    config = course_config(ROOT)
    config.HTMLExporter.template_name = template
    config = GenerateFeedback(coursedir=CourseDirectory(config=config), config=config).config
    nbgrader = {"notebook": "n", "score": 0, "max_score": 1, "late_penalty": 0}
    exporter = PageExporter if template == "feedback" else HTMLExporter
    page, _ = exporter(config=config).from_notebook_node(
        notebook, {"nbgrader": nbgrader, "base_url": "", "index": 0, "total": 1}
    )
    (cells,) = re.findall("<main[^>]*>(.*)</main>", page, re.DOTALL)
    ids = ("notebook", "notebook-container", f"cell-id={code.id}")
    own = {("div", "tabindex", "-1"), *(("div", "id", name) for name in ids)}
    assert set(live(cells)) <= own
    assert "window.__owned" not in page.replace(cells, "")
