"""Trying a draft: what is open, what is closed and why, and the way there."""

import pytest

from quizzes.domain import play
from quizzes.domain.documents import load_scenario
from quizzes.domain.trial import trial
from tests.quizzes.domain.stories import add, choice, counter, ending, scene, story, when, where

STORY = load_scenario(
    story(
        scene("office", choice("ask", "home", effects=[add("trust", 1)]), choice("on", "gone")),
        scene("home", choice("stay", "end", when=[where("trust", ">=", 2), when("asked", False)])),
        ending("end"),
        counters=[counter()],
        flags=[{"key": "asked", "label": "Asked"}],
    )
)


def test_a_choice_whose_scene_is_missing_is_open_and_leads_nowhere():
    found = trial(STORY, play.begin(STORY))

    assert [(one.number, one.is_open, one.leads_on, one.when) for one in found.choices] == [
        (1, True, True, ""),
        (2, True, False, ""),
    ]


def test_a_closed_choice_says_what_opens_it_and_the_way_is_told():
    found = trial(STORY, play.choose(STORY, play.begin(STORY), "ask"))

    (one,) = found.choices
    assert (one.is_open, one.when) == (False, "trust >= 2, not asked")
    assert [(scene.key, choice.key) for scene, choice in found.path] == [("office", "ask")]


def test_any_counters_open_what_they_should():
    found = trial(STORY, play.begin(STORY, scene="home", counters={"trust": 2}))

    assert found.choices[0].is_open
    assert found.path == ()


def test_an_ending_has_no_choices():
    assert trial(STORY, play.begin(STORY, scene="end")).choices == ()


def test_a_scene_that_is_gone_cannot_be_tried():
    state = play.PlayState(scene="gone", counters={}, flags={})

    with pytest.raises(play.Unplayable):
        trial(STORY, state)
