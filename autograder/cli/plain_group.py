"""Plain group: how a command line ends that was typed wrong, or that broke: with plain text, what its words are too.

A shell's `*` puts the names of a student's files into the command line, and typer repeats them with all they hold.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from typer.core import TyperGroup

from autograder.cli import console
from autograder.cli.declaration import broken_declaration

BROKE = 1  # as Python ends where an error was not caught
STOPPED = 130  # as a shell ends after Ctrl-C: 128 + SIGINT


class PlainGroup(TyperGroup):
    """typer's group of commands."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **options: Any,
    ) -> Any:
        """Runs the command and ends the program."""
        console.accept_any_text()
        try:
            code = super().main(args, prog_name, complete_var, False, windows_expand_args, **options)
        except Exception as error:
            code = getattr(error, "exit_code", BROKE)
            if type(error).__name__ == "Abort":  # click's word for Ctrl-C
                code = STOPPED
                console.warn("stopped.", "autograder:")
            elif broken := broken_declaration(error):
                console.warn(broken, "autograder:")
            elif missing := _missing(error):
                console.warn(missing, "autograder:")
            elif not hasattr(error, "format_message"):  # of click's own errors, in whichever copy typer has
                console.broke(error)
            elif sentence := error.format_message():  # empty where help was shown
                context = getattr(error, "ctx", None)
                place = context.command_path if context else "autograder"
                console.warn(f"{sentence} Try `{place} --help`.", "autograder:")
        if standalone_mode:
            raise SystemExit(code if isinstance(code, int) else 0)
        return code


def _missing(error: Exception) -> str:
    """What to do where a library is not there that students do without; "" for any other error."""
    name = (error.name or "").split(".")[0] if isinstance(error, ModuleNotFoundError) else ""
    if name in ("", "autograder"):
        return ""
    if name in sys.stdlib_module_names:
        return f"this command needs Linux: Python has no module {name} here."
    from autograder.lessons.version import WHEEL  # here: with it come the lessons, of which one may be broken

    return (
        f"this command needs {name}, which only who builds and grades the course installs: "
        f'`pip install "{WHEEL}[course]"`, or `pip install --editable ".[course]"` in the course\'s folder.'
    )
