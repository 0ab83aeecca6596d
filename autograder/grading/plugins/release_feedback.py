"""Release of feedback: each page that can go back through the exchange, and a line for each that cannot.

nbgrader finds a student's page again by the secret that came with the submission, and stops for the whole class at the
first that came by another way (jupyter/nbgrader#1897).
"""

from __future__ import annotations

from pathlib import Path

from nbgrader.exchange.default import ExchangeReleaseFeedback

from autograder.grading.inbox.students import shown

NEEDED = ("timestamp.txt", "submission_secret.txt")  # which `nbgrader submit` writes


class ReleaseEachFeedback(ExchangeReleaseFeedback):
    """nbgrader's release of feedback, which passes over what did not come through the exchange."""

    def copy_files(self) -> None:
        """Copies the pages to the exchange."""
        feedback = Path(self.coursedir.root, self.coursedir.feedback_directory)
        lesson = str(self.coursedir.assignment_id)
        students = [folder.name for folder in sorted(feedback.glob("*")) if any((folder / lesson).glob("*.html"))]
        by_hand = [name for name in students if not all((feedback / name / lesson / file).is_file() for file in NEEDED)]
        chosen = str(self.coursedir.student_id or "*")
        for name in by_hand:
            if chosen in ("*", name):
                page = feedback / name / lesson / f"{lesson}.html"
                self.log.warning("%s did not hand in through the exchange: give them %s yourself", shown(name), page)
        excluded = self.coursedir.student_id_exclude
        self.coursedir.student_id_exclude = ",".join(filter(None, [excluded, *by_hand]))
        try:
            super().copy_files()
        finally:
            self.coursedir.student_id_exclude = excluded
