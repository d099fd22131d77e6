"""Standing as it is stored: what each fact moves, figures by unit, and the proof of it all."""

import datetime as dt
import io

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from courses.actions.completions import withdraw_completion
from courses.actions.learning import enrol, finish_lesson
from courses.models import Completion
from people.actions.postings import leave_service, post_person
from people.actions.units import move_unit
from people.models import Unit
from reports.domain.days import trend_days
from standing.actions import recalculation
from standing.actions.assignments import change_assignment, end_assignment
from standing.actions.exemptions import exempt, withdraw_exemption
from standing.actions.folding import fold
from standing.actions.recalculation import recalculate, take_up_again
from standing.models import ALL_REQUIRED, DailyChange, Recalculation, StandingInterval
from standing.queries import Figure, figures, figures_by_unit_today, series_by_unit
from standing.requirement_queries import Terms
from tests.factories.people import JobRoleFactory, PostingFactory
from tests.standing.acts import complete, differences, figure

pytestmark = pytest.mark.django_db

ONE = dt.timedelta(days=1)


def test_an_assignment_counts_everybody_below_its_units(asked, course, units, today):
    assert figure(course, units["nation"], today) == Figure(not_started=3)
    assert figure(course, units["team"], today - 101 * ONE) == Figure()
    assert figure(course, units["north"], today + 21 * ONE) == Figure(overdue=3)
    assert figure(course, units["south"], today) == Figure()
    assert differences() == []


def test_a_completion_moves_every_figure_above_by_exactly_one(
    asked, course, units, people, now, today
):
    complete(people[0], course, now)

    for unit in ("team", "north", "nation"):
        for key in (course, ALL_REQUIRED):
            assert figure(key, units[unit], today) == Figure(up_to_date=1, not_started=2)
            assert figure(key, units[unit], today - ONE) == Figure(not_started=3)
    assert differences() == []


def test_a_completion_lapses(asked, course, units, people, now, today):
    complete(people[0], course, now)

    last = StandingInterval.objects.get(
        person=people[0], course_key=course, state="up_to_date"
    ).to_day
    assert (last - today).days in (364, 365)
    assert figure(course, units["north"], last) == Figure(
        up_to_date=1, overdue=2, lapsing_30=1, lapsing_60=1, lapsing_90=1
    )
    assert figure(course, units["north"], last - 29 * ONE).lapsing_30 == 1
    assert figure(course, units["north"], last - 30 * ONE).lapsing_30 == 0
    assert figure(course, units["north"], last + ONE) == Figure(overdue=3)


def test_a_withdrawn_completion_never_counted(asked, course, units, people, boss, now, today):
    completion = complete(people[0], course, now - 10 * ONE)
    assert figure(course, units["north"], today - 5 * ONE).up_to_date == 1

    withdraw_completion(completion=completion, reason="Somebody else", by=boss, at=now)

    assert figure(course, units["north"], today - 5 * ONE) == Figure(not_started=3)
    assert differences() == []


def test_who_is_exempt_is_counted_apart(asked, course, units, people, boss, now, today):
    exemption = exempt(
        person=people[0],
        course_key=course,
        category="long_leave",
        from_day=today,
        until_day=today + 9 * ONE,
        by=boss,
        at=now,
    )
    assert figure(course, units["north"], today) == Figure(exempt=1, not_started=2)
    assert figure(course, units["north"], today + 10 * ONE) == Figure(not_started=3)
    assert figure(course, units["north"], today).people == 2

    withdraw_exemption(exemption=exemption, by=boss, at=now)
    assert figure(course, units["north"], today) == Figure(not_started=3)
    assert differences() == []


def test_who_moves_takes_their_standing_along(asked, course, units, people, boss, now, today):
    complete(people[0], course, now - 50 * ONE)

    post_person(
        person=people[0],
        unit=units["south"],
        job_role=JobRoleFactory(),
        first_day=today - 5 * ONE,
        by=boss,
        at=now,
    )

    assert figure(course, units["north"], today - 6 * ONE) == Figure(up_to_date=1, not_started=2)
    assert figure(course, units["north"], today) == Figure(not_started=2)
    assert figure(course, units["south"], today) == Figure(up_to_date=1)
    assert figure(course, units["nation"], today) == Figure(up_to_date=1, not_started=2)
    assert differences() == []


