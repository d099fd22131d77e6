"""Counting what was decided in scenarios, and proving the counts."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from quizzes.domain.counting import Made, cells_of
from quizzes.domain.documents import ScenarioDocument, load_scenario
from quizzes.models import ActivityEdition, Attempt, Decision, PlayCount

AT_ONCE = 250
CELL = ("edition_id", "month", "is_first", "measure", "scene_key", "detail")

Key = tuple[int, dt.date, bool, str, str, str]  # edition, month, first, measure, scene, detail


def count_plays() -> int:
    """Add every finished attempt at a scenario that is not counted yet; returns how many.

    In portions, each in one transaction with the mark that it is counted. Two at once do no harm.
    """
    counted = 0
    while some := _count_some():
        counted += some
    return counted


def differences() -> list[Key]:
    """The cells whose count is not what the decisions say, of months in which all are still kept.

    What was decided in a month of which some answers were forgotten can no longer be recounted.
    """
    finished = _finished().filter(is_counted=True)
    forgotten = finished.filter(forgotten_at__isnull=False)
    gone = {
        (edition, _month(at))
        for edition, at in forgotten.values_list("edition_id", "finished_at")
        if at
    }
    recounted: Counter[Key] = Counter()
    remembered = finished.filter(forgotten_at__isnull=True).order_by("pk")
    keys = list(remembered.values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        recounted.update(_cells(keys[start : start + AT_ONCE]))
    kept = {row[:6]: row[6] for row in PlayCount.objects.values_list(*CELL, "times")}
    return sorted(
        key
        for key in {*kept, *recounted}
        if (key[0], key[1]) not in gone and kept.get(key, 0) != recounted[key]
    )


@transaction.atomic
def _count_some() -> int:
    waiting = _finished().filter(is_counted=False, forgotten_at__isnull=True)
    held = waiting.select_for_update(of=("self",)).order_by("pk")
    keys = list(held.values_list("pk", flat=True)[:AT_ONCE])
    if keys:
        _add(Counter(_cells(keys)))
        Attempt.objects.filter(pk__in=keys).update(is_counted=True)
    return len(keys)


def _finished() -> QuerySet[Attempt]:
    return Attempt.objects.finished().filter(edition__kind=ActivityEdition.Kind.SCENARIO)


def _add(found: Counter[Key]) -> None:
    """Add to the cells there are, and make the others. Nobody else does meanwhile: whoever counts
    begins with the first attempts that are not counted, and waits for them."""
    known = PlayCount.objects.filter(
        edition__in={key[0] for key in found}, month__in={key[1] for key in found}
    )
    before = {row[:-1]: row[-1] for row in known.values_list(*CELL, "times")}
    PlayCount.objects.bulk_create(
        [
            PlayCount(**dict(zip(CELL, key, strict=True)), times=times + before.get(key, 0))
            for key, times in sorted(found.items())
        ],
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=["edition", *CELL[1:]],
        update_fields=["times"],
    )


def _cells(keys: list[int]) -> Iterable[Key]:
    """The cells that these attempts add to. Four queries."""
    attempts = list(Attempt.objects.filter(pk__in=keys))
    editions = ActivityEdition.objects.in_bulk({attempt.edition_id for attempt in attempts})
    stories = {pk: load_scenario(edition.document("en")) for pk, edition in editions.items()}
    made: dict[int, list[Made]] = defaultdict(list)
    decisions = Decision.objects.filter(attempt__in=keys).order_by("attempt_id", "number")
    for row in decisions.iterator(chunk_size=5_000):
        made[row.attempt_id].append(Made(row.scene_key, row.choice_key, row.decided_at))
    firsts = _firsts(keys)
    for attempt in attempts:
        story, played = stories[attempt.edition_id], made[attempt.pk]
        assert attempt.finished_at is not None  # noqa: S101 -- only finished ones are counted
        month = _month(attempt.finished_at)
        for cell in cells_of(attempt.started_at, played, _ending(story, played)):
            yield (attempt.edition_id, month, attempt.pk in firsts, *cell)


def _month(moment: dt.datetime) -> dt.date:
    """The first day of its month in London."""
    return localdate(moment).replace(day=1)


def _ending(story: ScenarioDocument, played: list[Made]) -> str:
    if not played:
        return story.start
    scene = story.scene(played[-1].scene)
    choices = scene.choices if scene else ()
    return next((choice.to for choice in choices if choice.key == played[-1].choice), "")


def _firsts(keys: list[int]) -> set[int]:
    """Those of the attempts before which their person had finished none at the same scenario."""
    from_before = Attempt.objects.finished().filter(
        person=OuterRef("person"), activity_key=OuterRef("activity_key")
    )
    earlier = Q(finished_at__lt=OuterRef("finished_at")) | Q(
        finished_at=OuterRef("finished_at"), pk__lt=OuterRef("pk")
    )
    first = Attempt.objects.filter(~Exists(from_before.filter(earlier)), pk__in=keys)
    return set(first.values_list("pk", flat=True))
