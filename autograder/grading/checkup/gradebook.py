"""Gradebook: whether it is whole, of this nbgrader's version, may be written, and has copies."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import nbgrader
from alembic.script import ScriptDirectory
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import SQLAlchemyError
from traitlets.config import Config

from autograder.grading.checkup.finding import Finding
from autograder.grading.gradebook.transaction import reason
from autograder.grading.marks.backup import FOLDER
from autograder.grading.marks.health import gradebook_file, trouble_with

WHAT = "gradebook"
PATIENCE = 3.0  # seconds: who asks a doctor waits for the answer


def look(config: Config) -> Iterator[Finding]:
    """What is to be said of the course's gradebook."""
    path = gradebook_file(config)
    if path is None:
        yield _elsewhere(CourseDirectory(config=config).db_url)
    elif not path.exists():
        yield Finding(WHAT, "none yet; the first `autograder grade` makes it")
    elif trouble := trouble_with(path, PATIENCE, whole=True):
        yield Finding(WHAT, f"{path.name} cannot be used", f"{path.name} {trouble}.")
    elif not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        yield Finding(WHAT, "may be read only", f"give yourself the right to write {path} and its folder.")
    else:
        yield _version(path)


def _version(path: Path) -> Finding:
    """Of a gradebook that is whole: whether this nbgrader knows its tables."""
    heads = ScriptDirectory(str(Path(nbgrader.__file__).parent / "alembic")).get_heads()
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as gradebook:
            versions = [version for (version,) in gradebook.execute("SELECT version_num FROM alembic_version")]
    except sqlite3.Error:
        versions = []
    if path.stat().st_size and not set(versions) & set(heads):
        sentence = f"back {path.name} up, then run `nbgrader db upgrade`: another version of nbgrader has made it."
        return Finding(WHAT, "has the tables of another version", sentence)
    copies = len(list((path.parent / FOLDER).glob(f"{path.stem}-*.db")))
    return Finding(WHAT, f"whole; {copies} {'copy' if copies == 1 else 'copies'} in {path.parent.name}/{FOLDER}")


def _elsewhere(url: str) -> Finding:
    kind = make_url(url).get_backend_name()
    try:
        engine = create_engine(url)
        with closing(engine.connect()):
            return Finding(WHAT, f"answers, in {kind}; its copies are that program's")
    except (SQLAlchemyError, ImportError) as error:
        said = reason(error) if isinstance(error, SQLAlchemyError) else str(error)
        return Finding(WHAT, f"does not answer, in {kind}", f"see that c.CourseDirectory.db_url is right: {said}")
