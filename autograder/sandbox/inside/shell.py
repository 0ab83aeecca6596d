"""Runs cells in IPython and collects what they put out, in nbformat's terms, without a kernel.

Streams are merged, display() and results keep their mime bundles, errors their traceback. What a cell puts out beyond
the limit is dropped here and once more, for safety, by whoever receives it.
"""

from __future__ import annotations

import io
import sys
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

MOST_OUTPUTS = 1000  # of a cell: each costs more than its characters, down to a page's browser
LONGEST_MESSAGE = 10_000  # characters of an exception's text


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


class ResultHook(DisplayHook):
    """Collects the value of a cell's last expression."""

    collected: Collected

    def start_displayhook(self) -> None:
        """Before a result."""
        self._data: dict[str, Any] = {}

    def write_output_prompt(self) -> None:
        """No prompt."""

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        """The result's mime bundle."""
        self._data = _texts(format_dict)

    def finish_displayhook(self) -> None:
        """After a result."""
        if self._data:
            size = sum(map(len, self._data.values()))
            self.collected.add({"output_type": "execute_result", "data": self._data}, size)


class Publisher(DisplayPublisher):
    """Collects what display() shows."""

    collected: Collected

    def publish(self, data: dict[str, Any], metadata: dict[str, Any] | None = None, **others: Any) -> None:
        """One mime bundle."""
        data = _texts(data)
        self.collected.add({"output_type": "display_data", "data": data}, sum(map(len, data.values())))

    def clear_output(self, wait: bool = False) -> None:
        """As in a notebook."""
        self.collected.outputs.clear()


def _texts(bundle: dict[str, Any]) -> dict[str, str]:
    return {kind: text for kind, text in bundle.items() if isinstance(text, str)}


class Shell(InteractiveShell):
    """IPython with no terminal, no history and no kernel."""

    collected: Collected

    def init_io(self) -> None:
        """Streams are set when cells run."""

    def enable_gui(self, gui: Any = None) -> None:
        """No toolkit's loop runs beside the cells."""

    def init_environment(self) -> None:
        """It is set by whoever starts this process."""

    def _format_exception_for_storage(self, exception: BaseException, *args: Any, **kwargs: Any) -> list[str]:
        return []  # IPython 9 renders each traceback a second time for its own use

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        lines = [str(line) for line in stb]
        error = {"output_type": "error", "ename": etype.__name__, "evalue": _text(evalue), "traceback": lines}
        self.collected.add(error, sum(map(len, lines)))


def _text(error: BaseException) -> str:
    try:
        return str(error)[:LONGEST_MESSAGE]
    except Exception:  # an exception of the submission's own may fail to say what it is
        return ""


def make_shell() -> Shell:
    """The one shell of this process, its streams in place."""
    config = Config()
    config.HistoryManager.enabled = False
    config.HistoryManager.hist_file = ":memory:"
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.xmode = "Plain"
    config.InteractiveShell.cache_size = 0
    config.InteractiveShell.displayhook_class = ResultHook
    config.InteractiveShell.display_pub_class = Publisher
    Shell.displayhook_class = ResultHook
    Shell.display_pub_class = Publisher
    shell = Shell.instance(config=config)
    collected = Collected()
    shell.collected = shell.displayhook.collected = shell.display_pub.collected = collected
    sys.stdout, sys.stderr = Stream("stdout", collected), Stream("stderr", collected)
    return shell


def run_cell(shell: Shell, source: str, limit: int) -> dict[str, Any]:
    """Runs one cell: its outputs, whether it ran to its end, and whether outputs were cut at `limit` characters."""
    shell.collected.start(limit)
    result = shell.run_cell(source, store_history=True)
    outputs, cut = shell.collected.finish()
    return {"outputs": outputs, "ok": bool(result.success), "cut": cut}
