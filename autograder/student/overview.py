"""Overview of a lesson: each exercise, whether it is solved, and what it is worth; what a person marks, too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from autograder.judging.verdict import Verdict, headline
from autograder.lessons.lesson import Lesson
from autograder.student.card import GOOD
from autograder.student.html import BREAK, Html, box, join, tag, two_columns
from autograder.student.notebook.saved import NOTHING, Saved
from autograder.student.pictures import Picture

BY_A_PERSON = "marked by a person"
WIDTH = 18  # of the usual states, “not checked yet”


def overview(lessons: Sequence[Lesson], checked: Mapping[str, Verdict], saved: Saved = NOTHING) -> Picture:
    """Each lesson's exercises with their last verdict, how many are right, and the points where they are known."""
    boxes, text = [], []
    for lesson in lessons:
        names = [exercise.name for exercise in lesson.exercises]
        verdicts = [checked.get(name) or _earlier(saved.states.get(name)) for name in names]
        states = [
            (
                _state(verdict, verdict is not None and name not in checked),
                exercise.signature + _worth(saved.points, name),
            )
            for name, exercise, verdict in zip(names, lesson.exercises, verdicts, strict=True)
        ]
        here = any(name in saved.points for name in names)
        states += [(BY_A_PERSON, name + _worth(saved.open, name)) for name in saved.open if here]
        right = sum(verdict is not None and verdict.passed for verdict in verdicts)
        title = f"{lesson.name}: {right} of {len(names)} right"
        if here:
            earned = sum(saved.points.get(each.exercise, 0) * each.score for each in verdicts if each is not None)
            title += f", {earned:g} of {sum(saved.points.get(name, 0) for name in names):g} points"
        width = max(WIDTH, *(len(state) + 2 for state, _ in states))
        text += [title, *(f"  {state:<{width}}{what}" for state, what in states)]
        boxes.append(box(tag("b", title), _bar(right, len(names)), two_columns(states)))
    return Picture(join(*boxes, between=BREAK), "\n".join(text))


def _state(verdict: Verdict | None, saved: bool) -> str:
    return headline(verdict) + (", as saved" if saved else "") if verdict else "not checked yet"


def _earlier(saved: Mapping[str, Any] | None) -> Verdict | None:
    """The verdict of an earlier kernel, as far as its headline needs it."""
    if saved is None:
        return None
    score = saved.get("score")
    share = min(max(float(score), 0.0), 1.0) if isinstance(score, int | float) else float(saved["passed"])
    mistake = saved.get("mistake")
    return Verdict(str(saved["exercise"]), saved["passed"], share, "", mistake if isinstance(mistake, str) else None)


def _worth(points: Mapping[str, float], name: str) -> str:
    if name not in points:
        return ""
    return f" · {points[name]:g} point{'' if points[name] == 1 else 's'}"


def _bar(done: int, total: int) -> Html:
    share = round(100 * done / max(total, 1))
    inside = tag("div", style=f"background-color:{GOOD};width:{share}%;height:8px")
    return tag("div", inside, style="background-color:#e3e3e3;width:260px;height:8px;margin:5px 0")
