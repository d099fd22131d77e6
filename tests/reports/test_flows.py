"""What is hidden of a story cannot be worked out from what is shown, by whatever arithmetic."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.domain.flows import Table, Way, hidden_choices
from tests.reports.algebra import follows


def walked(ways, numbers):
    """Made by people who walk the story one after another, led by these numbers."""
    times = Counter()
    for numbers_of_one in numbers:
        scene = "0"
        for number in numbers_of_one:
            open_ways = [way for way in ways if way.scene == scene]
            if not open_ways:
                break
            way = open_ways[number % len(open_ways)]
            times[way.key] += 1
            scene = way.to
    return dict(times)


@st.composite
def stories(draw):
    """Scenes lead onwards only; the last one is the ending."""
    scenes = draw(st.integers(2, 5))
    ways = [
        Way(str(scene), str(choice), str(draw(st.integers(scene + 1, scenes))))
        for scene in range(scenes)
        for choice in range(draw(st.integers(1, 3)))
    ]
    people = draw(st.lists(st.lists(st.integers(0, 5), min_size=6, max_size=6), max_size=60))
    return ways, walked(ways, people)


@settings(max_examples=300, deadline=None)
@given(stories(), st.integers(2, 12))
def test_no_hidden_choice_of_few_people_follows_from_what_is_shown(story, minimum):
    ways, made = story
    taken = [way for way in ways if way.key in made]
    total = sum(made[way.key] for way in taken if way.scene == "0")
    hidden = hidden_choices(ways, [Table(made)], minimum=minimum)
    if hidden is None or total < minimum:
        return  # Nothing at all is shown.
    assert {key for key, one in made.items() if one < minimum} <= hidden
    unknown = sorted(hidden)
    rows = [
        [(way.to == scene) - (way.scene == scene) for way in taken_in(taken, unknown)]
        for scene in {way.scene for way in taken}
    ]
    for at, key in enumerate(unknown):
        unit = [int(n == at) for n in range(len(unknown))]
        assert made[key] >= minimum or not follows(unit, rows)


def taken_in(taken, unknown):
    by = {way.key: way for way in taken}
    return [by[key] for key in unknown]


A, B, C = Way("a", "one", "b"), Way("a", "two", "c"), Way("a", "three", "c")


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ((30, 20, 10), set()),
        ((30, 20, 0), set()),
        ((30, 20, 9), {B.key, C.key}),
        ((30, 5, 5), {B.key, C.key}),
        ((30, 4, 5), {A.key, B.key, C.key}),
    ],
    ids=["all-shown", "nobody-is-no-secret", "with-the-next", "two-small", "nine-together"],
)
def test_the_smallest_is_hidden_with_what_would_give_it_away(times, expected):
    made = {way.key: n for way, n in zip((A, B, C), times, strict=True)}
    assert hidden_choices([A, B, C], [Table(made)], minimum=10) == expected


def test_what_leads_on_from_a_small_choice_is_hidden_with_it():
    on, off = Way("b", "on", "d"), Way("b", "off", "d")
    made = {A.key: 28, B.key: 2, on.key: 15, off.key: 13}
    hidden = hidden_choices([A, B, on, off], [Table(made)], minimum=10)
    assert hidden == {A.key, B.key, off.key}
