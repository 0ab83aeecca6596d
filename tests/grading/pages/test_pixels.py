"""Pictures of more pixels than a browser unpacks in a while are said to be there, and others are shown."""

import base64
import struct

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.grading.pages.exporter import PageExporter
from autograder.grading.pages.rendering import pixels
from tests.support.pages import page

SOF = b"\xff\xc2\0\x11\x08"
EXIF = b"\xff\xe1\0\x0c" + SOF + struct.pack(">HH", 1, 1) + b"\0"


def png(width, height, frames=0):
    head = pixels.PNG + struct.pack(">I4sII", 13, b"IHDR", width, height)
    return base64.b64encode(head + bytes(9) + b"fcTL" * frames).decode()


def jpeg(width, height, before=EXIF, after=b"", scans=1):
    head = b"\xff\xd8" + before + SOF + struct.pack(">HH", height, width)
    return base64.b64encode(head + bytes(9) + b"\xff\xda" * scans + after).decode()


SHOWN = [png(640, 480), png(12_000, 8_000), png(1, 1, frames=40), jpeg(4000, 3000), jpeg(4000, 3000, scans=10)]
HIDDEN = [
    png(23_000, 23_000),
    png(1 << 31, 1 << 31),
    png(4000, 3000, frames=40),
    jpeg(30_000, 30_000),
    jpeg(30_000, 30_000, before=b"garbage\xff\xff\xff\xe0\0\2\0\0\xff\x01"),
    jpeg(4000, 3000, scans=400),
    base64.b64encode(b"\xff\xd8" + b"\xff" * 40).decode(),
    base64.b64encode(b"\xff\xd8\xff\xe0" + bytes(40)).decode(),
    base64.b64encode(pixels.PNG).decode(),
    "A",
]


def kind(data):
    return "png" if data.startswith("iVBO") else "jpeg"


def texts(data):
    address = f"data:image/{kind(data)};base64,{data}"
    entities = "".join(f"&#{ord(letter)};" for letter in address)
    return [f"![a]({address})", f"<img alt='>' src='{address}' width=1>", f"<img src={entities} title='<img src=x>'>"]


@pytest.mark.parametrize("data", [*SHOWN, *HIDDEN])
def test_a_picture_is_shown_by_its_pixels(data):
    output = new_output("display_data", {f"image/{kind(data)}": data, "text/plain": "<Figure>"})
    cells = [new_code_cell("", outputs=[output]), *map(new_markdown_cell, texts(data))]
    for cell in cells:
        html = page(PageExporter, new_notebook(cells=[cell])).partition("<main")[2]
        assert (data in html, pixels.NOT_SHOWN in html) == (data in SHOWN, data not in SHOWN)


def test_all_of_a_page_together_have_a_bound():
    one = png(10_000, 9_000)
    output = new_output("display_data", {"image/png": one})
    cells = [new_code_cell("", outputs=[output, output]), new_markdown_cell(texts(one)[0] * 4)]
    html = page(PageExporter, new_notebook(cells=cells)).partition("<main")[2]
    assert (html.count(one), html.count(pixels.NOT_SHOWN)) == (3, 3)
