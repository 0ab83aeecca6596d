"""Downloads: whose each file in a zip of submissions is, by the names that Canvas and Moodle give them.

Canvas writes `lovelaceada_LATE_101_8812_file-1.ipynb`: family and given name, whether it was late, the student's ID,
the upload's. Moodle writes `Ada Lovelace_123456_assignsubmission_file_/file.ipynb`, with a number that is the
participant's in this assignment only, or the same as one name without a folder.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from zipfile import ZipInfo

from autograder.grading.inbox.notebook_file import NOTEBOOKS
from autograder.grading.marks.standing import Person

CANVAS = re.compile(r"(?P<name>[^/]+?)_(?P<late>LATE_)?(?P<number>\d+)_(?P<upload>\d+)_(?P<file>[^/]+)")
MOODLE = re.compile(r"(?P<name>[^/]+?)_(?P<number>\d+)_assignsubmission_[a-z]+_?(?:/(?P<inner>.+)|(?P<flat>[^/]+))")
ANONYMOUS = "anon"  # Canvas' name for everybody where marking is anonymous; the number is then nobody's ID
AGAIN = re.compile(r"(?:-\d+| ?\(\d+\))+$")  # what Canvas and browsers add to a name that is there already
CLUTTER = ("__MACOSX", ".DS_Store", "Thumbs.db")


@dataclass(frozen=True)
class HandedIn:
    """One file of one student: `number` tells students apart within a zip, `order` grows with every upload."""

    info: ZipInfo
    system: str
    name: str
    number: str
    file: str
    order: tuple[int, ...]
    late: bool = False


def handed_in(info: ZipInfo) -> HandedIn | None:
    """What a file's name in the zip says; None where it is none of Canvas' or Moodle's.

    >>> found = handed_in(ZipInfo("lovelaceada_LATE_101_8812_05-1.ipynb"))
    >>> found.name, found.number, found.file, found.late
    ('lovelaceada', '101', '05-1.ipynb', True)
    >>> handed_in(ZipInfo("Ada Lovelace_7_assignsubmission_file_/05.ipynb")).file
    '05.ipynb'
    """
    if found := _beneath(MOODLE, info.filename):
        return HandedIn(info, "Moodle", found["name"], found["number"], found["inner"] or found["flat"], info.date_time)
    if (found := _beneath(CANVAS, info.filename)) and found["name"] != ANONYMOUS:
        order, late = (int(found["upload"]),), bool(found["late"])
        return HandedIn(info, "Canvas", found["name"], found["number"], found["file"], order, late)
    return None


def is_clutter(info: ZipInfo) -> bool:
    """Whether it is a folder, or of those files that systems add."""
    return info.is_dir() or any(part in CLUTTER for part in PurePosixPath(info.filename).parts)


class Register:
    """The students of a gradebook, to be found by what a download calls them."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._by_number: dict[str, Person] = {}
        self._by_name = defaultdict[str, dict[str, Person]](dict)
        for one in people:
            if one.lms_user_id:
                self._by_number[one.lms_user_id] = one
            for name in (f"{one.first_name} {one.last_name}", f"{one.last_name} {one.first_name}", one.id):
                if key := folded(name):
                    self._by_name[key][one.id] = one

    def find(self, file: HandedIn) -> Person | None:
        """Whose it is: in Canvas by the ID; else by the whole name, where one student only is called so."""
        if file.system == "Canvas" and (found := self._by_number.get(file.number)):
            return found
        named = list(self._by_name.get(folded(file.name), {}).values())
        if len(named) != 1 or (file.system == "Canvas" and named[0].lms_user_id):
            return None  # who has another ID is somebody else of that name
        return named[0]


def folded(name: str) -> str:
    """A name's letters and digits, without case and accents: what systems leave of it is the same.

    >>> folded("Émilie du Châtelet") == folded("emilieduchatelet")
    True
    """
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(character for character in plain if character.isalnum())


def latest(files: Iterable[HandedIn], lesson: str) -> tuple[list[HandedIn], list[HandedIn]]:
    """One student's files without earlier uploads of the same notebook, and those.

    Two notebooks are the same by their names without "-1" or " (1)", where one of them is called so, or the lesson is:
    "hw-4" and "hw-5" are two.
    """
    newest, older = [], []
    groups = defaultdict[str, list[HandedIn]](list)
    for file in files:
        groups[_base(file.file)].append(file)
    for base, group in groups.items():
        plain = any(_stem(file.file) == base for file in group) or base == lesson
        group.sort(key=lambda file: (file.order, _again(file.file)))
        kept = 1 if plain else len(group)
        newest += group[-kept:]
        older += group[:-kept]
    return newest, older


def _beneath(pattern: re.Pattern[str], path: str) -> re.Match[str] | None:
    """A match of a path, or of what lies in the folders that it begins with."""
    return next(_matches(pattern, path), None)


def _matches(pattern: re.Pattern[str], path: str) -> Iterator[re.Match[str]]:
    parts = path.split("/")
    for start in range(len(parts)):
        if match := pattern.fullmatch("/".join(parts[start:])):
            yield match


def _stem(file: str) -> str:
    """A notebook's name without its ending; any other file's whole."""
    return next((file.removesuffix(ending) for ending in NOTEBOOKS if file.endswith(ending)), file)


def _base(file: str) -> str:
    return AGAIN.sub("", _stem(file)) if file.endswith(NOTEBOOKS) else file


def _again(file: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", _stem(file)[len(_base(file)) :])))
