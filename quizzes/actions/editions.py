"""Publishing and withdrawing editions: the one step behind every door."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from wagtail.models import Page

from findings.models import Finding
from people.models import Person
from quizzes.actions.attempts import continue_on_replacement
from quizzes.domain.compiled import CannotPublish, Tie, digest, in_language
from quizzes.models import (
    Activity,
    ActivityEdition,
    Attempt,
    EditionChange,
    EditionFinding,
    NextEdition,
    Retake,
    next_edition,
)


@transaction.atomic
def publish_edition(*, page: Activity, by: Person | None, at: dt.datetime) -> ActivityEdition:
    """Freeze a page that is being published; returns its edition, new or, for the same content,
    the one that stands.

    Raises CannotPublish with every reason. The activity's other languages are carried over where
    they differ in their words only; a translation must not differ from its original otherwise.
    """
    take_turn(page.get_parent().translation_key)
    coming = next_edition(page)
    if coming.problems:
        raise CannotPublish(page.title, coming.problems)
    if coming.same:
        return coming.same
    edition = _freeze(page, coming, by, at)
    _tie(edition, coming.compiled.ties)
    return edition


@transaction.atomic
def drop_language(*, page: Activity, at: dt.datetime) -> ActivityEdition | None:
    """After a translation was unpublished: an edition without it, where the newest has it."""
    take_turn(page.get_parent().translation_key)
    language = page.locale.language_code
    newest = ActivityEdition.objects.of(page.translation_key).order_by("-number").first()
    if newest is None or newest.is_withdrawn or language not in newest.documents:
        return None
    documents = {name: text for name, text in newest.documents.items() if name != language}
    if language == settings.LANGUAGE_CODE or not documents:
        return None  # the step goes from its course as a whole
    edition = ActivityEdition.objects.create(
        activity_key=newest.activity_key,
        kind=newest.kind,
        number=newest.number + 1,
        title=newest.title,
        documents=documents,
        digest=digest(documents),
        made_at=at,
    )
    EditionFinding.objects.bulk_create(
        EditionFinding(edition=edition, finding_id=tie.finding_id, item=tie.item)
        for tie in newest.findings.all()
    )
    return edition


def take_turn(course_key: uuid.UUID) -> None:
    """Wait until nobody else publishes in the course, and hold it to the transaction's end.

    Every door takes its turn here first, so that two of them cannot wait for each other.
    """
    pages = Page.objects.filter(translation_key=course_key).order_by("pk")
    list(pages.select_for_update(of=("self",)).values_list("pk"))


@transaction.atomic
def withdraw_edition(
    *, edition: ActivityEdition, because: str, by: Person, at: dt.datetime
) -> ActivityEdition | None:
    """Take an edition away from everybody at once, with a reason.

    Attempts under way go on, on the returned replacement: the latest edition that still stands.
    Without one (None) they wait until there is one. Withdrawing twice changes nothing.
    """
    # Not FOR UPDATE: whoever commits an answer at this moment refers to the edition.
    edition = ActivityEdition.objects.select_for_update(no_key=True).get(pk=edition.pk)
    if not edition.is_withdrawn:
        edition.withdrawn_at, edition.withdrawn_by, edition.withdrawn_because = at, by, because
        edition.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
    replacement = (
        ActivityEdition.objects.of(edition.activity_key).standing().order_by("-number").first()
    )
    if replacement:
        move_attempts(to=replacement, at=at)
    return replacement


def move_attempts(*, to: ActivityEdition, at: dt.datetime) -> int:
    """Continue on `to` every attempt that is under way on a withdrawn edition; returns how many."""
    waiting = Attempt.objects.under_way().filter(
        activity_key=to.activity_key, edition__withdrawn_at__isnull=False
    )
    moved = [
        continue_on_replacement(attempt=attempt, replacement=to, at=at)
        for attempt in waiting.select_for_update(of=("self",)).order_by("pk")
    ]
    return len(moved)


def _freeze(
    page: Activity, coming: NextEdition, by: Person | None, at: dt.datetime
) -> ActivityEdition:
    material = page.change == EditionChange.MATERIAL
    retake = page.retake if material else Retake.NOBODY
    return ActivityEdition.objects.create(
        activity_key=page.translation_key,
        kind=page.kind,
        number=coming.number,
        title=in_language(coming.documents, settings.LANGUAGE_CODE)["title"],
        documents=coming.documents,
        digest=digest(coming.documents),
        change=page.change,
        retake=retake,
        retake_by=page.retake_by if retake == Retake.EVERYBODY else None,
        made_at=at,
        made_by=by,
    )


def _tie(edition: ActivityEdition, ties: Iterable[Tie]) -> None:
    wanted = sorted(ties)
    findings = Finding.objects.by_ref({ref for _item, ref in wanted})
    EditionFinding.objects.bulk_create(
        EditionFinding(edition=edition, finding=findings[ref], item=item)
        for item, ref in wanted
        if ref in findings
    )
