"""Editions straight from documents, where a test needs no pages."""

import datetime as dt
import uuid
from typing import Any

from quizzes.domain.compiled import digest
from quizzes.models import ActivityEdition

PUBLISHED = dt.datetime(2026, 1, 5, 9, 0, tzinfo=dt.UTC)


def option(key: str, *, right: bool = False, match: str = "") -> dict[str, Any]:
    return {
        "key": key,
        "text": f"Option {key}",
        "feedback": f"About {key}.",
        "right": right,
        "match": match,
    }


def question(key: str, kind: str, *options: dict[str, Any]) -> dict[str, Any]:
    return {
        "key": key,
        "kind": kind,
        "text": f"<p>Question {key}?</p>",
        "findings": [],
        "feedback": "<p>Why.</p>",
        "read_again": None,
        "options": list(options),
    }


def quiz_document(**changes: Any) -> dict[str, Any]:
    """Three questions, one of each kind; passed with all of them right."""
    return {
        "format": "quiz/1",
        "title": "A quiz",
        "language": "en",
        "intro": "<p>Three questions.</p>",
        "pass_mark": 75,
        "wait_minutes": 0,
        "questions": [
            question("one", "single", option("a"), option("b", right=True), option("c")),
            question(
                "two", "multiple", option("d", right=True), option("e"), option("f", right=True)
            ),
            question("three", "matching", option("g", match="Gee"), option("h", match="Aitch")),
        ],
        **changes,
    }


RIGHT_ANSWERS = {"one": "b", "two": ["d", "f"], "three": {"g": "g", "h": "h"}}


def choice(
    key: str, to: str, quality: str = "safe", points: int = 0, **more: Any
) -> dict[str, Any]:
    return {
        "key": key,
        "text": f"I would {key}",
        "to": to,
        "feedback": f"About {key}.",
        "quality": quality,
        "points": points,
        **more,
    }


def scene(key: str, *choices: dict[str, Any]) -> dict[str, Any]:
    title = key.capitalize()
    return {"key": key, "title": title, "text": f"<p>{title}.</p>", "choices": list(choices)}


def ending(key: str, outcome: str) -> dict[str, Any]:
    made = {"outcome": outcome, "debrief": f"<p>The debrief of {key}.</p>"}
    return {"key": key, "title": key.capitalize(), "text": "<p>The end.</p>", "ending": made}


def scenario_document(**changes: Any) -> dict[str, Any]:
    """Two decisions to a good ending; asking is closed to whoever hurried.

    office ─ listen ─▶ talk ─ ask ─▶ together
       └─── hurry ───▶ talk ─ leave ─▶ missed
    """
    return {
        "format": "scenario/1",
        "title": "A scenario",
        "language": "en",
        "start": "office",
        "counters": [{"key": "trust", "label": "Trust", "start": 1, "min": 0, "max": 3}],
        "flags": [],
        "pass": {"min_score": 3, "no_unsafe": True},
        "alternative": "<p>The story in words.</p>",
        "scenes": [
            scene(
                "office",
                choice("hurry", "talk", "unsafe", effects=[{"counter": "trust", "add": -1}]),
                choice("listen", "talk", points=1, effects=[{"counter": "trust", "add": 1}]),
            ),
            scene(
                "talk",
                choice("leave", "missed", "partly"),
                choice(
                    "ask",
                    "together",
                    points=2,
                    when=[{"counter": "trust", "op": ">=", "value": 1}],
                ),
            ),
            ending("together", "good"),
            ending("missed", "bad"),
        ],
        **changes,
    }


def make_edition(
    document: dict[str, Any], *, activity_key: uuid.UUID | None = None, **fields: Any
) -> ActivityEdition:
    """An edition of the document in its language, numbered 1 unless told otherwise."""
    documents = {document["language"]: document}
    values = {"number": 1, "made_at": PUBLISHED, **fields}
    return ActivityEdition.objects.create(
        activity_key=activity_key or uuid.uuid4(),
        kind=document["format"].split("/")[0],
        title=document["title"],
        documents=documents,
        digest=digest(documents),
        **values,
    )
