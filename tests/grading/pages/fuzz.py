"""A fuzz of all that a page may have to show, by itself under limits: `python -m tests.grading.pages.fuzz`.

Texts, formulas, code, outputs and comments, the same in every run. That the process ends within its limits of CPU time
and memory is what is tested; no clock is read. Each of them is what a single one on a page may be at most.
"""

import resource
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbconvert.filters import ansi2html

from autograder.grading.pages.filters import LONGEST_TEXT, cell_text, code_html, output_html
from autograder.grading.pages.inert import MOST_COLOURED
from autograder.grading.pages.outputs import clean_outputs, plain

CPU_SECONDS, MEMORY = 60, 2_000_000_000  # it needs 7 s


def pieces(text):
    """What stands between blanks; "\n" is a new line and "\\e" what begins a colour."""
    return [piece.replace(r"\n", "\n").replace(r"\e", "\x1b") for piece in text.split()]


TEXT = pieces(r"""
    * _ ** *a_ [ ]( [a]( ![ < <b> <a href= ` `` > - 1. | |a|b|\n|-|-|\n ~~ $ $$ \\( \[ a@b.c http://a & &# <!-- \n
    <details> </b> \n\n \n--- ``` ~~~ # [^1] [a]:b\n " ' ( ! ][ <math> <table><tr> <td> </p> <p> é
""")
FORMULA = pieces(r"""
    { } \frac \frac{ ^ _ x^ x_ \sqrt \sqrt{ \left( \right) \left \begin{matrix} \end{matrix} & \\ \text{ \mathbf{ \not
    \overline{ \over \hat \substack{ a ( \sum_ \binom \limits ' \operatorname{ \color{ \mathrm
""")
CODE = pieces(r"""'\N{ f'{ """ + '""" ' + r"""def @ 0x 1e class r' lambda: \\ ( [ { # a. \n""")
OUTPUT = pieces(r"""\e[31m \e[ \e[38;5;1m \e[0m <b> <td> </b> <table> files/ <img src=" a \n""")
NO_CELL: Any = {}
ALWAYS = settings(
    max_examples=60, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)


def repeated(kind, most):
    """A few pieces over and over, up to so many characters."""
    run = st.lists(st.sampled_from(kind), min_size=1, max_size=4).map("".join)
    length = st.sampled_from([20, most // 10, most])
    return st.builds(lambda once, end, size: (once * (size // len(once)) + end)[:most], run, run, length)


@ALWAYS
@given(repeated(TEXT, LONGEST_TEXT))
def texts(text):
    assert isinstance(cell_text(NO_CELL, text), str)


@ALWAYS
@given(repeated(FORMULA, 4000), st.sampled_from(["$", "$$"]))
def formulas(formula, sign):
    assert isinstance(cell_text(NO_CELL, sign + formula + sign), str)


@ALWAYS
@given(repeated(CODE, MOST_COLOURED))
def codes(code):
    assert isinstance(code_html(code), str)


@ALWAYS
@given(repeated(OUTPUT, 50_000))
def outputs(output):
    bundles = [
        {"output_type": "stream", "name": "stdout", "text": output},
        {"output_type": "display_data", "data": {"text/html": output}},
        {"output_type": "error", "ename": output, "evalue": output, "traceback": [output] * 3},
    ]
    for cleaned in clean_outputs(bundles, 1_000_000):
        html = cleaned.get("data", {}).get("text/html", "")
        assert isinstance(output_html(html) + ansi2html(plain(cleaned.get("text", ""))), str)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for fuzz in (texts, formulas, codes, outputs):
        fuzz()
