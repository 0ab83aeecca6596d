"""What the documents point at is there."""

import re

import pytest

from tests.support.course import ROOT

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "autograder").rglob("README.md")])
FENCED = re.compile(r"^(`{3,})[^\n]*\n.*?^\1$", re.M | re.S)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_that_a_document_links_to_is_there(document):
    text = FENCED.sub("", document.read_text(encoding="utf-8"))
    for target in re.findall(r"\]\(([^)#\s]+)\)", text):
        assert target.startswith("https://") or (document.parent / target).exists(), target


def test_the_documents_do_link():
    links = [link for document in DOCUMENTS for link in re.findall(r"\]\((?!https:)", document.read_text())]
    assert len(links) >= 10
