"""Counts of what was decided, folded from the attempts that have been finished."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.db import connection, transaction
from django.db.models import F, QuerySet

from quizzes.count_queries import Tally, stops, tally_of
from quizzes.models import (
    ActivityEdition,
    Attempt,
    ChoiceCount,
    DecisionCount,
    StopCount,
    TimeCount,
)

AT_ONCE = 500
PICK = ("edition_id", "month", "nth", "scene_key", "choice_key")
TOOK = ("edition_id", "month", "nth", "scene_key", "step")
Count = TypeVar("Count", DecisionCount, TimeCount)
Cell = tuple[object, ...]
Amounts = Mapping[Cell, tuple[int, ...]]


@dataclass(frozen=True)
class Difference:
    """A count that is not what the attempts come to."""

    what: str
    cell: Cell
    stored: tuple[int, ...]
    recounted: tuple[int, ...]


def count_decisions(*, at: dt.datetime) -> int:
    """Count the finished attempts that have not been counted; returns how many those were.

    Each is counted in one transaction with being marked as counted, so a killed run has counted
    whole portions, and two runs at once count nothing twice.
    """
    counted = 0
    while some := _count_some(at):
        counted += some
    return counted


@transaction.atomic
def _count_some(at: dt.datetime) -> int:
    due = Attempt.objects.select_for_update().uncounted().order_by("pk")
    keys = list(due.values_list("pk", flat=True)[:AT_ONCE])
    count_attempts(keys, at)
    return len(keys)


def count_attempts(keys: list[int], at: dt.datetime) -> None:
    """Count these, which are finished, held and not counted yet."""
    attempts = Attempt.objects.filter(pk__in=keys)
    tally = tally_of(_stories(attempts))
    _add(DecisionCount, PICK, ("times", "attempts"), _picks(tally))
    _add(TimeCount, TOOK, ("times",), _times(tally))
    attempts.update(counted_at=at)


def keep_counts_of(keys: list[int]) -> None:
    """Say of the counts of these attempts, which are held, that they cannot be recounted: their
    decisions are about to be removed."""
    finished = Attempt.objects.filter(pk__in=keys, counted_at__isnull=False)
    tally = tally_of(_stories(finished))
    _add(DecisionCount, PICK, ("forgotten_times", "forgotten_attempts"), _picks(tally))
    _add(TimeCount, TOOK, ("forgotten_times",), _times(tally))


@transaction.atomic
def count_stops(*, at: dt.datetime) -> int:
    """Count anew where attempts stand that nobody goes on with; returns how many those are."""
    found = stops(at)
    StopCount.objects.all().delete()
    StopCount.objects.bulk_create(
        StopCount(edition_id=edition, is_first=is_first, scene_key=scene, people=people)
        for (edition, is_first, scene), people in sorted(found.items())
    )
    return sum(found.values())


@transaction.atomic
def check_decision_counts() -> list[Difference]:
    """Every count that differs from what the attempts come to.

    What was forgotten cannot be recounted: of that part the choices must add up, month by month, to
    what was kept of each choice when the rows were removed.
    """
    _see_one_moment()
    tally = tally_of(_stories(Attempt.objects.filter(counted_at__isnull=False)))
    return [
        *_compared(DecisionCount, PICK, ("times", "attempts"), _picks(tally)),
        *_compared(TimeCount, TOOK, ("times",), _times(tally)),
        *_compared_with_what_was_kept(),
    ]


def _see_one_moment() -> None:
    """On PostgreSQL reading sees one moment; SQLite has one writer at a time, and this is it."""
    if connection.vendor == "postgresql" and not connection.savepoint_ids:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _compared(
    model: type[Count],
    names: tuple[str, ...],
    amounts: tuple[str, ...],
    recounted: Amounts,
) -> list[Difference]:
    rows = model.objects.values_list(
        *names, *amounts, *(f"forgotten_{amount}" for amount in amounts)
    )
    wide, many = len(names), len(amounts)
    stored = {
        row[:wide]: tuple(
            whole - gone
            for whole, gone in zip(row[wide : wide + many], row[wide + many :], strict=True)
        )
        for row in rows
    }
    return _differences(model.__name__, stored, recounted, (0,) * many)


def _compared_with_what_was_kept() -> list[Difference]:
    """Editions of which something was forgotten before it could be counted are left out."""
    before = Attempt.objects.filter(forgotten_at__isnull=False, counted_at__isnull=True).finished()
    editions = set(before.values_list("edition_id", flat=True).distinct().order_by())
    stored: Counter[Cell] = Counter()
    for *cell, times in DecisionCount.objects.filter(forgotten_times__gt=0).values_list(
        "edition_id", "scene_key", "choice_key", "forgotten_times"
    ):
        stored[tuple(cell)] += times
    kept = ChoiceCount.objects.filter(edition__kind=ActivityEdition.Kind.SCENARIO)
    kept = kept.exclude(edition__in=editions)
    return _differences(
        "forgotten",
        {cell: (times,) for cell, times in stored.items() if cell[0] not in editions},
        {
            tuple(cell): (times,)
            for *cell, times in kept.values_list("edition_id", "item", "said", "times")
        },
        (0,),
    )


def _differences(
    what: str, stored: Amounts, recounted: Amounts, nothing: tuple[int, ...]
) -> list[Difference]:
    pairs = (
        (cell, stored.get(cell, nothing), recounted.get(cell, nothing))
        for cell in {**stored, **recounted}
    )
    return [Difference(what, cell, one, other) for cell, one, other in pairs if one != other]


def _stories(attempts: QuerySet[Attempt]) -> QuerySet[Attempt]:
    return attempts.filter(
        edition__kind=ActivityEdition.Kind.SCENARIO,
        finished_at__isnull=False,
        forgotten_at__isnull=True,
    )


def _picks(tally: Tally) -> Amounts:
    return {tuple(pick): (times, tally.attempts[pick]) for pick, times in tally.picks.items()}


def _times(tally: Tally) -> Amounts:
    return {tuple(took): (times,) for took, times in tally.times.items()}


def _add(
    model: type[Count],
    names: tuple[str, ...],
    into: tuple[str, ...],
    amounts: Amounts,
) -> None:
    """Add to rows, making those that are missing; what others add at the same time is added too."""
    if not amounts:
        return
    model.objects.bulk_create(
        (model(**dict(zip(names, cell, strict=True))) for cell in sorted(amounts)),
        ignore_conflicts=True,
        batch_size=AT_ONCE,
    )
    rows = model.objects.filter(
        edition__in={cell[0] for cell in amounts}, month__in={cell[1] for cell in amounts}
    )
    changed = []
    for row in rows.order_by("pk").select_for_update():
        more = amounts.get(tuple(getattr(row, name) for name in names))
        if more:
            for name, amount in zip(into, more, strict=True):
                setattr(row, name, F(name) + amount)
            changed.append(row)
    model.objects.bulk_update(changed, into, batch_size=AT_ONCE)
