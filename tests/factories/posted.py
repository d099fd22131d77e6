"""What the editor of the Wagtail admin sends, for each kind of page: `client.post(url, form)`."""

import json
from typing import Any

from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from quizzes.models import Question

PUBLISH = {"action-publish": "action-publish"}
SUBMIT = {"action-submit": "action-submit"}
EDITION = {
    "change": "minor",
    "retake": "nobody",
    "retake_by": "",
    "go_live_at": "",
    "expire_at": "",
}
STEP = {"summary": "", "note": "", "minutes": "5", "is_required": "on", **EDITION}


def course_form(**changes: Any) -> dict[str, Any]:
    words = {
        "title": "Asking well",
        "summary": "How to ask.",
        "intro": rich_text("<p>For everybody who supervises people.</p>"),
    }
    return nested_form_data({**words, **EDITION, **changes})


def lesson_form(*blocks: tuple[str, Any], **changes: Any) -> dict[str, Any]:
    blocks = blocks or (("text", rich_text("<p>Ask in plain words.</p>")),)
    return nested_form_data(
        {"title": "Why asking matters", "body": streamfield(list(blocks)), **STEP, **changes}
    )


def quiz_form(*questions: Question, **changes: Any) -> dict[str, Any]:
    places = [{"id": "", "question": str(question.pk)} for question in questions]
    words = {"title": "Check: asking", "intro": rich_text(""), "pass_mark": "75"}
    return nested_form_data(
        {
            **words,
            "wait_minutes": "0",
            "draw": 0,
            "quiz_questions": inline_formset(places),
            **STEP,
            **changes,
        }
    )


def scenario_form(scenes: list[dict[str, Any]], **changes: Any) -> dict[str, Any]:
    """`scenes` as in tests.factories.quizzes: what stands in the page is what is sent."""
    sent = streamfield([(scene["type"], sent_moment(scene["value"])) for scene in scenes])
    for at, scene in enumerate(scenes):
        sent[str(at)]["id"] = scene["id"]
    words = {"title": "A missed appointment", "pass_score": "", "alternative": rich_text("")}
    return nested_form_data(
        {**words, "scenes": sent, "variables": streamfield([]), **STEP, **changes}
    )


def sent_moment(value: dict[str, Any]) -> dict[str, Any]:
    sent = {**value, "text": rich_text(value["text"])}
    if "debrief" in value:
        sent["debrief"] = rich_text(value["debrief"])
    if "choices" in value:
        sent["choices"] = json.dumps(value["choices"])
    return sent
