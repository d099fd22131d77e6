"""A small service for simulated people: its organisation, and courses with every kind of step."""

import datetime as dt
import io
import uuid
from typing import Any

from django.core.management import call_command
from wagtail.models import Page

from courses.domain.completion import LONDON
from courses.models import (
    Course,
    CourseEdition,
    Step,
)
from people.actions.starter import load_starter_organisation
from quizzes.models import ActivityEdition

UNTIL = dt.date(2026, 3, 31)
MADE_AT = dt.datetime(2024, 1, 1, 12, tzinfo=LONDON)
PEOPLE = 40

QUIZ = {
    "format": "quiz/1",
    "title": "Check",
    "pass_mark": 60,
    "wait_minutes": 45,
    "draw": 3,
    "questions": [
        {
            "key": "one",
            "kind": "single",
            "text": "?",
            "options": [{"key": key, "text": key, "right": key == "b"} for key in "abcd"],
        },
        {
            "key": "some",
            "kind": "multiple",
            "text": "?",
            "options": [{"key": key, "text": key, "right": key in "ac"} for key in "abcd"],
        },
        {
            "key": "pairs",
            "kind": "matching",
            "text": "?",
            "options": [{"key": key, "text": key, "match": key.upper()} for key in "abc"],
        },
        {
            "key": "order",
            "kind": "ordering",
            "text": "?",
            "options": [{"key": key, "text": key} for key in "abc"],
        },
    ],
}


def choice(key: str, to: str, quality: str, **more: Any) -> dict[str, Any]:
    points = {"safe": 2, "partly": 1, "unsafe": 0}[quality]
    return {"key": key, "text": key, "to": to, "quality": quality, "points": points, **more}


SCENARIO = {
    "format": "scenario/1",
    "title": "A talk",
    "start": "room",
    "counters": [{"key": "trust", "start": 1, "min": 0, "max": 3}],
    "flags": [{"key": "asked"}],
    "pass": {"min_score": 4, "no_unsafe": True},
    "scenes": [
        {
            "key": "room",
            "title": "In the room",
            "text": "…",
            "choices": [
                choice("ask", "answer", "safe", effects=[{"flag": "asked", "set": True}]),
                choice("wait", "room", "partly", effects=[{"counter": "trust", "add": 1}]),
                choice("talk", "answer", "unsafe", effects=[{"counter": "trust", "add": -1}]),
            ],
        },
        {
            "key": "answer",
            "title": "The answer",
            "text": "…",
            "choices": [
                choice("plan", "good", "safe", when=[{"flag": "asked", "is": True}]),
                choice("leave", "bad", "unsafe"),
            ],
        },
        {"key": "good", "title": "Later", "text": "…", "ending": {"outcome": "good"}},
        {"key": "bad", "title": "Later", "text": "…", "ending": {"outcome": "bad"}},
    ],
}


def publish(title: str, steps: list[tuple[str, dict[str, Any], dict[str, Any]]]) -> None:
    """A live course with these steps: kind, document and how the step counts."""
    page = Course(title=title, slug=title.lower(), summary="…", intro="…")
    Page.objects.get(depth=1).add_child(instance=page)
    edition = CourseEdition.objects.create(
        course_key=page.translation_key, number=1, title=title, documents={}, made_at=MADE_AT
    )
    for position, (kind, document, counting) in enumerate(steps, start=1):
        frozen = ActivityEdition.objects.create(
            activity_key=uuid.uuid5(page.translation_key, str(position)),
            kind=kind,
            number=2,
            title=f"{title} {position}",
            documents={"en": document},
            made_at=MADE_AT,
        )
        Step.objects.create(
            course_edition=edition,
            position=position,
            edition=frozen,
            activity_key=frozen.activity_key,
            minutes=8,
            words={},
            counts_from=2,
            **counting,
        )


def make_service() -> None:
    """The real organisation, and two small courses with every kind of step there is."""
    load_starter_organisation()
    extra = {"is_required": False}
    publish(
        "First",
        [
            ("lesson", {}, {}),
            ("quiz", QUIZ, {}),
            ("lesson", {}, extra),
            ("scenario", SCENARIO, {"must_pass": True}),
            ("lesson", {}, extra),
        ],
    )
    ungraded = {key: value for key, value in SCENARIO.items() if key != "pass"}
    publish(
        "Second",
        [("quiz", QUIZ, extra), ("scenario", ungraded, {"must_pass": False}), ("lesson", {}, {})],
    )


def simulate(people: Any = PEOPLE, seed: int = 7, until: Any = UNTIL) -> str:
    said = io.StringIO()
    arguments = [f"--people={people}", f"--seed={seed}", f"--until={until}"]
    call_command("simulate", *arguments, stdout=said)
    return said.getvalue()
