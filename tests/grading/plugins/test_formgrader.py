"""The Formgrader, asked over HTTP: whatever stands in an address, nothing of it acts, and what is honest works."""

import json
import re
import shutil
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest
from bs4 import BeautifulSoup
from nbgrader.server_extensions.formgrader import apihandlers, handlers
from nbgrader.server_extensions.formgrader.base import BaseHandler

from autograder.grading.classroom.nbgrader_steps import NbgraderSteps
from autograder.grading.gradebook.master import Master
from autograder.publishing.folder import course_config
from tests.support.course import copy_course
from tests.support.gradebook import autograde, book
from tests.support.lab import running_lab

LESSON = "05-xwt-plus-b"
ODD = "O'Brien & Zoë"
MARK = "zqx"  # what a page must not hold in any form that acts
PAYLOADS = [
    f"<img src=x onerror={MARK}()>",
    f"</script><script>{MARK}()</script>",
    f'";{MARK}();//',
    f"';{MARK}();//",
    "\\",
    f'\\";{MARK}();//',
    f"{{{{{MARK}}}}}",
    f'" autofocus onfocus={MARK}() x="',
    f"a\n{MARK}()",
    "../../../nbgrader_config.py",
    f"x?{MARK}#<b>",
    "%3Cimg%20src=x%20onerror=zqx()%3E",
]
GROUP = re.compile(r"\((?:\?P<\w+>)?[^()]*\)")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = copy_course(tmp_path_factory.mktemp("formgrader") / "course")
    solved = folder / "solutions" / LESSON / f"{LESSON}.ipynb"
    solved.write_text(solved.read_text().replace("*Marking:", f"<img src=x onerror={MARK}()>{{{{{MARK}}}}} *Marking:"))
    steps = NbgraderSteps(folder)
    steps.assign(LESSON)
    for student in ("ada", ODD):
        (submitted := folder / "var" / "submitted" / student / LESSON).mkdir(parents=True)
        shutil.copy(folder / "notebooks" / LESSON / f"{LESSON}.ipynb", submitted)
        autograde(folder, student, LESSON)
    with running_lab(folder, tmp_path_factory.mktemp("home"), "jupyter_server") as lab:
        yield lab


def ask(lab, path, /, **query):
    """The status, the headers and the text of an answer; a redirection is followed."""
    words = "".join(f"&{key}={quote(value, safe='')}" for key, value in query.items())
    request = Request(f"{lab.address}{path}?{words}", headers={"Authorization": f"token {lab.token}"})
    try:
        with urlopen(request, timeout=60) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except HTTPError as error:
        return error.code, error.headers, error.read().decode()


def routes():
    """Each of the Formgrader's address patterns, and how many parts of it are free."""
    for pattern, handler, *_ in (*handlers.default_handlers, *apihandlers.default_handlers):
        if issubclass(handler, BaseHandler):
            plain = pattern.replace(handlers._navigation_regex, "next").replace("/?", "")
            yield plain, len(GROUP.findall(plain))


def filled(pattern, *parts):
    left = list(parts)
    return GROUP.sub(lambda _: quote(left.pop(0), safe=""), pattern)


def acts(headers, text):
    """Whether a browser that goes there would run something of the address."""
    if "html" not in headers.get("Content-Type", ""):
        return False
    soup = BeautifulSoup(text, "html.parser")
    scripts = [re.sub(r'"(?:[^"\\\n]|\\.)*"', '""', script.get_text()) for script in soup.find_all("script")]
    attributes = [
        name
        for tag in soup.find_all(True)
        for name, value in tag.attrs.items()
        if name.startswith("on") and MARK in value
    ]
    links = [tag["href"] for tag in soup.select("a[href]") if str(tag["href"]).lower().startswith("javascript")]
    return bool(attributes or links or any(MARK in script or "</" in script for script in scripts))


def test_every_route_is_guarded(server):
    """A route of nbgrader's that came first would answer a name that nobody has."""
    for pattern, parts in routes():
        for place in range(parts):
            given = [*[LESSON] * place, "..\\", *[LESSON] * (parts - place - 1)]
            status, headers, text = ask(server, filled(pattern, *given))
            assert (status, headers["Content-Type"]) == (404, "text/plain; charset=UTF-8"), pattern
            assert "Nobody and no lesson is called that" in text


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_in_an_address_acts(server, payload):
    for pattern, parts in routes():
        status, headers, text = ask(server, filled(pattern, *[payload] * parts), submission_id=payload, index=payload)
        assert status in (200, 400, 404, 405), pattern
        assert not acts(headers, text), pattern
    for path in (f"/formgrader/{quote(payload, safe='')}", "/assignments", "/nbgrader_version", "/formgraders"):
        _, headers, text = ask(server, path, course_id=payload, version=payload, path=payload)
        assert not acts(headers, text), path


