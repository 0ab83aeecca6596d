"""Names: what may stand for a student, a lesson or a file in an address of the Formgrader."""

from __future__ import annotations

import re

from autograder.grading.inbox.students import refusal

# The Formgrader's scripts join names into addresses as they are: these would make another address of one.
OF_ADDRESSES = re.compile(r"""[/\\?#%<>"]""")
NOBODY = 'Nobody and no lesson is called that: a name in an address of the Formgrader has none of / \\ ? # % < > ".'


def is_name(name: str) -> bool:
    """Whether a student or a lesson may be called that.

    >>> [is_name(name) for name in ("O'Brien, Zoë", "05-xwt-plus-b", "a/../b", "x\\\\")]
    [True, True, False, False]
    """
    return not refusal(name) and not OF_ADDRESSES.search(name)


def is_file_below(path: str) -> bool:
    """Whether a path stays in its folder."""
    return ".." not in path.split("/") and "\\" not in path and "\0" not in path
