"""How much a scenario may hold before it becomes a page or an edition."""

import unicodedata
from collections.abc import Iterator
from typing import Any

from quizzes.domain.documents import ScenarioDocument
from quizzes.domain.problems import Problem

MOST_SCENES = 2_000
MOST_SIGNS = 50_000  # of one text: a scene of some 8,000 words
MOST = 999_999_999  # of a number, either way
LONGEST_KEY = 80  # signs of a key that decisions are kept by


def beyond_limits(document: ScenarioDocument) -> list[Problem]:
    """Why the document cannot become a page or an edition: too many scenes, too long a text or a
    key, too large a number, or signs that are none. Each with the code `unreadable`; empty where
    nothing is in the way."""
    if len(document.scenes) > MOST_SCENES:
        message = f"There are {len(document.scenes):,} scenes; at most {MOST_SCENES:,} can be read."
        return [_unreadable(message)]
    whole = document.model_dump(mode="python", by_alias=True, exclude={"scenes"})
    found = [_unreadable(message) for message in _beyond("The scenario", whole)]
    found += _long_keys(document)
    for scene in document.scenes:
        inside = scene.model_dump(mode="python", by_alias=True)
        messages = dict.fromkeys(_beyond(f"“{scene.title[:80]}”", inside))
        found += [Problem("unreadable", message, scene=scene.key) for message in messages]
    return found


def _long_keys(document: ScenarioDocument) -> list[Problem]:
    """Scenes and choices at which nobody could decide, because their keys are too long to keep."""
    wanted = f"has a key of more than {LONGEST_KEY} characters. Give it a shorter one."
    found = []
    for scene in document.scenes:
        if len(scene.key) > LONGEST_KEY:
            message = f"The scene “{_told(scene.title[:80])}” {wanted}"
            found.append(Problem("unreadable", message, scene=scene.key, field="key"))
        for choice in scene.choices:
            if len(choice.key) > LONGEST_KEY:
                message = f"The choice “{_told(choice.text[:80])}” {wanted}"
                found.append(Problem("unreadable", message, scene=scene.key, choice=choice.key))
    return found


def _unreadable(message: str) -> Problem:
    return Problem("unreadable", message)


def _beyond(place: str, value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for one in value:
            yield from _beyond(place, one)
    elif isinstance(value, str):
        if len(value) > MOST_SIGNS:
            yield f"{_told(place)} has a text of more than {MOST_SIGNS:,} characters."
        if any(_is_no_sign(sign) for sign in set(value)):
            yield f"{_told(place)} has a text with control characters, which nobody can read."
    elif isinstance(value, int) and abs(value) > MOST:
        yield f"{_told(place)} has a number of more than nine digits."


def _told(place: str) -> str:
    return "".join(sign for sign in place if not _is_no_sign(sign))


def _is_no_sign(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\t\n\r"
