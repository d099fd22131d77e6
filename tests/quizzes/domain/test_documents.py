import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from quizzes.domain.documents import (
    QuizDocument,
    ScenarioDocument,
    canonical,
    dump,
    load_quiz,
    load_scenario,
)
from quizzes.domain.problems import UnreadableDocument
from tests.quizzes.domain.stories import choice, ending, option, question, quiz, scene, story

WHOLE_SCENARIO = {
    "format": "scenario/1",
    "title": "A missed appointment",
    "language": "cy",
    "start": "office",
    "counters": [{"key": "trust", "label": "Trust", "start": 2, "min": 0, "max": 5}],
    "flags": [{"key": "asked", "label": "Asked directly"}],
    "pass": {"min_score": 6, "no_unsafe": True},
    "alternative": "<p>In words.</p>",
    "scenes": [
        {
            "key": "office",
            "title": "In the office",
            "text": "<p>Croeso.</p>",
            "note": "",
            "danger": False,
            "findings": ["S1"],
            "choices": [
                {
                    "key": "ask",
                    "text": "Ask",
                    "to": "good",
                    "feedback": "Yes.",
                    "quality": "safe",
                    "points": -2,
                    "findings": ["S3"],
                    "effects": [{"counter": "trust", "add": 1}, {"flag": "asked", "set": True}],
                    "when": [
                        {"counter": "trust", "op": ">=", "value": 1},
                        {"flag": "asked", "is": False},
                    ],
                }
            ],
        },
        {
            "key": "good",
            "title": "Afterwards",
            "text": "",
            "ending": {"outcome": "good", "debrief": "<p>Well met.</p>"},
        },
    ],
}
WHOLE_QUIZ = {
    "format": "quiz/1",
    "title": "Asking directly",
    "language": "en",
    "intro": "<p>Take your time.</p>",
    "pass_mark": 80,
    "wait_minutes": 30,
    "questions": [
        {
            "key": "q-1",
            "kind": "multiple",
            "text": "<p>What helps?</p>",
            "findings": ["S1", "B1"],
            "feedback": "<p>Asking does.</p>",
            "read_again": {"key": "0b8a3c52-7d5f-4c1e-9a86-0d6c7e1f2a3b", "title": "Asking"},
            "options": [
                {"key": "a", "text": "Ask", "feedback": "", "right": True, "match": ""},
                {"key": "b", "text": "Wait"},
            ],
        }
    ],
}


@pytest.mark.parametrize(
    ("load", "source"),
    [
        (load_scenario, WHOLE_SCENARIO),
        (load_scenario, story()),
        (load_scenario, story(scene("a", choice("go", "b")), ending("b"))),
        (load_scenario, {**story(), "counters": [], "pass": None, "alternative": ""}),
        (load_quiz, WHOLE_QUIZ),
        (load_quiz, quiz()),
    ],
)
def test_round_trip_is_exact(load: Any, source: dict[str, Any]) -> None:
    as_text = json.dumps(source, ensure_ascii=False)

    assert dump(load(source)) == source
    assert dump(load(as_text)) == source
    assert dump(load(b"\xef\xbb\xbf" + as_text.encode())) == source
    assert load(dump(load(source))) == load(source)


@given(
    st.lists(st.sampled_from(["note", "danger", "findings", "choices", "ending"]), unique=True),
    st.text(),
)
def test_absent_keys_stay_absent_and_empty_ones_stay(present: list[str], text: str) -> None:
    empty = {"note": "", "danger": False, "findings": [], "choices": [], "ending": None}
    source = story({"key": "a", "title": text, "text": text} | {key: empty[key] for key in present})

    assert dump(load_scenario(source)) == source


def test_absent_and_empty_mean_the_same_content() -> None:
    short = story(ending("a"))
    wordy = {**story(ending("a", findings=[], note="")), "flags": [], "pass": None}

    assert load_scenario(short) == load_scenario(wordy)
    assert canonical(load_scenario(short)) == canonical(load_scenario(wordy))
    assert load_scenario(json.loads(canonical(load_scenario(wordy)))) == load_scenario(short)


def test_canonical_text_differs_with_the_content() -> None:
    plain, danger = story(ending("a")), story(ending("a", danger=True))

    assert canonical(load_scenario(plain)) != canonical(load_scenario(danger))


def test_document_cannot_be_changed() -> None:
    document = load_scenario(WHOLE_SCENARIO)

    with pytest.raises(ValidationError):
        document.scenes[0].title = "Another"  # type: ignore[misc]


