"""The stories of the first course, each played along every path that it has.

Two plays that stand at one scene with the same counters and flags go on alike. So a play of every
open choice from every such place, each counted as often as paths lead through it, is a play of
every path.
"""

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from quizzes.domain import play, scenario
from quizzes.domain.documents import load_scenario

FOLDER = Path(settings.BASE_DIR) / "courses/starter/suicide-self-harm-prevention"
FILES = sorted(FOLDER.glob("story-*.json"))
OF_THE_PAGE = {"slug", "summary", "note", "minutes", "is_required"}


@pytest.fixture(scope="module", params=FILES, ids=lambda path: path.stem)
def story(request):
    written = json.loads(request.param.read_text())
    return load_scenario({key: value for key, value in written.items() if key not in OF_THE_PAGE})


@pytest.fixture(scope="module")
def plays(story):
    """Every place that a play can come to, with one play that stands there."""
    start = play.begin(story)
    found, ahead = {place_of(start): start}, [start]
    for state in ahead:
        for choice in play.open_choices(story, state):
            after = play.choose(story, state, choice.key)
            if place_of(after) not in found:
                found[place_of(after)] = after
                ahead.append(after)
    return found


def place_of(state):
    return state.scene, *sorted(state.counters.items()), *sorted(state.flags.items())


def endings_of_all_paths(story, plays, is_taken=lambda choice: True):
    """How many paths come to each ending, of those that make only the choices taken."""
    counted = {}

    def count(place):
        if place not in counted:
            state = plays[place]
            if play.has_ended(story, state):
                counted[place] = Counter([story.scene(state.scene).ending.outcome])
            else:
                counted[place] = sum(
                    (
                        count(place_of(play.choose(story, state, choice.key)))
                        for choice in play.open_choices(story, state)
                        if is_taken(choice)
                    ),
                    Counter(),
                )
        return counted[place]

    return count(place_of(play.begin(story)))


def test_story_has_nothing_that_its_proof_would_say(story):
    assert scenario.problems(story) == []


def test_story_has_from_twelve_to_twenty_scenes(story):
    assert 12 <= len(story.scenes) <= 20


def test_every_path_comes_to_an_ending_and_every_kind_of_ending_is_met(story, plays):
    endings = endings_of_all_paths(story, plays)

    assert set(endings) == {"good", "mixed", "bad"}
    assert endings.total() > 1000


def test_every_moment_offers_a_choice_and_one_that_helps(story, plays):
    for state in plays.values():
        if play.has_ended(story, state):
            continue
        qualities = [choice.quality for choice in play.open_choices(story, state)]
        assert len(qualities) >= 2, state
        assert "safe" in qualities, state
        assert {"partly", "unsafe"} & set(qualities), state


def test_whoever_takes_only_what_helps_from_the_start_never_misses_the_moment(story, plays):
    endings = endings_of_all_paths(story, plays, is_taken=lambda choice: choice.quality == "safe")

    assert endings["good"] > 0
    assert endings["bad"] == 0


def test_every_counter_opens_or_closes_a_choice(story):
    asked = {
        condition.counter
        for scene in story.scenes
        for choice in scene.choices
        for condition in choice.when
        if hasattr(condition, "counter")
    }

    assert asked == {counter.key for counter in story.counters}


def test_what_helps_is_neither_the_first_nor_the_longest_choice(story):
    for scene in story.scenes:
        if scene.choices:
            assert scene.choices[0].quality != "safe", scene.key
            assert max(scene.choices, key=lambda c: len(c.text)).quality != "safe", scene.key


def test_no_story_tells_of_a_death_or_an_injury(story):
    told = " ".join(
        text
        for scene in story.scenes
        for text in (scene.text, *(choice.feedback for choice in scene.choices))
    )

    assert not re.findall(r"\b(died|dead|killed|funeral|injur\w+|wound\w*)\b", told, re.IGNORECASE)


def test_every_ending_that_missed_something_says_how_to_repair_it(story):
    for scene in story.scenes:
        if scene.ending and scene.ending.outcome != "good":
            assert re.search(r"<h3>How to (repair|mend)", scene.ending.debrief), scene.key
