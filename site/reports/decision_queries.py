"""How decisions in scenarios went, by unit: beside completion, never below a delivery unit."""

import datetime as dt
import uuid
from collections import defaultdict

from django.core.cache import cache
from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from courses.models import Step
from people.models import Posting
from quizzes.domain.documents import load_scenario
from quizzes.models import ActivityEdition, Attempt, Decision
from reports.domain.figures import Decided
from standing.models import ALL_REQUIRED

MONTHS_OF_DECISIONS = dt.timedelta(days=365)
SECONDS_KEPT = 15 * 60


def decisions_by_unit(course_key: uuid.UUID, *, today: dt.date) -> dict[int, Decided]:
    """As counted at most a quarter of an hour ago: counting reads every decision of a year."""
    name = f"decisions-by-unit/{course_key}/{today}"
    kept: dict[int, Decided] | None = cache.get(name)
    if kept is None:
        kept = count_decisions(course_key, day=today)
        cache.set(name, kept, SECONDS_KEPT)
    return kept


def count_decisions(course_key: uuid.UUID, *, day: dt.date) -> dict[int, Decided]:
    """How decisions of the last 12 months went in first attempts at the course's scenarios.

    People count in the unit of their posting today. Two queries, one row a unit.
    """
    choices = _choices_by_quality(course_key)
    every = [choice for of_quality in choices.values() for choice in of_quality]
    if not every:
        return {}
    since = timezone.make_aware(dt.datetime.combine(day - MONTHS_OF_DECISIONS, dt.time.min))
    unit = _posted(day).filter(person=OuterRef("attempt__person")).values("unit")
    rows = (
        Decision.objects.filter(attempt__in=_first_attempts(course_key), decided_at__gte=since)
        .annotate(unit=Subquery(unit[:1]), choice=_choice_made())
        .filter(unit__isnull=False, choice__in=every)
        .values_list("unit")
        .annotate(
            people=Count("attempt__person", distinct=True),
            helpful=Count("pk", filter=Q(choice__in=choices["safe"])),
            partly=Count("pk", filter=Q(choice__in=choices["partly"])),
            harmful=Count("pk", filter=Q(choice__in=choices["unsafe"])),
        )
        .order_by()
    )
    return {unit_id: Decided(*counts) for unit_id, *counts in rows}


def _posted(day: dt.date) -> QuerySet[Posting]:
    """The current posting of everybody who can sign in; of several the latest, so each once."""
    later = Posting.objects.on(day).filter(
        person=OuterRef("person"), first_day__gt=OuterRef("first_day")
    )
    return Posting.objects.on(day).filter(~Exists(later), person__is_active=True)


def _first_attempts(course_key: uuid.UUID) -> QuerySet[Attempt]:
    """One of a person and scenario at most: what continues an attempt stands in its place."""
    earlier = Attempt.objects.filter(
        person=OuterRef("person"),
        activity_key=OuterRef("activity_key"),
        started_at__lt=OuterRef("started_at"),
    )
    attempts = Attempt.objects.filter(edition__in=_scenarios(course_key), moved_on_at__isnull=True)
    return attempts.filter(~Exists(earlier))


def _scenarios(course_key: uuid.UUID) -> QuerySet[ActivityEdition]:
    """Every edition of the scenarios that an edition of the course has, or of all courses."""
    steps = Step.objects.all()
    if course_key != ALL_REQUIRED:
        steps = steps.filter(course_edition__course_key=course_key)
    return ActivityEdition.objects.filter(
        kind=ActivityEdition.Kind.SCENARIO, activity_key__in=steps.values("activity_key")
    )


def _choices_by_quality(course_key: uuid.UUID) -> dict[str, list[str]]:
    """The choices of the course's scenarios, each as `edition/scene/choice`. One query."""
    found: dict[str, list[str]] = defaultdict(list)
    for edition in _scenarios(course_key):
        for scene in load_scenario(edition.document("en")).scenes:
            for choice in scene.choices:
                found[choice.quality].append(f"{edition.pk}/{scene.key}/{choice.key}")
    return found


def _choice_made() -> Concat:
    edition = Cast("attempt__edition", CharField())
    return Concat(
        edition, Value("/"), "scene_key", Value("/"), "choice_key", output_field=CharField()
    )
