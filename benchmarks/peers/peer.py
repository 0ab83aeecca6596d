"""What a peer is: a library's own way to check a gradient, made for the one loss that all are measured on."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Error = tuple[int, int, float]
"""A row, a column, and by how much the entry there is wrong, relatively."""

Check = Callable[[Error | None], bool]
"""Whether a check accepts the right gradient with this error in it."""

Forward = Callable[[], Any]
"""One evaluation of the loss, in the peer's own library."""


@dataclass(frozen=True)
class Peer:
    """A check in a library: `packages` to install, None for our own; `loops`: evaluations an entry, 0 for none.

    `make` gets X, W and T of `loss.data`.
    """

    title: str
    library: str
    packages: tuple[str, ...] | None
    make: Callable[[Any, Any, Any], tuple[Forward, Check]]
    loops: int = 0


def raises(check: Callable[[], Any]) -> bool:
    """Whether a check takes a gradient for wrong, where its library says so by an exception of its own."""
    try:
        check()
    except Exception as error:
        return isinstance(error, (AssertionError, ValueError)) or bool(print(error, file=sys.stderr))
    return False
