"""Overview of a lesson: each exercise, and whether it is solved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from autograder.judging.verdict import Verdict, headline
from autograder.lessons.lesson import Lesson
from autograder.student.card import GOOD
from autograder.student.html import BREAK, Html, box, join, tag, two_columns
from autograder.student.pictures import Picture


def overview(lessons: Sequence[Lesson], checked: Mapping[str, Verdict]) -> Picture:
    """Each lesson's exercises with their last verdict, and how many are right."""
    boxes, text = [], []
    for lesson in lessons:
        states = [(_state(checked.get(exercise.name)), exercise.signature) for exercise in lesson.exercises]
        right = sum(state == "right" for state, _ in states)
        title = f"{lesson.name}: {right} of {len(states)} right"
        text += [title, *(f"  {state:<18}{signature}" for state, signature in states)]
        boxes.append(box(tag("b", title), _bar(right, len(states)), two_columns(states)))
    return Picture(join(*boxes, between=BREAK), "\n".join(text))


def _state(verdict: Verdict | None) -> str:
    return headline(verdict) if verdict else "not checked yet"


def _bar(done: int, total: int) -> Html:
    share = round(100 * done / max(total, 1))
    inside = tag("div", style=f"background-color:{GOOD};width:{share}%;height:8px")
    return tag("div", inside, style="background-color:#e3e3e3;width:260px;height:8px;margin:5px 0")