def test_a_unit_that_changes_region_keeps_the_past(asked, course, units, people, boss, now, today):
    complete(people[0], course, now - 50 * ONE)

    move_unit(unit=units["team"], below=units["south"], from_day=today - 5 * ONE, by=boss, at=now)

    full = Figure(up_to_date=1, not_started=2)
    assert figure(course, units["north"], today - 6 * ONE) == full
    assert figure(course, units["north"], today) == Figure()
    assert figure(course, units["south"], today) == full
    assert figure(course, units["nation"], today) == full
    assert differences() == []


def test_a_leaver_is_counted_until_their_last_day(asked, course, units, people, boss, now, today):
    leave_service(person=people[0], last_day=today - ONE, by=boss, at=now)

    assert figure(course, units["north"], today - ONE).people == 3
    assert figure(course, units["north"], today).people == 2
    assert differences() == []


def test_who_learns_without_being_asked_is_voluntary(course, units, people, now, today):
    enrol(person=people[0], course_key=course, at=now)

    assert figure(course, units["north"], today) == Figure(voluntary=1)
    assert figure(course, units["north"], today - ONE) == Figure()
    assert figure(course, units["north"], today).share is None


def test_a_version_holds_from_its_day_on(asked, course, units, boss, now, today, run_on_commit):
    with run_on_commit():
        change_assignment(
            assignment=asked,
            from_day=today,
            terms=Terms(frozenset({units["south"].pk}), due_days=120),
            by=boss,
            at=now,
        )

    assert figure(course, units["nation"], today - ONE).people == 3
    assert figure(course, units["nation"], today).people == 0
    assert differences() == []


def test_a_version_added_later_from_an_earlier_day_replaces_both(
    asked, course, units, boss, now, today, run_on_commit
):
    nowhere = Terms(frozenset({units["south"].pk}), due_days=120)
    soon = Terms(frozenset({units["nation"].pk}), due_days=10)
    with run_on_commit():
        change_assignment(assignment=asked, from_day=today, terms=nowhere, by=boss, at=now)
        change_assignment(assignment=asked, from_day=today - ONE, terms=soon, by=boss, at=now)

    assert figure(course, units["nation"], today - 2 * ONE) == Figure(not_started=3)
    assert figure(course, units["nation"], today - ONE) == Figure(overdue=3)
    assert figure(course, units["nation"], today) == Figure(overdue=3)
    assert differences() == []


def test_an_assignment_that_ended_asks_nothing(
    asked, course, units, boss, now, today, run_on_commit
):
    with run_on_commit():
        end_assignment(assignment=asked, last_day=today - ONE, by=boss, at=now)

    assert figure(course, units["nation"], today - ONE).people == 3
    assert figure(course, units["nation"], today) == Figure()
    assert differences() == []


def test_folding_changes_no_figure(asked, course, units, people, now, today):
    complete(people[0], course, now - 3 * ONE)
    days = [today + number * ONE for number in range(-110, 400, 17)]
    before = [figures(course, [unit.pk for unit in units.values()], day) for day in days]
    rows = DailyChange.objects.count()

    assert fold() == rows
    assert fold() == 0

    assert [figures(course, [u.pk for u in units.values()], day) for day in days] == before
    assert DailyChange.objects.count() < rows
    complete(people[1], course, now)
    fold()
    assert figure(course, units["nation"], today) == Figure(up_to_date=2, not_started=1)
    assert differences() == []


@pytest.mark.parametrize("number", [1, 3])
def test_recalculating_costs_the_same_for_everybody(
    asked, course, people, number, django_assert_num_queries
):
    StandingInterval.objects.all().delete()
    keys = [person.pk for person in people[:number]]

    lock = connection.vendor == "postgresql"
    with django_assert_num_queries(12 + lock):
        assert recalculate(persons=keys) == number


def test_a_completion_is_recorded_in_at_most_25_queries(
    client, asked, course, people, now, today, django_assert_max_num_queries
):
    person = people[0]
    enrolment = enrol(person=person, course_key=course, at=now)
    step = enrolment.edition.steps.get(position=1)

    with django_assert_max_num_queries(25):
        finish_lesson(enrolment=enrolment, step=step, number=step.edition.number, at=now)

    assert Completion.objects.filter(person=person).exists()
    assert figure(course, Unit.objects.get(code="ENG"), today).up_to_date == 1


