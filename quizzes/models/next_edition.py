"""What publishing a page would freeze, beside what has been published of it before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from quizzes.domain.compiled import Compiled, differences, digest
from quizzes.domain.problems import Problem
from quizzes.models.editions import ActivityEdition, EditionChange

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
    """Reads the activity's editions, and compiles its live pages in other languages as well."""
    compiled = page.compile()
    editions = list(ActivityEdition.objects.of(page.translation_key).order_by("-number"))
    standing = next((edition for edition in editions if not edition.is_withdrawn), None)
    documents = {**_carried(page, compiled.document), page.locale.language_code: compiled.document}
    same = standing if standing and standing.digest == digest(documents) else None
    problems = list(compiled.blocking)
    problems += _other_parts(page, compiled.document, editions, standing)
    if not same:
        problems += _withdrawn_before(page, compiled.document, editions)
    return NextEdition(
        compiled, documents, editions[0].number + 1 if editions else 1, same, problems
    )


def _carried(page: Activity, document: dict[str, Any]) -> dict[str, Any]:
    """The other languages that are live and differ in their words only.

    After a material change of the original its translations wait until they are published again.
    """
    is_original = page.locale.language_code == settings.LANGUAGE_CODE
    if is_original and page.change == EditionChange.MATERIAL:
        return {}
    found = {}
    others = page.get_translations().live().filter(alias_of__isnull=True).select_related("locale")
    for other in others:
        compiled = other.compile()
        if not compiled.blocking and not differences(document, compiled.document):
            found[other.locale.language_code] = compiled.document
    return found


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
    if original not in standing.documents:
        return []
    places = differences(standing.documents[original], document)
    message = _(
        "The translation differs from the original in more than its words: %(places)s. Publish the "
        "original first, then bring the translation up to date."
    )
    return [Problem("other-parts", message % {"places": ", ".join(places)})] if places else []


def _withdrawn_before(
    page: Activity, document: dict[str, Any], editions: list[ActivityEdition]
) -> list[Problem]:
    """What was withdrawn does not come back unchanged."""
    language = page.locale.language_code
    message = _(
        "Edition %(number)s had the same content and was withdrawn: “%(reason)s”. Change what was "
        "wrong, then publish."
    )
    return [
        Problem(
            "withdrawn",
            message % {"number": edition.number, "reason": _bare(edition.withdrawn_because)},
        )
        for edition in editions
        if edition.is_withdrawn and edition.documents.get(language) == document
    ][:1]


def _bare(reason: str) -> str:
    return reason.strip().rstrip(".")
