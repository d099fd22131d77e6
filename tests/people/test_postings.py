"""Postings: written, logged and announced together, and never two on one day."""

import datetime as dt
import itertools

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from people.actions.postings import (
    correct_posting,
    leave_service,
    post_person,
    remove_posting,
)
from people.models import Oversight, Person, Posting, PostingChange
from people.signals import postings_changed
from tests.factories.people import (
    JobRoleFactory,
    OversightFactory,
    PersonFactory,
    PlacementFactory,
    PostingFactory,
    UnitFactory,
)
from tests.threads import at_once

pytestmark = pytest.mark.django_db
START = dt.date(2026, 3, 1)


def day(number: int) -> dt.date:
    return START + dt.timedelta(days=number)


@pytest.fixture
def by() -> Person:
    return PersonFactory(name="An Administrator")


@pytest.fixture
def announced():
    """What was announced: people and the first day, in order."""
    heard = []

    def hear(sender, persons, from_day, **kwargs):
        heard.append((persons, from_day))

    postings_changed.connect(hear)
    yield heard
    postings_changed.disconnect(hear)


def post(person, first, last=None, *, unit=None, job_role=None, by, **more) -> None:
    post_person(
        person=person,
        unit=unit or UnitFactory(),
        job_role=job_role or JobRoleFactory(),
        first_day=day(first),
        last_day=None if last is None else day(last),
        by=by,
        at=timezone.now(),
        **more,
    )


def history(person) -> list[tuple]:
    rows = Posting.objects.filter(person=person).order_by("first_day")
    return [
        (
            (row.first_day - START).days,
            row.last_day and (row.last_day - START).days,
            row.unit_id,
            row.job_role.code,
        )
        for row in rows
    ]


def test_posting_from_a_day_ends_the_one_before_and_is_logged(by, announced):
    old, new = UnitFactory(), UnitFactory()
    known = PostingFactory(unit=old, first_day=day(0))

    post(known.person, 10, unit=new, by=by)

    assert history(known.person) == [(0, 9, old.pk, "PO"), (10, None, new.pk, "PO")]
    logged = PostingChange.objects.filter(person=known.person, made_by=by).order_by("pk")
    days = [(c.was_first_day, c.was_last_day, c.is_first_day, c.is_last_day) for c in logged]
    assert days == [(day(0), None, day(0), day(9)), (None, None, day(10), None)]
    assert {change.reason for change in logged} == {"posted"}
    assert announced == [([known.person_id], day(10))]


def test_posting_that_says_what_is_known_changes_and_announces_nothing(by, announced):
    known = PostingFactory(first_day=day(0))

    post(known.person, 0, unit=known.unit, job_role=known.job_role, by=by)

    assert Posting.objects.get() == known
    assert not PostingChange.objects.exists()
    assert announced == []


def test_posting_for_a_while_into_a_later_one_is_refused(by):
    known = PostingFactory(first_day=day(20))

    with pytest.raises(ValidationError, match="begins on 21 March 2026"):
        post(known.person, 10, 25, by=by)

    assert Posting.objects.get() == known


def test_posting_ends_before_it_begins(by):
    with pytest.raises(ValidationError, match="before the first day"):
        post(PersonFactory(), 10, 9, by=by)


def test_nobody_is_posted_before_a_unit_is_there(by):
    team = UnitFactory(name="Team One")
    PlacementFactory(unit=team, first_day=day(5))

    with pytest.raises(ValidationError, match="Team One is there from 6 March 2026 on"):
        post(PersonFactory(), 4, unit=team, by=by)


@pytest.mark.parametrize("last", [None, 11])
def test_nobody_is_posted_after_a_unit_has_closed(by, last):
    team = UnitFactory(name="Team One", closed_on=day(10))

    with pytest.raises(ValidationError, match="last day of Team One is 11 March 2026"):
        post(PersonFactory(), 5, last, unit=team, by=by)


def test_correction_changes_the_past_and_says_so(by, announced):
    known = PostingFactory(first_day=day(5))
    role = JobRoleFactory(code="SPO", name="Senior probation officer")

    correct_posting(
        posting=known,
        unit=known.unit,
        job_role=role,
        first_day=day(3),
        last_day=None,
        by=by,
        at=timezone.now(),
    )

    assert history(known.person) == [(3, None, known.unit_id, "SPO")]
    change = PostingChange.objects.get()
    assert (change.was_first_day, change.is_first_day) == (day(5), day(3))
    assert (change.was_job_role.code, change.is_job_role.code) == ("PO", "SPO")
    assert announced == [([known.person_id], day(3))]


