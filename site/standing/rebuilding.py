"""Standing worked out from the facts, as plain rows: what ought to be stored, and what is."""

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence

from standing.domain.days import date_of, first_of, last_of, open_date_of
from standing.domain.rules import State
from standing.domain.timeline import Change, Interval, changes, timeline, worst
from standing.fact_queries import Courses, PersonFacts, Surroundings
from standing.models import ALL_REQUIRED, DailyChange, StandingInterval

Timelines = dict[uuid.UUID, list[Interval]]  # One person's, by course.
Cell = tuple[int, uuid.UUID, str, str, dt.date]  # Unit, course, measure, span and day.
Sums = defaultdict[uuid.UUID, Counter[Change]]  # By course; quick to add to, person by person.


def timelines_of(
    person: PersonFacts, around: Surroundings, courses: Courses, others: Timelines
) -> Timelines:
    """The person's timelines of these courses as the facts have them, and of all required ones.

    `others`: those that are known of courses that are not worked out anew.
    """
    rules = around.rules
    known = [*rules, *(key for key in person.completions if key not in rules)]
    found = {}
    for course_key in dict.fromkeys([*known, *person.passes, *person.exemptions]):
        intervals = timeline(person.facts(course_key, rules[course_key]), around.organisation)
        if intervals:
            found[course_key] = intervals
    kept = {} if courses is None else {k: v for k, v in others.items() if k not in courses}
    kept.pop(ALL_REQUIRED, None)
    if together := worst([*kept.values(), *found.values()]):
        found[ALL_REQUIRED] = together
    return kept | found


def stored_timelines(persons: Collection[int]) -> dict[int, Timelines]:
    """What is stored of each person. One query."""
    found: dict[int, Timelines] = {person: {} for person in persons}
    rows = StandingInterval.objects.filter(person__in=persons)
    for person, course_key, path, state, first, last in (
        rows.order_by("person", "course_key", "from_day")
        .values_list("person_id", "course_key", "path", "state", "from_day", "to_day")
        .iterator(chunk_size=10_000)
    ):
        one = Interval(first_of(first), last_of(last), units_of(path), State(state))
        found[person].setdefault(course_key, []).append(one)
    return found


def path_of(units: Sequence[int]) -> str:
    """`/1/5/23/`, from the top, of a unit and what stood above it, upwards."""
    return f"/{'/'.join(map(str, reversed(units)))}/"


def units_of(path: str) -> tuple[int, ...]:
    return tuple(map(int, reversed(path.strip("/").split("/"))))


def interval_row(person: int, course_key: uuid.UUID, one: Interval) -> StandingInterval:
    return StandingInterval(
        person_id=person,
        course_key=course_key,
        unit_id=one.unit,
        path=path_of(one.units),
        state=one.state.value,
        from_day=date_of(one.first),
        to_day=open_date_of(one.last),
    )


def count_changes(
    sums: Sums, course_key: uuid.UUID, intervals: Sequence[Interval], sign: int = 1
) -> None:
    """Add to the sums, or take from them, what one person's intervals add to figures."""
    of_course = sums[course_key]
    for change, delta in changes(intervals).items():
        of_course[change] += sign * delta


def cells_of(sums: Sums) -> Counter[Cell]:
    """Each sum in the cell of its day, and again in that of its month."""
    cells: Counter[Cell] = Counter()
    for course_key, of_course in sums.items():
        for (unit, measure, number), delta in of_course.items():
            day = date_of(number)
            cells[unit, course_key, measure, DailyChange.Span.DAY.value, day] += delta
            month = day.replace(day=1)
            cells[unit, course_key, measure, DailyChange.Span.MONTH.value, month] += delta
    return cells


def change_rows(cells: Mapping[Cell, int], *, folded: bool = False) -> list[DailyChange]:
    """In one order for everybody, so that two writers never wait for each other in a circle."""
    return [
        DailyChange(
            unit_id=unit,
            course_key=course_key,
            measure=measure,
            span=span,
            day=day,
            delta=delta,
            is_folded=folded,
        )
        for (unit, course_key, measure, span, day), delta in sorted(
            cells.items(), key=lambda item: (item[0][1].int, *item[0])
        )
        if delta
    ]


def cells_stored() -> Counter[Cell]:
    """What the stored rows add up to."""
    found: Counter[Cell] = Counter()
    rows = DailyChange.objects.order_by().values_list(
        "unit_id", "course_key", "measure", "span", "day", "delta"
    )
    for *cell, delta in rows.iterator(chunk_size=10_000):
        found[tuple(cell)] += delta  # type: ignore[index]
    return found
