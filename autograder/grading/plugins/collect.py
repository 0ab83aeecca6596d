"""Collecting: what students put into the exchange, without following a link of theirs.

nbgrader copies what a link leads to, with the instructor's rights: another student's work, a solution, a device without
end. And where it cannot copy a file, it collects nobody's.
"""

from __future__ import annotations

import tempfile
from logging import Logger
from pathlib import Path

from nbgrader.exchange.default import ExchangeCollect

from autograder.grading.gradebook.files import CopyLimits, Staged


class CollectPlainFiles(ExchangeCollect):
    """nbgrader's collect, for regular files of bearable size."""

    def do_copy(self, src: str, dest: str, log: Logger | None = None) -> None:
        """Copies one submission. Links, pipes, devices and what is too large are left out, with a warning."""
        sizes = self.coursedir.max_file_size * 1000, self.coursedir.max_dir_size * 1000  # nbgrader counts in kB
        limits = CopyLimits(self.coursedir.ignore, *sizes)
        with tempfile.TemporaryDirectory() as folder:
            plain = Staged(Path(folder, "submission"))
            plain.copy_submission(Path(src), limits)
            super().do_copy(str(plain.folder), dest, log)
