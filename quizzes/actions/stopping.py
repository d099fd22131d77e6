"""Counting where people stopped in scenarios, and proving the counts."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from quizzes.domain.documents import ScenarioDocument, load_scenario
from quizzes.models import ActivityEdition, Attempt, Decision, StopCount

NOBODY_CAME_BACK = dt.timedelta(days=14)
AT_ONCE = 250

Place = tuple[int, str]  # edition, scene


def count_stops(*, at: dt.datetime) -> int:
    """Count who has gone no further for two weeks where they stand, and no longer whoever went on,
    finished or moved on; returns how many changed. In portions, each in one transaction with the
    mark of what is counted. Two at once do no harm.
    """
    changed = 0
    while some := _add_some(at - NOBODY_CAME_BACK) + _take_some():
        changed += some
    return changed


def take_back_stop(attempt: Attempt) -> None:
    """No longer count an attempt as stopped, before it goes."""
    if attempt.stopped_after is not None:
        _add(_places([attempt]), -1)


def stop_differences() -> list[Place]:
    """The scenes whose count of people who stopped is not what the decisions say. Two queries, one
    for each edition, and one for every portion of attempts."""
    marked = Attempt.objects.filter(stopped_after__isnull=False).order_by("pk")
    keys = list(marked.values_list("pk", flat=True))
    recounted: Counter[Place] = Counter()
    for start in range(0, len(keys), AT_ONCE):
        recounted += _places(list(marked.filter(pk__in=keys[start : start + AT_ONCE])))
    rows = StopCount.objects.values_list("edition_id", "scene_key", "people")
    kept = {(edition, scene): people for edition, scene, people in rows}
    return sorted(one for one in {*kept, *recounted} if kept.get(one, 0) != recounted[one])


@transaction.atomic
def _add_some(before: dt.datetime) -> int:
    """Of those who decided nothing since a moment."""
    since = Decision.objects.filter(attempt=OuterRef("pk"), decided_at__gte=before)
    resting = Attempt.objects.under_way().filter(
        ~Exists(since),
        edition__kind=ActivityEdition.Kind.SCENARIO,
        started_at__lt=before,
        stopped_after__isnull=True,
    )
    attempts = _held(resting)
    made = Counter(
        Decision.objects.filter(attempt__in=attempts).values_list("attempt_id", flat=True)
    )
    for attempt in attempts:
        attempt.stopped_after = made[attempt.pk]
    Attempt.objects.bulk_update(attempts, ["stopped_after"])
    _add(_places(attempts), 1)
    return len(attempts)


@transaction.atomic
def _take_some() -> int:
    """Of those counted who did anything since."""
    later = Decision.objects.filter(attempt=OuterRef("pk"), number__gt=OuterRef("stopped_after"))
    has_ended = Q(finished_at__isnull=False) | Q(moved_on_at__isnull=False)
    attempts = _held(Attempt.objects.filter(has_ended | Exists(later), stopped_after__isnull=False))
    _add(_places(attempts), -1)
    Attempt.objects.filter(pk__in=[one.pk for one in attempts]).update(stopped_after=None)
    return len(attempts)


def _held(attempts: QuerySet[Attempt]) -> list[Attempt]:
    return list(attempts.select_for_update(of=("self",)).order_by("pk")[:AT_ONCE])


def _add(found: Counter[Place], sign: int) -> None:
    for (edition, scene), people in sorted(found.items()):
        StopCount.objects.get_or_create(edition_id=edition, scene_key=scene, defaults={"people": 0})
        count = StopCount.objects.filter(edition=edition, scene_key=scene)
        count.update(people=F("people") + sign * people)


def _places(attempts: Iterable[Attempt]) -> Counter[Place]:
    """Where attempts stand after as many decisions as they are marked with."""
    after = {one.pk: one for one in attempts}
    editions = ActivityEdition.objects.in_bulk({one.edition_id for one in after.values()})
    leads = {pk: _leads(load_scenario(one.document("en"))) for pk, one in editions.items()}
    led = dict.fromkeys(after, ("", ""))
    rows = Decision.objects.filter(attempt__in=after, number=F("attempt__stopped_after"))
    for pk, scene, choice in rows.values_list("attempt_id", "scene_key", "choice_key"):
        led[pk] = scene, choice
    return Counter(
        (one.edition_id, leads[one.edition_id].get(led[pk], "")) for pk, one in after.items()
    )


def _leads(story: ScenarioDocument) -> dict[tuple[str, str], str]:
    """Where each choice leads; no choice, to the start."""
    ways = {(scene.key, one.key): one.to for scene in story.scenes for one in scene.choices}
    return {("", ""): story.start} | ways
