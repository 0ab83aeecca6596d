"""Matrix gradients by hand: exercises that check themselves.

A notebook imports two verbs, `check` and `progress`. Programs use `judge`, `exercises` and `Verdict`, and for functions
outside the course `check_gradient`.
"""

from autograder.course import exercises, judge
from autograder.gradient_check import check_gradient
from autograder.notebook import CheckFailed, check, progress
from autograder.verdict import Verdict

__all__ = ["CheckFailed", "Verdict", "check", "check_gradient", "exercises", "judge", "progress"]
