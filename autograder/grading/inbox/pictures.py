"""Pictures: those of a student's written answer, carried in its text, so that whoever marks it sees them.

JupyterLab keeps a pasted picture beside the cell's text, and one from a file beside the notebook; most programs lose
either. Only what is a PNG or a JPEG by its first bytes is carried, and not more than a person would look at; of the
others, and of what lies elsewhere, the text says that they were there.
"""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from collections.abc import Mapping
from html import escape, unescape
from typing import Any
from urllib.parse import unquote

FIRST_BYTES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
LARGEST = 3_000_000  # bytes of base64: a photograph of a page, as telephones send it
MOST = 6  # pictures in one answer: two more than anybody has been seen to need
PASTED = "attachment:"

# Possessive and bounded: what is no picture is looked at once from each "![", not once for each way to part it. Code is
# passed over, and so is a picture that is data already: no target is as long.
_TARGET = r"<(?P<quoted>[^<>\n]{1,300}+)>|(?P<plain>(?:[^\s()<>]++|\([^\s()<>]{0,99}+\)){1,99}+)"
PICTURE = re.compile(
    r"(?P<code>```.*?```|`[^`\n]*`)"
    r"|(?P<alt>!\[(?:[^\[\]]++|\[[^\[\]]{0,300}+\]){0,20}+\])\(\s{0,9}+(?:" + _TARGET + r")[^)]{0,300}+\)"
    r"""|(?P<before><img\b[^<>]{0,500}?\ssrc\s*+=\s*+)(?:(?P<quote>["'])(?P<source>[^"'<>]{1,300}+)(?P=quote)"""
    r"""|(?P<bare>[^\s"'<>]{1,300}+))"""
    r"|^(?P<label> {0,3}\[[^\[\]\n]{1,100}+\]:[ \t]*+)(?P<labelled>[^\s<>]{1,300}+)(?=\s|$)",
    re.DOTALL | re.IGNORECASE | re.MULTILINE,
)
LONGEST = 300  # characters of a target: what is longer is data, or nonsense


def with_pictures(text: str, attachments: Any, beside: Mapping[str, bytes] | None = None) -> str:
    """The text of a cell with its pictures in it as data: the pasted ones, and those of files `beside` the notebook.

    >>> with_pictures("see ![a](attachment:a.png)", {"a.png": {"image/png": "iVBORw0KGgo="}})
    'see ![a](data:image/png;base64,iVBORw0KGgo=)'
    >>> with_pictures("see ![a](./a.png)", None, {"a.png": FIRST_BYTES["image/png"]})
    'see ![a](data:image/png;base64,iVBORw0KGgo=)'
    >>> with_pictures("see ![a](../a.png)", {})
    'see ![a] (../a.png, a picture that cannot be shown)'
    """
    files = {_key(name): content for name, content in (beside or {}).items()}
    carried = 0

    def picture(target: str) -> str:
        if carried >= MOST:
            return ""
        if target.startswith(PASTED):
            return _attached(attachments, target.removeprefix(PASTED))
        name = unquote(target).removeprefix("./")
        return _data(files[_key(name)]) if _key(name) in files else ""

    def carry(match: re.Match[str]) -> str:
        nonlocal carried
        target = (
            match["quoted"] or match["plain"] or match["labelled"] or unescape(match["source"] or match["bare"] or "")
        )
        if match["code"] or target.startswith("data:") or len(target) > LONGEST:
            return match[0]
        data = picture(target)
        carried += bool(data)
        if match["label"]:  # ![a][label]; without a picture it may be any link's
            return f"{match['label']}{data}" if data else match[0]
        if match["before"]:
            quote = match["quote"] or '"'
            return f"{match['before']}{quote}{data}{quote}" if data else escape(match[0], quote=False)
        if not data:
            return f"{match['alt']} ({unquote(target).removeprefix(PASTED)}, a picture that cannot be shown)"
        return f"{match['alt']}({data})"

    return PICTURE.sub(carry, text) if "![" in text or "<img" in text.lower() else text


def _key(name: str) -> str:
    """A file's name as telephones, Macs and Windows take it for the same: composed, and in small letters."""
    return unicodedata.normalize("NFC", name).casefold()


def _attached(attachments: Any, quoted: str) -> str:
    """A pasted picture as a data link, "" where it is none, or too large."""
    if not isinstance(attachments, Mapping):
        return ""
    kinds = attachments.get(unquote(quoted), attachments.get(quoted))
    for kind in FIRST_BYTES:
        data = kinds.get(kind) if isinstance(kinds, Mapping) else None
        text = "".join(part for part in data if isinstance(part, str)) if isinstance(data, list) else data
        if not isinstance(text, str) or len(text) > LARGEST:
            continue
        try:
            link = _data(base64.b64decode("".join(text.split()), validate=True))
        except (binascii.Error, ValueError):
            continue
        if link.startswith(f"data:{kind};"):
            return link
    return ""


def _data(picture: bytes) -> str:
    """A picture as a data link, "" where it is none by its first bytes."""
    for kind, first in FIRST_BYTES.items():
        if picture.startswith(first):
            return f"data:{kind};base64,{base64.b64encode(picture).decode()}"
    return ""
