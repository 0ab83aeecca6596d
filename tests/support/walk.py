"""A walk: a document's commands and changes, done one after the other in a copy of the course, by a process of its own.

    python -m tests.support.walk DOCUMENT      in the folder of the copy, which is the first on the path

A `console` block has commands behind "$ " and what they say below them, where a line of "…" stands for any lines, and
"…" within one for the rest of it. A `diff` block changes a file: what is behind "-" becomes what is behind "+".
"""

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

BLOCK = re.compile(r"^```(console|diff)\n(.*?)^```$", re.M | re.S)
WIDTH = "100"


def walk(document: str) -> list[str]:
    """What is not as the document says: nothing."""
    wrong: list[str] = []
    for kind, block in BLOCK.findall(document):
        if kind == "diff":
            _change(block)
            continue
        for command in re.split(r"^\$ ", block, flags=re.M)[1:]:
            line, _, told = command.partition("\n")
            said = _run(line)
            if not re.fullmatch(_pattern(told), said.strip(), re.S):
                wrong.append(f"$ {line}\n{said}")
    return wrong


def _pattern(told: str) -> str:
    pattern = re.sub(r"^…\n", r"(?:.*\n)?", re.escape(told.strip()).replace("\\\n", "\n"), flags=re.M)
    return re.sub(r"\n…$", r"(?:\n.*)?", pattern).replace("…", "[^\n]*")


def _change(block: str) -> None:
    name, old, new = (re.findall(rf"^{re.escape(sign)}(.*)$", block, re.M) for sign in ("--- ", "-    ", "+    "))
    if not old:
        old, new = (re.findall(rf"^{re.escape(sign)}(?!--|\+\+)(.*)$", block, re.M) for sign in ("-", "+"))
    path = Path(name[0])
    text = path.read_text(encoding="utf-8")
    assert text.count("\n".join(old)) == 1, block
    path.write_text(text.replace("\n".join(old), "\n".join(new)), encoding="utf-8")


def _run(line: str) -> str:
    program, *arguments = shlex.split(line)
    if program != "autograder":
        done = subprocess.run(line, shell=True, capture_output=True, text=True, check=False)
        return done.stdout + done.stderr
    from typer.testing import CliRunner

    from autograder.cli import app

    return CliRunner().invoke(app, arguments).output


def main(document: Path, further: Callable[[], object]) -> None:
    """Prints as JSON what is wrong, and what else there is to know."""
    os.environ["COLUMNS"] = WIDTH
    print(json.dumps({"wrong": walk(document.read_text(encoding="utf-8")), "further": further()}))


def lesson_keeps_the_rules() -> object:
    """The house rules that the new lesson does not keep, and where the package came from."""
    import autograder
    from autograder.lessons.course import find_lesson
    from tests.support import house

    lesson = find_lesson("11")
    page = house.Page(Path("solutions") / f"{lesson.name}.md", lesson.exercises)
    return {"slips": house.slips(page), "package": autograder.__file__}


if __name__ == "__main__":
    main(Path(sys.argv[1]), lesson_keeps_the_rules)
