"""Execution: runs a notebook that was taken in behind the wall, and judges its checks on this side of it.

A cell or a call that ends the process costs itself and nothing else: a fresh process runs the cells before it again,
and goes on behind it, until the time of the submission is used up.
"""

from __future__ import annotations

import json
from collections.abc import Set
from dataclasses import replace
from time import monotonic

from nbformat import NotebookNode
from nbformat.v4 import new_output

from autograder.exercises import examination
from autograder.grading import provenance
from autograder.grading.gradebook.master import Master
from autograder.grading.pages.drawings import drawn
from autograder.grading.submission.checks import Check, GradeCell, is_checked
from autograder.grading.submission.credit import credit, refusal, tame
from autograder.grading.submission.remote import Remote
from autograder.grading.submission.reuse import Reuse
from autograder.grading.submission.watched import ENDED_ITS_PROCESS, watched
from autograder.judging import wording
from autograder.judging.limits import LEAST_SECONDS
from autograder.judging.outcomes import Fault
from autograder.judging.referee import Referee, seconds_in_all
from autograder.judging.verdict import Verdict
from autograder.judging.wording import INCONCLUSIVE
from autograder.lessons.course import find
from autograder.sandbox.session import Ended, Session
from autograder.sandbox.wall import Wall

OWN_SECONDS = 60.0  # what judging all of a submission may take, beside the time that is the submission's
MOST_OUTPUT = 10  # times what one cell may put out, of the whole notebook: its page is still one that a browser opens


def execute(
    notebook: NotebookNode,
    master: Master,
    wall: Wall,
    seed: int,
    before: NotebookNode | None = None,
    given_up: Set[str] = frozenset(),
) -> None:
    """Fills in every output of the notebook.

    `seed` draws the inputs of all checks; `before` is this notebook as it was graded earlier; `given_up` are the cells
    of checks that are not tried. Raises NoWall when the wall cannot be built, CannotGrade for a grade cell that nobody
    could judge, and nothing on the submission's account.
    """
    rejected = provenance.of(notebook).rejected
    reuse = Reuse(notebook, before, master)
    with Execution(notebook, wall, seed, given_up) as execution:
        running = [(position, cell) for position, cell in enumerate(notebook.cells) if _runs(cell)]
        for count, (position, cell) in enumerate(running, 1):
            outputs = reuse.outputs(cell)
            cell.outputs = execution.outputs(position, rejected) if outputs is None else outputs
            cell.execution_count = count


def judged(referee: Referee, remote: Remote) -> Verdict:
    """The verdict, inconclusive where judging breaks. Raises where no answer can be judged: the lesson's mistake."""
    try:
        return referee.judge(remote)
    except Exception as error:
        referee.judge(lambda *arguments: None)
        return wording.inconclusive(referee.exercise, f"the grader itself broke on it ({type(error).__name__})")


def _runs(cell: NotebookNode) -> bool:
    return bool(cell.cell_type == "code" and cell.source.strip())


class Execution:
    """One run through a notebook."""

    def __init__(self, notebook: NotebookNode, wall: Wall, seed: int, given_up: Set[str] = frozenset()) -> None:
        self.cells = notebook.cells
        self.wall = wall
        self.seed = seed
        self.given_up = given_up
        self.deadline = monotonic() + wall.limits.seconds
        self.judged_until = self.deadline + OWN_SECONDS
        self.left_out: set[int] = set()
        self.room = MOST_OUTPUT * wall.limits.output
        self._tried_again: set[int] = set()
        self._session: Session | None = None

    def __enter__(self) -> Execution:
        return self

    def __exit__(self, *error: object) -> None:
        self._drop()

    def outputs(self, position: int, rejected: str = "") -> list[NotebookNode]:
        """The outputs of the code cell at this position, when all before it have run."""
        cell = self.cells[position]
        if rejected:
            return [refusal("NotGraded", rejected)] if is_checked(cell) else []
        if not is_checked(cell):
            return self._run(position, cell.source)
        return self._graded(position, cell, GradeCell.read(cell.source, cell.id))

    def _graded(self, position: int, cell: NotebookNode, content: GradeCell) -> list[NotebookNode]:
        """A grade cell: its checks judged here, code of the instructor's own run there, and its mark flagged so."""
        verdicts = [self._judge(position, check) for check in content.checks]
        points = float(cell.metadata.nbgrader["points"])
        outputs = credit(verdicts, points) if verdicts else []
        if content.code:
            provenance.write_check(cell, replace(provenance.of_check(cell), in_kernel=True))
            outputs = [*tame(self._run(position, content.code), points), *outputs]
        return outputs

    def _judge(self, position: int, check: Check) -> Verdict:
        exercise = find(check.exercise)
        if self.cells[position].id in self.given_up:
            return wording.inconclusive(exercise, ENDED_ITS_PROCESS)
        try:
            session = self._reach(position)
        except Ended as ended:
            return wording.refused(exercise, Fault(ended.slug, str(ended)))
        remote = Remote(session, check.function)
        seconds = self.wall.limits.call_seconds
        in_all = min(max(self.judged_until - monotonic(), LEAST_SECONDS), seconds_in_all(seconds))
        referee = Referee(exercise, self.seed, seconds, examination.for_class, in_all)
        with watched(self.cells[position].id, in_all):
            verdict = judged(referee, remote)
        if remote.ended is not None and self._may_try_again(position, remote.ended):
            return self._judge(position, check)
        if verdict.mistake == INCONCLUSIVE or not session.settles():  # it may have ended between two halves of a reply
            self._drop()
        return verdict

    def _run(self, position: int, source: str) -> list[NotebookNode]:
        try:
            ran = self._reach(position).run(source)
        except Ended as ended:
            if self._may_try_again(position, ended):
                return self._run(position, source)
            self.left_out.add(position)
            return [refusal("Stopped", f"This cell was stopped: {ended}")]
        limit = min(self.wall.limits.output, self.room)
        outputs = drawn(ran.outputs, limit)
        self.room = max(self.room - sum(len(json.dumps(output)) for output in outputs), 0)
        if ran.cut:
            outputs.append(new_output("stream", name="stdout", text=f"… output cut at {limit / 1e6:g} MB\n"))
        return outputs

    def _reach(self, position: int) -> Session:
        """A living session in which every cell before this one has run. Raises Ended when there is no time left."""
        while self._session is None:
            if monotonic() >= self.deadline:
                limit = self.wall.limits.seconds
                raise Ended("too_slow", f"the notebook did not come this far within {limit:g} seconds.")
            self._session = self.wall.session(self.deadline)
            self._replay(self._session, position)
        return self._session

    def _replay(self, session: Session, position: int) -> None:
        for earlier in range(position):
            cell = self.cells[earlier]
            if _runs(cell) and not is_checked(cell) and earlier not in self.left_out:
                try:
                    session.run(cell.source)
                except Ended as ended:
                    if not self._may_try_again(earlier, ended):
                        self.left_out.add(earlier)
                    return

    def _may_try_again(self, position: int, ended: Ended) -> bool:
        """Once, where the process was killed: that may have been somebody else's doing."""
        self._drop()
        again = ended.killed and position not in self._tried_again
        self._tried_again.add(position)
        return again

    def _drop(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None
