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
from importlib.util import LazyLoader, find_spec, module_from_spec
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
        import_nbgrader()
        yield
    finally:
        gc.freeze()
        gc.enable()


def import_nbgrader() -> None:
    """Imports nbgrader, unless that has been done."""
    if "nbgrader" in sys.modules:
        return
    places: dict[str, ModuleType | None] = dict.fromkeys(FORMATS)
    places |= {name: _stand_in(name, functions) for name, functions in DEFERRED.items()}
    absent = places.keys() - sys.modules.keys()
    sys.modules.update({name: places[name] for name in absent})  # type: ignore[misc]
    try:
        for name in LAZY:
            _import_lazily(name)
        import_module("nbgrader.utils")
    finally:
        for name in absent:
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


def _import_lazily(name: str) -> None:
    """A module that is not there, or there already, is left as it is."""
    spec = None if name in sys.modules else find_spec(name)
    if spec is not None and spec.loader is not None:
        spec.loader = LazyLoader(spec.loader)
        sys.modules[name] = module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
