"""Escaped: nbgrader's templates, in which a name of a student or a lesson is text wherever it stands.

nbgrader writes names as they are, in its pages and, between quotes, in its scripts. Autoescape alone is not enough:
in a script it makes another name of O'Brien, and a backslash before a quote still ends the string. So a template is
read with `tojson` in its scripts, and with `e` where it is not escaped anyway. Nothing of nbgrader is changed on disk.
"""

from __future__ import annotations

import re

from jinja2.ext import Extension

SCRIPT = re.compile(r"(<script\b[^>]*>)(.*?)(</script>)", re.DOTALL | re.IGNORECASE)
# A string of a script with names in it: "{{ base_url }}/formgrader".
STRING = re.compile(r'"((?:[^"\n{]|\{(?!\{))*\{\{[^"\n]*?\}\}[^"\n]*?)"')
EXPRESSION = re.compile(r"\{\{-?\s*(.*?)\s*-?\}\}")
# What nbgrader's pages of a notebook, which are not autoescaped, say of its names.
NAME = re.compile(r"\{\{\s*((?:resources|cell\.metadata\.nbgrader)\.(?:nbgrader\.)?\w+)\s*\}\}")


class Escaped(Extension):
    """Put in place by `environment.add_extension(Escaped)`."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """A template's text as it is compiled."""
        return NAME.sub(r"{{ \1 | e }}", SCRIPT.sub(_script, source))


def _script(script: re.Match[str]) -> str:
    return script[1] + STRING.sub(lambda string: _json(string[1]), script[2]) + script[3]


def _json(string: str) -> str:
    """The text between quotes as one expression.

    >>> _json("{{ base_url }}/formgrader")
    '{{ (base_url ~ "/formgrader") | tojson }}'
    """
    parts = EXPRESSION.split(string)
    pieces = [part if odd % 2 else f'"{part}"' for odd, part in enumerate(parts) if part]
    return f"{{{{ ({' ~ '.join(pieces)}) | tojson }}}}"
