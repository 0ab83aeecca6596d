"""What lies among the submissions and is none is said, not passed over."""

from autograder.grading.inbox.students import astray


def test_what_is_no_submission_is_listed(tmp_path):
    for folder in ("ada/05-lesson", "max/05", "Max/05-LESSON", "moritz", ".trash/05-lesson", "bo/05-lesson/05-lesson"):
        (tmp_path / folder).mkdir(parents=True)
    for file in ("loose.ipynb", "moritz/05-lesson.ipynb", "ada/.DS_Store", "ada/notes.txt", "bo/05-lesson/x.ipynb"):
        (tmp_path / file).touch()
    assert astray(tmp_path, ["05-lesson"]) == ["Max/05-LESSON", "loose.ipynb", "max/05", "moritz/05-lesson.ipynb"]
    assert astray(tmp_path / "nowhere", ["05-lesson"]) == []