def changed(source: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy of the source with another value (or with ... none) at a path."""
    copied = copy.deepcopy(source)
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    inside: Any = copied
    for step in way:
        inside = inside[step]
    if value is ...:
        del inside[last]
    else:
        inside[last] = value
    return copied


SCENARIO_ERRORS = [
    ("format", ..., "“format” is missing."),
    ("format", "scenario/2", "“format” must be one of scenario/1."),
    ("scenes", {}, "“scenes” must be a list."),
    ("pass.no_unsafe", 1, "“no_unsafe” must be true or false."),
    ("pass.minimum", 1, "“minimum” is not known here; remove it or check its spelling."),
    ("counters.0.max", "5", "Counter “trust”: “max” must be a whole number."),
    (
        "flags.0.key",
        "Asked!",
        "Flag “Asked!”: “key” may hold only small letters, digits, hyphens and underscores.",
    ),
    ("scenes.1.title", ..., "Scene “good”: “title” is missing."),
    ("scenes.1.key", ..., "Scene 2: “key” is missing."),
    ("scenes.1", 7, "Scene 2: This must be an object with its own keys."),
    (
        "scenes.1.ending.outcome",
        "sad",
        "Scene “good”: “outcome” must be one of good, mixed or bad.",
    ),
    ("scenes.0.text", 1, "Scene “office”: “text” must be text."),
    ("scenes.0.findings.0", 1, "Scene “office”, finding 1: This must be text."),
    ("scenes.0.choices.0.to", ..., "Scene “office”, choice “ask”: “to” is missing."),
    ("scenes.0.choices.0.text", ..., "Scene “office”, choice “ask”: “text” is missing."),
    (
        "scenes.0.choices.0.points",
        1.5,
        "Scene “office”, choice “ask”: “points” must be a whole number.",
    ),
    ("scenes.0.choices.0.quality", ..., "Scene “office”, choice “ask”: “quality” is missing."),
    (
        "scenes.0.choices.0.quality",
        "great",
        "Scene “office”, choice “ask”: “quality” must be one of safe, partly or unsafe.",
    ),
    (
        "scenes.0.choices.0.effects.0.add",
        ...,
        "Scene “office”, choice “ask”, effect 1: “add” is missing.",
    ),
    (
        "scenes.0.choices.0.effects.1.counter",
        "trust",
        "Scene “office”, choice “ask”, effect 2: “counter” is not known here; "
        "remove it or check its spelling.",
    ),
    (
        "scenes.0.choices.0.when.0.counter",
        ...,
        "Scene “office”, choice “ask”, condition 1: “counter” is missing.",
    ),
    (
        "scenes.0.choices.0.when.1.is",
        "no",
        "Scene “office”, choice “ask”, condition 2: “is” must be true or false.",
    ),
]


@pytest.mark.parametrize(("path", "value", "message"), SCENARIO_ERRORS)
def test_unreadable_scenario_says_where_and_why(path: str, value: Any, message: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        load_scenario(changed(WHOLE_SCENARIO, path, value))

    assert [problem.message for problem in caught.value.problems] == [message]


QUIZ_ERRORS = [
    ("pass_mark", ..., "“pass_mark” is missing."),
    ("pass_mark", 101, "“pass_mark” must be 100 or less."),
    ("wait_minutes", -1, "“wait_minutes” must be 0 or more."),
    (
        "questions.0.kind",
        "open",
        "Question “q-1”: “kind” must be one of single, multiple, matching or ordering.",
    ),
    (
        "questions.0.read_again.key",
        "asking",
        "Question “q-1”: “key” must be the identifier of a lesson (a UUID).",
    ),
    ("questions.0.options.1.text", ..., "Question “q-1”, option “b”: “text” is missing."),
]


@pytest.mark.parametrize(("path", "value", "message"), QUIZ_ERRORS)
def test_unreadable_quiz_says_where_and_why(path: str, value: Any, message: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        load_quiz(changed(WHOLE_QUIZ, path, value))

    assert [problem.message for problem in caught.value.problems] == [message]


def test_all_reasons_are_told_with_their_places() -> None:
    source = changed(WHOLE_SCENARIO, "scenes.0.choices.0.to", ...)
    source = changed(source, "scenes.1.text", None)
    source = changed(source, "title", ...)

    with pytest.raises(UnreadableDocument) as caught:
        load_scenario(source)

    places = [(problem.scene, problem.choice, problem.code) for problem in caught.value.problems]
    assert places == [
        (None, None, "unreadable"),
        ("office", "ask", "unreadable"),
        ("good", None, "unreadable"),
    ]
    assert all(problem.blocks for problem in caught.value.problems)
    assert str(caught.value).count("\n") == 2


@pytest.mark.parametrize("key", ["", "A", "a b", "a.b", "ü", "a\n", "a/b"])
def test_keys_hold_nothing_strange(key: str) -> None:
    with pytest.raises(UnreadableDocument, match="may hold only small letters"):
        load_scenario(story(ending(key)))


@pytest.mark.parametrize("key", ["a", "0", "a-b_9", "-", "_"])
def test_keys_hold_letters_digits_hyphens_and_underscores(key: str) -> None:
    assert load_scenario(story(ending(key))).scene(key)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ('{"format": ', "line 1, column 12"),
        (b"\xff\xfe", "not text in UTF-8"),
        ("[" * 100_000, "too large"),
        ("1" * 5_000, "too large"),
    ],
)
def test_what_is_not_json_says_so(source: str | bytes, reason: str) -> None:
    with pytest.raises(UnreadableDocument, match=reason):
        load_scenario(source)


@pytest.mark.parametrize("source", ["[]", "null", '"scenario/1"', "3"])
def test_what_is_no_object_says_so(source: str) -> None:
    with pytest.raises(UnreadableDocument, match="This must be an object with its own keys"):
        load_scenario(source)


def test_parts_are_found_by_key() -> None:
    scenario: ScenarioDocument = load_scenario(WHOLE_SCENARIO)
    asked = load_quiz(quiz(question("q", "single", option("a"), option("b", right=True))))

    found = [scenario.scene("good"), scenario.scene("gone")]
    options = [asked.questions[0].option("b"), asked.questions[0].option("c")]

    assert [scene and scene.title for scene in found] == ["Afterwards", None]
    assert [option and option.right for option in options] == [True, None]


@pytest.mark.parametrize("model", [ScenarioDocument, QuizDocument])
def test_schema_speaks_the_words_of_the_document(model: Any) -> None:
    schema = model.model_json_schema(by_alias=True)

    text = json.dumps(schema)
    assert schema["additionalProperties"] is False
    assert "pass_rule" not in text
    for word in {"pass", "set", "is"} if model is ScenarioDocument else {"pass_mark"}:
        assert f'"{word}": {{' in text
