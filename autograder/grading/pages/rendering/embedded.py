"""Embedded: the pictures in a text, out of it while it is rendered: parsers read megabytes letter by letter.

Nothing is believed of what is put back: it is letters, digits, + / and = behind the words that make it a picture.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from autograder.grading.pages.allowed_html import EMBEDDED

STANDS_FOR = re.compile(r'(\ssrc=")?data:image/[a-z+]+;base64,Picture(\d{1,6})of(\d{1,6})=')
ELSEWHERE = "⟨a picture⟩"  # where the text was not read as one that shows it


def taken_out(text: str) -> tuple[str, list[str]]:
    """The text with a short name in each picture's place, and the pictures.

    >>> taken_out("![a](data:image/png;base64,iVBORw0KGgo=)")
    ('![a](data:image/png;base64,Picture0of1=)', ['data:image/png;base64,iVBORw0KGgo='])
    """
    pictures = EMBEDDED.findall(text)
    count = len(pictures)
    numbers = iter(range(count))

    def name(picture: re.Match[str]) -> str:
        return f"{picture[0].partition(',')[0]},Picture{next(numbers)}of{count}="

    return (EMBEDDED.sub(name, text) if pictures else text), pictures


def put_back(html: str, pictures: Sequence[str]) -> str:
    """Cleaned HTML with the pictures where their names stand as an image's address.

    >>> put_back('<img src="data:image/png;base64,Picture0of1=">', ["data:image/png;base64,iVBORw0KGgo="])
    '<img src="data:image/png;base64,iVBORw0KGgo=">'
    """

    def picture(name: re.Match[str]) -> str:
        if not name[1] or int(name[2]) >= len(pictures):
            return ELSEWHERE
        return f"{name[1]}{pictures[int(name[2])]}"

    return STANDS_FOR.sub(picture, html) if pictures else html
