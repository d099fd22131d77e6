"""Which HTML from outside may stay as it is."""

import pytest

from quizzes.domain.markup import is_plain

STORY = ["bold", "italic", "ol", "ul"]


@pytest.mark.parametrize(
    "html",
    [
        "",
        "Words & more words > none",
        "<p>He said: <b>“not now”</b>.<br/>Then <i>nothing</i>.</p><ul><li>One</li></ul>",
        "<p>&lt;script&gt; as words</p>",
    ],
)
def test_what_the_editor_writes_is_plain(html):
    assert is_plain(html, STORY)


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<p onclick='x()'>Words</p>",
        "<P>Words</P>",
        "<img src=x onerror=x()>",
        "<!-- words -->",
        "<!--><img src=x onerror=x()>-->",
        "<p<script>",
        "a < b",
        "<svg/onload=x()>",
        '<a href="https://example.org">Elsewhere</a>',
        "<h3>Heading</h3>",
    ],
)
def test_anything_else_is_not(html):
    assert not is_plain(html, STORY)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<h3>More</h3><p><a href="https://example.org/?a=1&amp;b=2">Elsewhere</a></p>', True),
        ('<a href="javascript:alert(1)">Elsewhere</a>', False),
        ('<a href="https://example.org" onclick="x()">Elsewhere</a>', False),
        ('<a href="https://example.org"><img src="x"></a>', False),
        ("<a href='https://example.org'>Elsewhere</a>", False),
    ],
)
def test_other_buttons_write_more(html, expected):
    assert is_plain(html, [*STORY, "h3", "link"]) is expected
