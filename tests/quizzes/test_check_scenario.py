"""`manage.py check_scenario`: every problem of a file, for people and for programs."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from quizzes.domain.schema import scenario_schema
from tests.quizzes.broken import BROKEN, starter
from tests.quizzes.domain.stories import Json, choice, ending, scene, story

FACTS = ["scenes", "states", "min_score", "max_score", "shortest", "longest", "words", "minutes"]


def check(capsys, *files: Path) -> tuple[int, list[Json]]:
    try:
        call_command("check_scenario", *map(str, files), "--json")
        code = 0
    except SystemExit as left:
        code = int(str(left.code))
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


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


def test_signs_that_no_terminal_can_show_do_not_hide_the_next_file(capsys, tmp_path):
    broken, sound = tmp_path / "broken.json", tmp_path / "sound.json"
    broken.write_text(json.dumps({**starter(), "start": "\ud800"}))
    sound.write_text(json.dumps(starter()))

    with pytest.raises(SystemExit):
        call_command("check_scenario", str(broken), str(sound))

    told = capsys.readouterr().out
    assert "start at “\\ud800”" in told
    assert f"{sound}: can be published" in told


def test_the_schema_that_is_kept_is_that_of_the_model():
    kept = Path(settings.BASE_DIR) / "docs" / "schemas" / "scenario-1.json"

    assert json.loads(kept.read_text()) == scenario_schema()


def test_the_schema_is_served(client):
    answer = client.get("/schemas/scenario-1.json")

    assert answer["Content-Type"] == "application/schema+json"
    assert answer.json() == scenario_schema()