def test_correction_that_overlaps_is_refused(by):
    first = PostingFactory(first_day=day(0), last_day=day(9))
    second = PostingFactory(person=first.person, first_day=day(10))

    with pytest.raises(ValidationError, match="from 1 March 2026"):
        correct_posting(
            posting=second,
            unit=second.unit,
            job_role=second.job_role,
            first_day=day(9),
            last_day=None,
            by=by,
            at=timezone.now(),
        )

    assert Posting.objects.get(pk=second.pk).first_day == day(10)


def test_removed_posting_stays_in_the_log(by, announced):
    known = PostingFactory(first_day=day(0), last_day=day(9))

    remove_posting(posting=known, by=by, at=timezone.now())

    assert not Posting.objects.exists()
    change = PostingChange.objects.get()
    assert (change.reason, change.was_unit, change.is_unit) == ("removed", known.unit, None)
    assert announced == [([known.person_id], day(0))]


def test_leaving_ends_postings_and_oversight_on_that_day(by, announced):
    known = PostingFactory(first_day=day(0))
    over = OversightFactory(person=known.person, first_day=day(0))
    OversightFactory(person=known.person, first_day=day(20))
    earlier = OversightFactory(person=known.person, first_day=day(0), last_day=day(2))

    leave_service(person=known.person, last_day=day(10), by=by, at=timezone.now())

    assert history(known.person) == [(0, 10, known.unit_id, "PO")]
    over.refresh_from_db()
    assert (over.last_day, over.ended_by) == (day(10), by)
    earlier.refresh_from_db()
    assert (earlier.last_day, earlier.ended_by) == (day(2), None)
    assert Oversight.objects.filter(person=known.person).count() == 2
    assert announced == [([known.person_id], day(11))]


def test_leaving_drops_what_was_to_begin_later(by):
    known = PostingFactory(first_day=day(0), last_day=day(9))
    PostingFactory(person=known.person, first_day=day(10))

    leave_service(person=known.person, last_day=day(5), by=by, at=timezone.now())

    assert history(known.person) == [(0, 5, known.unit_id, "PO")]
    assert PostingChange.objects.filter(is_unit__isnull=True, reason="left").count() == 1


def test_leaving_without_a_posting_on_the_day_is_refused(by):
    person = PostingFactory(first_day=day(0), last_day=day(3)).person

    with pytest.raises(ValidationError, match="no posting on 6 March 2026"):
        leave_service(person=person, last_day=day(5), by=by, at=timezone.now())


def test_a_failed_change_announces_and_logs_nothing(by, announced):
    known = PostingFactory(first_day=day(0))

    def fail(**kwargs):
        raise RuntimeError

    postings_changed.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            post(known.person, 10, by=by)
    finally:
        postings_changed.disconnect(fail)

    assert history(known.person) == [(0, None, known.unit_id, "PO")]
    assert not PostingChange.objects.exists()


# At the same moment


@pytest.mark.django_db(transaction=True)
def test_two_writers_never_leave_two_postings_on_one_day():
    by, person, role = PersonFactory(), PersonFactory(), JobRoleFactory()
    units = [UnitFactory() for _ in range(6)]

    def write(number):
        def work():
            post(person, number % 3, unit=units[number], job_role=role, by=by)
            post(person, 10 - number, 12 - number, unit=units[number], job_role=role, by=by)

        return work

    errors = at_once(*(write(number) for number in range(6)))

    assert all(isinstance(error, ValidationError) for error in errors)
    rows = list(Posting.objects.order_by("first_day"))
    assert rows
    for one, following in itertools.pairwise(rows):
        assert one.last_day is not None
        assert one.last_day < following.first_day


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no such constraint")
@pytest.mark.parametrize("last", [5, None])
def test_the_database_refuses_overlaps(last):
    known = PostingFactory(first_day=day(0), last_day=day(5))

    with pytest.raises(IntegrityError, match="posting_no_overlap"), transaction.atomic():
        PostingFactory(
            person=known.person, first_day=day(5), last_day=last if last is None else day(last)
        )

    place = PlacementFactory(first_day=day(0), last_day=day(5))
    with pytest.raises(IntegrityError, match="placement_no_overlap"), transaction.atomic():
        PlacementFactory(unit=place.unit, first_day=day(3), last_day=day(4))
