"""The commands that the documents give, given: the instructor's and the students' in order, with a class of one.

What is no command of the course's own is listed in ELSEWHERE, with the test or the script that runs it.
"""

import os
import re
import shlex
import shutil
import zipfile

import pytest
import yaml

from autograder.lessons.version import WHEEL
from tests.support import programs
from tests.support.course import ROOT, copy_course

LESSON = "05-xwt-plus-b"
KEPT = {"00-notation", LESSON}  # of the course: the others would be built as well when it is bundled
SHELL = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PYTHON = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CANVAS = 'Student,ID,SIS User ID,SIS Login ID,Section,05 (77),Final Score\n"Lovelace, Ada",101,u101,ada,A,,\n'
DOCUMENTS = {path.name: path.read_text() for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))}
ELSEWHERE = (
    (r"make \w+", "the Makefile, which .ci/run uses"),
    (r"export PATH=.*", "tests.support.programs, which has the tools on the path"),
    (r"apt install .*", ".ci/run"),
    (r"pytest.*|autograder build --check", "the Makefile, as CI does"),
    (r"dask .*", "tests/grading/workers, on a cluster of this machine"),
    (r"autograder grade 05 --scheduler .*", "tests/grading/workers"),
    (r"autograder judge .*", "tests/cli/test_judge.py"),
    (r"autograder new-lesson .*", "tests/publishing/test_new_lesson.py, which gives all of authors.md"),
)


def commands(document):
    """The lines of a document's shell blocks, without what is said beside them."""
    lines = "".join(SHELL.findall(DOCUMENTS[document])).splitlines()
    return [line.split("  #")[0].strip() for line in lines if line.strip()]


def is_elsewhere(command):
    return any(re.fullmatch(pattern, command) for pattern, _ in ELSEWHERE)


@pytest.fixture(scope="module")
def walk(tmp_path_factory):
    """The commands of the documents that were given, each with what it said. Each had to end well."""
    root = copy_course(tmp_path_factory.mktemp("walk") / "course")
    for path in [path for kind in ("solutions", "notebooks") for path in (root / kind).iterdir()]:
        if path.stem not in KEPT and path.suffix != ".md":
            shutil.rmtree(path)
        elif path.stem not in KEPT:
            path.unlink()
    own = root.parent / "student"
    own.mkdir()
    (root / "Grades-MATH101.csv").write_text(CANVAS)
    (own / "nbgrader_config.py").write_text(_students_config(root))
    environment = {**os.environ, "HOME": str(own), "PATH": os.pathsep.join([programs.BIN, os.environ["PATH"]])}
    given = {}

    def give(command, cwd):
        program, *words = shlex.split(command)
        done = programs.run(program, *words, cwd=cwd, environment=environment)
        assert done.returncode == 0, (command, done.stdout, done.stderr)
        given[command] = done.stdout + done.stderr

    fetch, submit, fetch_feedback = (command for command in commands("students.md") if command.startswith("nbgrader"))
    before = {"nbgrader collect": (fetch, submit)}
    after = {"nbgrader release_feedback": (fetch_feedback,)}
    todo = [command for command in commands("instructors.md") if not is_elsewhere(command)]
    todo += [command for name in ("students.md", "operators.md", "README.md") for command in commands(name)]
    for command in todo:
        if command in given or is_elsewhere(command):
            continue
        two = " ".join(command.split()[:2])
        for each in before.get(two, ()):
            give(each, own)
        if command.startswith("autograder collect-zip"):
            _download(root)
        give(command, root)
        for each in after.get(two, ()):
            give(each, own)
    return root, own, given


def _students_config(root):
    """The block of instructors.md, with the course's place in it."""
    (block,) = (block for block in PYTHON.findall(DOCUMENTS["instructors.md"]) if "c.Exchange.root" in block)
    return block.replace("/path/to/the/course", str(root))


def _download(root):
    """What Canvas gives for a lesson: the notebook of the one student on its list."""
    with zipfile.ZipFile(root / "submissions.zip", "w") as archive:
        archive.write(root / "notebooks" / LESSON / f"{LESSON}.ipynb", f"lovelaceada_101_900_{LESSON}.ipynb")


