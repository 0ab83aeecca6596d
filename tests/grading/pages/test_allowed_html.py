"""What may be said in HTML: nothing but the elements, attributes and values that an allowance names."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.grading.pages.allowed_html import CARD, CELL_TEXT, MOST_TANGLED, OUTPUT, clean
from tests.support.vectors import VECTORS


def words(text):
    return text.split()


ALLOWANCES = {"output": OUTPUT, "card": CARD, "text": CELL_TEXT}
FOREIGN = words(
    "script style svg title textarea noscript iframe template select option form input plaintext xmp annotation-xml "
    "mglyph malignmark foreignObject desc frameset body html button nobr font object col wbr x-y image listing"
)
ELEMENTS = st.sampled_from([*sorted(CELL_TEXT.tags), *FOREIGN])
NAMES = st.sampled_from(
    words("title href src class id style onclick colspan rel xlink:href open alt aria-label display width name lang")
)
VALUES = st.sampled_from(
    [
        "javascript:alert(1)",
        "https://example.org",
        "#x",
        "1",
        "text-align:left",
        "text-align:left;background:url(//x)",
        "position:fixed",
        "data:image/png;base64,AAAA",
        "data:text/html,x",
        "k n",
        "k score",
        "</style><img src=x onerror=1>",
        "--><img src=x onerror=1>",
        "&quot;><script>",
    ]
)
TAGS = st.builds(
    lambda name, attributes, end: "".join([f"<{name}", *attributes, end]),
    ELEMENTS,
    st.lists(st.builds(' {}="{}"'.format, NAMES, VALUES), max_size=3),
    st.sampled_from([">", ">", "/>", ""]),
)
PIECES = TAGS | ELEMENTS.map("</{}>".format) | st.sampled_from([*VECTORS, "x", "<!--", "-->", "<![CDATA[", "]]>", "\0"])
SOUPS = st.lists(PIECES | st.text(max_size=5), max_size=12).map("".join)


class Reader(HTMLParser):
    """What stands in HTML that an allowance does not name."""

    def __init__(self, allowance):
        super().__init__()
        self.allowance = allowance
        self.foreign = []

    def handle_starttag(self, tag, attributes):
        if tag not in self.allowance.tags:
            self.foreign.append(tag)
        self.foreign += [(tag, *attribute) for attribute in attributes if not self.allowed(tag, *attribute)]

    def allowed(self, tag, name, value):
        if name == "rel":
            return (tag, value) == ("a", "noopener noreferrer")
        if name == "style":
            properties = [declaration.split(":")[0] for declaration in value.split(";")]
            return set(properties) <= self.allowance.styles and not re.search(r"[()\\@]", value)
        if name not in self.allowance.attributes.get(tag, {}):
            return False
        match name:
            case "href":
                return value.lower().startswith(("http://", "https://", "mailto:", "#text-"))
            case "src":
                return value.startswith("data:image/")
            case "id":
                return value.startswith("text-")
            case "class":
                return "score" not in value.split()
        return True

    def handle_comment(self, text):
        self.foreign.append(text)

    handle_decl = handle_pi = unknown_decl = handle_comment


def foreign(html, allowance):
    reader = Reader(allowance)
    reader.feed(html)
    reader.close()
    return reader.foreign


@pytest.mark.parametrize("kind", ALLOWANCES)
@given(soup=SOUPS)
@settings(max_examples=300)
def test_nothing_is_left_that_no_allowance_names(kind, soup):
    """Nor does anything come of what is left when it is read and cleaned once more."""
    html = clean(soup, ALLOWANCES[kind])
    assert html is not None
    assert foreign(html, ALLOWANCES[kind]) == []
    assert foreign(clean(html, ALLOWANCES[kind]), ALLOWANCES[kind]) == []


@pytest.mark.parametrize("tag", [*FOREIGN, "math", "h1", "div"])
def test_an_element_that_is_not_allowed_is_text_or_gone(tag):
    html = f"a<{tag} onclick='x' title=t>b</{tag}>c"
    gone, written = clean(html, OUTPUT), clean(html, CELL_TEXT)
    assert "".join(gone.split()) == ("ac" if tag in ("script", "style") else "abc")
    if tag not in CELL_TEXT.tags:
        assert written == f"a&lt;{tag} onclick='x' title=t&gt;b&lt;/{tag}&gt;c"


def test_words_of_blocks_do_not_run_together():
    assert clean("H<small>2</small>O<div>a</div><h1>b</h1>", OUTPUT).split() == ["H2O", "a", "b"]


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<p style='text-align: left; color:red'>x</p>", '<p style="text-align:left">x</p>'),
        ("<p style='text-align:-5px'>x</p>", "<p>x</p>"),
        ("<p style='text-align:url(x)'>x</p>", "<p>x</p>"),
        ("<p style='text-align:left/**/;'>x</p>", "<p>x</p>"),
        ("<p style='text-ALIGN:lef\\74'>x</p>", "<p>x</p>"),
        ("<p title='t' lang='en' dir='rtl'>x</p>", "<p>x</p>"),
        ("<span class='k n'>x</span>", '<span class="k n">x</span>'),
        ("<span class='k score'>x</span>", "<span>x</span>"),
        ("<h2 id='text-x'>x</h2>", '<h2 id="text-text-x">x</h2>'),
        ("<p id='x'>x</p>", "<p>x</p>"),
        ("<a href='#text-x'>x</a>", '<a href="#text-text-x" rel="noopener noreferrer">x</a>'),
        ("<a href='//x' rel='opener' target='_top'>x</a>", '<a rel="noopener noreferrer">x</a>'),
        ("<a href='ftp://x'>x</a>", '<a rel="noopener noreferrer">x</a>'),
        ("<a href='data:image/png;base64,AA=='>x</a>", '<a rel="noopener noreferrer">x</a>'),
        ("<img src='https://x/y.png' alt='a'>", '<img alt="a">'),
        ("<img src='data:image/gif;base64,AA=='>", "<img>"),
        (
            "<img src='data:image/png;base64,AA==' width='10' height='1000'>",
            '<img src="data:image/png;base64,AA==" width="10">',
        ),
        (
            "<details open='' ontoggle='x'><summary>s</summary>b</details>",
            '<details open=""><summary>s</summary>b</details>',
        ),
        (
            "<math display='block'><mi href='https://x' mathvariant='bold'>x</mi></math>",
            '<math display="block"><mi mathvariant="bold">x</mi></math>',
        ),
        ("<math><mspace width='99em'></mspace></math>", "<math><mspace></mspace></math>"),
    ],
)
def test_what_a_text_cell_keeps_of_an_element(html, kept):
    assert clean(html, CELL_TEXT) == kept


@pytest.mark.parametrize("unit", ["<b>", "<ul><li>", "<b title=1>", "<b></p>", "</td>", "<p><b><p>x</p></b></p>"])
def test_what_is_tangled_is_not_read(unit):
    for allowance in ALLOWANCES.values():
        assert clean(unit * (MOST_TANGLED + 1), allowance) is None
    assert clean("<p><b>x</b></p><br>" * 10 * MOST_TANGLED, OUTPUT).count("<p>") == 10 * MOST_TANGLED


def test_what_is_not_allowed_nests_nothing():
    """It costs no more than its length, whatever it is, and does not make the rest unreadable."""
    html = "<svg>" + "<path d='M 0 0'/>" * 10 * MOST_TANGLED + "</svg><p>x</p>"
    assert clean(html, OUTPUT) == "<p>x</p>"
    assert clean(html, CELL_TEXT).startswith("&lt;svg&gt;&lt;path d='M 0 0'/&gt;")


def test_what_is_no_character_can_be_written():
    assert clean("a\ud800\x07b", OUTPUT) == "a\ufffd\ufffdb"
