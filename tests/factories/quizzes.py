"""Questions, quizzes and scenarios as trainers write them, published unless you say draft."""

import uuid
from typing import Any

from courses.models import Course
from quizzes.models import Option, Question, Quiz, QuizQuestion, Scenario
from tests.factories.courses import add_draft, english_locale, make_draft_course, publish

OPTIONS: dict[str, list[dict[str, Any]]] = {
    "single": [
        {"text": "Wait until he raises it.", "feedback": "He may be waiting too."},
        {"text": "Ask him plainly.", "is_right": True, "feedback": "Yes."},
    ],
    "multiple": [
        {"text": "Listen.", "is_right": True, "feedback": "Yes."},
        {"text": "Promise to tell nobody.", "feedback": "That cannot be kept."},
        {"text": "Tell a manager.", "is_right": True, "feedback": "Yes."},
    ],
    "matching": [
        {"text": "A plan", "match": "is made together", "feedback": "Yes."},
        {"text": "A record", "match": "helps whoever is on duty", "feedback": "Yes."},
    ],
}


def make_question(
    kind: str = "single", text: str = "What would you do?", **fields: Any
) -> Question:
    """A question of the bank that any quiz can ask; `options=` replaces its options."""
    options = fields.pop("options", OPTIONS[kind])
    findings = fields.pop("findings", [])
    locale = fields.pop("locale", None) or english_locale()
    question = Question(kind=kind, text=f"<p>{text}</p>", locale=locale, **fields)
    question.options.set(
        [Option(sort_order=order, locale=locale, **row) for order, row in enumerate(options)]
    )
    question.findings.set(findings)
    question.save()
    return question


def make_quiz(
    course: Course | None = None,
    title: str = "Check: asking",
    *,
    questions: list[Question] | None = None,
    live: bool = True,
    **fields: Any,
) -> Quiz:
    """A quiz below the course, or below a new draft of one: one question of each kind."""
    if questions is None:
        questions = [make_question(kind) for kind in OPTIONS]
    quiz = Quiz(title=title, **fields)
    quiz.quiz_questions.set(
        [QuizQuestion(question=asked, sort_order=order) for order, asked in enumerate(questions)]
    )
    made = add_draft(course or make_draft_course(), quiz)
    return publish(made) if live else made


def make_scenario(
    course: Course | None = None,
    title: str = "A missed appointment",
    *,
    scenes: list[dict[str, Any]] | None = None,
    live: bool = True,
    **fields: Any,
) -> Scenario:
    """A story of two scenes and two endings below the course, or below a new draft of one."""
    made = add_draft(
        course or make_draft_course(),
        Scenario(title=title, scenes=small_story() if scenes is None else scenes, **fields),
    )
    return publish(made) if live else made


def small_story() -> list[dict[str, Any]]:
    return [
        scene(
            "desk",
            choice("Ring and leave a kind message.", "phone"),
            choice("Write it down and go on.", "later", quality="partly"),
        ),
        scene("phone", choice("Ask how things are.", "plan")),
        ending("plan"),
        ending("later", outcome="bad"),
    ]


def broken_story() -> list[dict[str, Any]]:
    """Two reasons at least: a choice that leads nowhere, and an ending that nobody reaches."""
    return [scene("desk", choice("Ring.", "")), ending("plan")]


def scene(name: str, *choices: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A scene as it stands in the stream field; what leads to it names it by `name`."""
    value = {"title": name.capitalize(), "text": f"<p>At the {name}.</p>", "choices": list(choices)}
    return {"type": "scene", "id": block_id(name), "value": {**value, **fields}}


def ending(name: str, outcome: str = "good", **fields: Any) -> dict[str, Any]:
    words = {"title": name.capitalize(), "text": "<p>It ends.</p>", "debrief": "<p>You asked.</p>"}
    return {
        "type": "ending",
        "id": block_id(name),
        "value": {**words, "outcome": outcome, **fields},
    }


def choice(text: str, to: str, quality: str = "safe", **fields: Any) -> dict[str, Any]:
    target = block_id(to) if to else ""
    return {"text": text, "to": target, "quality": quality, "points": 0, **fields}


def block_id(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, name))
