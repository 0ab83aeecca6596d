"""Backends: the best wall that works is chosen, and one sentence says what to install where there is none."""

import pytest

from autograder.sandbox import backends
from autograder.sandbox.backends import BACKENDS, NoWall, Offer, choose


def test_without_any_wall_one_sentence_says_what_to_install(monkeypatch):
    none = tuple(Offer(backend, False, f"install {backend.name}") for backend in BACKENDS)
    monkeypatch.setattr(backends, "offers", lambda: none)
    with pytest.raises(NoWall) as refused:
        choose()
    assert str(refused.value).startswith("students' code cannot be walled off on this machine: install bubblewrap")
    assert "--unsafe-no-sandbox" in str(refused.value)
    with pytest.raises(NoWall, match="install landlock"):
        choose("landlock")
    assert choose("none").safe is False


def test_a_wall_of_no_such_name_is_told_which_there_are():
    with pytest.raises(NoWall, match="no wall is called 'moat': there are bubblewrap"):
        choose("moat")


def test_a_bubblewrap_that_is_no_program_is_a_reason_and_no_error(monkeypatch, tmp_path):
    program = tmp_path / "bwrap"
    program.write_bytes(b"\0")
    program.chmod(0o755)
    monkeypatch.setattr(backends, "bubblewrap_program", lambda: str(program))
    assert backends._bubblewrap() == f"{program} does not run here (Exec format error)"


def test_the_best_wall_that_works_is_chosen(monkeypatch):
    some = tuple(Offer(backend, backend.name == "landlock", "") for backend in BACKENDS)
    monkeypatch.setattr(backends, "offers", lambda: some)
    assert choose().name == "landlock"
