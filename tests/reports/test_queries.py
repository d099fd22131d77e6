"""Everybody is counted once, where they are posted today; the cost does not grow with people."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from courses.models import Completion, Withdrawal
from people.models import Unit
from people.permissions import NATIONAL_LEADS
from reports.domain.figures import Counts, Decided
from reports.queries import (
    completion_report,
    decisions_by_unit,
    live_courses,
    standing_by_unit,
)
from tests.factories.people import (
    LONG_AGO,
    OversightFactory,
    PersonFactory,
    PlacementFactory,
    PostingFactory,
    UnitFactory,
)
from tests.reports.course import begin, complete, decide, make_course, staff

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


def test_people_stand_where_their_facts_say(course, today):
    unit = UnitFactory()
    staff(unit, course, up_to_date=2, in_progress=3, not_started=1)

    assert standing_by_unit(course, day=today) == {unit.pk: Counts(2, 3, 1)}


def test_only_the_current_posting_counts(course, today):
    old, new, later = UnitFactory.create_batch(3)
    person = PersonFactory()
    PostingFactory(person=person, unit=old, first_day=LONG_AGO, last_day=today - DAY)
    PostingFactory(person=person, unit=new, first_day=today, last_day=today)
    PostingFactory(person=person, unit=later, first_day=today + DAY)

    assert standing_by_unit(course, day=today) == {new.pk: Counts(not_started=1)}


def test_postings_that_overlap_count_a_person_once(course, today):
    old, new = UnitFactory.create_batch(2)
    person = PersonFactory()
    PostingFactory(person=person, unit=old, first_day=LONG_AGO, last_day=today + DAY)
    PostingFactory(person=person, unit=new, first_day=today)

    assert standing_by_unit(course, day=today) == {new.pk: Counts(not_started=1)}


def test_who_cannot_sign_in_or_has_no_posting_is_not_counted(course, today):
    PersonFactory()
    PostingFactory(person=PersonFactory(is_active=False))

    assert standing_by_unit(course, day=today) == {}


def test_a_withdrawn_completion_does_not_count(course, today):
    unit = UnitFactory()
    (person,) = staff(unit, course, up_to_date=1)
    Withdrawal.objects.create(
        completion=Completion.objects.get(person=person),
        at=timezone.now(),
        by=person,
        reason="Another person's account",
    )

    assert standing_by_unit(course, day=today) == {unit.pk: Counts(not_started=1)}


def test_completions_of_another_course_do_not_count(course, today):
    unit, other = UnitFactory(), make_course("other")
    (person,) = staff(unit, other, up_to_date=1)
    begin(person, course)

    assert standing_by_unit(course, day=today) == {unit.pk: Counts(in_progress=1)}


# Decisions


def test_decisions_count_by_their_quality(course, today):
    unit = UnitFactory()
    first, second = staff(unit, course, not_started=2)
    decide(first, course, "office/listen", "talk/ask")
    decide(second, course, "office/hurry", "talk/leave")

    assert decisions_by_unit(course, day=today) == {unit.pk: Decided(2, 2, 1, 1)}


def test_only_first_attempts_of_the_last_year_count(course, today):
    unit = UnitFactory()
    first, second = staff(unit, course, not_started=2)
    decide(first, course, "office/hurry", days_ago=20)
    decide(first, course, "office/listen", days_ago=10)
    decide(second, course, "office/listen", days_ago=370)

    assert decisions_by_unit(course, day=today) == {unit.pk: Decided(1, 0, 0, 1)}


def test_an_attempt_that_moved_on_counts_where_it_continues(course, today):
    unit = UnitFactory()
    (person,) = staff(unit, course, not_started=1)
    first = decide(person, course, "office/hurry", days_ago=5, moved_on=True)
    following = decide(person, course, "office/hurry", "talk/leave", days_ago=5)
    following.started_at = first.started_at
    following.continues = first
    following.save()

    assert decisions_by_unit(course, day=today) == {unit.pk: Decided(1, 0, 1, 1)}


# The report


def test_report_rolls_up_by_todays_tree(course, today, lead):
    region, elsewhere = UnitFactory.create_batch(2, kind=Unit.Kind.REGION)
    moved = UnitFactory(kind=Unit.Kind.DELIVERY_UNIT)
    PlacementFactory(unit=moved, parent=elsewhere, last_day=today - DAY)
    PlacementFactory(unit=moved, parent=region, first_day=today)
    staff(UnitFactory(below=moved), course, up_to_date=1, not_started=1)
    staff(region, course, in_progress=1)

    report = completion_report(course, region.code, lead, day=today, language="en")

    assert report.total.figure.people == 3
    assert {row.name: row.figure.people for row in report.rows} == {
        moved.name: 2,
        f"Directly in {region.name}": 1,
    }


def test_overview_lists_regions_and_what_stands_beside_the_nations(course, today, lead):
    nation = UnitFactory(kind=Unit.Kind.NATION)
    region = UnitFactory(kind=Unit.Kind.REGION, below=nation)
    home = UnitFactory(kind=Unit.Kind.HOME)

    report = completion_report(course, None, lead, day=today, language="en")

    assert {row.unit for row in report.rows} == {region, home}


def test_a_closed_unit_is_listed_while_somebody_is_posted_there(course, today, lead):
    nation = UnitFactory(kind=Unit.Kind.NATION)
    closed, used = UnitFactory.create_batch(2, below=nation, closed_on=today - DAY)
    staff(used, course, not_started=1)

    report = completion_report(course, None, lead, day=today, language="en")

    assert [row.unit for row in report.rows] == [used]
    assert closed not in [row.unit for row in report.rows]


def test_without_units_there_is_nobody(course, today, lead):
    report = completion_report(course, None, lead, day=today, language="en")

    assert report.total.figure.is_empty
    assert report.rows == ()


def test_who_oversees_a_small_team_sees_it_exactly_but_no_decisions(course, today):
    team = UnitFactory()
    people = staff(team, course, up_to_date=1, not_started=2)
    decide(people[0], course, "office/hurry")
    manager = OversightFactory(unit=team).person

    report = completion_report(course, team.code, manager, day=today, language="en")

    assert (report.total.figure.people, report.total.figure.share) == (3, 33)
    assert report.total.decided is None
    assert not report.shows_decisions


def test_decisions_of_few_people_are_hidden_from_everybody(course, today, lead):
    nation = UnitFactory(kind=Unit.Kind.NATION)
    region = UnitFactory(kind=Unit.Kind.REGION, below=nation)
    people = staff(UnitFactory(below=region), course, not_started=10)
    for person in people[:9]:
        decide(person, course, "office/listen")
    before = completion_report(course, region.code, lead, day=today, language="en")
    decide(people[9], course, "office/hurry")
    after = completion_report(course, region.code, lead, day=today, language="en")

    assert before.total.decided is None
    assert (after.total.decided.people, after.total.decided.helpful) == (10, 100)


def test_courses_are_found_by_the_address_of_either_language(course):
    courses = live_courses("en")

    assert courses.shown == (course,)
    assert courses.by_slug["asking"] == course
    assert "nothing" not in courses.by_slug


def test_courses_that_are_not_live_are_not_offered(course):
    course.live = False
    course.save()

    assert live_courses("en").shown == ()


@pytest.mark.parametrize("size", [1, 3, 50])
def test_a_report_costs_seven_queries_for_any_number_of_units_and_people(
    size, course, today, django_assert_num_queries
):
    nation = UnitFactory(kind=Unit.Kind.NATION)
    for unit in UnitFactory.create_batch(size, kind=Unit.Kind.REGION, below=nation):
        complete(staff(unit, course, not_started=2)[0], course)
    for person in staff(nation, course, not_started=size):
        decide(person, course, "office/listen")
    manager = OversightFactory(unit=nation).person

    with django_assert_num_queries(7):
        report = completion_report(course, None, manager, day=today, language="en")

    assert report.total.figure.people == 3 * size
