"""Failures: what a person can mend, said in one sentence: a disk that is full, a file that may not be written, a value
in the configuration that is none. Whatever else breaks is a fault of this program, and keeps its traceback.
"""

from __future__ import annotations

import errno

FULL = (errno.ENOSPC, errno.EDQUOT)


def in_a_sentence(error: Exception) -> str:
    """What is wrong and what to do about it; "" where nobody but an author of this program can tell."""
    if isinstance(error, OSError) and error.errno is not None:
        if error.errno in FULL:
            return "the disk is full: free some room, then run this again; what was recorded stays recorded."
        place = error.filename2 or error.filename
        named = f"{place} cannot be used" if place else "a file cannot be used"
        return f"{named} ({error.strerror}): make that possible, then run this again."
    kinds = {f"{kind.__module__}.{kind.__name__}" for kind in type(error).__mro__}
    if "traitlets.traitlets.TraitError" in kinds:
        return f"nbgrader_config.py sets what cannot be. {error}".rstrip(".") + "."
    if "sqlalchemy.exc.SQLAlchemyError" in kinds:
        from autograder.grading.gradebook.transaction import reason

        return f"the gradebook cannot be used: {reason(error)}."  # type: ignore[arg-type]
    return ""
