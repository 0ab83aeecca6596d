"""`autograder grade`: a class through the wall, into nbgrader's gradebook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli import console
from autograder.cli.common import Backend, Lessons, Root, Unsafe, fail, failures_told

if TYPE_CHECKING:
    from autograder.grading.classroom.classroom import Classroom
    from autograder.grading.classroom.lesson_run import Wanted
    from autograder.grading.classroom.pages import Written
    from autograder.grading.classroom.tally import Tally
    from autograder.grading.marks.class_report import ClassReport
    from autograder.grading.workers.fleet import Fleet

PAGES_SHOWN = 8  # a few to open at once; a class has hundreds
PRELOADED = ("autograder.cli", "autograder.grading.classroom.ready")  # what workers import besides; pages the second
ASTRAY_SHOWN, LONGEST_NAME = 5, 80  # enough to see what went wrong; names are students' own
INTERRUPTED = 130  # as a shell ends after Ctrl-C: 128 + SIGINT

Workers = Annotated[
    int | None, typer.Option(min=1, help="How many grade at once.", show_default="one for each core", metavar="N")
]
Feedback = Annotated[bool, typer.Option(help="Write the feedback pages that are missing or out of date as well.")]


def grade_command(
    lessons: Lessons = None,
    student: Annotated[
        list[str] | None, typer.Option(help="Only this student; may be given several times.", metavar="NAME")
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option(
            help="Only what was handed in since then (UTC), such as 2026-03-01 or 2026-03-01T18:00:00.",
            show_default=False,
            metavar="TIME",
        ),
    ] = None,
    regrade: Annotated[
        bool, typer.Option("--regrade", help="Also what was graded already and has not changed.")
    ] = False,
    same_inputs: Annotated[
        bool, typer.Option("--same-inputs", help="Regrade on the inputs drawn before, not on fresh ones.")
    ] = False,
    workers: Workers = None,
    scheduler: Annotated[
        str,
        typer.Option(
            help="Grade on this Dask cluster, such as tcp://10.0.0.1:8786.",
            show_default="on this machine",
            metavar="ADDRESS",
        ),
    ] = "",
    trust_network: Annotated[
        bool,
        typer.Option("--trust-network", help="The cluster's network is private: no stranger reaches its scheduler."),
    ] = False,
    feedback: Feedback = True,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object a line on stdout for each submission, no tables.")
    ] = False,
    backend: Backend = "",
    unsafe: Unsafe = False,
    root: Root = Path(),
) -> None:
    """Grade a class: every submission below var/submitted/<student>/<lesson>/, each behind a wall of its own.

    Points go into nbgrader's gradebook, pages to var/feedback/, all marks to
    var/grades.csv. Stop it at any time: run again, it goes on with what is
    left. What was graded and has not changed since is left alone.

    Examples:
    [bold]autograder grade 05[/bold]                       a lesson, after its deadline
    [bold]autograder grade --student ada --regrade[/bold]  one student again
    [bold]autograder grade 05 --json --no-feedback[/bold]  for another program
    """
    from autograder.grading import lean
    from autograder.grading.workers import forkserver

    forkserver.start(*PRELOADED[: 1 + feedback])
    with lean.importing():
        from autograder.grading.checkup.traits import complaints, sections
        from autograder.grading.classroom.classroom import Classroom
        from autograder.grading.classroom.lesson_run import Wanted
        from autograder.grading.errors import CannotGrade
        from autograder.publishing.folder import find_course
        from autograder.sandbox.backends import UNSAFE

    with failures_told():
        course = find_course(root)
        classroom = Classroom(course.root, UNSAFE if unsafe else backend)
        for sentence in complaints(classroom.steps.config, sections([type(classroom.settings)])):
            console.warn(sentence, "nbgrader_config.py:")
        chosen = [text.stem for text in course.lessons(lessons or ()) if course.sets_exercises(text)]
        if not chosen:
            raise CannotGrade("there is nothing to grade: a page to read sets no exercise.")
        _not_looked_at(classroom.steps.astray(course.assignments))
        by_lesson = {lesson: classroom.steps.submissions(lesson, student or ()) for lesson in chosen}
        for name in sorted(set(student or ()) - {one for students in by_lesson.values() for one in students}):
            console.warn(f"{name} handed in none of {', '.join(chosen)}.")
        handed_in = [lesson for lesson, students in by_lesson.items() if students]
        if not handed_in:
            raise CannotGrade(
                f"no submissions of {', '.join(chosen)} in {classroom.steps.submitted}: "
                "collect them with `nbgrader collect LESSON`."
            )
        wanted = Wanted(
            tuple(student or ()),
            since and since.replace(tzinfo=since.tzinfo or UTC),
            regrade or same_inputs,
            same_inputs,
        )
        grade_and_show(classroom, handed_in, wanted, fleet_of(workers, scheduler, trust_network), feedback, as_json)


def _not_looked_at(astray: Sequence[str]) -> None:
    """Says what lies among the submissions and is none."""
    if astray:
        more = f" and {len(astray) - ASTRAY_SHOWN} more" if len(astray) > ASTRAY_SHOWN else ""
        named = ", ".join(name[:LONGEST_NAME] for name in astray[:ASTRAY_SHOWN])
        console.warn(f"Not looked at, for it is no <student>/<lesson>/ of this course: {named}{more}")


def fleet_of(workers: int | None, scheduler: str = "", trust_network: bool = False) -> Fleet:
    """Those who grade: `workers` processes of this machine, as many as it has cores, or a Dask cluster."""
    from autograder.grading.workers import fleet

    if scheduler:
        from autograder.grading.workers.cluster import cluster

        return cluster(scheduler, trust_network)
    return fleet.local(workers or fleet.cores())


def grade_and_show(
    classroom: Classroom, lessons: list[str], wanted: Wanted, fleet: Fleet, feedback: bool, as_json: bool = False
) -> None:
    """Grades these lessons, showing how far it is, then says what there is to see."""
    from autograder.cli.classroom import tables as table
    from autograder.grading.classroom.tally import Tally
    from autograder.grading.workers.fleet import cores

    tally = Tally()
    try:
        with console.progress(silent=as_json) as update:
            update("getting ready")
            with fleet:
                for outcome in classroom.grade(lessons, wanted, fleet, tally):
                    update(table.progress(tally))
                    if outcome is not None and as_json:
                        console.answer(outcome.to_dict())
            marks = classroom.steps.export()  # before the pages, which take longer
            pages: list[Written] = []
            if feedback and (stale := classroom.stale_pages(lessons, wanted.students)):
                at_once = min(fleet.workers, cores())  # pages are made on this machine, wherever the grading was
                for page in classroom.write_pages(stale, at_once):
                    pages += [page] if page is not None else []
                    update(table.pages(len(pages), len(stale)))
    except KeyboardInterrupt:
        raise fail(f"stopped; {tally.done} are graded and recorded. Run it again to go on.", INTERRUPTED) from None
    if not as_json:
        _summary(
            tally, classroom.report(lessons, wanted.students), [page.path for page in pages if not page.trouble], marks
        )
    if failed := [page for page in pages if page.trouble]:
        for page in failed:
            console.warn(f"{page.student}, {page.lesson}: {page.trouble}", "No page:")
        raise fail(f"{len(failed)} feedback pages could not be written; all marks are. Run it again to try once more.")


def _summary(tally: Tally, report: ClassReport, pages: list[Path], marks: Path) -> None:
    from autograder.cli.classroom import tables as table

    console.show(table.points(report))
    if (mistakes := table.mistakes(report)).row_count:
        console.show(mistakes)
    if tally.already:
        console.say(f"{tally.already} were graded already and have not changed; --regrade grades them again.")
    _paths("Feedback pages", pages)
    console.say(f"Marks: {marks}")
    if rejected := sum(len(report.rejected(lesson)) for lesson in report.lessons):
        wait = "waits" if rejected == 1 else "wait"
        console.say(f"{rejected} could not be graded, and {wait} for a person; the table says why.")
    if tally.done:
        console.say(f"{tally.done} graded behind the wall {tally.backend}, {tally.rate:.1f} a second.")
    if not tally.safe:
        console.warn("these marks could have been forged by the code that earned them.", "No wall:")


def _paths(title: str, paths: Iterable[Path]) -> None:
    listed = list(paths)
    if not listed:
        return
    console.say(f"{title} ({len(listed)}):")
    for path in listed[:PAGES_SHOWN]:
        console.say(f"  {path}")
    if len(listed) > PAGES_SHOWN:
        console.say(f"  and {len(listed) - PAGES_SHOWN} more, at <student>/<lesson>/<lesson>.html")
