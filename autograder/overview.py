"""The overview of a lesson: each exercise, and whether it is solved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from autograder.display import GOOD, headline
from autograder.exercise import Lesson
from autograder.pictures import BOX, Picture
from autograder.verdict import Verdict


def overview(lessons: Sequence[Lesson], checked: Mapping[str, Verdict]) -> Picture:
    """Each lesson's exercises with their last verdict, and how many are right."""
    html, text = [], []
    for lesson in lessons:
        states = [(exercise.signature, _state(checked.get(exercise.name))) for exercise in lesson.exercises]
        right = sum(state == "right" for _, state in states)
        title = f"{lesson.name}: {right} of {len(states)} right"
        text += [title, *(f"  {state:<18}{signature}" for signature, state in states)]
        lines = "".join(_line(signature, state) for signature, state in states)
        html.append(
            f'<div style="{BOX}"><div style="font:bold 13px sans-serif;color:#1a1a1a">{escape(title)}</div>{_bar(right, len(states))}'
            f'<table style="border-collapse:collapse;margin:4px 0 0 0">{lines}</table></div>'
        )
    return Picture("<br>".join(html), "\n".join(text))


def _state(verdict: Verdict | None) -> str:
    return headline(verdict) if verdict else "not checked yet"


def _line(signature: str, state: str) -> str:
    colour = GOOD if state == "right" else "#555555"
    return (
        '<tr style="background-color:#ffffff">'
        f'<td style="padding:1px 14px 1px 0;text-align:left;color:{colour};font:13px sans-serif">{escape(state)}</td>'
        f'<td style="padding:1px 0;text-align:left;color:#1a1a1a;font:12px monospace">{escape(signature)}</td></tr>'
    )


def _bar(done: int, total: int) -> str:
    share = round(100 * done / max(total, 1))
    return (
        '<div style="background-color:#e3e3e3;width:260px;height:8px;margin:4px 0">'
        f'<div style="background-color:{GOOD};width:{share}%;height:8px"></div></div>'
    )
