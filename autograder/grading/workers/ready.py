"""Ready: who has imported this has imported all that a worker needs."""

from autograder.grading.lean import importing

with importing():
    from autograder.grading.submission import grade as grade
