"""Runs cells in IPython and collects what they put out, without a kernel.

display() and results keep their mime bundles, errors their traceback.
"""

from __future__ import annotations

import sys
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.text import LSString, SList
from traitlets.config import Config

from . import excuses
from .collected import Collected, Stream

LONGEST_MESSAGE = 10_000  # characters of an exception's text


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

    def system(self, cmd: str) -> None:
        """`!command`, and whatever magic runs one."""
        self.user_ns["_exit_code"] = 0
        excuses.say(f"!{cmd}", "IPython runs no commands where answers are judged")

    system_piped = system_raw = system

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> SList | LSString:
        """`lines = !command`, which has no lines here, and whatever magic wants what a command says."""
        self.system(cmd)
        return SList() if split else LSString()

    def run_line_magic(self, magic_name: str, line: str, _stack_depth: int = 1) -> Any:
        """`%name`: one that cannot be had here says so, and the cell goes on."""
        with excuses.accepted(magic_name):
            return super().run_line_magic(magic_name, line, _stack_depth + 2)

    def run_cell_magic(self, magic_name: str, line: str, cell: str) -> Any:
        """`%%name`: a cell in another language is left out."""
        if magic_name in excuses.SCRIPTS:
            return excuses.say(f"%%{magic_name}", "only Python is run where answers are judged")
        return super().run_cell_magic(magic_name, line, cell)

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
    shell.db = {}  # `%cd` and `%bookmark` remember folders there; a file would be in one that cannot be written
    collected = Collected()
    shell.collected = shell.displayhook.collected = shell.display_pub.collected = collected
    sys.stdout = sys.stderr = None  # those of the process, which nobody reads
    _put_streams(collected)
    return shell


def _put_streams(collected: Collected) -> None:
    """sys.stdout and sys.stderr, where there is none: without, IPython runs no cell."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name, None) is None:
            setattr(sys, name, Stream(name, collected))


def run_cell(shell: Shell, source: str, limit: int) -> dict[str, Any]:
    """Runs one cell: its outputs, whether it ran to its end, and whether outputs were cut at `limit` characters."""
    shell.collected.start(limit)
    _put_streams(shell.collected)
    result = shell.run_cell(source, store_history=True)
    outputs, cut = shell.collected.finish()
    return {"outputs": outputs, "ok": bool(result.success), "cut": cut}
