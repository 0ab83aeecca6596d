"""Feedback pages, made without a gradebook."""

from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory

from autograder.publishing.folder import course_config
from tests.support.course import ROOT


def page(exporter, notebook, about=None, **resources):
    """The feedback page of a notebook that has no grades, or those that are said `about` it."""
    about = {"notebook": "n", "score": 0, "max_score": 1, "late_penalty": 0} | (about or {})
    html, _ = page_exporter(exporter).from_notebook_node(notebook, {"nbgrader": about, **resources})
    return html


def page_exporter(exporter):
    """An exporter with the course's settings."""
    config = course_config(ROOT)
    config.HTMLExporter.template_name = "feedback"
    config = GenerateFeedback(coursedir=CourseDirectory(config=config), config=config).config
    return exporter(config=config)
