"""Start page: what a student opens first, by a double click: what this is, how to install it, which lessons there are.

One HTML file without scripts or anything fetched. It is read in any browser, at night too, and on paper.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html import escape

HEADING = re.compile(r"^# (.+)$", re.MULTILINE)
MINUTES = re.compile(r"^(\d+ minutes)", re.MULTILINE)
POSIX = ("python3 -m venv .venv", ".venv/bin/python -m pip install jupyterlab {wheel}", ".venv/bin/jupyter lab")
WINDOWS = (
    "py -m venv .venv",
    r".venv\Scripts\python -m pip install jupyterlab {wheel}",
    r".venv\Scripts\jupyter lab",
)
STYLE = """
:root { color-scheme: light dark }
body { font: 17px/1.5 system-ui, sans-serif; max-width: 47em; margin: 2em auto; padding: 0 1em }
pre { padding: .7em 1em; border: 1px solid #8888; overflow-x: auto; font-size: 14px }
table { border-collapse: collapse } td { padding: .25em 1.2em .25em 0; vertical-align: top }
"""


def install_lines(wheel: str) -> str:
    """How to install and start the course, as plain text."""
    return f"""Matrix gradients by hand: how to install the course (Python 3.11 or newer)

In a terminal, in this folder. On Linux and macOS:

{_lines(POSIX, wheel)}

On Windows:

{_lines(WINDOWS, wheel)}

Where JupyterLab runs already, one line in a notebook of this folder is enough:

    %pip install {wheel}

PyPI has another project that is called autograder: it is not this course.
"""


def _lines(commands: tuple[str, ...], wheel: str) -> str:
    return "\n".join(f"    {command.format(wheel=wheel)}" for command in commands)


def start_page(notebooks: Mapping[str, str], wheel: str) -> str:
    """The page, for notebooks by their files' names, and the wheel that lies beside them."""
    rows = "\n".join(
        f'<tr><td><a href="{escape(name)}">{escape(_found(HEADING, text) or name)}</a></td>'
        f"<td>{escape(_found(MINUTES, text))}</td></tr>"
        for name, text in ((name, _first_cell(content)) for name, content in notebooks.items())
    )
    posix, windows = (
        "\n".join(escape(command.format(wheel=wheel)) for command in commands) for commands in (POSIX, WINDOWS)
    )
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Matrix gradients by hand</title>
<style>{STYLE}</style>
</head>
<body>
<h1>Matrix gradients by hand</h1>
<p>A course in notebooks that check themselves. You derive gradients of matrices on paper, write each down as a
function, and a check tells whether it is right; if not, what is wrong, where, and what to try next. No check needs a
network.</p>
<h2>Install it once</h2>
<p>Python 3.11 or newer is needed. Unpack the zip, open a terminal in its folder, and type on Linux or macOS</p>
<pre>{posix}</pre>
<p>or on Windows</p>
<pre>{windows}</pre>
<p>The second line downloads JupyterLab and numpy. The third is all you need the next time. (If Debian or Ubuntu have no
venv: <code>sudo apt install python3-venv</code>.) Where JupyterLab runs already, as on Google Colab, put a notebook and
the file <code>{escape(wheel)}</code> into one folder, and run in a cell of the notebook</p>
<pre>%pip install {escape(wheel)}</pre>
<h2>The lessons</h2>
<table>
{rows}
</table>
<p>Open them in JupyterLab, in this order: a browser alone shows a notebook as raw text. Complete a function, run the
cell below it, read what the check says. Your work is in the notebook's own file: save it, and hand that file in.</p>
<h2>If something fails</h2>
<p><b>No module named autograder, or cannot import name check:</b> the notebook runs in a Python in which the course is
not installed, or in which PyPI's other project called autograder is. In a cell of the notebook:</p>
<pre>%pip uninstall --yes autograder
%pip install --force-reinstall --no-deps {escape(wheel)}
%pip install {escape(wheel)}</pre>
<p>Then restart the kernel.</p>
</body>
</html>
"""


def _first_cell(notebook: str) -> str:
    return "".join(json.loads(notebook)["cells"][0]["source"])


def _found(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match[1] if match else ""
