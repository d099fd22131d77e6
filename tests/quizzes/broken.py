"""Copies of a starter scenario, each broken so that its proof has another problem to tell."""

import json
from pathlib import Path

from django.conf import settings

from tests.quizzes.domain.stories import Json, add, choice, counter, ending, put, scene, when

STARTER = Path(settings.BASE_DIR) / "courses" / "starter" / "asking-directly" / "scenario.json"


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
