"""Settings: whether nbgrader_config.py sets what this course and nbgrader have, to what it can be."""

from __future__ import annotations

from collections.abc import Iterator

import nbgrader.apps
from nbgrader import converters, exchange, plugins, preprocessors
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import default
from traitlets.config import Config

from autograder.grading.checkup import traits
from autograder.grading.checkup.finding import Finding
from autograder.grading.pages.feedback.model_answers import ModelAnswers
from autograder.grading.plugins.settings import Wall

WHAT = traits.WHERE
OURS = (Wall, ModelAnswers, CourseDirectory)
PLACES = (converters, exchange, default, plugins, preprocessors, nbgrader.apps)


def look(config: Config) -> Iterator[Finding]:
    """What is wrong with these settings, or that they are well."""
    wrong = list(complaints(config))
    for sentence in wrong:
        yield Finding(WHAT, "a setting that nobody can use", sentence)
    if not wrong:
        yield Finding(WHAT, "runs, and each setting that is known here can be")


def complaints(config: Config) -> Iterator[str]:
    """A sentence for each setting of this course's and nbgrader's sections that is unknown, or cannot be what it is."""
    kinds = (value for place in PLACES for value in vars(place).values())
    return traits.complaints(config, traits.sections((*OURS, *kinds)))
