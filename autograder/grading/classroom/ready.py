"""Ready: who has imported this has imported all that a page takes; the rest of the classroom does without."""

from nbgrader.apps import NbGraderAPI as NbGraderAPI
from nbgrader.converters import GenerateFeedback as GenerateFeedback

from autograder.grading.classroom.pages import make as make
from autograder.grading.pages.exporter import PageExporter as PageExporter
from autograder.grading.pages.feedback.get_marks import GetMarks as GetMarks
from autograder.grading.pages.feedback.model_answers import ModelAnswers as ModelAnswers
from autograder.grading.plugins.formgrader.guard import GuardFormgrader as GuardFormgrader
