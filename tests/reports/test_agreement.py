"""The figure of one scope and day is the same wherever somebody asks for it."""

import csv
import datetime as dt
import io
import json

import openpyxl
import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from people.models import Unit
from people.permissions import NATIONAL_LEADS
from reports.tables import COUNTS
from standing.actions.folding import fold
from tests.factories.people import PersonFactory, UnitFactory
from tests.reports.course import ask, make_course, staff

pytestmark = pytest.mark.django_db
DAYS_FROM_TODAY = (-60, -1, 0, 20, 200)


@pytest.fixture
def lead(client):
    course = make_course()
    nation = UnitFactory(code="ENG", kind=Unit.Kind.NATION)
    for code in ("N", "S"):
        region = UnitFactory(code=code, kind=Unit.Kind.REGION, below=nation)
        staff(UnitFactory(below=region), course, up_to_date=4, in_progress=2, not_started=len(code))
    ask(course, nation, due_days=90, months=1)
    lead = PersonFactory()
    lead.groups.add(Group.objects.get_or_create(name=NATIONAL_LEADS)[0])
    client.force_login(lead)
    return lead


def from_page(client, course, day) -> dict[str, list]:
    page = client.get(reverse("reports:completion", args=[course]), {"on": day})
    return {
        row.code: [*(getattr(row.figure, name) for name in COUNTS), row.figure.share]
        for row in page.context["report"].rows
    }


def from_file(client, course, day, form) -> dict[str, list]:
    answer = client.get(reverse("reports:download", args=[course, form]), {"on": day}).getvalue()
    if form == "csv":
        lines = list(csv.reader(io.StringIO(answer.decode("utf-8-sig"))))
    else:
        lines = list(openpyxl.load_workbook(io.BytesIO(answer)).active.values)
    return {
        line[0]: [int(cell) if str(cell).isdigit() else None for cell in line[2:13]]
        for line in lines[1:-1]
    }


def from_command(course, day) -> dict[str, list]:
    said = io.StringIO()
    call_command("completion", course=course, on=day, json=True, stdout=said)
    return {
        row["unit"]: [*(row[name] for name in COUNTS), row["share"]]
        for row in json.loads(said.getvalue())
    }


def from_trend(client, course, code, day) -> list | None:
    page = client.get(reverse("reports:trend_of_unit", args=[course, code]))
    for point in page.context["trend"].points:
        if point.day == day:
            return [*(getattr(point.figure, name) for name in COUNTS), point.figure.share]
    return None


@pytest.mark.parametrize("course", ["asking", "all"])
@pytest.mark.parametrize("ahead", DAYS_FROM_TODAY)
@pytest.mark.parametrize("is_folded", [False, True])
def test_page_files_command_and_trend_agree(client, lead, course, ahead, is_folded):
    if is_folded:
        fold()
    day = timezone.localdate() + dt.timedelta(days=ahead)

    found = from_page(client, course, day)

    assert set(found) == {"N", "S"}
    assert from_file(client, course, day, "csv") == found
    assert from_file(client, course, day, "xlsx") == found
    assert from_command(course, day) == found
    for code, figures in found.items():
        on_trend = from_trend(client, course, code, day)
        assert on_trend is None or on_trend == figures
