"""Outputs: what a student's cells put out, made harmless before it is kept: inert text, pictures, plain tables.

The input is decoded JSON from a process that ran a student's code, so it may be anything at all. What comes out is
valid nbformat in which nothing is live: no script, no style, no metadata, nothing that a browser would fetch.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output

from autograder.grading.pages.allowed_html import OUTPUT, clean, readable

STREAMS = ("stdout", "stderr")
PICTURES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
MOST_OUTPUTS = 1000  # of one cell, as are all of these: nobody scrolls through more
MOST_HTML = 100_000  # twice the largest picture of a tensor in the lessons; nh3 takes 0.1 s for as much
NAME_LENGTH, TRACEBACK_LINES = 200, 100  # an error's name is one line; both ends of a recursion's trace say it all

ANSI = re.compile(r"\x1b\[[0-9;?]*+[ -/]*+[@-~]")
LINE_END = re.compile(r"\r\n?")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class _Room:
    """How many more characters a cell may put out, how many of them as HTML, and whether anything was left out."""

    def __init__(self, limit: int) -> None:
        self.left = max(limit, 0)
        self.html = MOST_HTML
        self.cut = False

    def take(self, text: str) -> str:
        """As much of a text as there is room for, without colours, control characters and lone surrogates."""
        beginning = text[: self.left]
        self.left -= len(beginning)
        self.cut |= len(beginning) < len(text)
        return plain(beginning)

    def takes(self, characters: int) -> bool:
        """Whether that many more go in, of something that is worth nothing in part."""
        fits = characters <= self.left
        self.left -= max(characters, 0) if fits else 0
        return fits


def clean_outputs(outputs: object, limit: int) -> list[NotebookNode]:
    """The outputs of one cell as valid nbformat, in all at most `limit` characters (pictures count in base64).

    `outputs` is untrusted JSON: dictionaries like nbformat's stream, display_data, execute_result and error. What has
    another form is left out; where something did not fit, a last line says so. An execute_result's execution_count is
    None. Raises nothing.
    """
    room = _Room(limit)
    cleaned: list[NotebookNode] = []
    for output in _outputs(outputs if isinstance(outputs, list) else [], room):
        if len(cleaned) == MOST_OUTPUTS:
            room.cut = True
            break
        cleaned.append(output)
        if room.cut and room.left == 0:
            break
    if room.cut:
        cleaned.append(new_output("stream", name="stdout", text=f"… output cut at {limit / 1e6:g} MB\n"))
    return cleaned


def plain(text: str) -> str:
    """A text without terminal colours and control characters; what is no Unicode character becomes U+FFFD."""
    return readable(CONTROL.sub("", LINE_END.sub("\n", ANSI.sub("", text))))


def _outputs(outputs: list[object], room: _Room) -> Iterator[NotebookNode]:
    """Each output that has something to show; a stream's pieces become one."""
    for stream, group in groupby((output for output in outputs if isinstance(output, dict)), key=_stream):
        if stream:
            text = room.take("".join(_text(output.get("text")) for output in group))
            if text:
                yield new_output("stream", name=stream, text=text)
            continue
        for output in group:
            match output.get("output_type"):
                case "display_data" | "execute_result" as kind if data := _data(output.get("data"), room):
                    yield new_output(kind, data)
                case "error":
                    yield _error(output, room)


def _stream(output: dict[str, Any]) -> str:
    """The name of the stream that an output is a piece of; empty for any other output."""
    name = output.get("name")
    return name if output.get("output_type") == "stream" and isinstance(name, str) and name in STREAMS else ""


def _text(value: object) -> str:
    """nbformat's multiline string: a string, or a list of its lines."""
    if isinstance(value, list):
        return "".join(line for line in value if isinstance(line, str))
    return value if isinstance(value, str) else ""


def _data(bundle: object, room: _Room) -> dict[str, str]:
    """The pictures, the HTML and the text of a MIME bundle."""
    if not isinstance(bundle, dict):
        return {}
    data = {}
    for kind, magic in PICTURES.items():
        picture = _picture(_text(bundle.get(kind)), magic)
        if picture and room.takes(len(picture)):
            data[kind] = picture
        elif picture:
            room.cut = True
    html = _html(_text(bundle.get("text/html")), room)
    if html:
        data["text/html"] = html
    text = room.take(_text(bundle.get("text/plain")))
    if text:
        data["text/plain"] = text
    return data


def _picture(encoded: str, magic: bytes) -> str:
    """A picture in base64, encoded anew; empty when it is none of that kind."""
    try:
        picture = base64.b64decode("".join(encoded.split()), validate=True)
    except ValueError:
        return ""
    return base64.b64encode(picture).decode("ascii") if picture.startswith(magic) else ""


def _html(html: str, room: _Room) -> str:
    """HTML of which only plain tables, lists and text are left; empty when there is too much of it.

    What it was before counts as well: reading it took its time.
    """
    if len(html) > room.html or not room.takes(len(html)):
        return ""
    room.html -= len(html)
    cleaned = (clean(plain(html), OUTPUT) or "").strip()
    return cleaned if room.takes(len(cleaned) - len(html)) else ""


def _error(output: dict[str, Any], room: _Room) -> NotebookNode:
    """An error with one line for its name; of a long traceback the beginning and the end."""
    name = room.take(_text(output.get("ename"))[:NAME_LENGTH])
    value = room.take(_text(output.get("evalue")))
    frames = output.get("traceback")
    frames = [frame for frame in frames if isinstance(frame, str)] if isinstance(frames, list) else []
    lines = "\n".join(frames).split("\n")
    if len(lines) > TRACEBACK_LINES:
        half = TRACEBACK_LINES // 2
        lines = [*lines[:half], "…", *lines[-half:]]
    return new_output("error", ename=name, evalue=value, traceback=room.take("\n".join(lines)).split("\n"))
