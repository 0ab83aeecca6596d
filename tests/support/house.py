"""House rules of a lesson's text, as CONTRIBUTING.md has them: each slip by file and line, with rule and remedy."""

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from nbformat import NotebookNode

from autograder.judging.exercise import Exercise
from autograder.publishing.lesson_text import read_with_places

NOTATION = "00-notation"  # a page to read: it sets nothing, and nothing of it is marked
WORDS, LINES = 80, 18  # of a text cell, and of a code cell
PICTURES, ALT = 2, 8
HINTS = 3
A_MINUTE, WRITTEN = 180, 4  # words that are read, and minutes that an answer in words takes
SLACK = 5  # minutes, or a tenth


class Page:
    """A lesson's text: its cells, where they stand, and the exercises that are declared for it."""

    def __init__(self, path: Path, exercises: Sequence[Exercise] = ()) -> None:
        self.path = path
        notebook, self.places = read_with_places(path)
        self.cells: list[NotebookNode] = notebook.cells
        self.texts = [cell for cell in self.cells if cell.cell_type == "markdown"]
        self.exercises = exercises
        self.sets = path.stem != NOTATION

    def slip(self, cell: NotebookNode, sentence: str, words: str = "") -> str:
        return f"{self.places.line_in(cell, words) if words else self.places.cell(cell)}: {sentence}"

    def before(self, name: str) -> NotebookNode | None:
        """The cell before the one of this name."""
        place = next((place for place, cell in enumerate(self.cells) if cell.id == name), 0)
        return self.cells[place - 1] if place else None


def opening(page: Page) -> Iterator[str]:
    """It opens with its title, what one will be able to do, its minutes, and what comes before."""
    first = page.cells[0]
    number = page.path.stem[:2]
    for pattern, remedy in (
        (rf"^# {number} · ", f"it begins with its title: # {number} · Title"),
        ("You will be able to", "the first cell says what one learns: **You will be able to** …"),
        (r"\d+ minutes · before this: ", "the first cell says how long it takes: 30 minutes · before this: lesson 01"),
    ):
        if not re.search(pattern, first.source):
            yield page.slip(first, remedy)


def symbol_table(page: Page) -> Iterator[str]:
    """Every symbol has its shape in a table."""
    if not any(re.search(r"^\| symbol \| shape \|", cell.source, re.M) for cell in page.texts):
        yield page.slip(page.cells[0], "a table of the symbols is missing: | symbol | shape | what it is |")


def summary(page: Page) -> Iterator[str]:
    """It ends with a summary."""
    if not any(re.search("^## Summary", cell.source, re.M) for cell in page.texts):
        yield page.slip(page.cells[-1], "the section ## Summary is missing")


def open_question(page: Page) -> Iterator[str]:
    """The last cell is an open question, answered in words and marked by hand."""
    last = page.cells[-1]
    role = last.metadata.get("nbgrader", {})
    if page.sets and not (last.cell_type == "markdown" and role.get("grade") and role.get("solution")):
        yield page.slip(
            last,
            'the last cell is an answer in words: <!-- #region nbgrader={"grade_id": "…_open_question", "grade": true, '
            '"solution": true, "points": 2, "schema_version": 3} -->',
        )


def headings(page: Page) -> Iterator[str]:
    """One title, and no level of heading left out."""
    level = 0
    for cell in page.texts:
        for line in cell.source.splitlines():
            if match := re.match(r"(#+) ", line):
                if (len(match[1]) == 1) != (level == 0):
                    yield page.slip(cell, "a lesson has one title, # NN · Title, before all other headings", line)
                elif len(match[1]) > level + 1:
                    yield page.slip(cell, f"a heading of level {level + 1} comes first: {'#' * (level + 1)}", line)
                level = len(match[1])


def length(page: Page) -> Iterator[str]:
    """A text cell holds one idea, a code cell few lines."""
    for cell in page.cells:
        if cell.cell_type == "code" and (count := len(cell.source.splitlines())) > LINES:
            yield page.slip(cell, f"a code cell has at most {LINES} lines, and this has {count}: make two of it")
        elif (
            cell.cell_type == "markdown"
            and not cell.metadata.get("nbgrader")
            and (count := len(prose(cell).split())) > WORDS
        ):
            yield page.slip(
                cell,
                f"a text cell has at most {WORDS} words beside hints and formulas, and this has {count}: "
                "two blank lines begin a new one",
            )


def pictures(page: Page) -> Iterator[str]:
    """Two pictures at least, each with an alt text that says what it shows."""
    count = 0
    for cell in page.texts:
        for alt in re.findall(r"!\[([^\]]*)\]\(", cell.source):
            count += 1
            if len(alt.split()) < ALT:
                yield page.slip(
                    cell, f"the alt text {alt!r} has fewer than {ALT} words: say what the picture shows", alt
                )
    if count < PICTURES:
        yield page.slip(page.cells[0], f"a lesson has at least {PICTURES} pictures, in docs/figures/; this has {count}")


