"""The proof that what is stored of standing is what the facts say; and, if asked, its repair."""

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db import connection, transaction

from people.models import Unit
from standing.actions.recalculation import BATCH, ever_posted, lock_persons
from standing.domain.days import date_of
from standing.domain.timeline import Interval
from standing.fact_queries import Surroundings, facts_of, surroundings
from standing.models import ALL_REQUIRED, DailyChange, StandingInterval
from standing.rebuilding import (
    Cell,
    Sums,
    Timelines,
    cells_of,
    cells_stored,
    change_rows,
    count_changes,
    interval_row,
    stored_timelines,
    timelines_of,
)

PORTION = 500


@dataclass(frozen=True, slots=True)
class Difference:
    """What is stored, and what the facts say: a person's state from a day on (`person`: their key),
    or how much a figure changes on a day or in a month. Empty where there is nothing."""

    person: str
    course: str
    unit: str
    measure: str
    day: dt.date
    stored: str
    rebuilt: str


@transaction.atomic
def check_standing(*, repair: bool = False) -> list[Difference]:
    """Every difference between what is stored and what the facts say, at one moment.

    With `repair` it is stored as the facts have it afterwards; whoever changes facts of people
    waits meanwhile.
    """
    _see_one_moment(repair)
    around = surroundings()
    codes = dict(Unit.objects.values_list("pk", "code"))
    sums: Sums = defaultdict(Counter)
    found: list[Difference] = []
    for persons in _portions(ever_posted().values_list("pk", "key").iterator(chunk_size=BATCH)):
        found += _check_portion(dict(persons), around, sums, codes, repair)
    return found + _check_figures(cells_of(sums), codes, repair)


def _see_one_moment(repair: bool) -> None:
    """On PostgreSQL reading sees one moment; SQLite has one writer at a time, and this is it."""
    if connection.vendor == "postgresql" and len(connection.savepoint_ids) == 0 and not repair:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _portions(rows: Iterator[tuple[int, uuid.UUID]]) -> Iterator[list[tuple[int, uuid.UUID]]]:
    while portion := list(islice(rows, PORTION)):
        yield portion


def _check_portion(
    keys: dict[int, uuid.UUID],
    around: Surroundings,
    sums: Sums,
    codes: dict[int, str],
    repair: bool,
) -> list[Difference]:
    if repair:
        lock_persons(keys)
    facts = facts_of(list(keys), around)
    stored = stored_timelines(keys)
    found: list[Difference] = []
    wrong: dict[int, Timelines] = {}
    for person, key in keys.items():
        rebuilt = timelines_of(facts[person], around, None, {})
        for course_key, intervals in rebuilt.items():
            count_changes(sums, course_key, intervals)
        if rebuilt != stored[person]:
            found += _differences(str(key), stored[person], rebuilt, codes)
            wrong[person] = rebuilt
    if repair:
        _store(wrong)
    return found


def _store(timelines: dict[int, Timelines]) -> None:
    """Intervals alone: the figures are mended at the end, all together."""
    StandingInterval.objects.filter(person__in=timelines).delete()
    StandingInterval.objects.bulk_create(
        (
            interval_row(person, course_key, one)
            for person, by_course in timelines.items()
            for course_key, intervals in by_course.items()
            for one in intervals
        ),
        batch_size=BATCH,
    )


def _differences(
    person: str, stored: Timelines, rebuilt: Timelines, codes: dict[int, str]
) -> Iterator[Difference]:
    for course_key in sorted({*stored, *rebuilt}):
        was, now = stored.get(course_key, []), rebuilt.get(course_key, [])
        for day in sorted({one.first for one in {*was} ^ {*now}}):
            before, after = _on(was, day), _on(now, day)
            unit = (after or before or now[0]).unit
            yield Difference(
                person=person,
                course=course_name(course_key),
                unit=codes[unit],
                measure="state",
                day=date_of(day),
                stored=_words(before),
                rebuilt=_words(after),
            )


def _on(intervals: Sequence[Interval], day: int) -> Interval | None:
    return next((one for one in intervals if one.first <= day <= one.last), None)


def _words(one: Interval | None) -> str:
    """The state, its last day and where it counts: `up_to_date to 2026-03-31 in 1/5/23`."""
    if one is None:
        return ""
    units = "/".join(map(str, reversed(one.units)))
    return f"{one.state.value} to {date_of(one.last)} in {units}"


def course_name(course_key: uuid.UUID) -> str:
    return "all" if course_key == ALL_REQUIRED else str(course_key)


def _check_figures(
    expected: Counter[Cell], codes: dict[int, str], repair: bool
) -> list[Difference]:
    stored = cells_stored()
    missing: Counter[Cell] = Counter()
    found = []
    for cell in {*expected, *stored}:
        if expected[cell] != stored[cell]:
            missing[cell] = expected[cell] - stored[cell]
            unit, course_key, measure, span, day = cell
            found.append(
                Difference(
                    person="",
                    course=course_name(course_key),
                    unit=codes[unit],
                    measure=f"{measure} in the {span} of",
                    day=day,
                    stored=str(stored[cell]),
                    rebuilt=str(expected[cell]),
                )
            )
    if repair:
        DailyChange.objects.bulk_create(change_rows(missing), batch_size=BATCH)
    return sorted(found, key=lambda one: (one.course, one.unit, one.day, one.measure))
