import json

import pytest

from quizzes.domain.choices import CHOICE_PARTS, UnreadChoices, complete_choice, read_choices


def test_choice_is_completed_with_every_part() -> None:
    (made,) = read_choices('[{"text": "Ring.", "points": "-2"}]')

    assert made == {**CHOICE_PARTS, "text": "Ring.", "points": -2}


def test_choice_of_the_older_list_of_blocks_is_read() -> None:
    older = {"type": "item", "id": "an-id", "value": {"text": "Ring.", "to": "there", "points": 1}}

    assert complete_choice(older) == {**CHOICE_PARTS, "text": "Ring.", "to": "there", "points": 1}


def test_points_that_are_no_number_stay_as_typed() -> None:
    assert complete_choice({"points": "two"})["points"] == "two"


@pytest.mark.parametrize("text", ["not JSON", "{}", "[1]", "[" * 100_000])
def test_what_is_not_ours_is_kept(text: str) -> None:
    found = read_choices(text)

    assert isinstance(found, UnreadChoices)
    assert (list(found), found.text) == ([], text)


@pytest.mark.parametrize("text", ["", "[]", json.dumps([])])
def test_no_choices_are_none(text: str) -> None:
    assert read_choices(text) == []
