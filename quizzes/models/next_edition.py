"""What publishing a page would freeze, beside what has been published of it before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from quizzes.domain.compiled import Compiled, digest, keys
from quizzes.domain.problems import Problem
from quizzes.models.editions import ActivityEdition

if TYPE_CHECKING:
    from quizzes.models.pages import Activity


@dataclass(frozen=True)
class NextEdition:
    """`documents` is what the edition would hold, by language; `problems` is all that forbids it.

    `number` is the one that it would get. `same` is the standing edition that holds the same.
    """

    compiled: Compiled
    documents: dict[str, Any]
    number: int
    same: ActivityEdition | None
    problems: list[Problem]


def next_edition(page: Activity) -> NextEdition:
    """Reads every edition of the activity: two queries."""
    compiled = page.compile()
    editions = list(ActivityEdition.objects.of(page.translation_key).order_by("-number"))
    standing = next((edition for edition in editions if not edition.is_withdrawn), None)
    documents = _documents(page, compiled.document, standing)
    same = standing if standing and standing.digest == digest(documents) else None
    problems = list(compiled.blocking)
    problems += _other_parts(page, compiled.document, editions, standing)
    if not same:
        problems += _withdrawn_before(page, compiled.document, editions)
    return NextEdition(
        compiled, documents, editions[0].number + 1 if editions else 1, same, problems
    )


def _documents(
    page: Activity, document: dict[str, Any], standing: ActivityEdition | None
) -> dict[str, Any]:
    """The page's document, with those of the other languages that have the same parts."""
    language = page.locale.language_code
    others = standing.documents if standing else {}
    same = {
        other: text
        for other, text in others.items()
        if other != language and keys(text) == keys(document)
    }
    return {**same, language: document}


def _other_parts(
    page: Activity,
    document: dict[str, Any],
    editions: list[ActivityEdition],
    standing: ActivityEdition | None,
) -> list[Problem]:
    """A translation must have the parts of its original, and an original that still stands."""
    original = settings.LANGUAGE_CODE
    if page.locale.language_code == original:
        return []
    if standing is None:
        if not any(original in edition.documents for edition in editions):
            return []
        message = _("The original was withdrawn. Publish the original first, then its translation.")
        return [Problem("withdrawn-original", message)]
    if original in standing.documents and keys(standing.documents[original]) != keys(document):
        message = _(
            "The translation does not have the same parts as the original. Publish the original "
            "first, then bring the translation up to date."
        )
        return [Problem("other-parts", message)]
    return []


def _withdrawn_before(
    page: Activity, document: dict[str, Any], editions: list[ActivityEdition]
) -> list[Problem]:
    """What was withdrawn does not come back unchanged."""
    language = page.locale.language_code
    message = _(
        "Edition %(number)s had the same content and was withdrawn: %(reason)s Change what was "
        "wrong, then publish."
    )
    return [
        Problem(
            "withdrawn",
            message % {"number": edition.number, "reason": _sentence(edition.withdrawn_because)},
        )
        for edition in editions
        if edition.is_withdrawn and edition.documents.get(language) == document
    ][:1]


def _sentence(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
