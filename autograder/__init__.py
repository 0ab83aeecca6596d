"""Matrix gradients by hand: exercises that check themselves.

A notebook imports three verbs, `check`, `progress` and `show`. Programs use `judge`, `exercises` and `Verdict`, and for
functions outside the course `check_gradient`. Each is imported when it is first asked for.
"""

import typing

from autograder.student.names import __dir__ as __dir__
from autograder.student.names import __getattr__ as __getattr__

if typing.TYPE_CHECKING:
    from autograder.judging.gradient_check import check_gradient
    from autograder.judging.verdict import CheckFailed as CheckFailed  # what `check` raises, for who wants to catch it
    from autograder.judging.verdict import Verdict
    from autograder.lessons.course import exercises, judge
    from autograder.student.check import check, progress
    from autograder.student.pictures import show

__all__ = ["Verdict", "check", "check_gradient", "exercises", "judge", "progress", "show"]
