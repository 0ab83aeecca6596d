"""What students made reaches a terminal, a log and a file of marks as plain text: every route, with hostile words."""

import ast
import csv
import json
import logging
import os
import re
import shutil
import subprocess
import sys
import sysconfig

import pytest
from rich.console import Console
from typer.testing import CliRunner

from autograder.cli import app, console
from autograder.cli.classroom import tables
from autograder.grading.classroom.nbgrader_steps import NbgraderSteps
from autograder.grading.classroom.tally import Tally
from autograder.grading.marks.class_report import ClassReport
from autograder.grading.marks.outcomes import Outcome
from autograder.grading.marks.standing import Person, Standing
from autograder.grading.plain_text import Log, cell, line, lines
from autograder.grading.plugins.log import PlainFormatter
from autograder.grading.submission import source
from tests.support.course import ROOT
from tests.support.walls import best

LESSON, NAME = "05-xwt-plus-b", "wx_grad_W"
BIN = sysconfig.get_path("scripts")
FORGED = "05: 17 of 17 points for mallory"
ACTS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
HOSTILE = (
    "\x1b]0;HACKED\x07",  # the window's title
    "\x1b]52;c;SEFDSw==\x07",  # the clipboard
    "\x1b[2J\x1b[H",
    "\x9b2J",  # the same in one byte
    "\x1b]8;;http://evil.example\x1b\\here\x1b]8;;\x1b\\",
    f"x\n{FORGED}",
    f"x\r{FORGED}",
    f"x\r\n{FORGED}",
    f"x\v{FORGED}",
    f"x\x85{FORGED}",
    f"x\u2028{FORGED}",
    "\u202etsohg\u2066",
    "\u200b\u2060\ufeff\u061c",
    "\U000e0041",  # an invisible tag
    "\x00\x08\x7f",
    "\udc9b2J",  # a byte that is no UTF-8, in a file's name
    "[bold red]eve[blink]",
    "[link=http://evil.example]click[/link]",
    "[/]",
    ":skull:",
    "=cmd|' -c calc'!A0",
)
IN_NAMES = [text for text in HOSTILE if "/" not in text and "\x00" not in text]


def held(text):
    """Fails when there is anything in the text that acts on a terminal, or a line that a student forged."""
    assert not ACTS.search(text), ascii(ACTS.search(text))
    assert "\x1b" not in text
    assert not [said for said in text.splitlines() if said.strip().startswith(FORGED)], text


@pytest.mark.parametrize("text", HOSTILE)
def test_a_line_is_one_plain_line_and_nothing_of_it_is_lost_unseen(text):
    held(line(text))
    assert "\n" not in line(text)
    assert line(line(text)) == line(text)
    assert not ACTS.search(lines(text))
    assert lines(text).count("\n") == text.count("\n")
    for letters in re.findall(r"[!-~]+", text):
        assert letters in line(text)


def test_what_people_write_stays_as_it_is():
    for text in ("Zoë Åström", "महेंद्र क्‍ष", "می‌خواهم", "👩‍🔬 ✓", "Gᵀ Σ_ij δ_ij W̃", "a  b", "[0, 0]", "e\u0301"):
        assert line(text) == lines(text) == text
    assert line("ada\u200d") == "ada⟨U+200D⟩"
    assert line("e" + "\u0301" * 300_000).endswith("⟨299992 more marks⟩")
    assert line("ada\u3164\ud800\x9b") == "ada⟨U+3164⟩⟨U+D800⟩⟨U+009B⟩"  # a blank letter, half of one, CSI in one byte


@pytest.mark.parametrize("mark", ["", "=", "+", "-", "@", "\t=", "\r=", "\n@", " =", "\u3000=", "＝", "＋", "－", "＠"])
def test_no_cell_of_a_file_begins_a_formula_and_numbers_stay_numbers(mark):
    written = cell(f"{mark}1+2")
    assert (written[0] == "'") == bool(mark)
    assert "\n" not in written
    assert [cell(value) for value in (-2.5, 0, None)] == [-2.5, 0, None]


def test_a_log_line_is_one_line_whatever_its_arguments_are(caplog):
    log = Log("autograder.test")
    for text in HOSTILE:
        log.warning("%s is not copied: %d bytes, %s", text, 5, OSError(text))
        held(caplog.messages[-1])
        assert "\n" not in caplog.messages[-1]
        record = logging.LogRecord("x", logging.WARNING, "", 0, "Collecting %s", (text,), None)
        held(PlainFormatter(color=False).format(record))
    try:
        raise ValueError("\x1b[2J")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "it broke", (), sys.exc_info())
    held(PlainFormatter(color=False).format(record))


