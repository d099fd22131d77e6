"""Small scenarios and quizzes for tests, as the documents that a person would write."""

from typing import Any

Json = dict[str, Any]


def choice(key: str, to: str, quality: str = "safe", points: int = 0, **more: Any) -> Json:
    return {
        "key": key,
        "text": f"Say {key}",
        "to": to,
        "feedback": "They nod.",
        "quality": quality,
        "points": points,
        "findings": ["S3"],
        **more,
    }


def scene(key: str, *choices: Json, **more: Any) -> Json:
    return (
        {"key": key, "title": f"Scene {key}", "text": "<p>We talk.</p>"}
        | ({"choices": list(choices)} if choices else {})
        | more
    )


def ending(key: str, outcome: str = "good", **more: Any) -> Json:
    return scene(key, ending={"outcome": outcome, "debrief": "<p>Well met.</p>"}, **more)


def story(*scenes: Json, **more: Any) -> Json:
    """A scenario that starts at the first scene."""
    return {
        "format": "scenario/1",
        "title": "A missed appointment",
        "language": "en",
        "start": scenes[0]["key"] if scenes else "",
        "scenes": list(scenes),
        **more,
    }


def counter(key: str = "trust", start: int = 0, low: int = 0, high: int = 2) -> Json:
    return {"key": key, "label": key.title(), "start": start, "min": low, "max": high}


def flag(key: str = "asked") -> Json:
    return {"key": key, "label": key.title()}


def add(counter: str, number: int) -> Json:
    return {"counter": counter, "add": number}


def put(flag: str, value: bool = True) -> Json:
    return {"flag": flag, "set": value}


def where(counter: str, op: str, value: int) -> Json:
    return {"counter": counter, "op": op, "value": value}


def when(flag: str, value: bool = True) -> Json:
    return {"flag": flag, "is": value}


def option(key: str, right: bool = False, match: str = "", **more: Any) -> Json:
    return {
        "key": key,
        "text": f"Option {key}",
        "feedback": "Because.",
        "right": right,
        "match": match,
        **more,
    }


def question(key: str, kind: str, *options: Json, **more: Any) -> Json:
    return {
        "key": key,
        "kind": kind,
        "text": "<p>What would you want to ask about?</p>",
        "findings": ["S1"],
        "options": list(options),
        **more,
    }


def quiz(*questions: Json, pass_mark: int = 80, **more: Any) -> Json:
    return {
        "format": "quiz/1",
        "title": "Asking directly",
        "language": "en",
        "pass_mark": pass_mark,
        "questions": list(questions),
        **more,
    }
