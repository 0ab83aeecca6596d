"""What is built for others to install is whole, and says who made it and on what terms."""

import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email.parser import HeaderParser

import pytest
import yaml

from autograder.lessons.version import VERSION
from tests.support.course import ROOT
from tests.support.processes import PATIENCE

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text())
NAME = f"matrix_gradients-{PROJECT['version']}"
GRAMMAR = "autograder/notation/syntax/derivation.lark"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A folder with the wheel and the source distribution, made without a network."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-d", folder]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    return folder


def test_the_wheel_holds_the_package_and_nothing_else_but_its_licence(built):
    with zipfile.ZipFile(built / f"{NAME}-py3-none-any.whl") as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}
        licence = wheel.read(f"{NAME}.dist-info/licenses/LICENSE")
        about = HeaderParser().parsestr(wheel.read(f"{NAME}.dist-info/METADATA").decode())
    package = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "autograder").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert names == package
    assert {GRAMMAR, "autograder/py.typed"} <= names
    assert licence == (ROOT / "LICENSE").read_bytes()
    assert about["License-Expression"] == "BSD-3-Clause"
    assert about["Author"] == PROJECT["authors"][0]["name"]


def test_the_source_distribution_holds_the_course_as_well(built):
    with tarfile.open(built / f"{NAME}.tar.gz") as source:
        names = {name.removeprefix(f"{NAME}/") for name in source.getnames()}
    assert {"LICENSE", "CITATION.cff", "CHANGELOG.md", "nbgrader_config.py", GRAMMAR, "autograder/py.typed"} <= names
    assert {f"solutions/{text.name}" for text in (ROOT / "solutions").glob("*.md")} <= names
    assert not [name for name in names if name.startswith(("var/", ".venv/"))]


def test_the_licence_the_citation_and_the_project_name_the_same_authors_and_terms():
    assert PROJECT["license"] == CITATION["license"] == "BSD-3-Clause"
    assert PROJECT["license-files"] == ["LICENSE"]
    assert CITATION["authors"] == PROJECT["authors"]
    assert CITATION["authors"][0]["name"] in (ROOT / "LICENSE").read_text()


def test_the_changelog_the_citation_and_the_project_agree_on_the_version():
    changes = (ROOT / "CHANGELOG.md").read_text()
    released = re.findall(r"^## (\d+\.\d+\.\d+) \((\d{4}-\d\d-\d\d)\)$", changes, re.M)
    assert released[0] == (CITATION["version"], CITATION["date-released"])
    coming = re.findall(r"^## Unreleased \((\d+\.\d+\.\d+)\)$", changes, re.M)
    assert PROJECT["version"] == VERSION
    assert PROJECT["version"] in [CITATION["version"], *(f"{version}.dev0" for version in coming)]