@pytest.mark.parametrize("width", [60, 300])
def test_no_name_acts_in_the_tables(monkeypatch, capsys, width):
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setattr(console, "_out", Console(highlight=False, force_terminal=True, color_system="truecolor"))
    tally = Tally(done=1, total=2)
    for text in HOSTILE:
        tally.failed[text] = tally.tried[text] = 1
    report = ClassReport(
        (LESSON,),
        tuple(Person(text, text, text) for text in HOSTILE),
        {LESSON: 17.0},
        {(text, LESSON): Standing(text, LESSON, 17.0, 1.0) for text in HOSTILE},
        {(text, LESSON): Outcome({text: text}, text if k % 2 else "") for k, text in enumerate(HOSTILE)},
    )
    with console.progress() as update:
        update(tables.progress(tally))
        update("\x1b]0;HACKED\x07")
    for table in (tables.points(report), tables.mistakes(report)):
        console.show(table)
    for text in HOSTILE:
        console.say(text)
        console.say_lines(text.replace("\n", ""))
    console.warn(HOSTILE[0], HOSTILE[0].replace("\x1b", ""))
    shown = capsys.readouterr()
    # rich's own: colours, and where the line of progress goes
    plain = re.sub(r"\x1b\[[0-9;]*m|\x1b\[(\?25[lh]|[12]?[AK])|\r", "", shown.out + shown.err)
    held(plain)
    assert "]8;" not in re.sub(r"⟨U\+001B⟩\]8;", "", plain)
    assert "[link=" in plain or width < 100
    assert "☠" not in plain
    assert "💀" not in plain


def answer_with(text):
    """Sources in which this text comes back by every way there is."""
    quoted = ascii(text)
    head = f"def {NAME}(W, X, G):\n    "
    yield f"raise ValueError({quoted})"
    yield f"{head}raise ValueError({quoted})"
    yield f"{head}raise type({quoted}.replace(chr(0), ''), (Exception,), {{}})({quoted})"
    yield f"{head}return type({quoted}.replace(chr(0), ''), (), {{}})()"
    yield f"{head}return {quoted}"
    yield f"{head}raise ValueError  # {text.encode('utf-8', 'replace').decode()}"
    yield f"print({quoted}); import sys; print({quoted}, file=sys.stderr); {NAME} = {quoted}"


def spoken(answer, exercise=NAME):
    return json.dumps({"source": answer, "name": exercise})


def judge(*arguments, stdin=""):
    return CliRunner().invoke(app, ["judge", *map(str, arguments)], input=stdin, env={"COLUMNS": "200"})


@pytest.fixture
def judged_once(monkeypatch):
    """What is judged in one form is told in the other as well, and not judged again for it."""
    verdicts = {}
    judge_source = source.judge_source

    def remembered(name, text, *others):
        if (name, text) not in verdicts:
            verdicts[name, text] = judge_source(name, text, *others)
        return verdicts[name, text]

    monkeypatch.setattr(source, "judge_source", remembered)


@pytest.mark.usefixtures("judged_once")
def test_no_answer_acts_on_the_terminal_of_who_judges_it(tmp_path):
    best()
    spoken_lines = []
    for text in HOSTILE:
        spoken_lines += [spoken(answer) for answer in answer_with(text)]
        derivation = f"def wx_derivation():\n    return 'dL = G : dD' + {ascii(text)}"
        einsum = f"def wx_grad_W_einsum():\n    return {ascii(text)}"
        spoken_lines += [spoken(derivation, "wx_derivation"), spoken(einsum, "wx_grad_W_einsum")]
        spoken_lines += [json.dumps({"source": "x", "id": text}), json.dumps({"source": "x", "name": text})]
    stdin = "\n".join(spoken_lines)
    for form in ([], ["--json"]):
        result = judge(NAME, "-", *form, stdin=stdin)
        assert result.exit_code == 2
        held(result.stdout)
        held(result.stderr)
    assert len(result.stdout.splitlines()) == len(spoken_lines)
    for number, text in enumerate([*answer_with(HOSTILE[0]), *answer_with(HOSTILE[5])]):
        (tmp_path / f"{number}.py").write_text(text)
        held(judge(NAME, tmp_path / f"{number}.py").output)
    (tmp_path / "derivation.py").write_text(
        f"def wx_derivation():\n    return 'dL = G : dD{ascii(HOSTILE[0])[1:-1]}\\n = {ascii(FORGED)[1:-1]}'"
    )
    held(judge("wx_derivation", tmp_path / "derivation.py").output)


def test_files_are_named_plainly_and_neither_links_nor_pipes_are_opened(tmp_path):
    best()
    for text in IN_NAMES:
        (tmp_path / f"{text}.py").write_text("x = 1")
        (tmp_path / f"{text}!.py").write_bytes(b"\xff")
    os.mkfifo(tmp_path / "pipe.py")
    secret = tmp_path / "secret"
    secret.write_text("def wx_grad_W(W, X, G):\n    return G @ X.T\n")
    (tmp_path / "link.py").symlink_to(secret)
    (tmp_path / "folder.py").mkdir()
    for form in ([], ["--json"]):
        result = judge(NAME, tmp_path, *form)
        assert result.exit_code == 2
        held(result.output)
    answers = [json.loads(said) for said in result.stdout.splitlines()]
    assert len(answers) == 2 * len(IN_NAMES) + 3
    assert not any(verdict.get("passed") for verdict in answers)
    assert sum("cannot be read" in verdict.get("error", "") for verdict in answers) == len(IN_NAMES) + 3
    for name in map(str, tmp_path.iterdir()):  # as a shell's * gives them
        held(judge(NAME, name, name).output)
        held(judge(name, name).output)


