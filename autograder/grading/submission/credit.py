"""Credit: a verdict as the outputs of its grade cell, which nbgrader turns into points, and feedback into a page.

nbgrader gives 0 where an error comes first, the number shown where a result comes first, and all points otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nbformat import NotebookNode, from_dict

from autograder.grading import provenance
from autograder.judging.verdict import CheckFailed, Verdict
from autograder.student.card import card


def credit(verdicts: Sequence[Verdict], most: float) -> list[NotebookNode]:
    """The outputs of a grade cell of `most` points: the partial credit if any, each card, the first failure."""
    score = min(verdict.score for verdict in verdicts)
    outputs = [_points(score, most)] if 0.0 < score < 1.0 else []
    for verdict in verdicts:
        bundle = card(verdict)._repr_mimebundle_()
        outputs.append(_output("display_data", data=bundle, metadata=provenance.with_verdict(verdict)))
    failed = next((verdict for verdict in verdicts if not verdict.passed), None)
    return outputs if failed is None else [*outputs, refusal(CheckFailed.__name__, str(CheckFailed(failed)))]


def with_points(outputs: Sequence[NotebookNode], most: float) -> list[NotebookNode]:
    """The outputs of a grade cell of nothing but checks, whose points have changed since."""
    scores = (verdict.score for verdict in provenance.verdicts(outputs))
    score = min(scores, default=0.0)  # the checks of a file that was rejected have none
    others = [output for output in outputs if output.output_type != "execute_result"]
    return [_points(score, most), *others] if 0.0 < score < 1.0 else others


def tame(outputs: Sequence[NotebookNode], most: float) -> list[NotebookNode]:
    """What an instructor's own code put out; a result that nbgrader would take for points it cannot be is an error."""
    return [_tamed(output, most) if output.output_type == "execute_result" else output for output in outputs]


def _tamed(output: NotebookNode, most: float) -> NotebookNode:
    try:
        points = float(output.data["text/plain"])
    except KeyError:  # nbgrader reads the text of every result
        return _output("display_data", data=output.data, metadata={})
    except ValueError:
        return output
    if 0.0 <= points <= most:
        return output
    return refusal("NoPoints", f"This cell ends with {points:g}, which is no number of points from 0 to {most:g}.")


def refusal(name: str, sentence: str) -> NotebookNode:
    """An error, as a cell that was stopped or not run has it."""
    return _output("error", ename=name, evalue=sentence, traceback=[f"{name}: {sentence}"])


def _points(score: float, most: float) -> NotebookNode:
    """The output that nbgrader reads as partial credit."""
    points = round(score * most, 2)
    words = f"Partial credit: {points:g} of {most:g} points."
    bundle = {"text/plain": str(points), "text/html": f"<p>{words}</p>"}
    return _output("execute_result", data=bundle, metadata={}, execution_count=None)


def _output(kind: str, **fields: Any) -> NotebookNode:
    """An output; nbformat's own `new_output` would try it against the JSON schema, at ten times the price."""
    return from_dict({"output_type": kind, **fields})
