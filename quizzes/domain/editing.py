"""A story as the editor keeps it: its scenes and variables as the values of blocks."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from quizzes.domain.shorthand import write_conditions, write_effects

Values = Mapping[str, Any]


def scene_blocks(scenes: Iterable[Values], id_of: Callable[[str], str]) -> list[dict[str, Any]]:
    """The scenes of a document (as JSON has them) for the editor.

    `id_of` gives the id of the block of the scene with a key; choices hold these ids, so that
    they still lead there when a scene gets another key. `media` is what the editor knows it by.
    """
    return [_scene_block(scene, id_of) for scene in scenes]


def variable_blocks(document: Values) -> list[dict[str, Any]]:
    """The counters and flags of a document for the editor."""
    return [
        *({"type": "counter", "value": dict(row)} for row in document.get("counters", [])),
        *({"type": "flag", "value": dict(row)} for row in document.get("flags", [])),
    ]


def _scene_block(scene: Values, id_of: Callable[[str], str]) -> dict[str, Any]:
    value = {
        **{name: scene.get(name, "") for name in ("key", "title", "text", "note")},
        "danger": scene.get("danger", False),
        "findings": ", ".join(scene.get("findings", [])),
    }
    if media := scene.get("media"):
        value["media"] = media
    ending = scene.get("ending")
    if ending:
        value |= ending
    else:
        value["choices"] = [_choice(choice, id_of) for choice in scene.get("choices", [])]
    return {"type": "ending" if ending else "scene", "id": id_of(scene["key"]), "value": value}


def _choice(choice: Values, id_of: Callable[[str], str]) -> dict[str, Any]:
    return {
        **{name: choice[name] for name in ("key", "text", "quality")},
        "feedback": choice.get("feedback", ""),
        "points": choice.get("points", 0),
        "to": id_of(choice["to"]),
        "findings": ", ".join(choice.get("findings", [])),
        "effects": write_effects(choice.get("effects", [])),
        "when": write_conditions(choice.get("when", [])),
    }
