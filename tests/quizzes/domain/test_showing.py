"""How parts of a document are shown."""

import pytest

from quizzes.domain.documents import Counter
from quizzes.domain.showing import Asked, asked, level, moved


@pytest.mark.parametrize(
    ("html", "parts"),
    [
        ("<p>What do you say?</p>", Asked("What do you say?")),
        (
            "<p>Ravi is quiet.</p><p>What do you <b>say</b>?</p>",
            Asked("What do you <b>say</b>?", "<p>Ravi is quiet.</p>"),
        ),
        ("<p>Which?</p><ul><li>One</li></ul>", Asked("Which?", after="<ul><li>One</li></ul>")),
        ("<p>Which?</p><p> </p>", Asked("Which?", after="<p> </p>")),
        ("<ul><li>This & that</li></ul>", Asked("This &amp; that")),
        ("", Asked("")),
    ],
)
def test_asked_is_the_last_paragraph(html, parts):
    assert asked(html) == parts


@pytest.mark.parametrize(
    ("value", "word"), [(0, "low"), (1, "low"), (2, "some"), (3, "some"), (4, "high"), (5, "high")]
)
def test_level_divides_the_range_of_a_counter_in_three(value, word):
    assert level(Counter(key="trust", start=2, min=0, max=5), value) == word


def test_level_counts_from_the_least_value():
    assert level(Counter(key="trust", start=0, min=-3, max=3), -3) == "low"


def test_level_of_a_counter_that_cannot_move_is_some():
    assert level(Counter(key="trust", start=1, min=1, max=1), 1) == "some"


@pytest.mark.parametrize(
    ("before", "after", "way"), [(1, 2, "grew"), (2, 1, "fell"), (2, 2, "stayed")]
)
def test_moved_says_which_way_a_counter_went(before, after, way):
    assert moved(before, after) == way
