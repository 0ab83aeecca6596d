"""Collected: what a cell puts out, in nbformat's terms. Streams are merged, and nothing is kept beyond the limit.

What a cell puts out beyond it is dropped here and once more, for safety, by whoever receives it.
"""

from __future__ import annotations

import io
from typing import Any

MOST_OUTPUTS = 1000  # of a cell: each costs more than its characters, down to a page's browser


class Collected:
    """What the cell that is running has put out so far, up to `limit` characters."""

    def __init__(self) -> None:
        self.outputs: list[dict[str, Any]] = []
        self.limit = 0
        self.left = 0

    def start(self, limit: int) -> None:
        """Forgets what was there before."""
        self.outputs = []
        self.limit = self.left = limit

    def write(self, name: str, text: str) -> None:
        """Adds to a stream."""
        text = self._cut(text)
        if not text:
            return
        last = self.outputs[-1] if self.outputs else {}
        if last.get("name") == name:
            last["parts"].append(text)
        else:
            self._add({"output_type": "stream", "name": name, "parts": [text]})

    def add(self, output: dict[str, Any], size: int) -> None:
        """Adds anything else, of so many characters."""
        if size <= self.left:
            self.left -= size
            self._add(output)
        else:
            self.left = -1

    def _cut(self, text: str) -> str:
        start = text[: max(self.left, 0)]
        self.left -= len(text)
        return start

    def _add(self, output: dict[str, Any]) -> None:
        if len(self.outputs) < MOST_OUTPUTS:
            self.outputs.append(output)
        else:
            self.left = -1

    def finish(self) -> tuple[list[dict[str, Any]], bool]:
        """All of it, and whether something was cut off."""
        for output in self.outputs:
            if "parts" in output:
                output["text"] = "".join(output.pop("parts"))
        return self.outputs, self.left < 0


class Stream(io.TextIOBase):
    """sys.stdout or sys.stderr of the cells."""

    def __init__(self, name: str, collected: Collected) -> None:
        self._name = name
        self._collected = collected

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """As a notebook's streams say."""
        return "UTF-8"

    def write(self, text: str) -> int:
        """Collects the text."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._collected.write(self._name, text)
        return len(text)

    def writable(self) -> bool:
        """As a stream for output."""
        return True
