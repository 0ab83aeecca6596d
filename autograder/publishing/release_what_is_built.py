"""Release: to the students goes what the text makes, and nothing else, as an instructor's own answers."""

from __future__ import annotations

from pathlib import Path

from nbgrader.exchange.default import ExchangeReleaseAssignment

from autograder.publishing.build import differences
from autograder.publishing.folder import BrokenLesson, Course


class ReleaseWhatIsBuilt(ExchangeReleaseAssignment):
    """nbgrader's release of a lesson, which refuses what `autograder build --check` refuses."""

    def init_src(self) -> None:
        """Finds the students' notebook. Fails, in one sentence, where it is not what the lesson's text makes."""
        super().init_src()
        lesson = str(self.coursedir.assignment_id)
        try:
            complaints = differences(Course(Path(self.coursedir.root)), [lesson], self.log.info)
        except BrokenLesson as error:
            complaints = [str(error)]
        if complaints:
            self.fail(f"{lesson} is not released. {' '.join(complaints)} Run `autograder build {lesson}` first.")
