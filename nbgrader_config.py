"""nbgrader's configuration, settings only: start nbgrader and JupyterLab from this folder.

solutions/ is the source, notebooks/ the release; everything made at run time lies under var/.
"""

from pathlib import Path

import nbgrader
from nbgrader.coursedir import CourseDirectory

from autograder.grading.pages.templates import FOLDER
from autograder.grading.pages.templates.filters import filters

# Classes go by their names: whoever has nothing to convert need not wait until all of nbconvert is imported.
GRADING, PUBLISHING = "autograder.grading", "autograder.publishing"

ROOT = Path(__file__).resolve().parent
VAR = ROOT / "var"

c = get_config()

# Made when nbgrader runs, not when this is read: they make var/, and put alembic on the PATH.
c.Authenticator.plugin_class = f"{PUBLISHING}.run_time.PrepareCourse"
c.ExchangeFactory.list = f"{PUBLISHING}.run_time.ListInPreparedCourse"

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
c.ExchangeFactory.collect = f"{GRADING}.plugins.collect.CollectPlainFiles"
c.ExchangeFactory.release_assignment = f"{PUBLISHING}.release_what_is_built.ReleaseWhatIsBuilt"
c.ExchangeFactory.release_feedback = f"{GRADING}.plugins.release_feedback.ReleaseEachFeedback"
c.ExportApp.plugin_class = f"{GRADING}.marks.export.MarksExport"
c.ExportPlugin.to = str(VAR / "grades.csv")

# nbgrader's own steps, but for ClearOutput: pictures that need no answer are there before anything is run.
c.GenerateAssignment.preprocessors = [
    *(f"nbgrader.preprocessors.{step}" for step in ("IncludeHeaderFooter", "InstantiateTests", "LockCells")),
    "nbgrader.preprocessors.ClearSolutions",
    f"{PUBLISHING}.student_cells.ClearStudentOutput",
    *(f"nbgrader.preprocessors.{step}" for step in ("CheckCellMetadata", "ComputeChecksums", "SaveCells")),
    *(f"nbgrader.preprocessors.{step}" for step in ("ClearHiddenTests", "ClearMarkScheme", "ComputeChecksums")),
    "nbgrader.preprocessors.CheckCellMetadata",
    *(f"{PUBLISHING}.student_cells.{step}" for step in ("TagStudentCells", "SayHowToInstall")),
    f"{PUBLISHING}.stamp.Stamp",
]

# Submissions are read by intake and run behind the wall; `c.Wall.call_seconds = 10` sets one of its limits.
# nbgrader's own steps, but for Execute.
c.Autograde.exporter_class = f"{GRADING}.plugins.autograde.SubmissionExporter"
c.Autograde.autograde_preprocessors = [
    f"{GRADING}.plugins.autograde.RunBehindTheWall",
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    *(f"nbgrader.preprocessors.{step}" for step in ("LimitOutput", "SaveAutoGrades")),
    f"{GRADING}.plugins.flag_rejected.FlagRejected",
    *(f"nbgrader.preprocessors.{step}" for step in ("AssignLatePenalties", "CheckCellMetadata")),
]
# The student's own Validate runs in a kernel.
c.Execute.timeout = 60
c.Execute.shutdown_kernel = "immediate"
c.KernelManager.transport_encryption = "auto"

c.GenerateFeedback.exporter_class = f"{GRADING}.pages.exporter.PageExporter"
# A marker sees the model answers in the Formgrader; students on their pages: c.ModelAnswers.enabled = True
c.GenerateFeedback.preprocessors = [
    *(f"{GRADING}.pages.feedback.{step}" for step in ("get_marks.GetMarks", "model_answers.ModelAnswers")),
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]
FORMGRADER = Path(nbgrader.__file__).parent / "server_extensions" / "formgrader"
c.HTMLExporter.extra_template_basedirs = [str(FOLDER), str(FORMGRADER / "templates")]
# Feedback and Formgrader show a student's notebook to an instructor: text, tables and pictures, nothing that runs.
c.HTMLExporter.filters = filters(ROOT / c.CourseDirectory.release_directory)
c.HTMLExporter.preprocessors = [
    f"{GRADING}.pages.inert.Inert",
    f"{GRADING}.plugins.formgrader.guard.GuardFormgrader",
]
c.WidgetsDataTypeFilter.display_data_priority = ["text/html", "image/png", "image/jpeg", "text/plain"]
