"""Words: how a table says a mistake's name, how late something is, what a mark is worth."""

from __future__ import annotations

from datetime import timedelta

from autograder.exercises.mistakes import MISTAKES


def mistake_name(slug: str) -> str:
    """A mistake's name as a reader reads it.

    >>> mistake_name("returns_none"), mistake_name("something_new")
    ('no `return`', 'something new')
    """
    return MISTAKES[slug].name if slug in MISTAKES else slug.replace("_", " ")


def lateness(late: timedelta) -> str:
    """How late something is, in the largest unit of which there is a whole one.

    >>> lateness(timedelta(hours=47)), lateness(timedelta(hours=13)), lateness(timedelta(minutes=31))
    ('2 days late', '13 hours late', '31 minutes late')
    """
    for seconds, unit in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if late.total_seconds() >= seconds:
            count = round(late.total_seconds() / seconds)
            return f"{count} {unit}{'s' if count > 1 else ''} late"
    return "less than a minute late"
