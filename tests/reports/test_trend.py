"""A trend: the figures of its days, as the viewer may see them."""

import csv
import datetime as dt
import io
import re

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from people.models import Unit
from people.permissions import NATIONAL_LEADS
from reports.domain.days import trend_days
from reports.queries import Asked, completion_report
from reports.subject_queries import subjects
from reports.trend_queries import trend
from tests.factories.people import OversightFactory, PersonFactory, PlacementFactory, UnitFactory
from tests.reports.course import ask, make_course, staff

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def subject():
    course = make_course()
    return course, subjects("en").by_slug["asking"]


@pytest.fixture
def regions(subject, today):
    """Two regions of a nation; a delivery unit moved from the first to the second 50 days ago."""
    course, _subject = subject
    nation = UnitFactory(code="ENG", kind=Unit.Kind.NATION)
    north = UnitFactory(code="N", kind=Unit.Kind.REGION, below=nation)
    south = UnitFactory(code="S", kind=Unit.Kind.REGION, below=nation)
    moved = UnitFactory(code="M", kind=Unit.Kind.DELIVERY_UNIT)
    gone = today - 50 * DAY
    PlacementFactory(unit=moved, parent=north, last_day=gone - DAY)
    PlacementFactory(unit=moved, parent=south, first_day=gone)
    staff(moved, course, up_to_date=3, not_started=2)
    staff(UnitFactory(below=north), course, up_to_date=12, not_started=14)
    ask(course, nation, due_days=30, months=2)
    return {"nation": nation, "north": north, "south": south}


@pytest.fixture
def lead():
    lead = PersonFactory()
    lead.groups.add(Group.objects.get_or_create(name=NATIONAL_LEADS)[0])
    return lead


@pytest.mark.parametrize("code", [None, "ENG", "N", "S", "M"])
@pytest.mark.parametrize("viewer", ["lead", "manager"])
def test_each_point_is_the_figure_of_the_report_of_its_day(
    subject, regions, lead, today, code, viewer
):
    who = lead if viewer == "lead" else OversightFactory(unit=regions["south"]).person

    found = trend(subject[1], code, who, today=today, language="en")

    assert [point.day for point in found.points] == list(trend_days(today))
    for point in found.points:
        report = completion_report(
            subject[1], code, who, asked=Asked(point.day, today), language="en"
        )
        assert point.figure == report.total.figure, point.day
        assert point.is_ahead == (point.day > today)


def test_a_trend_costs_six_queries(subject, regions, today, django_assert_num_queries):
    manager = OversightFactory(unit=regions["nation"]).person

    with django_assert_num_queries(6):
        trend(subject[1], None, manager, today=today, language="en")


def test_of_a_unit_that_is_not_there_there_is_no_trend(subject, regions, lead, today):
    assert trend(subject[1], "NOWHERE", lead, today=today, language="en") is None


def test_it_tells_when_it_falls_below_the_target(client, subject, regions, lead, settings):
    settings.COMPLETION_TARGET = 40
    client.force_login(lead)

    page = client.get(reverse("reports:trend", args=["asking"])).content.decode()

    heading = " ".join(re.search(r"<h1.*?>(.*?)</h1>", page, re.DOTALL)[1].split())
    assert re.fullmatch(
        r"England and Wales falls below the target of 40% in \w+ \d{4} if nobody renews", heading
    )


def test_the_plot_has_its_figures_from_the_table(client, subject, regions, lead, today):
    client.force_login(lead)

    page = client.get(reverse("reports:trend_of_unit", args=["asking", "N"])).content.decode()
    found = trend(subject[1], "N", lead, today=today, language="en")

    drawn = dict(re.findall(r'data-day="(\S+)" data-share="(\d+)"', page))
    assert drawn == {
        str(point.day): str(point.figure.share)
        for point in found.points
        if point.figure.share is not None
    }
    assert page.count("data-is-ahead") == sum(point.is_ahead for point in found.points)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_it_can_be_downloaded(client, subject, regions, lead, today, form):
    client.force_login(lead)

    answer = client.get(reverse("reports:trend_file_of_unit", args=["asking", "N", form]))
    content = answer.getvalue()

    assert f"trend-asking-N-{today}.{form}" in answer["Content-Disposition"]
    if form == "csv":
        lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        assert [line[0] for line in lines[1:]] == [str(day) for day in trend_days(today)]
