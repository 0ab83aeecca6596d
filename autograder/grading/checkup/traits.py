"""Traits: settings of a configuration that nobody reads, or whose values cannot be, by the classes that have them.

traitlets passes over a name that it does not know, and says of a value only when somebody needs it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from traitlets import TraitError
from traitlets.config import Config, Configurable, LazyConfigValue

WHERE = "nbgrader_config.py"
ALIKE = 0.85  # a section of another program's is left alone
Sections = Mapping[str, Mapping[str, tuple[type[Configurable], Any]]]


def complaints(config: Config, known: Sections) -> Iterator[str]:
    """A sentence for each setting of a known section that is unknown there, or has a value that cannot be."""
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
                hint = f"; did you mean c.{section}.{near[0]}?" if near else f": take it out of {WHERE}."
                yield f"c.{section}.{name} is no setting{hint}"
            elif sentence := _refused(*traits[name], value):
                yield f"c.{section}.{name} = {value!r} cannot be: {sentence}"


def sections(kinds: Iterable[Any]) -> Sections:
    """The settings by section, each with a class that has it, of those classes among `kinds` that have settings.

    Those who inherit from one another share a section's name, and so do nbgrader's exchange and the one it comes with.
    """
    found: dict[str, dict[str, tuple[type[Configurable], Any]]] = {}
    for kind in kinds:
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
