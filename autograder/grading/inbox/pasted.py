"""Pasted: the pictures in a student's written answer, carried in its text, so that whoever marks it sees them.

JupyterLab keeps a pasted picture beside the cell's text, where most programs lose it. Only what is a PNG or a JPEG by
its first bytes is carried, and not more than a person would look at; of the others the text says that they were there.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

# Possessive: what is no link is looked at once from each "](", not once for each way to part it.
LINK = re.compile(r"\]\(\s*+attachment:([^)\s]{1,300}+)[^)]{0,300}+\)")
FIRST_BYTES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
LARGEST = 3_000_000  # bytes of base64: a photograph of a page, as telephones send it
MOST = 6  # pictures in one answer: two more than anybody has been seen to need


def with_pictures(text: str, attachments: Any) -> str:
    """The text of a cell with its pasted pictures in it as data.

    >>> with_pictures("see ![a](attachment:a.png)", {"a.png": {"image/png": "iVBORw0KGgo="}})
    'see ![a](data:image/png;base64,iVBORw0KGgo=)'
    >>> with_pictures("see ![a](attachment:a.png)", {"a.png": {"image/png": "AAAA"}})
    'see ![a] (a.png, a picture that cannot be shown)'
    """
    carried = 0

    def carry(match: re.Match[str]) -> str:
        nonlocal carried
        name = unquote(match[1])
        kinds = attachments.get(name, attachments.get(match[1])) if isinstance(attachments, Mapping) else None
        picture = _picture(kinds) if carried < MOST else ""
        if not picture:
            return f"] ({name}, a picture that cannot be shown)"
        carried += 1
        return f"]({picture})"

    return LINK.sub(carry, text) if "attachment:" in text else text


def _picture(kinds: Any) -> str:
    """A picture as a data link, "" where it is none, or too large."""
    for kind, first in FIRST_BYTES.items():
        data = kinds.get(kind) if isinstance(kinds, Mapping) else None
        text = "".join(part for part in data if isinstance(part, str)) if isinstance(data, list) else data
        if not isinstance(text, str) or len(text) > LARGEST:
            continue
        try:
            raw = base64.b64decode("".join(text.split()), validate=True)
        except (binascii.Error, ValueError):
            continue
        if raw.startswith(first):
            return f"data:{kind};base64,{base64.b64encode(raw).decode()}"
    return ""