def test_what_breaks_on_one_line_costs_that_line_only(monkeypatch):
    from autograder.judging.limits import TimeIsUp

    best()
    right = "def wx_grad_W(W, X, G):\n    return G @ X.T\n"
    judge_source = source.judge_source

    def breaking(name, text, *others):
        if text in broken:
            raise broken[text]
        return judge_source(name, text, *others)

    broken = {"one": MemoryError(), "two": TimeIsUp(), "three": ValueError(HOSTILE[0]), "four": RecursionError()}
    monkeypatch.setattr(source, "judge_source", breaking)
    monkeypatch.setattr("autograder.cli.judge.LONGEST_LINE", 500)
    stdin = "\n".join([*map(spoken, broken), "[" * 5000, spoken("x" * 5000), spoken(right)])
    result = judge(NAME, "-", "--json", stdin=stdin)
    assert result.exit_code == 2
    answers = [json.loads(said) for said in result.stdout.splitlines()]
    assert [bool(verdict.get("error")) for verdict in answers] == [True] * 6 + [False]
    assert "the grader itself broke on it (MemoryError)" in answers[0]["error"]
    assert answers[-1]["passed"]
    held(result.stderr)


def test_an_error_of_our_own_is_told_with_its_trace_in_plain_text(monkeypatch):
    def breaks(*_):
        raise OSError(HOSTILE[0] + FORGED)

    monkeypatch.setattr("autograder.publishing.folder.find_course", breaks)
    result = CliRunner().invoke(app, ["build"])
    assert result.exit_code == 1
    assert "Traceback" in result.stderr
    held(result.output)


@pytest.fixture(scope="module")
def class_of_names(assigned, tmp_path_factory):
    """A class in which names are all that is wrong: of students, where they may be in the gradebook, and of files."""
    best()
    folder = tmp_path_factory.mktemp("names") / "course"
    shutil.copytree(assigned, folder)
    submitted = NbgraderSteps(folder).submitted
    names = [text for text in IN_NAMES if text.isprintable()]
    for name in (*names, "-2+3", "@SUM(A1)", "+1-1", "honest"):
        place = submitted / name / LESSON
        place.mkdir(parents=True)
        shutil.copy(folder / "notebooks" / LESSON / f"{LESSON}.ipynb", place)
    for text in IN_NAMES:
        os.mkfifo(place / f"{text}.csv")
        (place / f"{text}.txt").symlink_to("/etc/passwd")
    return folder, [*names, "-2+3", "@SUM(A1)", "+1-1", "honest"]


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_no_name_in_a_class_acts_on_the_terminal_or_in_the_file_of_marks(class_of_names, form):
    folder, names = class_of_names
    environment = os.environ | {"COLUMNS": "200", "PYTHONUTF8": "1"}
    command = [f"{BIN}/autograder", "grade", "05", "--no-feedback", "--regrade", "--workers", "2", *form]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=400)
    assert done.returncode == 0, done.stderr
    for said in (done.stdout.decode(), done.stderr.decode()):
        held(said)
    assert "is not copied" in done.stderr.decode()
    assert "more are not copied" in done.stderr.decode()
    marks = (folder / "var" / "grades.csv").read_bytes().decode()
    held(marks)
    rows = list(csv.DictReader(marks.splitlines()))
    assert {row["student_id"].removeprefix("'") for row in rows} == set(names)
    for row in rows:
        assert row["student_id"][0] not in "=+-@"
        float(row["score"])


def test_the_demo_and_the_doctor_speak_plainly(course):
    answers = course / "answers"
    for text in IN_NAMES:
        (course / "var" / "submitted" / text / LESSON).mkdir(parents=True)
        (answers / "ada").mkdir(parents=True, exist_ok=True)
        held(CliRunner().invoke(app, ["demo", str(answers), "--root", str(course)]).output)
        held(CliRunner().invoke(app, ["demo", text, "--root", str(course)]).output)
        shutil.rmtree(course / "var" / "submitted" / text)
    held(CliRunner().invoke(app, ["doctor"]).output)


SPEAKING = {"print", "echo", "secho", "stdout", "stderr", "Console", "Table", "Live", "Text", "from_markup", "input"}


def test_commands_speak_through_the_console_alone():
    for path in (ROOT / "autograder" / "cli").glob("*.py"):
        if path.name == "console.py":
            continue
        tree = ast.parse(path.read_text())
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        used |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert not used & SPEAKING, path
        imported = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
        modules = {getattr(node, "module", None) or node.names[0].name for node in imported}
        assert not {module for module in modules if module.split(".")[0] in ("rich", "logging")}, path


def test_grading_logs_through_plain_text_or_not_at_all():
    for path in (ROOT / "autograder" / "grading").rglob("*.py"):
        text = path.read_text()
        assert not re.search(r"(?<![.\w])print\(", text), path
        assert "warnings.warn" not in text, path
        if path.name != "plain_text.py" and "getLogger(" in text:
            assert "setLevel(logging.CRITICAL)" in text, path
