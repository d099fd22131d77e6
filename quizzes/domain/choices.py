"""A scene's choices as the editor keeps them: a list of dicts, sent as JSON text."""

import json
from collections.abc import Mapping
from typing import Any

CHOICE_PARTS: dict[str, Any] = {
    "key": "",
    "text": "",
    "to": "",
    "quality": "",
    "points": 0,
    "feedback": "",
    "findings": "",
    "effects": "",
    "when": "",
}


class UnreadChoices(list[dict[str, Any]]):
    """No choices, because their text is none of ours; it is kept, so that nothing is lost."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


def read_choices(text: str) -> list[dict[str, Any]]:
    """The choices that the editor sent, or UnreadChoices."""
    try:
        found = json.loads(text or "[]")
    except (ValueError, RecursionError):
        return UnreadChoices(text)
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        return UnreadChoices(text)
    return [complete_choice(one) for one in found]


def complete_choice(item: Mapping[str, Any]) -> dict[str, Any]:
    """A choice with every part there is, all but the points as text.

    Also reads an item of the list of blocks in which choices were kept before.
    """
    inner = item.get("value")
    source = inner if isinstance(inner, Mapping) and item.get("type") == "item" else item
    return {
        name: _points(source.get(name)) if name == "points" else str(source.get(name) or default)
        for name, default in CHOICE_PARTS.items()
    }


def _points(value: object) -> int | str:
    """A whole number, or what was typed instead, so that it can be said what is wrong with it."""
    text = str(0 if value in (None, "") else value).strip()
    try:
        return int(text)
    except ValueError:
        return text
