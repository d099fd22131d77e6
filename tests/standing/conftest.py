"""Three people in a team of a region, and a course that is asked of them."""

import datetime as dt

import pytest
from django.utils import timezone

from courses.models import CourseEdition, SignOff
from people.models import Unit
from standing.actions.assignments import make_assignment
from standing.requirement_queries import Terms
from tests.factories.people import PersonFactory, PostingFactory, UnitFactory
from tests.reports.course import make_course

ONE = dt.timedelta(days=1)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def today(now):
    return timezone.localdate(now)


@pytest.fixture
def course():
    page = make_course("asking")
    edition = CourseEdition.objects.get(course_key=page.translation_key)
    SignOff.objects.create(
        course_edition=edition, name="A", role="Lead", day=dt.date(2026, 1, 1), scope="All"
    )
    return page.translation_key


@pytest.fixture
def units():
    """Two regions of a nation; two teams in the first."""
    nation = UnitFactory(code="ENG", kind=Unit.Kind.NATION)
    north = UnitFactory(code="N", kind=Unit.Kind.REGION, below=nation)
    south = UnitFactory(code="S", kind=Unit.Kind.REGION, below=nation)
    return {
        "nation": nation,
        "north": north,
        "south": south,
        "team": UnitFactory(code="N1", below=north),
        "other": UnitFactory(code="N2", below=north),
    }


@pytest.fixture
def boss():
    return PersonFactory()


@pytest.fixture
def people(units):
    return [PostingFactory(unit=units["team"]).person for _ in range(3)]


@pytest.fixture
def asked(course, units, people, boss, now, today, run_on_commit):
    """Everybody has to take the course: begun 100 days ago, within 30 days, every 12 months."""
    with run_on_commit():
        assignment = make_assignment(
            course_key=course,
            first_day=today - 100 * ONE,
            last_day=None,
            terms=Terms(frozenset({units["nation"].pk}), due_days=120, renewal_months=12),
            by=boss,
            at=now,
        )
    return assignment


@pytest.fixture
def run_on_commit(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)
