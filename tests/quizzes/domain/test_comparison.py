"""Two editions side by side."""

import copy
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.domain.comparison import Piece, compare, word_diff
from quizzes.domain.documents import load_scenario
from tests.quizzes.domain.stories import (
    add,
    choice,
    counter,
    ending,
    flag,
    put,
    scene,
    story,
    when,
    where,
)

BEFORE = story(
    scene("desk", choice("ring", "phone", points=1), choice("wait", "later", "partly")),
    scene("phone", choice("ask", "good", effects=[add("trust", 1)])),
    ending("good"),
    ending("later", "bad"),
    counters=[counter()],
    flags=[flag()],
    **{"pass": {"min_score": 1, "no_unsafe": False}},
)


def changed(*steps, **more):
    """The story with what stands at a path of keys and places replaced, or taken out for None."""
    after = copy.deepcopy(BEFORE) | more
    for *path, last, value in steps:
        inside = after
        for step in path:
            inside = inside[step]
        if value is None:
            del inside[last]
        else:
            inside[last] = value
    return after


def compared(after, before=BEFORE):
    return compare(load_scenario(before), load_scenario(after))


def by_key(parts):
    return {part.key: part for part in parts}


def test_nothing_differs_from_itself():
    found = compared(BEFORE)

    assert found.is_same
    assert [scene.fate for scene in found.scenes] == ["same"] * 4
    assert found.facts[0] == found.facts[1]


def test_scenes_that_came_and_went_stand_where_they_belong():
    scenes = [BEFORE["scenes"][0], ending("new"), *BEFORE["scenes"][2:]]

    found = compared(changed(scenes=scenes))

    assert [(scene.key, scene.fate) for scene in found.scenes] == [
        ("desk", "same"),
        ("phone", "removed"),
        ("new", "added"),
        ("good", "same"),
        ("later", "same"),
    ]
    assert (found.counted("removed"), found.counted("added")) == (1, 1)
    assert found.facts[0].scenes == found.facts[1].scenes == 4


def test_a_new_title_is_a_changed_scene_and_no_new_one():
    found = compared(changed(("scenes", 1, "title", "On the phone")))

    phone = by_key(found.scenes)["phone"]
    assert (phone.fate, phone.name) == ("changed", "On the phone")
    (difference,) = phone.differences
    assert (difference.field, difference.before) == ("title", "Scene phone")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", "<p>We talk at length.</p>"),
        ("note", "A loss is spoken of."),
        ("danger", True),
        ("findings", ["S1"]),
    ],
)
def test_every_part_of_a_scene_is_compared(field, value):
    found = compared(changed(("scenes", 1, field, value)))

    assert [one.field for one in by_key(found.scenes)["phone"].differences] == [field]


@pytest.mark.parametrize(
    ("field", "value", "name", "before", "after"),
    [
        ("text", "Say it.", "words", "Say ask", "Say it."),
        ("to", "later", "to", "good", "later"),
        ("quality", "unsafe", "quality", "safe", "unsafe"),
        ("points", 2, "points", "0", "2"),
        ("feedback", "They wait.", "feedback", "They nod.", "They wait."),
        ("findings", ["S1", "S3"], "findings", "S3", "S1, S3"),
        ("effects", [put("asked")], "effects", "trust +1", "asked"),
        (
            "when",
            [where("trust", ">", 0), when("asked", False)],
            "when",
            "",
            "trust > 0, not asked",
        ),
    ],
)
def test_every_part_of_a_choice_is_compared(field, value, name, before, after):
    found = compared(changed(("scenes", 1, "choices", 0, field, value)))

    phone = by_key(found.scenes)["phone"]
    assert (phone.fate, phone.differences) == ("changed", ())
    (difference,) = phone.choices[0].differences
    assert (difference.field, difference.before, difference.after) == (name, before, after)


def test_choices_that_came_and_went_are_told():
    after = changed(("scenes", 0, "choices", 1, choice("stay", "later", "partly")))

    desk = by_key(compared(after).scenes)["desk"]

    assert [(one.key, one.fate) for one in desk.choices] == [
        ("ring", "same"),
        ("wait", "removed"),
        ("stay", "added"),
    ]


def test_an_ending_that_ends_otherwise_is_told():
    other = ("scenes", 2, "ending", {"outcome": "mixed", "debrief": "<p>Well <b>met</b> now.</p>"})

    good = by_key(compared(changed(other)).scenes)["good"]

    outcome, debrief = good.differences
    assert (outcome.before, outcome.after) == ("good", "mixed")
    assert debrief.pieces == (
        Piece("same", "Well "),
        Piece("removed", "met."),
        Piece("added", "met now."),
    )


def test_counters_flags_and_the_pass_rule_are_compared():
    after = changed(
        counters=[counter(high=9)],
        flags=[flag("told")],
        alternative="<p>In words.</p>",
        title="Another title",
        **{"pass": {"min_score": 3, "no_unsafe": True}},
    )

    found = compared(after)

    assert [(one.key, one.fate) for one in found.variables] == [
        ("trust", "changed"),
        ("asked", "removed"),
        ("told", "added"),
    ]
    (most,) = found.variables[0].differences
    assert (most.field, most.before, most.after) == ("counter_max", "2", "9")
    assert [(one.field, one.before, one.after) for one in found.whole] == [
        ("title", "A missed appointment", "Another title"),
        ("pass_score", "1", "3"),
        ("no_unsafe", "", "yes"),
        ("alternative", "", "In words."),
    ]


def test_markup_alone_is_a_change_without_a_changed_word():
    found = compared(changed(("scenes", 1, "text", "<p>We <b>talk</b>.</p>")))

    (difference,) = by_key(found.scenes)["phone"].differences
    assert difference.is_only_markup


def test_two_scenes_of_one_key_are_told_apart():
    doubled = changed(scenes=[*BEFORE["scenes"], ending("good", "mixed")])

    found = compared(doubled)

    assert [(one.key, one.fate) for one in found.scenes][-1] == ("good", "added")


WORDS = st.lists(st.sampled_from(["ask", "plainly,", "wait", "and", "listen."]), max_size=12)


@given(WORDS, WORDS)
def test_pieces_give_both_texts_back(before, after):
    pieces = word_diff(" ".join(before), " ".join(after))

    kept = [piece.text for piece in pieces if piece.fate != "added"]
    now = [piece.text for piece in pieces if piece.fate != "removed"]
    assert " ".join(kept).split() == before
    assert " ".join(now).split() == after
    assert (before == after) == all(piece.fate == "same" for piece in pieces)


def test_texts_of_any_length_are_compared_in_time():
    began = time.perf_counter()

    pieces = word_diff("ask and wait " * 60_000, "wait and ask " * 60_000)

    assert [piece.fate for piece in pieces] == ["removed", "added"]
    assert time.perf_counter() - began < 5
