"""Two languages of one activity may differ in their words only."""

import copy

import pytest

from quizzes.domain.compiled import differences, in_language
from tests.factories.editions import quiz_document, scenario_document


@pytest.mark.parametrize("document", [quiz_document(), scenario_document()])
def test_differences_of_words_do_not_count(document):
    def translated(value, name=""):
        if isinstance(value, dict):
            return {key: translated(inside, key) for key, inside in value.items()}
        if isinstance(value, list):
            return [translated(inside) for inside in value]
        words = {"title", "text", "feedback", "intro", "match", "debrief", "alternative", "label"}
        return f"Cymraeg: {value}" if name in words else value

    other = {**translated(document), "language": "cy"}

    assert other != document
    assert differences(document, other) == []


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        (("scenes", 0, "choices", 1, "points"), 9, "scenes/office/choices/listen/points"),
        (("scenes", 0, "choices", 0, "quality"), "safe", "scenes/office/choices/hurry/quality"),
        (("scenes", 0, "choices", 0, "to"), "missed", "scenes/office/choices/hurry/to"),
        (("scenes", 1, "choices", 1, "when"), [], "scenes/talk/choices/ask/when"),
        (("scenes", 2, "ending", "outcome"), "mixed", "scenes/together/ending/outcome"),
        (("counters", 0, "max"), 9, "counters/trust/max"),
        (("pass", "min_score"), 1, "pass/min_score"),
        (("start",), "talk", "start"),
        (("scenes", 0, "key"), "another", "scenes/office/key"),
        (("scenes",), [], "scenes"),
    ],
)
def test_differences_of_a_scenario_are_named_by_their_place(path, value, place):
    original = scenario_document()
    other = copy.deepcopy(original)
    inside = other
    for step in path[:-1]:
        inside = inside[step]
    inside[path[-1]] = value

    assert differences(original, other) == [place]


@pytest.mark.parametrize(
    ("name", "value"), [("pass_mark", 10), ("wait_minutes", 30), ("format", "quiz/2")]
)
def test_differences_of_a_quiz_are_named(name, value):
    assert differences(quiz_document(), quiz_document(**{name: value})) == [name]


def test_differences_of_right_and_wrong_are_named():
    original, other = quiz_document(), quiz_document()
    other["questions"][0]["options"][0]["right"] = True

    assert differences(original, other) == ["questions/one/options/a/right"]


def test_in_language_falls_back_to_english_and_then_to_what_there_is():
    assert in_language({"cy": 1, "en": 2}, "cy") == 1
    assert in_language({"fr": 1, "en": 2}, "cy") == 2
    assert in_language({"fr": 1}, "cy") == 1
