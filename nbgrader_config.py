"""nbgrader's configuration, settings only: start nbgrader and JupyterLab from this folder.

solutions/ is the source, notebooks/ the release; everything made at run time lies under var/.
"""

from pathlib import Path

import nbgrader
from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import ClearHiddenTests, ClearOutput, Execute, SaveAutoGrades

from autograder.grading.marks.export import MarksExport
from autograder.grading.pages.exporter import PageExporter
from autograder.grading.pages.feedback.get_marks import GetMarks
from autograder.grading.pages.feedback.model_answers import ModelAnswers
from autograder.grading.pages.filters import filters
from autograder.grading.pages.inert import Inert
from autograder.grading.pages.templates import FOLDER
from autograder.grading.plugins.autograde import RunBehindTheWall, SubmissionExporter
from autograder.grading.plugins.collect import CollectPlainFiles
from autograder.grading.plugins.flag_rejected import FlagRejected
from autograder.grading.plugins.formgrader.guard import GuardFormgrader
from autograder.grading.plugins.release_feedback import ReleaseEachFeedback
from autograder.publishing.release_what_is_built import ReleaseWhatIsBuilt
from autograder.publishing.run_time import ListInPreparedCourse, PrepareCourse
from autograder.publishing.stamp import Stamp
from autograder.publishing.student_cells import ClearStudentOutput, SayHowToInstall, TagStudentCells

ROOT = Path(__file__).resolve().parent
VAR = ROOT / "var"

c = get_config()

# Made when nbgrader runs, not when this is read: they make var/, and put alembic on the PATH.
c.Authenticator.plugin_class = PrepareCourse
c.ExchangeFactory.list = ListInPreparedCourse

# Names that students made go to a terminal as text.
c.Application.logging_config = {"formatters": {"console": {"class": "autograder.grading.plugins.log.PlainFormatter"}}}

c.CourseDirectory.root = str(ROOT)
c.CourseDirectory.course_id = "matrix-gradients"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "notebooks"
c.CourseDirectory.db_url = f"sqlite:///{VAR / 'gradebook.db'}"
for step in ("source_with_tests", "submitted", "autograded", "feedback", "solution"):
    setattr(c.CourseDirectory, f"{step}_directory", f"var/{step}")

# Files that a browser would run when the Formgrader serves them.
c.CourseDirectory.ignore = [*CourseDirectory.ignore.default(), "*.htm*", "*.xht*", "*.svg", "*.xml", "*.js", "*.mjs"]

c.Exchange.root = str(VAR / "exchange")
c.Exchange.cache = str(VAR / "cache")
c.Exchange.assignment_dir = str(VAR / "work")
# Who owns a folder handed it in; for an exchange of one owner: c.ExchangeCollect.check_owner = False
c.ExchangeFactory.collect = CollectPlainFiles
c.ExchangeFactory.release_assignment = ReleaseWhatIsBuilt
c.ExchangeFactory.release_feedback = ReleaseEachFeedback
c.ExportApp.plugin_class = MarksExport
c.ExportPlugin.to = str(VAR / "grades.csv")

# Pictures that need no answer are there before anything is run.
steps = GenerateAssignment.preprocessors.default()
c.GenerateAssignment.preprocessors = [
    *(ClearStudentOutput if step is ClearOutput else step for step in steps),
    TagStudentCells,
    SayHowToInstall,
    Stamp,
]

# Submissions are read by intake and run behind the wall; `c.Wall.call_seconds = 10` sets one of its limits.
steps = Autograde.autograde_preprocessors.default()
c.Autograde.exporter_class = SubmissionExporter
steps.insert(steps.index(SaveAutoGrades) + 1, FlagRejected)
c.Autograde.autograde_preprocessors = [RunBehindTheWall, *(step for step in steps if step is not Execute)]
# The student's own Validate runs in a kernel.
c.Execute.timeout = 60
c.Execute.shutdown_kernel = "immediate"
c.KernelManager.transport_encryption = "auto"

c.GenerateFeedback.exporter_class = PageExporter
# A marker sees the model answers in the Formgrader; students on their pages: c.ModelAnswers.enabled = True
c.GenerateFeedback.preprocessors = [GetMarks, ModelAnswers, ClearHiddenTests, CSSHTMLHeaderPreprocessor]
FORMGRADER = Path(nbgrader.__file__).parent / "server_extensions" / "formgrader"
c.HTMLExporter.extra_template_basedirs = [str(FOLDER), str(FORMGRADER / "templates")]
# Feedback and Formgrader show a student's notebook to an instructor: text, tables and pictures, nothing that runs.
c.HTMLExporter.filters = filters(ROOT / c.CourseDirectory.release_directory)
c.HTMLExporter.preprocessors = [Inert, GuardFormgrader]
c.WidgetsDataTypeFilter.display_data_priority = ["text/html", "image/png", "image/jpeg", "text/plain"]
