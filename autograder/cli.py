"""The command line: `autograder --help` lists what it does, `autograder COMMAND --help` shows how."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

if TYPE_CHECKING:
    from autograder.grading.cycle import Cycle

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help="Matrix gradients by hand: build the course and grade a class.\n\n"
    "A first tour: [bold]autograder list[/bold] shows the exercises, "
    "[bold]autograder demo[/bold] grades a made-up class.",
)
errors = Console(stderr=True, highlight=False)
console = Console(highlight=False)
PAGES_SHOWN = 8

Root = Annotated[Path, typer.Option(help="The course's folder, the one with nbgrader_config.py.", show_default="here")]
Lessons = Annotated[list[str] | None, typer.Argument(help="Lessons by name or number, such as 05; all without any.")]


def fail(sentence: object, code: int = 1) -> typer.Exit:
    """Says one sentence on stderr and gives the exit to raise."""
    errors.print(f"[red]autograder:[/red] {sentence}", soft_wrap=True)
    return typer.Exit(code)


@app.command("build")
def build_command(
    lessons: Lessons = None,
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; fail when anything committed is not what the text makes.")
    ] = False,
    root: Root = Path(),
) -> None:
    """Make the notebooks from the lessons' texts.

    solutions/NN-name.md is executed into solutions/NN-name/, and nbgrader makes notebooks/NN-name/ of that. The same
    text gives the same bytes every time. A lesson that does not run leaves what is there untouched.

    Examples: [bold]autograder build 05[/bold] · [bold]autograder build --check[/bold] (what CI runs)
    """
    from autograder import build
    from autograder.lesson_text import BrokenLesson

    try:
        course = build.find_course(root)
        with console.status("building") as status:

            def report(lesson: str) -> None:
                status.update(f"{'checking' if check else 'building'} {lesson}")

            wrong = []
            if check:
                wrong = build.differences(course, lessons or (), report)
            else:
                build.make(course, lessons or (), report)
    except BrokenLesson as error:
        raise fail(error) from None
    for sentence in wrong:
        errors.print(sentence, soft_wrap=True)
    if wrong:
        raise fail("run `autograder build` and commit what it makes.")
    console.print("solutions/ and notebooks/ are what the texts make." if check else "Built solutions/ and notebooks/.")


@app.command("list")
def list_command() -> None:
    """List every exercise of the course, with its call and what it asks for."""
    from rich.table import Table

    from autograder.lessons import LESSONS

    for lesson in LESSONS:
        table = Table("exercise", "asks for", title=f"{lesson.name} · {lesson.title}", title_justify="left")
        for exercise in lesson.exercises:
            table.add_row(exercise.signature, exercise.statement)
        console.print(table)


@app.command("grade")
def grade_command(
    lessons: Lessons = None,
    student: Annotated[list[str] | None, typer.Option(help="Only these students (may be given several times).")] = None,
    root: Root = Path(),
) -> None:
    """Grade a class: every submission below var/submitted/<student>/<lesson>/, through nbgrader.

    Each ends in a mark in the gradebook, a feedback page under var/feedback/, and a line of the table; all marks go to
    var/grades.csv. One submission that breaks keeps no other from its mark.

    Examples: [bold]autograder grade 05[/bold] · [bold]autograder grade --student ada[/bold]
    """
    from autograder.build import find_course
    from autograder.grading.cycle import CannotGrade, Cycle
    from autograder.lesson_text import BrokenLesson

    try:
        course = find_course(root)
        cycle = Cycle(course.root)
        chosen = [text.stem for text in course.lessons(lessons or ())]
        work = [(name, lesson) for lesson in chosen for name in cycle.submissions(lesson, student or ())]
        if not work:
            raise CannotGrade(
                f"no submissions of {', '.join(chosen)} in {cycle.submitted}: "
                "collect them with `nbgrader collect LESSON`."
            )
        _grade(cycle, work)
    except (BrokenLesson, CannotGrade) as error:
        raise fail(error) from None


@app.command("demo")
def demo_command(
    answers: Annotated[Path, typer.Argument(help="A folder of answers, <student>/<lesson>.py.")] = Path(
        "tests/data/class"
    ),
    root: Root = Path(),
) -> None:
    """Hand in a made-up class and grade it: what a course looks like the day after the deadline.

    Fills each answer file into the released notebook, puts it under var/submitted/, and grades all of it as
    [bold]autograder grade[/bold] does. Refuses where other students' submissions already are.
    """
    from autograder.build import find_course
    from autograder.grading.cycle import CannotGrade, Cycle
    from autograder.grading.fill import hand_in
    from autograder.lesson_text import BrokenLesson

    try:
        course = find_course(root)
        cycle = Cycle(course.root)
        folder = answers if answers.is_absolute() else course.root / answers
        made_up = {path.name for path in folder.glob("*/")}
        if not made_up:
            raise CannotGrade(f"{folder} holds no answers: <student>/<lesson>.py is looked for.")
        real = sorted({path.name for path in cycle.submitted.glob("*/")} - made_up)
        if real:
            raise CannotGrade(
                f"{cycle.submitted} holds submissions of {', '.join(real[:3])}: run the demo in a fresh clone."
            )
        _grade(cycle, hand_in(folder, course.notebooks, cycle.submitted))
    except (BrokenLesson, CannotGrade) as error:
        raise fail(error) from None


def _grade(cycle: Cycle, work: list[tuple[str, str]]) -> None:
    """Grades (student, lesson) pairs with a progress bar, then shows what there is to see."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from autograder.grading import table

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("gradebook", total=len(work))
        for lesson in dict.fromkeys(lesson for _, lesson in work):
            cycle.assign(lesson)
        results = []
        for student, lesson in work:
            progress.update(task, description=f"{lesson:<22} {student:<10}")
            results.append(cycle.grade(student, lesson))
            progress.advance(task)
        progress.update(task, description="graded")
    console.print(table.points(results))
    if (mistakes := table.mistakes(results)).row_count:
        console.print(mistakes)
    pages = [cycle.feedback_page(result.student, result.lesson) for result in results if not result.failure]
    console.print(f"Feedback pages ({len(pages)}):")
    for page in pages[:PAGES_SHOWN]:
        console.print(f"  {page}", soft_wrap=True)
    if len(pages) > PAGES_SHOWN:
        console.print(f"  and {len(pages) - PAGES_SHOWN} more, at <student>/<lesson>/<lesson>.html")
    console.print(f"Marks: {cycle.export()}", soft_wrap=True)
    failed = [result for result in results if result.failure]
    if failed:
        console.print(f"{len(failed)} could not be graded and have 0 points; the table says why.")
