"""Pixels: how much a student's pictures take of the browser of whoever looks at a page.

A picture of ten kilobytes may have a billion pixels, each of which a browser unpacks, and hundreds fit into a notebook.
So those are shown that come within a bound, for one and for all of a page; of each other one a text says that it is
there.
"""

from __future__ import annotations

import base64
import binascii
import re
import struct
from dataclasses import dataclass

# A telephone's largest photographs, twice over, and a dozen usual ones; a browser unpacks as many in two seconds.
MOST, MOST_OF_A_PAGE = 100_000_000, 300_000_000
NOT_SHOWN = "a picture of too many pixels, or none that can be read, is not shown here"
USUAL_SCANS = 12  # in which a JPEG comes, each of which goes through all pixels
PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8"
SIZE_FOLLOWS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # JPEG's markers SOF; these three are others
IMAGE = re.compile(r"""<img(?:\s++[\w-]++(?:="[^"]*+")?+)*+\s*+/?>""")
EMBEDDED = re.compile(r"""\ssrc="data:image/(?:png|jpeg);base64,([^"]*+)\"""")


@dataclass
class Pixels:
    """How many more a page may have."""

    left: int = MOST_OF_A_PAGE

    def take(self, encoded: str) -> bool:
        """Whether a picture in base64 comes within the bound."""
        try:
            count = pixels(base64.b64decode("".join(encoded.split())))
        except (binascii.Error, ValueError):
            return False
        if count > min(MOST, self.left):
            return False
        self.left -= count
        return True

    def within(self, html: str) -> str:
        """Cleaned HTML with those pictures that come within the bound."""

        def shown(image: re.Match[str]) -> str:
            data = EMBEDDED.search(image[0])
            return image[0] if data is None or self.take(data[1]) else f"⟨{NOT_SHOWN}⟩"

        return IMAGE.sub(shown, html) if "data:image/" in html else html


def pixels(picture: bytes) -> int:
    """How many a browser unpacks of a PNG or a JPEG, those of each frame or further scan. Raises ValueError for none.

    >>> pixels(PNG + struct.pack(">I4sII", 13, b"IHDR", 640, 480))
    307200
    """
    if picture.startswith(PNG) and len(picture) >= 24:
        width, height = struct.unpack_from(">II", picture, 16)
        return int(width * height * max(1, picture.count(b"fcTL")))
    if picture.startswith(JPEG):
        width, height = _size(picture)
        return width * height * (1 + picture.count(b"\xff\xda") // USUAL_SCANS)
    raise ValueError("it is no picture")


def _size(jpeg: bytes) -> tuple[int, int]:
    """Width and height of a JPEG, by its markers; what stands between them is skipped, as by those who draw it."""
    place = len(JPEG)
    while (place := jpeg.find(b"\xff", place)) >= 0 and place + 9 <= len(jpeg):
        marker = jpeg[place + 1]
        if marker in SIZE_FOLLOWS:
            height, width = struct.unpack_from(">HH", jpeg, place + 5)
            return width, height
        if marker in (0x00, 0x01, 0xFF) or 0xD0 <= marker <= 0xD8:  # these have no length
            place += 1 if marker == 0xFF else 2
        else:
            place += 2 + int.from_bytes(jpeg[place + 2 : place + 4])
    raise ValueError("it says no size")
