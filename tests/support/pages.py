"""Feedback pages, made without a gradebook."""

from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory

from autograder.publishing.folder import course_config
from tests.support.course import ROOT


def page(exporter, notebook):
    """The feedback page of a notebook that has no grades."""
    config = course_config(ROOT)
    config.HTMLExporter.template_name = "feedback"
    config = GenerateFeedback(coursedir=CourseDirectory(config=config), config=config).config
    about = {"notebook": "n", "score": 0, "max_score": 1, "late_penalty": 0}
    html, _ = exporter(config=config).from_notebook_node(notebook, {"nbgrader": about})
    return html