def test_every_command_of_the_guides_is_given_here_or_elsewhere(walk):
    given = walk[2]
    for name in ("README.md", "instructors.md", "students.md", "operators.md"):
        assert [each for each in commands(name) if each not in given and not is_elsewhere(each)] == []
    for pattern, _ in ELSEWHERE:
        assert any(re.fullmatch(pattern, each) for name in DOCUMENTS for each in commands(name)), pattern


def test_a_lesson_goes_out_and_its_page_comes_back(walk):
    root, own, given = walk
    assert f"Released as: matrix-gradients {LESSON}" in given[f"nbgrader release_assignment {LESSON}"]
    assert (own / LESSON / f"{LESSON}.ipynb").is_file()
    (page,) = (own / LESSON / "feedback").glob(f"*/{LESSON}.html")
    assert "linear_grad_W" in page.read_text()


def test_what_the_guides_say_is_written_is_there(walk):
    root, _, given = walk
    assert "1 of 1 handed in" in given["autograder report 05"]
    assert "ada" in given["autograder roster Grades-MATH101.csv"] + given["autograder extend 05 ada 48h"]
    for place in (
        "var/grades.csv",
        "var/report.html",
        f"var/submitted/ada/{LESSON}",
        f"work/{LESSON}.ipynb",
        "var/backups",
    ):
        assert (root / place).exists(), place
    assert list((root / "var").glob("matrix-gradients-*.zip"))
    assert list((root / "var").glob("marks-*.csv"))
    assert "wall" in given["autograder grade 05"]


def test_the_students_config_of_the_hub_says_the_same_as_the_instructors_guide():
    config = (ROOT / "docs" / "jupyterhub" / "nbgrader_config.py").read_text()
    settings = re.findall(r"^(c\.[\w.]+) = ", config, re.MULTILINE)
    assert settings == re.findall(r"^(c\.[\w.]+) = ", _students_config(ROOT), re.MULTILINE)


@pytest.mark.parametrize("document", ["README.md", "package.md"])
def test_examples_for_programs_run_to_what_they_say(document, capsys):
    blocks = [block for block in PYTHON.findall(DOCUMENTS[document]) if "judge" in block and "seed" in block]
    (block,) = blocks
    names = {}
    exec(block, names)
    assert (names["verdict"].passed, names["verdict"].score, names["verdict"].mistake) == (False, 0.0, "factor")
    said = re.findall(r"^print\(.*#\s*(.+)$", block, re.MULTILINE)
    assert capsys.readouterr().out.splitlines() == said


def test_the_packages_page_needs_nothing_beside_it():
    page = DOCUMENTS["package.md"]
    assert "![" not in page
    assert "](" not in page
    for block in PYTHON.findall(page):
        if "check(linear" not in block:
            exec(block, {})


def test_readme_names_the_wheel_as_it_is_called():
    assert set(re.findall(r"matrix_gradients-[\w.-]+\.whl", "".join(DOCUMENTS.values()))) == {WHEEL}


LINES = re.search(r"## For CI.*?```sh\n(.*?)```", DOCUMENTS["README.md"], re.DOTALL)[1].splitlines()


@pytest.mark.parametrize("file", ["github.yml", "gitlab.yml"])
def test_the_files_for_ci_give_readmes_commands_and_ours(file):
    jobs = yaml.safe_load((ROOT / "docs" / "ci" / file).read_text())
    jobs = jobs.get("jobs", jobs)
    steps = {
        name: [step.get("run") for step in jobs[name]["steps"]] if "steps" in jobs[name] else jobs[name]["script"]
        for name in ("lessons", "everything")
    }
    make, *lessons = filter(None, steps["lessons"])
    assert make == "make .venv/.ready"
    assert lessons == [f".venv/bin/{line}" for line in LINES if line != "pytest"]
    assert list(filter(None, steps["everything"])) == ["bash .ci/run"]
    assert (ROOT / ".ci" / "run").is_file()
