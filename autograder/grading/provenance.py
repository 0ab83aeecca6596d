"""Provenance: what the marks of a graded notebook depend on, as the notebook's own metadata keep it.

nbgrader's folders are the only place where every tool finds it, so it is read from files that another version, or
anybody, may have written: what is not of the form that is written here counts as missing. Nothing else in the package
knows the keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nbformat import NotebookNode

from autograder.judging import VERDICT_KEY

if TYPE_CHECKING:
    from autograder.judging.verdict import Verdict

# On disk since the first graded notebooks: a key is never renamed, or their marks would be given again.
REJECTED, SUBMISSION, BACKEND, SEED, FINGERPRINT = "rejected", "submission", "backend", "seed", "fingerprint"
CHECK, GRADED, IN_KERNEL = "check", "graded", "in-kernel"


@dataclass(frozen=True)
class Provenance:
    """What the marks of a notebook depend on; a field is empty where it is not known.

    `rejected` says why the file could not be graded; `submission` is that file's digest, `backend` the wall's name,
    `seed` draws the inputs of all checks, `fingerprint` is the digest of all that the marks depend on.
    """

    rejected: str = ""
    submission: str = ""
    backend: str = ""
    seed: int | None = None
    fingerprint: str = ""


@dataclass(frozen=True)
class CheckProvenance:
    """What the mark of a grade cell depends on: the `digest` of its check, and whether code run inside gave points."""

    digest: str = ""
    in_kernel: bool = False


@dataclass(frozen=True)
class CheckVerdict:
    """What the outputs of a grade cell keep of a verdict; its fields are those of Verdict."""

    passed: bool
    score: float
    mistake: str | None
    message: str


def of(notebook: NotebookNode) -> Provenance:
    """What a notebook says of itself.

    >>> of(NotebookNode(metadata={VERDICT_KEY: {"backend": "landlock", "seed": "one"}}))
    Provenance(rejected='', submission='', backend='landlock', seed=None, fingerprint='')
    """
    record = _record(notebook)
    seed = record.get(SEED)
    return Provenance(
        _text(record, REJECTED),
        _text(record, SUBMISSION),
        _text(record, BACKEND),
        seed if isinstance(seed, int) and not isinstance(seed, bool) and seed >= 0 else None,
        _text(record, FINGERPRINT),
    )


def write(notebook: NotebookNode, provenance: Provenance) -> None:
    """Writes it into a notebook, in the place of what stood there; what is not known is left out."""
    fields = {
        REJECTED: provenance.rejected or None,
        SUBMISSION: provenance.submission or None,
        BACKEND: provenance.backend or None,
        SEED: provenance.seed,
        FINGERPRINT: provenance.fingerprint or None,
    }
    notebook.metadata[VERDICT_KEY] = {key: value for key, value in fields.items() if value is not None}


def of_check(cell: NotebookNode) -> CheckProvenance:
    """What a grade cell says of itself."""
    record = _record(cell)
    return CheckProvenance(_text(record, CHECK), record.get(GRADED) == IN_KERNEL)


def write_check(cell: NotebookNode, provenance: CheckProvenance) -> None:
    """Writes it into a grade cell, in the place of what stood there."""
    flag = {GRADED: IN_KERNEL} if provenance.in_kernel else {}
    cell.metadata[VERDICT_KEY] = {CHECK: provenance.digest, **flag}


def with_verdict(verdict: Verdict) -> dict[str, Any]:
    """The metadata of an output that shows this verdict."""
    return {VERDICT_KEY: verdict.to_dict()}


def verdicts(outputs: Iterable[NotebookNode]) -> Iterator[CheckVerdict]:
    """The verdicts that the outputs of a grade cell show, in their order."""
    for output in outputs:
        match _record(output):
            case {"passed": bool(passed), "score": int() | float() as score, "message": str(message), **rest} if (
                0.0 <= score <= 1.0
            ):
                mistake = rest.get("mistake")
                yield CheckVerdict(passed, float(score), mistake if isinstance(mistake, str) else None, message)


def _record(part: NotebookNode) -> Mapping[str, Any]:
    """What is kept with a notebook, a cell or an output."""
    metadata = part.get("metadata")
    record = metadata.get(VERDICT_KEY) if isinstance(metadata, Mapping) else None
    return record if isinstance(record, Mapping) else {}


def _text(record: Mapping[str, Any], key: str) -> str:
    value = record.get(key)
    return value if isinstance(value, str) else ""