def test_no_address_loads_a_configuration(server, tmp_path):
    (tmp_path / "nbgrader_config.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    for pattern, parts in routes():
        ask(server, filled(pattern, *[LESSON] * parts), path=str(tmp_path))
    assert not (tmp_path / "ran").exists()
    status, _, text = ask(server, "/formgrader", path=str(tmp_path))
    assert status == 404
    assert "it takes no `path`" in text
    for query in ({}, {"path": str(server.root)}):
        status, _, text = ask(server, "/formgrader", **query)
        assert status == 200
        assert "Manage Assignments" in text


def test_data_is_no_page(server):
    for path in ("students", "assignments", f"submissions/{LESSON}", f"student_submissions/{quote(ODD)}"):
        status, headers, text = ask(server, f"/formgrader/api/{path}")
        assert status == 200
        assert headers["Content-Type"].startswith("text/plain")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert json.loads(text)


def test_an_honest_name_stays_what_it_is(server):
    for path in (f"manage_students/{quote(ODD)}", f"manage_students/{quote(ODD)}/{LESSON}"):
        status, _, text = ask(server, f"/formgrader/{path}")
        assert status == 200
        assert ODD in BeautifulSoup(text, "html.parser").get_text()
        assert json.loads(re.search(r"var student_id = (.*);", text)[1]) == ODD


def test_a_submission_is_shown_and_what_lies_beside_it_does_nothing(server):
    with book(server.root) as gradebook:
        ids = {each.student.id: each.id for each in gradebook.notebook_submissions(LESSON, LESSON)}
    beside = server.root / "var" / "autograded" / ODD / LESSON
    (beside / "page.html").write_text("<script>zqx()</script>")
    status, headers, text = ask(server, f"/formgrader/submissions/{ids[ODD]}/")
    assert status == 200
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    graded = [cell for cell in Master.read(course_config(server.root), LESSON).cells if cell.grade]
    assert text.count('class="score tabbable"') == len(graded)
    assert BeautifulSoup(text, "html.parser").select_one("a.name-shown").get_text(strip=True) == ODD
    status, headers, text = ask(server, f"/formgrader/submissions/{ids[ODD]}/page.html")
    assert status in (200, 404)
    assert "sandbox" in headers["Content-Security-Policy"]
    for path in ("../../../gradebook.db", "..%2f..%2f..%2fgradebook.db", "%2e%2e/%2e%2e/"):
        status, _, _ = ask(server, f"/formgrader/submissions/{ids[ODD]}/{path}")
        assert status == 404


def test_the_model_answer_stands_beside_the_students_and_nothing_of_it_acts(server):
    with book(server.root) as gradebook:
        (submission,) = (each.id for each in gradebook.notebook_submissions(LESSON, LESSON) if each.student.id == ODD)
    page = BeautifulSoup(ask(server, f"/formgrader/submissions/{submission}/")[2], "html.parser")
    (open_question,) = (one for one in page.select("details.model-answer") if one.has_attr("open"))
    assert "Marking: one point for a case in which a wrong product has the right shape" in open_question.get_text()
    assert f"{{{{{MARK}}}}}" in open_question.get_text()
    assert not open_question.select("[onerror]")
    assert open_question.parent.select_one(".score")["id"] == "linear_open_question"
    closed = [one.get_text() for one in page.select("details.model-answer") if one is not open_question]
    answers = [cell for cell in Master.read(course_config(server.root), LESSON).cells if cell.solution]
    assert len(closed) == len(answers) - 1
    assert "return X @ W.T + b" in closed[0]
    assert "BEGIN SOLUTION" not in closed[0]


def test_a_submission_without_its_notebook_says_so(server):
    with book(server.root) as gradebook:
        (submission,) = (each.id for each in gradebook.notebook_submissions(LESSON, LESSON) if each.student.id == "ada")
    (server.root / "var" / "autograded" / "ada" / LESSON / f"{LESSON}.ipynb").unlink()
    status, _, text = ask(server, f"/formgrader/submissions/{submission}/")
    assert status == 404
    assert "grade it again" in text
