"""The walls that this machine can build, for tests that are to hold behind each of them, and cells run there."""

import os
from contextlib import closing
from time import monotonic

import pytest

from autograder.sandbox.backends import BACKENDS, BUBBLEWRAP_HINT, LANDLOCK_HINT, offers

NAMES = [backend.name for backend in BACKENDS]
HINTS = f"{BUBBLEWRAP_HINT}; {LANDLOCK_HINT}"
MAY_FORK = {backend.name: backend.bubblewrap or os.geteuid() == 0 for backend in BACKENDS}
LONG = 600  # seconds: so long that nothing but an endless wait takes it, on the busiest machine too


def offered(name):
    """The backend's name; skips where this machine does not have it, and says how to get it."""
    (offer,) = [offer for offer in offers() if offer.backend.name == name]
    if not offer.works:
        pytest.skip(f"no {name} here: {offer.reason} ({HINTS})")
    return name


def best():
    """The best wall of this machine."""
    for offer in offers():
        if offer.works:
            return offer.backend.name
    pytest.skip(f"no wall can be built here ({HINTS})")
    return ""


def session(wall, seconds=LONG):
    """A session for so many seconds, closed at the end of the block."""
    return closing(wall.session(monotonic() + seconds))


def run(wall, source):
    """One cell, in a session of its own."""
    with session(wall) as opened:
        return opened.run(source)


def let_in(folder):
    """Opens the way to a test's folder to the other users that submissions run as."""
    for place in (folder, *folder.parents):
        if place.stat().st_uid == os.geteuid() and str(place).startswith("/tmp/"):
            place.chmod(0o755)


def text(ran):
    """What the cell printed, or the text of its error."""
    return "".join(output.get("text", output.get("evalue", "")) for output in ran.outputs)
