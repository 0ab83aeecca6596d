"""Collection: a zip of submissions becomes <student>/<lesson>/ below the submissions, one student at a time."""

from __future__ import annotations

import os
import shutil
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from zipfile import ZipFile

from autograder.grading.errors import CannotGrade
from autograder.grading.inbox.students import shown
from autograder.grading.lms.downloads import HandedIn, Register, handed_in, is_clutter, latest
from autograder.grading.lms.unzip import Unfit, archive, place, read
from autograder.grading.marks.standing import Person
from autograder.grading.plain_text import line

MOST_FILES, MOST_BYTES = 100, 100_000_000  # of one student: a notebook with pictures beside it has ten and some MB
SHOWN = 3  # names of a zip that a sentence quotes


@dataclass
class Collected:
    """What became of a zip: who has a new submission, a replaced one, the same as before; who was late by Canvas.

    `kept` have another one already; `left_out` says of each other file why it is nobody's submission; `older` are
    earlier uploads of a notebook that was taken.
    """

    new: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    older: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def collect(path: Path, lesson: str, people: Sequence[Person], submitted: Path, update: bool = False) -> Collected:
    """Puts each student's files of a Canvas' or Moodle's download into their folder below `submitted`.

    Who has other files there keeps them, unless `update`. A file that cannot be taken costs nobody else anything.
    Raises CannotGrade where the file is no such download, or something cannot be written.
    """
    collected = Collected()
    with archive(path) as opened:
        for person, files in _by_student(path, opened, Register(people), collected):
            newest, older = latest(files, lesson)
            collected.older += [line(file.info.filename) for file in older]
            contents = _contents(opened, newest, collected)
            if not contents:
                continue
            if any(file.late for file in newest):
                collected.late.append(person.id)
            try:
                _put(submitted / person.id / lesson, contents, person.id, update, collected)
            except OSError as error:
                raise CannotGrade(
                    f"{submitted / person.id / lesson} cannot be written ({error.strerror or error})."
                ) from error
    return collected


def _by_student(
    path: Path, opened: ZipFile, register: Register, collected: Collected
) -> list[tuple[Person, list[HandedIn]]]:
    """Each student's files; all others are said to be left out. Raises CannotGrade where no name is a download's."""
    entries = [info for info in opened.infolist() if not is_clutter(info)]
    found = [file for info in entries if (file := handed_in(info)) is not None]
    if not found:
        names = ", ".join(shown(info.filename) for info in entries[:SHOWN]) or "nothing"
        raise CannotGrade(
            f"{path} is no download of submissions from Canvas or Moodle: it holds {names}. Names there are as in "
            "lovelaceada_101_8812_file.ipynb or Ada Lovelace_123456_assignsubmission_file_/file.ipynb."
        )
    known = {id(file.info) for file in found}
    collected.left_out += [
        f"{shown(info.filename)}: its name says not whose it is" for info in entries if id(info) not in known
    ]
    people: dict[str, Person] = {}
    files = defaultdict[str, list[HandedIn]](list)
    for file in found:
        person = register.find(file)
        if person is None:
            who = f"{file.name}, {file.number}" if file.system == "Canvas" else file.name
            collected.left_out.append(f"{shown(file.info.filename)}: no one student of the gradebook is {line(who)}")
        else:
            people[person.id] = person
            files[person.id].append(file)
    for student in list(files):
        if len({(file.system, file.number) for file in files[student]}) > 1:
            both = ", ".join(sorted({f"{file.name}, {file.number}" for file in files[student]}))
            collected.left_out.append(f"{line(both)}: several in the download would be {line(student)}")
            del files[student]
    return [(people[student], files[student]) for student in sorted(files)]


def _contents(opened: ZipFile, files: Sequence[HandedIn], collected: Collected) -> dict[PurePosixPath, bytes]:
    """What may be taken of one student's files, by where it lies in their folder."""
    contents: dict[PurePosixPath, bytes] = {}
    size = 0
    for file in files:
        try:
            target = place(file.file)
            if len(contents) == MOST_FILES or size + file.info.file_size > MOST_BYTES:
                raise Unfit(f"it is more than {MOST_FILES} files or {MOST_BYTES / 1e6:.0f} MB of one student")
            if any(target in (other, *other.parents) or other in target.parents for other in contents):
                raise Unfit("another file has its name")
            contents[target] = read(opened, file.info)
            size += len(contents[target])
        except Unfit as reason:
            collected.left_out.append(f"{shown(file.info.filename)}: {reason}")
    return contents


def _put(
    folder: Path, contents: Mapping[PurePosixPath, bytes], student: str, update: bool, collected: Collected
) -> None:
    """Writes a submission's folder, whole or not at all. Raises OSError."""
    is_there = os.path.lexists(folder)
    if is_there and _present(folder) == contents:
        collected.same.append(student)
        return
    if is_there and not update:
        collected.kept.append(student)
        return
    arriving, before = (folder.with_name(f".{folder.name}.{state}") for state in ("arriving", "before"))
    for rest in (arriving, before):
        shutil.rmtree(rest, ignore_errors=True)  # of a run that was killed
    for name, content in contents.items():
        target = arriving / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    if is_there:
        folder.rename(before)
    arriving.rename(folder)
    if is_there:
        if before.is_symlink():
            before.unlink()
        else:
            shutil.rmtree(before)
    (collected.replaced if is_there else collected.new).append(student)


def _present(folder: Path) -> dict[PurePosixPath, bytes] | None:
    """The files that are there, None where that is no folder of plain files of a bearable size."""
    if folder.is_symlink() or not folder.is_dir():
        return None
    paths = list(folder.rglob("*"))
    files = [path for path in paths if not path.is_dir()]
    if len(files) > MOST_FILES or any(path.is_symlink() or not path.is_file() for path in files):
        return None
    if sum(path.stat().st_size for path in files) > MOST_BYTES:
        return None
    return {PurePosixPath(path.relative_to(folder)): path.read_bytes() for path in files}
