"""Settings: what nbgrader_config.py sets that nobody reads, or that its setting cannot be.

traitlets passes over a name that it does not know in silence, and says of a value only when somebody needs it.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

import nbgrader.apps
from nbgrader import converters, exchange, plugins, preprocessors
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import default
from traitlets import TraitError
from traitlets.config import Config, Configurable, LazyConfigValue

from autograder.grading.checkup.finding import Finding
from autograder.grading.pages.feedback.model_answers import ModelAnswers
from autograder.grading.plugins.settings import Wall

ALIKE = 0.85  # a section of another program's is left alone
WHAT = "nbgrader_config.py"
OURS = (Wall, ModelAnswers, CourseDirectory)
PLACES = (converters, exchange, default, plugins, preprocessors, nbgrader.apps)


def look(config: Config) -> Iterator[Finding]:
    """What is wrong with these settings, or that they are well."""
    wrong = list(complaints(config))
    for sentence in wrong:
        yield Finding(WHAT, "a setting that nobody can use", sentence)
    if not wrong:
        yield Finding(WHAT, "runs, and each setting that is known here can be")


def complaints(config: Config) -> Iterator[str]:
    """A sentence for each setting of a known section that is unknown there, or has a value that cannot be."""
    known = _sections()
    for section, values in sorted(config.items()):
        if not isinstance(values, Config):
            continue
        traits = known.get(section)
        if traits is None:
            if near := get_close_matches(section, known, 1, ALIKE):
                yield f"c.{section} is no section; did you mean c.{near[0]}?"
            continue
        for name, value in sorted(values.items()):
            if name not in traits:
                near = get_close_matches(name, traits, 1)
                hint = f"; did you mean c.{section}.{near[0]}?" if near else f": take it out of {WHAT}."
                yield f"c.{section}.{name} is no setting{hint}"
            elif sentence := _refused(*traits[name], value):
                yield f"c.{section}.{name} = {value!r} cannot be: {sentence}"


def _sections() -> dict[str, dict[str, tuple[type[Configurable], Any]]]:
    """The settings by section, each with a class that has it: those who inherit from one another share a section's
    name, and so do nbgrader's exchange and the one that it comes with.
    """
    found: dict[str, dict[str, tuple[type[Configurable], Any]]] = {}
    for kind in (*OURS, *(value for place in PLACES for value in vars(place).values())):
        if isinstance(kind, type) and issubclass(kind, Configurable):
            own: list[Any] = [one for one in kind.__mro__ if issubclass(one, Configurable)]
            for one in own:
                traits = found.setdefault(one.__name__, {})
                traits.update({name: (one, trait) for name, trait in one.class_traits(config=True).items()})
    return found


def _refused(kind: type[Configurable], trait: Any, value: Any) -> str:
    """Why a setting cannot have this value, "" where it can."""
    if isinstance(value, LazyConfigValue):  # c.X.names.append("one more"): nobody knows yet to what
        return ""
    try:
        new: Any = kind.__new__
        trait._validate(new(kind), value)
    except TraitError as error:
        return str(error)
    except Exception:  # a check that needs more than the value; whoever uses it will say
        return ""
    return ""
