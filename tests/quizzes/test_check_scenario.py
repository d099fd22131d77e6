"""`manage.py check_scenario`: every problem of a file, for people and for programs."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from quizzes.domain.schema import scenario_schema
from tests.quizzes.domain.stories import (
    Json,
    add,
    choice,
    counter,
    ending,
    put,
    scene,
    story,
    when,
)

STARTER = Path(settings.BASE_DIR) / "courses" / "starter" / "asking-directly" / "scenario.json"
FACTS = ["scenes", "states", "min_score", "max_score", "shortest", "longest", "words", "minutes"]


def check(capsys, *files: Path) -> tuple[int, list[Json]]:
    try:
        call_command("check_scenario", *map(str, files), "--json")
        code = 0
    except SystemExit as left:
        code = int(str(left.code))
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def starter(**changes) -> Json:
    """The starter's story as a document, so that a copy of it can be broken."""
    words = json.loads(STARTER.read_text())
    known = {"title", "counters", "flags", "pass", "alternative", "scenes"}
    found = {key: value for key, value in words.items() if key in known}
    first = words["scenes"][0]["key"]
    return {"format": "scenario/1", "language": "en", "start": first, **found, **changes}


def first_choice(**changes) -> Json:
    made = starter()
    made["scenes"][0]["choices"][0].update(changes)
    return made


def more_scenes(*scenes: Json, by: Json | None = None, **changes) -> Json:
    made = starter(**changes)
    made["scenes"] += scenes
    if by:
        made["scenes"][0]["choices"].append(by)
    return made


def shut(made: Json) -> Json:
    made["flags"] = [*made.get("flags", []), {"key": "never"}]
    for one in made["scenes"][0]["choices"]:
        one["when"] = [when("never")]
    return made


ROUND = scene("round", choice("again", "round", points=1), choice("out", "over"))
TOO_MANY = [counter(f"c{at}", high=99) for at in range(3)]
MANY = scene(
    "many",
    *(choice(f"c{at}", "many", effects=[add(f"c{at}", 1)]) for at in range(3)),
    choice("out", "over"),
)

BROKEN = {
    "missing-start": lambda: starter(start="gone"),
    "duplicate-key": lambda: starter(flags=[{"key": "a"}, {"key": "a"}]),
    "missing-target": lambda: first_choice(to="gone"),
    "unknown-variable": lambda: first_choice(effects=[put("nobody-knows")]),
    "bad-counter": lambda: starter(counters=[counter(start=9)]),
    "ending-with-choices": lambda: more_scenes(
        ending("over", choices=[choice("on", "over")]), by=choice("over", "over")
    ),
    "dead-end": lambda: more_scenes(scene("wall"), by=choice("wall", "wall")),
    "no-ending": lambda: starter(
        scenes=[scene("a", choice("b", "a"))], start="a", **{"pass": None}
    ),
    "unreachable": lambda: more_scenes(ending("island")),
    "stuck": lambda: shut(starter()),
    "never-open": lambda: shut(starter()),
    "no-escape": lambda: more_scenes(scene("pit", choice("stay", "pit")), by=choice("fall", "pit")),
    "score-loop": lambda: more_scenes(ROUND, ending("over"), by=choice("r", "round")),
    "too-large": lambda: more_scenes(
        MANY, ending("over"), by=choice("m", "many"), counters=starter()["counters"] + TOO_MANY
    ),
    "pass-impossible": lambda: starter(**{"pass": {"min_score": 10_000}}),
    "pass-inevitable": lambda: starter(**{"pass": {"min_score": -10_000}}),
    "unreadable": lambda: starter(nobody_knows=1),
}


@pytest.mark.parametrize("code", BROKEN)
def test_broken_copy_of_the_starter_shows_its_code(capsys, tmp_path, code):
    file = tmp_path / "broken.json"
    file.write_text(json.dumps(BROKEN[code]()))

    left, (told,) = check(capsys, file)

    assert left == 1
    assert told["publishable"] is False
    assert code in [problem["code"] for problem in told["problems"] if problem["blocks"]]


@pytest.mark.parametrize("code", ["missing-feedback", "missing-finding", "missing-alt-text"])
def test_warnings_do_not_stand_in_the_way(capsys, tmp_path, code):
    made = starter()
    made["scenes"][0]["findings"] = []
    made["scenes"][0]["text"] += '<img src="a.png"/>'
    made["scenes"][0]["choices"][0].update(feedback="", findings=[])
    file = tmp_path / "warned.json"
    file.write_text(json.dumps(made))

    left, (told,) = check(capsys, file)

    assert left == 0
    assert code in [problem["code"] for problem in told["problems"] if not problem["blocks"]]


def test_each_file_has_its_line_with_exactly_these_keys(capsys, tmp_path):
    sound, twee, binary = (tmp_path / name for name in ("a.json", "b.twee", "c.json"))
    sound.write_text(json.dumps(story(scene("a", choice("b", "b")), ending("b"))))
    twee.write_text(":: Start\n[[End]]\n\n:: End\nIt ends.\n")
    binary.write_bytes(b"\x89PNG\r\n\xff")

    left, told = check(capsys, sound, tmp_path / "gone.json", twee, binary, tmp_path)

    assert left == 1
    assert [one["file"] for one in told] == [
        str(path) for path in (sound, tmp_path / "gone.json", twee, binary, tmp_path)
    ]
    for one in told:
        assert list(one) == ["file", "publishable", "problems", "facts"]
        assert list(one["facts"]) == FACTS
        for problem in one["problems"]:
            assert list(problem) == ["code", "scene", "choice", "message", "blocks"]
    assert [one["publishable"] for one in told] == [True, False, False, False, False]
    for unreadable in (told[1], told[3], told[4]):
        assert [problem["code"] for problem in unreadable["problems"]] == ["unreadable"]
        assert set(unreadable["facts"].values()) == {None}
    assert told[0]["facts"]["shortest"] == 2


def test_all_sound_files_exit_with_0(capsys, tmp_path):
    file = tmp_path / "starter.json"
    file.write_text(json.dumps(starter()))

    assert check(capsys, file, file)[0] == 0


def test_people_read_sentences(capsys, tmp_path):
    file = tmp_path / "story.twee"
    file.write_text(":: Start\n<<set $a to 1>>\n[[Go->Nowhere]]\n")

    with pytest.raises(SystemExit):
        call_command("check_scenario", str(file))

    told = capsys.readouterr().out
    assert f"{file}: cannot be published" in told
    assert "missing-target: The choice “Go” at “Start” leads to “nowhere”" in told
    assert "not carried over, line 2: <<set $a to 1>>" in told


def test_the_schema_that_is_kept_is_that_of_the_model():
    kept = Path(settings.BASE_DIR) / "docs" / "schemas" / "scenario-1.json"

    assert json.loads(kept.read_text()) == scenario_schema()


def test_the_schema_is_served(client):
    answer = client.get("/schemas/scenario-1.json")

    assert answer["Content-Type"] == "application/schema+json"
    assert answer.json() == scenario_schema()
