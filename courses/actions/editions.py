"""Course editions: made whenever a course or one of its activities is published."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction

from courses.actions.learning import complete_whoever_is_done
from courses.models import Course, CourseEdition, Enrolment, Step
from courses.signals import completions_changed
from people.models import Person
from quizzes.actions.editions import take_turn, withdraw_edition
from quizzes.domain.compiled import CannotPublish, digest, in_language
from quizzes.models import (
    Activity,
    ActivityEdition,
    ChosenChange,
    EditionChange,
    Retake,
    Scenario,
)


@dataclass(frozen=True)
class Change:
    """How weighty a change of a course is, and who must go on with it."""

    change: str = EditionChange.MINOR
    retake: str = Retake.NOBODY
    retake_by: dt.date | None = None

    @classmethod
    def of(cls, page: ChosenChange) -> "Change":
        """What was chosen for a page; nobody does a minor change again."""
        if page.change == EditionChange.MINOR:
            return cls()
        by = page.retake_by if page.retake == Retake.EVERYBODY else None
        return cls(page.change, page.retake, by)

    @property
    def weight(self) -> tuple[bool, int, int]:
        """Greater for what asks more of people, and for what asks it sooner."""
        day = -self.retake_by.toordinal() if self.retake_by else 0
        return self.change == EditionChange.MATERIAL, Retake.values.index(self.retake), day


UNASKED = Change()


@transaction.atomic
def publish_course_edition(
    *, course_key: uuid.UUID, change: Change, by: Person | None, at: dt.datetime
) -> CourseEdition | None:
    """Freeze a course as it is live now, in each of its languages and with its live steps.

    `change` says how weighty it is and who must go on with it. The same content makes no new
    edition, a course that is not live none at all (None). Raises CannotPublish.
    """
    take_turn(course_key)
    pages = _live_pages(course_key)
    if not pages:
        return None
    documents = {page.locale.language_code: _document(page) for page in pages}
    latest = CourseEdition.objects.of(course_key).newest_first().first()
    steps = _steps(pages[0], latest)
    fingerprint = _fingerprint(documents, steps)
    if latest and latest.digest == fingerprint:
        return latest
    edition = CourseEdition.objects.create(
        course_key=course_key,
        number=latest.number + 1 if latest else 1,
        title=in_language(documents, settings.LANGUAGE_CODE)["title"],
        documents=documents,
        digest=fingerprint,
        change=change.change,
        retake=change.retake,
        retake_by=change.retake_by,
        made_at=at,
        made_by=by,
    )
    for step in steps:
        step.course_edition = edition
    Step.objects.bulk_create(steps)
    if latest:
        _move_enrolments(latest, edition)
        complete_whoever_is_done(edition=edition, at=at)
    _announce_retake(edition)
    return edition


@transaction.atomic
def unpublish_without_steps(*, course_key: uuid.UUID) -> None:
    """A course whose last live step has gone cannot be completed, so it is unpublished too."""
    for course in _live_pages(course_key):
        if not course.live_steps().exists():
            course.unpublish()


@transaction.atomic
def withdraw_activity_edition(
    *, edition: ActivityEdition, because: str, by: Person, at: dt.datetime
) -> ActivityEdition | None:
    """Take an edition of an activity away from everybody at once; returns what replaces it.

    Attempts and open enrolments that had it go on with the replacement, whichever edition of the
    course they had pinned; where there is none (None) they wait for one.
    """
    replacement = withdraw_edition(edition=edition, because=because, by=by, at=at)
    used_in = CourseEdition.objects.filter(steps__edition=edition)
    for course_key in set(used_in.values_list("course_key", flat=True)):
        made = publish_course_edition(course_key=course_key, change=UNASKED, by=by, at=at)
        made = made or _with_replacements(course_key, by, at)
        _leave_withdrawn(made)
        complete_whoever_is_done(edition=made, at=at)
    return replacement


def _with_replacements(course_key: uuid.UUID, by: Person, at: dt.datetime) -> CourseEdition:
    """The newest edition of a course that is not live any more, with what replaces its withdrawn
    steps: whoever is under way can finish it."""
    newest = CourseEdition.objects.of(course_key).newest_first().first()
    assert newest is not None  # noqa: S101 -- one of its editions had the withdrawn step
    steps = list(newest.steps.all())
    standing = _standing_editions([step.activity_key for step in steps])
    if all(step.edition_id == standing[step.activity_key].pk for step in steps):
        return newest
    made = CourseEdition(
        course_key=course_key,
        number=newest.number + 1,
        title=newest.title,
        documents=newest.documents,
        made_at=at,
        made_by=by,
    )
    for step in steps:
        step.pk, step.edition = None, standing[step.activity_key]
        step.course_edition = made
    made.digest = _fingerprint(made.documents, steps)
    made.save()
    Step.objects.bulk_create(steps)
    return made


def _live_pages(course_key: uuid.UUID) -> list[Course]:
    return list(
        Course.objects.live()
        .filter(translation_key=course_key, alias_of__isnull=True)
        .select_related("locale")
        .order_by("path")
    )


def _document(page: Course) -> dict[str, Any]:
    compiled = page.compile()
    if compiled.blocking:
        raise CannotPublish(page.title, compiled.blocking)
    return compiled.document


def _steps(course: Course, latest: CourseEdition | None) -> list[Step]:
    activities = list(course.live_steps().specific())
    editions = _standing_editions([activity.translation_key for activity in activities])
    before = {step.activity_key: step for step in latest.steps.all()} if latest else {}
    return [
        Step(
            position=position,
            edition=editions[activity.translation_key],
            activity_key=activity.translation_key,
            is_required=activity.is_required,
            must_pass=isinstance(activity, Scenario) and activity.pass_required,
            one_of=activity.one_of.strip() if isinstance(activity, Scenario) else "",
            minutes=activity.minutes,
            words=_words(activity),
            counts_from=_counts_from(
                editions[activity.translation_key], before.get(activity.translation_key)
            ),
        )
        for position, activity in enumerate(
            (page for page in activities if page.translation_key in editions), start=1
        )
    ]


def _words(activity: Activity) -> dict[str, dict[str, str]]:
    return {
        page.locale.language_code: {
            "title": page.title,
            "summary": page.summary,
            "note": page.note,
            **({"module": page.module} if page.module else {}),
        }
        for page in activity.get_translations(inclusive=True).live().select_related("locale")
    }


def _standing_editions(activity_keys: list[uuid.UUID]) -> dict[uuid.UUID, ActivityEdition]:
    """The newest edition of each that stands; where none does, the newest there is."""
    rows = ActivityEdition.objects.filter(activity_key__in=activity_keys).defer("documents")
    newest: dict[uuid.UUID, ActivityEdition] = {}
    for row in rows.order_by("number"):
        standing = newest.get(row.activity_key)
        if standing is None or standing.is_withdrawn or not row.is_withdrawn:
            newest[row.activity_key] = row
    return newest


def _counts_from(edition: ActivityEdition, before: Step | None) -> int:
    """The latest material edition that somebody has to do again, or what counted before; never more
    than the edition itself, which an older one may be after a withdrawal."""
    material = (
        ActivityEdition.objects.of(edition.activity_key)
        .filter(number__lte=edition.number, change=EditionChange.MATERIAL)
        .exclude(retake=Retake.NOBODY)
        .order_by("-number")
        .values_list("number", flat=True)
        .first()
    )
    return min(edition.number, max(material or 1, before.counts_from if before else 1))


def _fingerprint(documents: dict[str, Any], steps: list[Step]) -> str:
    return digest({"words": documents, "steps": [_identity(step) for step in steps]})


def _identity(step: Step) -> list[Any]:
    return [
        str(step.activity_key),
        step.edition.number,
        step.words,
        step.is_required,
        step.must_pass,
        step.minutes,
        step.counts_from,
        *filter(None, [step.one_of]),  # what was published before there were sets stays the same
    ]


def _move_enrolments(latest: CourseEdition, edition: CourseEdition) -> None:
    """Who is under way goes on with the new edition where it is minor, or where they are asked to.

    A minor edition reaches whoever had the one before; what was begun or done stays as it was.
    """
    under_way = Enrolment.objects.open().filter(course_key=edition.course_key)
    if edition.change == EditionChange.MINOR:
        under_way.filter(edition=latest).update(edition=edition)
    elif edition.retake != Retake.NOBODY:
        under_way.update(edition=edition)
    _leave_withdrawn(edition)


def _leave_withdrawn(edition: CourseEdition) -> None:
    """Nobody stays on a course edition with a withdrawn step where the newest has none."""
    if not edition.steps.filter(edition__withdrawn_at__isnull=False).exists():
        Enrolment.objects.open().filter(
            course_key=edition.course_key, edition__steps__edition__withdrawn_at__isnull=False
        ).update(edition=edition)


def _announce_retake(edition: CourseEdition) -> None:
    """From the day after everybody should have taken it, completions of older editions lapse."""
    if edition.retake == Retake.EVERYBODY and edition.retake_by:
        completions_changed.send(
            sender=CourseEdition,
            persons=None,
            course_key=edition.course_key,
            from_day=edition.retake_by + dt.timedelta(days=1),
        )
