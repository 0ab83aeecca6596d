"""Matrix gradients by hand: exercises that check themselves.

A notebook imports two verbs, `check` and `progress`. Programs use `judge`, `exercises` and `Verdict`.
"""

from autograder.course import exercises, judge
from autograder.notebook import CheckFailed, check, progress
from autograder.verdict import Verdict

__all__ = ["CheckFailed", "Verdict", "check", "exercises", "judge", "progress"]