@pytest.mark.parametrize("number", [1, 3])
def test_figures_cost_one_query(asked, course, units, today, number, django_assert_num_queries):
    keys = [unit.pk for unit in list(units.values())[:number]]

    with django_assert_num_queries(1):
        assert len(figures(course, keys, today)) == number
    with django_assert_num_queries(1):
        assert len(series_by_unit(course, keys, trend_days(today))) == 20


def test_a_series_is_the_figures_of_its_days(asked, course, units, people, now, today):
    complete(people[0], course, now - 40 * ONE)
    days = trend_days(today)
    keys = [units["north"].pk, units["south"].pk]

    found = series_by_unit(course, keys, days)

    assert found == {
        day: {pk: one for pk, one in figures(course, keys, day).items() if pk in found[day]}
        for day in days
    }
    assert len({found[day][units["north"].pk] for day in days}) > 2


def test_by_unit_today_counts_people_where_they_are_now(
    asked, course, units, people, boss, now, today
):
    complete(people[0], course, now - 50 * ONE)
    post_person(
        person=people[0],
        unit=units["south"],
        job_role=JobRoleFactory(),
        first_day=today,
        by=boss,
        at=now,
    )
    leave_service(person=people[1], last_day=today - ONE, by=boss, at=now)
    above = {
        units["south"].pk: (units["south"].pk, units["nation"].pk),
        units["team"].pk: (units["team"].pk, units["north"].pk, units["nation"].pk),
    }

    found = figures_by_unit_today(course, today - 9 * ONE, today=today, above=above)

    assert found == {
        units["south"].pk: Figure(up_to_date=1),
        units["team"].pk: Figure(not_started=1),
        units["north"].pk: Figure(not_started=1),
        units["nation"].pk: Figure(up_to_date=1, not_started=1),
    }


def test_check_finds_what_was_tampered_with_and_mends_it(asked, course, units, people, today):
    StandingInterval.objects.filter(person=people[0], course_key=course).update(state="exempt")
    DailyChange.objects.filter(course_key=course, unit=units["north"]).first().delete()

    found = differences()

    states = [one for one in found if one["person"] == str(people[0].key)]
    assert states[0]["course"] == str(course)
    assert states[0]["unit"] == "N1"
    assert states[0]["day"] == str(today - 100 * ONE)
    assert states[0]["stored"].startswith("exempt")
    assert states[0]["rebuilt"].startswith("not_started")
    assert [one["unit"] for one in found if not one["person"]] == ["N"]
    call_command("check_standing", "--repair", stdout=io.StringIO())
    assert differences() == []
    assert figure(course, units["north"], today) == Figure(not_started=3)


def test_check_builds_standing_where_there_is_none(asked, course, units, today):
    before = list(StandingInterval.objects.values_list("person", "course_key", "state", "from_day"))
    StandingInterval.objects.all().delete()
    DailyChange.objects.all().delete()

    call_command("check_standing", "--repair", stdout=io.StringIO())

    assert before == list(
        StandingInterval.objects.values_list("person", "course_key", "state", "from_day")
    )
    assert figure(course, units["nation"], today) == Figure(not_started=3)


def test_many_people_are_done_in_portions_and_taken_up_where_they_were_left(
    asked, course, units, boss, now, today, monkeypatch, run_on_commit
):
    monkeypatch.setattr(recalculation, "PORTION", 2)
    PostingFactory.create_batch(4, unit=units["other"])
    portions = []
    real = recalculation.recalculate

    def stop_at_the_second(*, persons, courses):
        portions.append(persons)
        if len(portions) == 2:
            raise KeyboardInterrupt
        return real(persons=persons, courses=courses)

    monkeypatch.setattr(recalculation, "recalculate", stop_at_the_second)
    with pytest.raises(KeyboardInterrupt), run_on_commit():
        end_assignment(assignment=asked, last_day=today, by=boss, at=now)
    left = Recalculation.objects.unfinished().get()
    assert (left.state, left.done, left.total) == ("running", 2, 7)

    later = timezone.now()
    assert take_up_again(unmoved_since=left.moved_at, at=later) == 0
    assert take_up_again(unmoved_since=later, at=later) == 1

    left.refresh_from_db()
    assert (left.state, left.done) == ("done", 7)
    assert portions[1] == portions[2]
    assert figure(course, units["nation"], today + ONE) == Figure()
    assert differences() == []
