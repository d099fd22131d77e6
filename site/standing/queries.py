"""Figures for any day: read from daily changes, never from people."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

from django.db.models import Q, QuerySet, Sum

from people.models import Posting
from standing.models import DailyChange, StandingInterval


@dataclass(frozen=True, slots=True)
class Figure:
    """Where the people of a unit and everything below it stand on a day. Exact numbers.

    `lapsing_90` counts who is up to date and will not be, within 90 days, those of 30 and 60 too.
    """

    up_to_date: int = 0
    overdue: int = 0
    in_progress: int = 0
    not_started: int = 0
    exempt: int = 0
    voluntary: int = 0
    lapsing_30: int = 0
    lapsing_60: int = 0
    lapsing_90: int = 0

    @property
    def people(self) -> int:
        """Who is asked for the course and not exempt."""
        return self.up_to_date + self.overdue + self.in_progress + self.not_started

    @property
    def share(self) -> int | None:
        """Up to date of all people in whole per cent, rounded down; None where there is nobody."""
        return self.up_to_date * 100 // self.people if self.people else None


NOTHING = Figure()
COUNTED = tuple(field.name for field in fields(Figure))


def figures(course_key: uuid.UUID, units: Iterable[int], day: dt.date) -> dict[int, Figure]:
    """The figure of each of the units (primary keys) on a day. One query: whole months before the
    day's, and the days of that one."""
    units = list(units)
    month = day.replace(day=1)
    rows = (
        _changes(course_key, units)
        .filter(Q(span="month", day__lt=month) | Q(span="day", day__gte=month, day__lte=day))
        .values_list("unit", "measure")
        .annotate(number=Sum("delta"))
    )
    counts: dict[int, dict[str, int]] = {unit: {} for unit in units}
    for unit, measure, number in rows:
        counts[unit][measure] = number
    return {unit: Figure(**found) for unit, found in counts.items()}


def series_by_unit(
    course_key: uuid.UUID, units: Iterable[int], days: Sequence[dt.date]
) -> dict[dt.date, dict[int, Figure]]:
    """The figure of each of the units on each of the days, which are ends of months or in the same
    month as the last day before it. One query: whole months, and the days of the months in which a
    day is not the last."""
    days = sorted(set(days))
    units = list(units)
    within = Q(pk__in=[])
    for day in days:
        if (day + dt.timedelta(days=1)).day != 1:
            within |= Q(span="day", day__gte=day.replace(day=1), day__lte=day)
    rows = (
        _changes(course_key, units)
        .filter(Q(span="month", day__lte=days[-1]) | within)
        .values_list("unit", "span", "day", "measure")
        .annotate(number=Sum("delta"))
    )
    of_span: dict[str, dict[int, list[tuple[dt.date, str, int]]]] = {
        "month": defaultdict(list),
        "day": defaultdict(list),
    }
    for unit, span, day, measure, number in rows:
        of_span[span][unit].append((day, measure, number))
    return {
        day: {unit: _summed(of_span, unit, day) for unit in units if unit in of_span["month"]}
        for day in days
    }


def _summed(
    of_span: Mapping[str, Mapping[int, Sequence[tuple[dt.date, str, int]]]],
    unit: int,
    day: dt.date,
) -> Figure:
    """Whole months before the day's (with it, where the day is its last), and the days of it."""
    month = day.replace(day=1)
    is_last = (day + dt.timedelta(days=1)).day == 1
    counts = dict.fromkeys(COUNTED, 0)
    for begins, measure, number in of_span["month"].get(unit, ()):
        if begins < month or (is_last and begins == month):
            counts[measure] += number
    if not is_last:
        for one, measure, number in of_span["day"].get(unit, ()):
            if month <= one <= day:
                counts[measure] += number
    return Figure(**counts)


def figures_by_unit_today(
    course_key: uuid.UUID, day: dt.date, *, today: dt.date, above: Mapping[int, Sequence[int]]
) -> dict[int, Figure]:
    """Everybody counted on `day`, by the unit in which they are today; only those who are in one.

    `above`: for each unit, itself and what it stands below today. Reads people: two queries.
    """
    unit_of = dict(Posting.objects.on(today).order_by().values_list("person_id", "unit_id"))
    counts: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for person, measure in _measures_on(course_key, day):
        for unit in above.get(unit_of.get(person, 0), ()):
            counts[unit][measure] += 1
    return {unit: Figure(**found) for unit, found in counts.items()}


def _measures_on(course_key: uuid.UUID, day: dt.date) -> Iterable[tuple[int, str]]:
    """For each person their state on the day, and within how many days it lapses. One query."""
    rows = StandingInterval.objects.filter(
        Q(to_day__isnull=True) | Q(to_day__gte=day), course_key=course_key
    ).order_by("person", "from_day")
    valid: set[int] = set()
    lapses: set[tuple[int, str]] = set()
    found = rows.filter(from_day__lte=_later(day, 90)).values_list(
        "person_id", "state", "from_day", "to_day"
    )
    for person, state, first, last in found.iterator(chunk_size=10_000):
        if first <= day:
            yield person, state
            if state == "up_to_date":
                valid.add(person)
        if person in valid and state in ("overdue", "in_progress", "not_started"):
            for measure, days in (("lapsing_30", 30), ("lapsing_60", 60), ("lapsing_90", 90)):
                then = _later(day, days)
                if first <= then and (last is None or then <= last):
                    lapses.add((person, measure))
    yield from lapses


def _later(day: dt.date, days: int) -> dt.date:
    """So many days later; the last day there is, where the calendar ends before."""
    return day + min(dt.timedelta(days=days), dt.date.max - day)


def _changes(course_key: uuid.UUID, units: Iterable[int]) -> QuerySet[DailyChange]:
    return DailyChange.objects.filter(course_key=course_key, unit__in=list(units)).order_by()