def both_routes(page: Page) -> Iterator[str]:
    """By indices and by differentials; the first lesson has no gradient yet."""
    words = page.path.read_text(encoding="utf-8").lower()
    for route, pattern in (("by differentials", "differential"), ("by indices", "ind(ices|ex)")):
        if not page.path.stem.startswith("01") and not re.search(pattern, words):
            yield page.slip(page.cells[0], f"a lesson goes both routes, and the one {route} is missing")


def notation_linked(page: Page) -> Iterator[str]:
    """Who does not know a sign finds it in the page of notation."""
    link = f"../{NOTATION}/{NOTATION}.ipynb"
    if page.sets and link not in page.path.read_text(encoding="utf-8"):
        yield page.slip(page.cells[0], f"the first cell links to the notation: [00 · Notation]({link})")


def course_order(page: Page) -> Iterator[str]:
    """The exercises are declared in the order in which they are set."""
    names = [exercise.name for exercise in page.exercises]
    ids = [cell.id for cell in page.cells if cell.cell_type == "code" and cell.id in names]
    if ids != names:
        yield page.slip(page.cells[0], f"exercises are set in the order {', '.join(ids)}: declare them in that order")


def statements(page: Page) -> Iterator[str]:
    """Each exercise has a heading, its call, three hints, its difficulty and minutes."""
    for exercise in page.exercises:
        cell = page.before(exercise.name)
        if cell is None:
            continue
        if cell.source.count("<details>") != HINTS:
            count = cell.source.count("<details>")
            yield page.slip(cell, f"{exercise.name} has {HINTS} hints, each in <details>; there are {count}")
        if not re.search(r"^[●○]{3} · \d+ minutes?$", cell.source, re.M):
            yield page.slip(cell, f"{exercise.name} has its difficulty and minutes in a line: ●●○ · 5 minutes")
        if exercise.name not in cell.source:
            yield page.slip(cell, f"the text before the cell says how {exercise.name} is called, with shapes")
        if not re.search("^### Exercise", cell.source, re.M):
            yield page.slip(cell, f"{exercise.name} is set under a heading: ### Exercise: …")


def minutes(page: Page) -> Iterator[str]:
    """Reading without the hints, the exercises' own minutes, a glance at each demonstration, the written answer."""
    stated = re.search(r"(\d+) minutes", page.cells[0].source)
    if stated is None:
        return
    plain = [cell for cell in page.texts if not cell.metadata.get("nbgrader")]
    exercises = sum(int(one) for cell in plain for one in re.findall(r"^[●○]{3} · (\d+) minute", cell.source, re.M))
    spoken = sum(len(read_aloud(cell.source)) for cell in plain)
    demonstrations = sum(cell.cell_type == "code" and not cell.metadata.get("nbgrader") for cell in page.cells)
    needed = spoken / A_MINUTE + exercises + demonstrations / 2 + (WRITTEN if page.sets else 0)
    if abs(needed - int(stated[1])) > max(SLACK, needed / 10):
        yield page.slip(page.cells[0], f"it takes about {needed:.0f} minutes, not {stated[1]}", stated[0])


def prose(cell: NotebookNode) -> str:
    """A cell's text without hints, pictures, formulas, tables and code."""
    without = re.sub(r"<details>.*?</details>|!\[[^\]]*\]\([^)]*\)|\$\$.*?\$\$|```.*?```", " ", cell.source, flags=re.S)
    lines = [line for line in without.splitlines() if not line.startswith(("|", "#"))]
    return re.sub(r"\$[^$]*\$|`[^`]*`", "x", " ".join(lines))


def read_aloud(source: str) -> list[str]:
    """The words that are read without opening a hint, tables included; a displayed formula takes as long as six."""
    without = re.sub(r"<details>.*?</details>|!\[[^\]]*\]\([^)]*\)|```.*?```", " ", source, flags=re.S)
    without = re.sub(r"\$\$.*?\$\$", " x x x x x x ", without, flags=re.S)
    return [word for word in re.sub(r"\$[^$]*\$|`[^`]*`", "x", without).split() if re.search(r"\w", word)]


RULES: tuple[Callable[[Page], Iterator[str]], ...] = (
    opening, symbol_table, summary, open_question, headings, length, pictures, both_routes, notation_linked,
    course_order, statements, minutes,
)  # fmt: skip


def slips(page: Page) -> list[str]:
    """All that a lesson's text does not keep of the house rules."""
    return [slip for rule in RULES for slip in rule(page)]
