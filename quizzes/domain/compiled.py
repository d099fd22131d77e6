"""What compiling a page gives: a document to freeze, or the reasons why it cannot be."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from quizzes.domain.problems import Problem
from quizzes.domain.scenario import Facts

Tie = tuple[str, str]  # an item of the document ("" for the whole) and a finding's reference


class CannotPublish(Exception):
    """What was to be published is not fit for it; `problems` holds all the reasons."""

    def __init__(self, title: str, problems: list[Problem]) -> None:
        super().__init__(f"{title}: " + " ".join(problem.message for problem in problems))
        self.title = title
        self.problems = problems


@dataclass(frozen=True)
class Compiled:
    """A page as an edition would keep it, with everything that is wrong with it.

    Of a scenario that could be proved, also what the proof knows.
    """

    document: dict[str, Any]
    problems: list[Problem] = field(default_factory=list)
    ties: frozenset[Tie] = frozenset()
    facts: Facts | None = None

    @property
    def blocking(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.blocks]


def digest(documents: Mapping[str, Any]) -> str:
    """The SHA-256 of the documents in their normal form: equal content, equal digest."""
    text = json.dumps(documents, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def in_language(documents: Mapping[str, Any], language: str) -> Any:
    """What stands under the language, or under English, or under the first there is."""
    return documents[language_of(documents, language)]


def language_of(documents: Mapping[str, Any], language: str) -> str:
    """The language of what `in_language` gives."""
    if language in documents:
        return language
    return "en" if "en" in documents else next(iter(documents))


# What a translator writes. All else of a document is the same in every language.
WORDS = frozenset(
    [
        *("title", "language", "summary", "intro", "text", "note", "label", "feedback", "match"),
        *("debrief", "alternative", "body", "html", "minutes", "media"),
    ]
)


def differences(original: Any, other: Any, place: str = "") -> list[str]:
    """Where two documents differ in more than their words, as paths of keys: empty where nowhere.

    Parts are named by their own key where they have one: `scenes/office/choices/ask/points`.
    """
    if isinstance(original, Mapping) and isinstance(other, Mapping):
        names = sorted((original.keys() | other.keys()) - WORDS)
        found = [
            differences(original.get(name), other.get(name), f"{place}/{name}".strip("/"))
            for name in names
        ]
        return [path for paths in found for path in paths]
    if _is_list(original) and _is_list(other) and len(original) == len(other):
        found = [
            differences(one, two, f"{place}/{_name(one, number)}")
            for number, (one, two) in enumerate(zip(original, other, strict=True), start=1)
        ]
        return [path for paths in found for path in paths]
    return [] if original == other else [place]


def _is_list(value: Any) -> bool:
    return isinstance(value, list | tuple)


def _name(part: Any, number: int) -> str:
    return str(part["key"]) if isinstance(part, Mapping) and "key" in part else str(number)
