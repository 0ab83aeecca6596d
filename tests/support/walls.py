"""The walls that this machine can build, for tests that are to hold behind each of them."""

import os

import pytest

from autograder.sandbox.backends import BACKENDS, BUBBLEWRAP_HINT, LANDLOCK_HINT, offers

HINTS = f"{BUBBLEWRAP_HINT}; {LANDLOCK_HINT}"
MAY_FORK = {backend.name: backend.bubblewrap or os.geteuid() == 0 for backend in BACKENDS}


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
