"""Collecting: what students put into the exchange, from whoever owns it, without following a link or believing a name.

nbgrader copies what a link leads to, with the instructor's rights: another student's work, a solution, a device without
end. It takes what anybody hands in for anybody. And where it cannot copy a file, or read a name, it collects nobody's.
"""

from __future__ import annotations

import os
import pwd
import tempfile
from datetime import UTC, datetime, timedelta
from logging import Logger
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.exchange.default import ExchangeCollect
from nbgrader.utils import parse_utc

from autograder.grading.gradebook.files import Staged
from autograder.grading.gradebook.roster import roster
from autograder.grading.inbox.arrival import LONGEST, TIMESTAMP, read_time
from autograder.grading.inbox.kinds import HARMLESS, CopyLimits
from autograder.grading.inbox.plain_files import opened_folder, read_regular
from autograder.grading.inbox.students import refusal, shown

COLLECTED = HARMLESS | {".ipynb"}
SLACK = timedelta(hours=1)  # to copy a large folder, with a clock that is a little wrong
IN_INBOUND = 1  # of a path below the exchange's inbound only the last part is a student's


class Refused(Exception):
    """A folder in the exchange that is not collected. Its text says why."""


class CollectPlainFiles(ExchangeCollect):
    """nbgrader's collect, for regular files of harmless kinds, of the student whose folder it is.

    Who that is, is told by the folder's owner; `c.ExchangeCollect.check_owner = False` is for an exchange in which all
    files have one owner.
    """

    def init_src(self) -> None:
        """Finds the latest submission of each student. What is refused is left out, with a line that says why."""
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as gradebook:
            self._known = roster(self.config, gradebook)
        super().init_src()
        self.src_records: list[dict[str, Any]] = [record for record in self.src_records if self._is_taken(record)]

    def _path_to_record(self, path: str) -> dict[str, Any]:
        """A folder as nbgrader describes it; one that is refused goes by its own name, so that it hides no other."""
        name = Path(path).name
        try:
            student, written = self._parts(name)
            if reason := refusal(student, self._known):
                raise Refused(reason)
            owner, changed = self._owner(Path(path))
            if self.check_owner and owner != student:
                raise Refused(f"it is owned by {owner}; c.ExchangeCollect.check_owner = False takes it nevertheless")
            time = read_time(written)
            if time is None:
                time = changed
                self.log.warning("%s: its time cannot be true; that of its folder is taken, %s UTC", shown(name), time)
            elif changed - time > SLACK:
                self.log.warning("%s was changed after the time that it gives, at %s UTC", shown(name), changed)
            return {"username": student, "filename": name, "timestamp": time}
        except Refused as reason:
            self.log.warning("%s is not collected: %s", shown(name), reason)
            return {"username": name, "filename": name, "timestamp": datetime.min, "refused": True}

    def _is_taken(self, record: dict[str, Any]) -> bool:
        """Whether it is collected; nbgrader reads the time of what was collected before, and breaks where it cannot."""
        if "refused" in record:
            return False
        student = record["username"]
        before = Path(
            self.coursedir.format_path(self.coursedir.submitted_directory, student, self.coursedir.assignment_id)
        )
        try:
            written = read_regular(before / TIMESTAMP, LONGEST)
            if written.strip():
                parse_utc(written.decode().strip())
        except FileNotFoundError:
            pass
        except Exception:  # dateutil raises errors of many kinds
            self.log.warning(
                "%s is not collected: what is in %r has no time that can be read; remove that first",
                shown(record["filename"]),
                str(before),
            )
            return False
        return True

    def _parts(self, name: str) -> tuple[str, str]:
        """Student and time in a folder's name: <student>+<lesson>+<time>, perhaps with +<random>. Raises Refused."""
        for parts in (name.rsplit("+", 3), name.rsplit("+", 2)):
            if len(parts) > 2 and parts[0] and parts[1] == self.coursedir.assignment_id:
                return parts[0], parts[2]
        raise Refused("its name is not <student>+<lesson>+<time>+<random>")

    def _owner(self, path: Path) -> tuple[str, datetime]:
        """The name of a folder's owner, and when it was last changed, which nobody can set. Raises Refused."""
        try:
            with opened_folder(path, IN_INBOUND) as folder:
                status = os.fstat(folder)
        except OSError as error:
            raise Refused(error.strerror or str(error)) from error
        changed = datetime.fromtimestamp(status.st_ctime, UTC).replace(tzinfo=None)
        try:
            return pwd.getpwuid(status.st_uid).pw_name, changed
        except KeyError:
            return f"user {status.st_uid}", changed

    def do_copy(self, src: str, dest: str, log: Logger | None = None) -> None:
        """Copies one submission. Links, pipes, devices and what is too large are left out, with a warning."""
        sizes = self.coursedir.max_file_size * 1000, self.coursedir.max_dir_size * 1000  # nbgrader counts in kB
        limits = CopyLimits(self.coursedir.ignore, *sizes, COLLECTED)
        source = Path(src)
        record = next(record for record in self.src_records if record["filename"] == source.name)
        with tempfile.TemporaryDirectory() as folder:
            plain = Staged(Path(folder, "submission"))
            owner = pwd.getpwnam(record["username"]).pw_uid if self.check_owner else None
            plain.copy_submission(source, limits, IN_INBOUND, owner)
            self._put_right(plain.folder / TIMESTAMP, record["timestamp"])
            if Path(dest).is_symlink():
                Path(dest).unlink()
            super().do_copy(str(plain.folder), dest, log)

    def _put_right(self, timestamp: Path, time: datetime) -> None:
        """The student wrote timestamp.txt: where what it says cannot be true, the folder's time takes its place."""
        try:
            if read_time(timestamp.read_text("utf-8", "replace")[:200]) is not None:
                return
        except FileNotFoundError:
            pass
        timestamp.write_text(f"{time:%Y-%m-%d %H:%M:%S.%f} UTC")
