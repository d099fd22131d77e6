"""What can be wrong with a document, said so that a trainer or an importer can mend it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

Place = tuple[str, str, str | None]  # its kind, its name in a sentence, its key


@dataclass(frozen=True)
class Problem:
    """What is wrong with a document, where, and whether it forbids publishing (``blocks``).

    ``message`` is a sentence for the trainer; the four places hold keys, None where none applies.
    ``field`` is the part of that place to mend, where one is known.
    """

    code: str
    message: str
    scene: str | None = None
    choice: str | None = None
    question: str | None = None
    option: str | None = None
    blocks: bool = True
    field: str = ""


class UnreadableDocument(ValueError):
    """The source is not a document of the format asked for; ``problems`` lists every reason."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(problem.message for problem in problems))
        self.problems = problems


# What pydantic calls an error, and what a trainer should do about it.
_SENTENCES = {
    "missing": "{field} is missing",
    "extra_forbidden": "{field} is not known here; remove it or check its spelling",
    "string_type": "{field} must be text",
    "int_type": "{field} must be a whole number",
    "int_from_float": "{field} must be a whole number",
    "bool_type": "{field} must be true or false",
    "tuple_type": "{field} must be a list",
    "literal_error": "{field} must be one of {expected}",
    "greater_than_equal": "{field} must be {ge} or more",
    "less_than_equal": "{field} must be {le} or less",
    "model_type": "{field} must be an object with its own keys",
    "model_attributes_type": "{field} must be an object with its own keys",
}
_PATTERNS = {
    "key": "{field} may hold only small letters, digits, hyphens and underscores",
    "read_again": "{field} must be the identifier of a lesson (a UUID)",
    "media": "{field} must be the identifier of an audio or video (a UUID)",
}
_PLACES = {
    "scenes": "scene",
    "choices": "choice",
    "questions": "question",
    "options": "option",
    "counters": "counter",
    "flags": "flag",
    "effects": "effect",
    "when": "condition",
    "findings": "finding",
}


def explain(error: ValidationError, source: Any) -> list[Problem]:
    """All that is wrong with the ``source`` of a scenario or a quiz, in plain English.

    Each problem has the code ``unreadable`` and names its scene and choice, or its question and
    option, by key where the source has one and by number where not.
    """
    return [_explain_one(dict(detail), source) for detail in error.errors(include_url=False)]


def _explain_one(detail: dict[str, Any], source: Any) -> Problem:
    places, field = _locate(detail["loc"], source)
    sentence = _sentence(detail, field)
    where = ", ".join(f"{place} {name}" for place, name, _ in places)
    message = f"{where[:1].upper()}{where[1:]}: {sentence}." if where else f"{sentence}."
    keys = {place: key for place, _, key in places}
    return Problem(
        code="unreadable",
        message=message,
        scene=keys.get("scene"),
        choice=keys.get("choice"),
        question=keys.get("question"),
        option=keys.get("option"),
    )


def _sentence(detail: dict[str, Any], field: str) -> str:
    template = _SENTENCES.get(detail["type"])
    if detail["type"] == "string_pattern_mismatch":
        owner = next((name for name in ("read_again", "media") if name in detail["loc"]), "key")
        template = _PATTERNS[owner]
    named = f"“{field}”" if field else "this"
    if template is None:
        return f"{named} cannot be read ({detail['msg']})"
    context = detail.get("ctx", {})
    if "expected" in context:
        context = {"expected": context["expected"].replace("'", "")}
    sentence = template.format(field=named, **context)
    return sentence if field else sentence[:1].upper() + sentence[1:]


def _locate(loc: tuple[int | str, ...], source: Any) -> tuple[list[Place], str]:
    """Follow an error's path through the source: the places passed, and the field at its end."""
    places: list[Place] = []
    inside, listed, field = source, "", ""
    for step in loc:
        if isinstance(step, int):
            inside = _inside(inside, step)
            key = inside.get("key") if isinstance(inside, Mapping) else None
            key = key if isinstance(key, str) else None
            places.append((_PLACES.get(listed, listed), f"“{key}”" if key else str(step + 1), key))
            field = ""
        elif listed in ("effects", "when") and not field and step in ("counter", "flag"):
            field = ""  # the name of the variant that was tried, not a key of the source
            listed = ""
        else:
            inside = _inside(inside, step)
            listed = field = step
    return places, field


def _inside(value: Any, step: int | str) -> Any:
    try:
        return value[step]
    except (KeyError, IndexError, TypeError):
        return None
