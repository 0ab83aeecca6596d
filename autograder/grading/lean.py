"""Lean: a quick start, in which nothing is imported that only a Jupyter server needs.

Whoever imports anything of nbgrader imports its server extensions too, and with them all of Jupyter's server: more
than everything else that grading needs. In the processes of the `autograder` command nothing is served, so there a
stand-in answers for these modules while nbgrader is imported, and only so long: its functions are the real ones,
imported when they are called. nbgrader's own commands and the Formgrader come to nbgrader first, and are left alone.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any

EXTENSIONS = ("assignment_list", "course_list", "validate_assignment", "formgrader")
DEFERRED: Mapping[str, Sequence[str]] = {
    **{f"nbgrader.server_extensions.{name}": ("load_jupyter_server_extension",) for name in EXTENSIONS},
    "setuptools.archive_util": ("unpack_archive", "unpack_tarfile", "unpack_zipfile"),  # for zip_collect alone
}
"""The functions that nbgrader names at import, by their modules."""
LAZY = ("requests", "soupsieve")  # used for JupyterHub and for CSS selectors, never here
FORMATS = ("fqdn", "isoduration", "rfc3986_validator", "uri_template", "webcolors")  # jsonschema's; no notebook has any


@contextmanager
def importing() -> Iterator[None]:
    """A block of imports, nbgrader's before them. What is imported stays, so that no garbage is looked for in it."""
    gc.disable()
    try:
        with _in_place({name: _whole_when_used(name) for name in LAZY}):
            import_nbgrader()
            yield
    finally:
        gc.freeze()
        gc.enable()


def import_nbgrader() -> None:
    """Imports nbgrader, unless that has been done."""
    if "nbgrader" not in sys.modules:
        stand_ins = {name: _stand_in(name, functions) for name, functions in DEFERRED.items()}
        with _in_place(dict.fromkeys(FORMATS) | stand_ins):
            import_module("nbgrader.utils")


@contextmanager
def _in_place(modules: Mapping[str, ModuleType | None]) -> Iterator[None]:
    """Puts these where there are none of their names, for the block. None makes an import fail."""
    absent = modules.keys() - sys.modules.keys()
    sys.modules.update({name: modules[name] for name in absent})  # type: ignore[misc]
    try:
        yield
    finally:
        for name in absent:
            if sys.modules.get(name) is modules[name]:
                del sys.modules[name]


def _stand_in(name: str, functions: Sequence[str]) -> ModuleType:
    module = ModuleType(name)
    for function in functions:
        setattr(module, function, _deferred(name, function))
    return module


def _deferred(module: str, name: str) -> Callable[..., Any]:
    def deferred(*given: Any, **named: Any) -> Any:
        return getattr(import_module(module), name)(*given, **named)

    return deferred


def _whole_when_used(name: str) -> ModuleType:
    """Stands for a module until one of its names is asked for. (LazyLoader's is loaded by the second import of it.)"""
    module = ModuleType(name)

    def whole(attribute: str) -> object:
        if sys.modules.get(name) is module:
            del sys.modules[name]
        return getattr(import_module(name), attribute)

    module.__getattr__ = whole  # type: ignore[method-assign]
    return module
