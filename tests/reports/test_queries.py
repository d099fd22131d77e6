"""Figures of a unit and what is directly below it; the cost does not grow with people."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.utils import timezone

from people.models import Unit
from people.permissions import NATIONAL_LEADS
from reports.decision_queries import count_decisions, decisions_by_unit
from reports.domain.days import month_end_before
from reports.domain.figures import Decided
from reports.queries import Asked, Report, completion_report
from reports.subject_queries import subjects
from reports.trend_queries import trend
from tests.factories.people import (
    OversightFactory,
    PersonFactory,
    PlacementFactory,
    PostingFactory,
    UnitFactory,
)
from tests.reports.course import ask, decide, make_course, staff

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def course():
    return make_course()


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def lead():
    lead = PersonFactory()
    lead.groups.add(Group.objects.get_or_create(name=NATIONAL_LEADS)[0])
    return lead


def report_of(course, code, viewer, **asked) -> Report:
    today = timezone.localdate()
    subject = subjects("en").by_slug[course.slug]
    wanted = Asked(**{"day": today, "today": today, **asked})
    return completion_report(subject, code, viewer, asked=wanted, language="en")


# Decisions


def test_decisions_count_by_their_quality(course, today):
    unit = UnitFactory()
    first, second = staff(unit, course, not_started=2)
    decide(first, course, "office/listen", "talk/ask")
    decide(second, course, "office/hurry", "talk/leave")

    assert count_decisions(course.translation_key, day=today) == {unit.pk: Decided(2, 2, 1, 1)}


def test_only_first_attempts_of_the_last_year_count(course, today):
    unit = UnitFactory()
    first, second = staff(unit, course, not_started=2)
    decide(first, course, "office/hurry", days_ago=20)
    decide(first, course, "office/listen", days_ago=10)
    decide(second, course, "office/listen", days_ago=370)

    assert count_decisions(course.translation_key, day=today) == {unit.pk: Decided(1, 0, 0, 1)}


def test_an_attempt_that_moved_on_counts_where_it_continues(course, today):
    unit = UnitFactory()
    (person,) = staff(unit, course, not_started=1)
    first = decide(person, course, "office/hurry", days_ago=5, moved_on=True)
    following = decide(person, course, "office/hurry", "talk/leave", days_ago=5)
    following.started_at = first.started_at
    following.continues = first
    following.save()

    assert count_decisions(course.translation_key, day=today) == {unit.pk: Decided(1, 0, 1, 1)}


# The report


def test_report_rolls_up_by_todays_tree(course, today, lead):
    region, elsewhere = UnitFactory.create_batch(2, kind=Unit.Kind.REGION)
    moved = UnitFactory(kind=Unit.Kind.DELIVERY_UNIT)
    PlacementFactory(unit=moved, parent=elsewhere, last_day=today - DAY)
    PlacementFactory(unit=moved, parent=region, first_day=today)
    staff(UnitFactory(below=moved), course, up_to_date=1, not_started=1)
    staff(region, course, in_progress=1)
    ask(course, region)

    report = report_of(course, region.code, lead)

    assert report.total.figure.people == 3
    assert {row.name: row.figure.people for row in report.rows} == {
        moved.name: 2,
        f"Directly in {region.name}": 1,
    }


def test_overview_lists_regions_and_what_stands_beside_the_nations(course, today, lead):
    nation = UnitFactory(kind=Unit.Kind.NATION)
    region = UnitFactory(kind=Unit.Kind.REGION, below=nation)
    home = UnitFactory(kind=Unit.Kind.HOME)

    report = report_of(course, None, lead)

    assert {row.unit for row in report.rows} == {region, home}


def test_a_closed_unit_is_listed_while_somebody_is_posted_there(course, today, lead):
    nation = UnitFactory(kind=Unit.Kind.NATION)
    closed, used = UnitFactory.create_batch(2, below=nation, closed_on=today - DAY)
    staff(used, course, not_started=1)
    ask(course, nation)

    report = report_of(course, None, lead)

    assert [row.unit for row in report.rows] == [used]
    assert closed not in [row.unit for row in report.rows]


def test_without_units_there_is_nobody(course, today, lead):
    report = report_of(course, None, lead)

    assert report.total.figure.is_empty
    assert report.rows == ()


def test_who_oversees_a_small_team_sees_it_exactly_but_no_decisions(course, today):
    team = UnitFactory()
    people = staff(team, course, up_to_date=1, not_started=2)
    decide(people[0], course, "office/hurry")
    ask(course, team)
    manager = OversightFactory(unit=team).person

    report = report_of(course, team.code, manager)

    assert (report.total.figure.people, report.total.figure.share) == (3, 33)
    assert report.total.decided is None
    assert not report.shows_decisions


def test_decisions_of_few_people_are_hidden_from_everybody(course, today, lead):
    nation = UnitFactory(kind=Unit.Kind.NATION)
    region = UnitFactory(kind=Unit.Kind.REGION, below=nation)
    people = staff(UnitFactory(below=region), course, not_started=10)
    for person in people[:9]:
        decide(person, course, "office/listen")
    before = report_of(course, region.code, lead)
    decide(people[9], course, "office/hurry")
    cache.clear()
    after = report_of(course, region.code, lead)

    assert before.total.decided is None
    assert (after.total.decided.people, after.total.decided.helpful) == (10, 100)


def test_reports_are_found_by_the_address_of_a_course(course):
    found = subjects("en")

    assert [one.title for one in found.shown] == ["Asking", "All required courses"]
    assert found.by_slug["asking"].key == course.translation_key
    assert found.by_slug["all"].is_all
    assert "nothing" not in found.by_slug


def test_courses_that_are_not_live_are_not_offered(course):
    course.live = False
    course.save()

    assert subjects("en").shown == ()


def test_decisions_are_counted_once_in_a_quarter_of_an_hour(
    course, today, django_assert_num_queries
):
    (person,) = staff(UnitFactory(), course, not_started=1)
    decide(person, course, "office/listen")
    first = decisions_by_unit(course.translation_key, today=today)

    with django_assert_num_queries(0):
        assert decisions_by_unit(course.translation_key, today=today) == first


@pytest.mark.parametrize("size", [1, 3, 50])
def test_a_report_costs_nine_queries_for_any_number_of_units_and_people(
    size, course, django_assert_num_queries
):
    nation = UnitFactory(kind=Unit.Kind.NATION)
    for unit in UnitFactory.create_batch(size, kind=Unit.Kind.REGION, below=nation):
        staff(unit, course, up_to_date=1, not_started=1)
    for person in staff(nation, course, not_started=size):
        decide(person, course, "office/listen")
    ask(course, nation)
    manager = OversightFactory(unit=nation).person

    with django_assert_num_queries(9):
        report = report_of(course, None, manager)

    assert report.total.figure.people == 3 * size


# Days, and where people count


@pytest.fixture
def moved(course, today):
    """Somebody who moved ten days ago from a team of one region to one of another."""
    nation = UnitFactory(kind=Unit.Kind.NATION)
    north, south = UnitFactory.create_batch(2, kind=Unit.Kind.REGION, below=nation)
    person = PersonFactory()
    gone = today - 10 * DAY
    PostingFactory(person=person, unit=UnitFactory(below=north), last_day=gone - DAY)
    PostingFactory(person=person, unit=UnitFactory(below=south), first_day=gone)
    ask(course, nation, due_days=20)
    return {"nation": nation, "north": north, "south": south, "gone": gone}


def people_by_unit(report: Report) -> dict[int, int]:
    return {row.unit.pk: row.figure.people for row in report.rows}


def test_a_day_of_the_past_counts_people_where_they_were(course, lead, moved):
    before = report_of(course, None, lead, day=moved["gone"] - DAY)
    after = report_of(course, None, lead, day=moved["gone"])

    assert people_by_unit(before) == {moved["north"].pk: 1, moved["south"].pk: 0}
    assert people_by_unit(after) == {moved["north"].pk: 0, moved["south"].pk: 1}


def test_by_the_unit_of_today_they_count_where_they_are(course, lead, moved):
    report = report_of(course, None, lead, day=moved["gone"] - DAY, by_unit_today=True)

    assert people_by_unit(report) == {moved["north"].pk: 0, moved["south"].pk: 1}


def test_who_is_not_up_to_date_becomes_overdue(course, today, lead, moved):
    since = today - 100 * DAY
    states = {
        day: report_of(course, None, lead, day=day).total.figure
        for day in (since - DAY, since, since + 20 * DAY, since + 21 * DAY)
    }

    assert [figure.people for figure in states.values()] == [0, 1, 1, 1]
    assert [figure.overdue for figure in states.values()] == [0, 0, 0, 1]


def test_a_completion_lapses_in_the_future(course, today, lead):
    nation = UnitFactory(kind=Unit.Kind.NATION)
    staff(nation, course, up_to_date=1)
    ask(course, nation, months=1)
    report = report_of(course, None, lead)
    later = report_of(course, None, lead, day=today + 40 * DAY)

    assert report.total.figure.up_to_date == 1
    assert (report.total.figure.lapsing_30, report.total.figure.lapsing_60) in [(0, 1), (1, 1)]
    assert later.total.figure.up_to_date == 0


def test_who_sees_rounded_figures_gets_the_ends_of_months(course, today, moved):
    manager = OversightFactory(unit=moved["south"]).person
    day = dt.date(today.year - 1, 3, 17)

    elsewhere = report_of(course, None, manager, day=day, by_unit_today=True)
    own = report_of(course, moved["south"].code, manager, day=day, by_unit_today=True)

    assert (elsewhere.day, elsewhere.asked.by_unit_today) == (dt.date(today.year - 1, 2, 28), False)
    assert (own.day, own.asked.by_unit_today) == (day, True)


def test_all_required_courses_count_each_person_once_with_their_worst(course, lead):
    other = make_course("other")
    nation = UnitFactory(kind=Unit.Kind.NATION)
    staff(nation, course, up_to_date=2)
    ask(course, nation)
    ask(other, nation, due_days=10)
    every = subjects("en").by_slug["all"]
    today = timezone.localdate()

    report = completion_report(every, None, lead, asked=Asked(today, today), language="en")

    assert (report.total.figure.people, report.total.figure.overdue) == (2, 2)


def test_a_unit_that_one_oversees_today_does_not_give_away_what_it_was_beside(course, today):
    """On a day on which it stood elsewhere, its exact figure is taken out of what held it then."""
    nation = UnitFactory(kind=Unit.Kind.NATION)
    region = UnitFactory(kind=Unit.Kind.REGION, below=nation)
    was, other, now = UnitFactory.create_batch(3, kind=Unit.Kind.DELIVERY_UNIT, below=region)
    past = month_end_before(today)
    team, small = UnitFactory(), UnitFactory(below=was)
    PlacementFactory(unit=team, parent=was, last_day=past)
    PlacementFactory(unit=team, parent=now, first_day=past + DAY)
    for unit, number in ((team, 20), (small, 3), (other, 30), (now, 30)):
        staff(unit, course, not_started=number)
    ask(course, nation)
    manager = OversightFactory(unit=now).person

    assert report_of(course, team.code, manager, day=past).total.figure.people == 20
    beside = report_of(course, region.code, manager, day=past)

    assert {row.code: row.figure.people for row in beside.rows}[was.code] is None
    points = trend(
        subjects("en").by_slug[course.slug], was.code, manager, today=today, language="en"
    ).points
    assert {point.day: point.figure.people for point in points}[past] is None
