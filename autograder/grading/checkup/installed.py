"""Installed: the packages that this one asks for, by its extras, and the unrelated one that has its import name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import metadata

from autograder.grading.checkup.finding import Finding

OWN, OTHER = "matrix-gradients", "autograder"
REQUIRED = re.compile(r'([\w.-]+)(?:\[[^\]]*\])?\s*(?:>=\s*([\d.]+))?.*?(?:extra\s*==\s*["\'](\w+)["\'])?\s*$')
EXTRAS = {  # what each is for; who writes or tests the course has the last
    "": "for anything",
    "course": "to build a course and grade a class",
    "cluster": "to grade on many machines",
    "similar": "to look for similar answers",
}


def look(is_course: bool) -> Iterator[Finding]:
    """What is to be said of packages; in a course, those that build it and grade must be there."""
    yield from _packages(is_course)
    yield _namesake()


def _packages(is_course: bool) -> Iterator[Finding]:
    lacking: dict[str, list[str]] = {extra: [] for extra in EXTRAS}
    for line in metadata.requires(OWN) or ():
        match = REQUIRED.match(line)
        if match is not None and (extra := match[3] or "") in lacking and not _is_there(match[1], match[2] or ""):
            lacking[extra].append(f"{match[1]} {match[2]} or newer" if match[2] else match[1])
    for extra, names in lacking.items():
        what = f"packages {EXTRAS[extra]}"
        install = f"pip install '{OWN}[{extra}]'" if extra else f"pip install {OWN}"
        if names:
            optional = extra not in ("", "course") or (extra == "course" and not is_course)
            yield Finding(what, f"missing: {', '.join(names)}", install, optional)
        else:
            yield Finding(what, "all there")


def _is_there(name: str, least: str) -> bool:
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return _numbers(version) >= _numbers(least)


def _numbers(version: str) -> list[int]:
    """The numbers that a version begins with: those of a release, and nothing of what comes before one."""
    found = re.match(r"\d+(?:\.\d+)*", version)
    return [int(number) for number in found[0].split(".")] if found else []


def _namesake() -> Finding:
    try:
        version = metadata.version(OTHER)
    except metadata.PackageNotFoundError:
        return Finding("import name", f"`{OTHER}` belongs to {OWN} alone")
    return Finding(
        "import name",
        f"an unrelated package called {OTHER} ({version}) is installed in the same place",
        f"pip uninstall {OTHER}, then pip install --force-reinstall --no-deps {OWN}",
    )
