"""What compiling a page gives: a document to freeze, or the reasons why it cannot be."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from quizzes.domain.problems import Problem

Tie = tuple[str, str]  # an item of the document ("" for the whole) and a finding's reference


class CannotPublish(Exception):
    """What was to be published is not fit for it; `problems` holds all the reasons."""

    def __init__(self, title: str, problems: list[Problem]) -> None:
        super().__init__(f"{title}: " + " ".join(problem.message for problem in problems))
        self.title = title
        self.problems = problems


@dataclass(frozen=True)
class Compiled:
    """A page as an edition would keep it, with everything that is wrong with it."""

    document: dict[str, Any]
    problems: list[Problem] = field(default_factory=list)
    ties: frozenset[Tie] = frozenset()

    @property
    def blocking(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.blocks]


def digest(documents: Mapping[str, Any]) -> str:
    """The SHA-256 of the documents in their normal form: equal content, equal digest."""
    text = json.dumps(documents, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def in_language(documents: Mapping[str, Any], language: str) -> Any:
    """What stands under the language, or under English, or under the first there is."""
    if language in documents:
        return documents[language]
    return documents["en"] if "en" in documents else next(iter(documents.values()))


def keys(document: Any) -> Any:
    """What two languages of one activity must share: every `key`, in order, and nothing else."""
    if isinstance(document, Mapping):
        inside = [found for value in document.values() if (found := keys(value))]
        return [document["key"], *inside] if "key" in document else inside
    if isinstance(document, list | tuple):
        return [found for value in document if (found := keys(value))]
    return None
