"""The ways to install the course agree with each other."""

import re
import tomllib

import yaml

from tests.support.course import ROOT

PINS = dict(line.split("==") for line in (ROOT / "requirements.txt").read_text().splitlines() if line)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def canonical(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_requirement_is_a_plain_pin():
    for line in (ROOT / "requirements.txt").read_text().splitlines():
        assert re.fullmatch(r"[A-Za-z0-9_.\-]+==[A-Za-z0-9.]+", line), line


def test_the_pins_hold_every_dependency_of_the_project():
    pinned = {canonical(name): version for name, version in PINS.items()}
    extras = PROJECT["optional-dependencies"]
    for requirement in [*PROJECT["dependencies"], *extras["course"], *extras["dev"]]:
        name, least = re.fullmatch(r"([A-Za-z0-9_.\-]+)>=([0-9.]+)", requirement).groups()
        version = pinned[canonical(name)]
        assert [int(part) for part in re.findall(r"\d+", version)] >= [int(part) for part in least.split(".")], name


def test_nbgraders_commands_begin_without_grammars_of_addresses():
    """From 4.25 on jsonschema compiles 38 of them on import: a second of each command, and of JupyterLab's start."""
    assert tuple(map(int, PINS["jsonschema"].split(".")))[:2] < (4, 25)


def test_conda_gets_the_same_pins():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    (pip,) = [item["pip"] for item in environment["dependencies"] if isinstance(item, dict)]
    assert pip == ["-r requirements.txt", "--editable ."]
    python = next(item for item in environment["dependencies"] if str(item).startswith("python="))
    assert python.split("=")[1] >= PROJECT["requires-python"].removeprefix(">=")


def test_the_distribution_is_what_it_says():
    assert PROJECT["name"] == "matrix-gradients"
    assert PROJECT["scripts"] == {"autograder": "autograder.cli:app"}
    assert (ROOT / "autograder" / "py.typed").is_file()


def test_nothing_of_a_run_is_committed():
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    assert {"var/", ".venv/"} <= set(ignored)
