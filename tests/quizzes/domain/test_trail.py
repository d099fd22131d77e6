"""A way through a scenario in short, as an address holds it."""

import pytest

from quizzes.domain import play
from quizzes.domain.documents import load_scenario
from quizzes.domain.trail import LONGEST, NoTrail, read_trail, write_trail
from tests.factories.editions import choice, ending, scenario_document, scene

STORY = load_scenario(scenario_document())
AROUND = scene("office", choice("again", "office"), choice("on", "out"))
ROUND = load_scenario(scenario_document(scenes=[AROUND, ending("out", "good")]))


@pytest.mark.parametrize(
    ("text", "scene_key"), [("", "office"), ("2", "talk"), ("1-1", "missed"), ("2-2", "together")]
)
def test_a_way_leads_to_a_scene_and_is_written_as_it_was(text, scene_key):
    state = read_trail(STORY, text)

    assert state.scene == scene_key
    assert write_trail(STORY, state.trail) == text


@pytest.mark.parametrize(
    "text", ["0", "9", "-", "1-", "-1", "1--2", "x", "1.5", "²", "१", " 1", "1-1-1", "1" * 5000]
)
def test_what_leads_nowhere_is_refused(text):
    with pytest.raises(play.PlayError):
        read_trail(STORY, text)


def test_a_choice_that_is_closed_is_not_taken():
    with pytest.raises(play.ChoiceNotOpen):
        read_trail(STORY, "1-2")


def test_a_way_has_an_end_even_where_the_story_has_none():
    assert read_trail(ROUND, "-".join(["1"] * LONGEST)).scene == "office"
    with pytest.raises(NoTrail):
        read_trail(ROUND, "-".join(["1"] * (LONGEST + 1)))
