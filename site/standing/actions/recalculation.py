"""Standing follows the facts: at once for a few people, in the background for many."""

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django_tasks import task

from people.models import Person, Posting
from standing.fact_queries import Courses, facts_of, surroundings
from standing.models import DailyChange, Recalculation, StandingInterval
from standing.rebuilding import (
    Sums,
    Timelines,
    cells_of,
    change_rows,
    count_changes,
    interval_row,
    stored_timelines,
    timelines_of,
)

AT_ONCE = 50  # So many people are recalculated in the transaction of the fact; more, later.
PORTION = 200
BATCH = 1_000
REQUIREMENTS = 7_301_962  # An advisory lock's number; any will do that nobody else uses.


@transaction.atomic(savepoint=False)
def recalculate(*, persons: Collection[int], courses: Courses = None) -> int:
    """Make what is stored of these people, about these courses, what the facts say; returns for how
    many anything differed. Figures follow. The queries do not grow with people, but for
    large batches.

    Whoever changes a fact of one of them in the meantime waits, or is waited for.
    """
    hold_requirements()
    persons = lock_persons(persons)
    around = surroundings(courses)
    facts = facts_of(persons, around, courses)
    stored = stored_timelines(persons)
    sums: Sums = defaultdict(Counter)
    gone: list[tuple[int, uuid.UUID]] = []
    rows: list[StandingInterval] = []
    for person in persons:
        after = timelines_of(facts[person], around, courses, stored[person])
        for course_key in _differing(stored[person], after):
            before = stored[person].get(course_key, [])
            if before:
                gone.append((person, course_key))
            count_changes(sums, course_key, before, -1)
            count_changes(sums, course_key, after.get(course_key, ()))
            rows += [interval_row(person, course_key, one) for one in after.get(course_key, ())]
    _remove(gone)
    StandingInterval.objects.bulk_create(rows, batch_size=BATCH)
    DailyChange.objects.bulk_create(change_rows(cells_of(sums)), batch_size=BATCH)
    return len({person for person, _ in gone} | {row.person_id for row in rows})


def hold_requirements(*, alone: bool = False) -> None:
    """What is asked of people stays as it is until this transaction ends; `alone`: it changes here,
    once nobody who has read it is still under way. SQLite has one writer at a time anyway.

    Without it, somebody posted for the first time in a transaction that began before a requirement
    changed would be seen neither by the change nor see it.
    """
    if connection.vendor == "postgresql":
        lock = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {lock}(%s)", [REQUIREMENTS])


def lock_persons(persons: Collection[int]) -> list[int]:
    """Those of them that there are; nobody else recalculates them before this transaction ends."""
    rows = Person.objects.filter(pk__in=persons).order_by("pk").select_for_update(no_key=True)
    return list(rows.values_list("pk", flat=True))


def _differing(before: Timelines, after: Timelines) -> list[uuid.UUID]:
    keys = sorted({*before, *after})
    return [key for key in keys if before.get(key) != after.get(key)]


def _remove(gone: Sequence[tuple[int, uuid.UUID]]) -> None:
    by_course: dict[uuid.UUID, list[int]] = {}
    for person, course_key in gone:
        by_course.setdefault(course_key, []).append(person)
    wanted = Q()
    for course_key, persons in by_course.items():
        wanted |= Q(course_key=course_key, person__in=persons)
    if by_course:
        StandingInterval.objects.filter(wanted).delete()


@transaction.atomic(savepoint=False)
def recalculate_soon(
    *,
    reason: str,
    persons: Collection[int] | None = None,
    courses: Collection[uuid.UUID] | None = None,
    by: Person | None = None,
    at: dt.datetime,
) -> Recalculation | None:
    """Recalculate a few people at once (returns None); more of them, or everybody who was ever
    posted (`persons` None), in the background once this transaction is committed."""
    if persons is not None and len(persons) <= AT_ONCE:
        recalculate(persons=persons, courses=courses)
        return None
    made = Recalculation.objects.create(
        reason=reason,
        persons=None if persons is None else sorted(persons),
        courses=None if courses is None else sorted(str(key) for key in courses),
        total=len(persons) if persons is not None else ever_posted().count(),
        made_at=at,
        made_by=by,
        moved_at=at,
    )
    transaction.on_commit(lambda: continue_recalculation.enqueue(made.pk))
    return made


@task()
def continue_recalculation(recalculation: int) -> None:
    """Works a recalculation off from where it stands. Twice at once, or again, does no harm."""
    while _do_portion(recalculation):
        pass


def take_up_again(*, unmoved_since: dt.datetime, at: dt.datetime) -> int:
    """Have recalculations continued whose worker was lost: those that did not move since then."""
    lost = Recalculation.objects.unfinished().filter(moved_at__lt=unmoved_since)
    keys = list(lost.values_list("pk", flat=True))
    lost.filter(pk__in=keys).update(moved_at=at)
    for key in keys:
        continue_recalculation.enqueue(key)
    return len(keys)


@transaction.atomic
def _do_portion(recalculation: int) -> bool:
    """The next people of it, committed together with how far it has come; whether there are more.

    Nothing, where somebody else is at it.
    """
    rows = Recalculation.objects.unfinished().select_for_update(of=["self"], skip_locked=True)
    one = rows.filter(pk=recalculation).first()
    if one is None:
        return False
    persons = _next(one)
    courses = None if one.courses is None else [uuid.UUID(key) for key in one.courses]
    recalculate(persons=persons, courses=courses)
    one.cursor = persons[-1] if persons else one.cursor
    one.moved_at = timezone.now()
    is_over = len(persons) < PORTION
    one.done = one.total if is_over else min(one.done + len(persons), one.total)
    one.state = Recalculation.State.DONE if is_over else Recalculation.State.RUNNING
    one.finished_at = one.moved_at if is_over else None
    one.save(update_fields=["cursor", "moved_at", "done", "state", "finished_at"])
    return not is_over


def _next(one: Recalculation) -> list[int]:
    if one.persons is not None:
        return [person for person in one.persons if person > one.cursor][:PORTION]
    return list(ever_posted().filter(pk__gt=one.cursor).values_list("pk", flat=True)[:PORTION])


def ever_posted() -> QuerySet[Person]:
    """Everybody of whom anything can be stored, in order."""
    stored = StandingInterval.objects.filter(person=OuterRef("pk"))
    posted = Posting.objects.filter(person=OuterRef("pk"))
    return Person.objects.filter(Exists(posted) | Exists(stored)).order_by("pk")
