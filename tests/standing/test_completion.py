"""`manage.py completion`: exact for any day, as a stranger recounts it from the exported facts."""

import datetime as dt
import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from standing.actions.recalculation import recalculate
from tests.factories.people import PersonFactory, PlacementFactory, UnitFactory
from tests.reports.course import make_course, settle, staff
from tests.standing.chance import DAYS, START, make_everything
from tests.standing.recount import Recount

pytestmark = pytest.mark.django_db

KEYS = [
    "unit",
    "name",
    "people",
    "up_to_date",
    "in_progress",
    "not_started",
    "overdue",
    "exempt",
    "voluntary",
    "lapsing_30",
    "lapsing_60",
    "lapsing_90",
    "share",
]


def completion(*arguments: str) -> list[dict]:
    said = io.StringIO()
    call_command("completion", *arguments, "--json", stdout=said)
    return json.loads(said.getvalue())


@pytest.mark.parametrize("seed", [2, 3, 4])
def test_every_figure_is_what_a_stranger_counts_from_the_facts(seed, tmp_path):
    make_everything(seed, people=60)
    call_command("check_standing", "--repair", stdout=io.StringIO())
    call_command("export_facts", tmp_path / "facts", stdout=io.StringIO())
    stranger, today = Recount(tmp_path / "facts"), timezone.localdate()

    found = []
    for days in range(-30, DAYS + 200, 97):
        day = START + dt.timedelta(days=days)
        for course in ("asking", "planning", "all"):
            for by in ("nation", "region", "delivery_unit", "team", "R1"):
                rows = completion(f"--course={course}", f"--on={day}", f"--by={by}")
                recounted = stranger.rows(course, by, day)
                assert {row["unit"]: row for row in rows} == recounted, (course, by, day)
                found += rows
            now = completion(f"--course={course}", f"--on={day}", "--postings=now")
            assert {row["unit"]: row for row in now} == stranger.rows(
                course, "region", day, today
            ), (course, day)

    # … and there was something of everything to count.
    for key in KEYS[2:]:
        assert any(row[key] for row in found), key


def test_a_row_has_exactly_these_keys_in_order():
    make_course("asking")
    UnitFactory(code="ENG", name="England", kind="nation")

    (row,) = completion("--course=asking", "--by=nation")

    assert list(row) == KEYS
    assert (row["unit"], row["name"], row["people"], row["share"]) == ("ENG", "England", 0, None)


def test_a_code_lists_the_units_directly_below_it_on_that_day():
    make_course("asking")
    day = dt.date(2026, 6, 1)
    region, other = UnitFactory(code="R1", kind="region"), UnitFactory(code="R2", kind="region")
    team = UnitFactory(code="T1")
    PlacementFactory(unit=team, parent=region, last_day=day)
    PlacementFactory(unit=team, parent=other, first_day=day + dt.timedelta(days=1))

    def below(code: str, on: dt.date) -> list[str]:
        return [row["unit"] for row in completion("--course=asking", f"--by={code}", f"--on={on}")]

    assert (below("R1", day), below("R2", day)) == (["T1"], [])
    tomorrow = day + dt.timedelta(days=1)
    assert (below("R1", tomorrow), below("R2", tomorrow)) == ([], ["T1"])


def test_a_closed_unit_is_listed_up_to_its_last_day():
    make_course("asking")
    day = dt.date(2026, 6, 1)
    nation = UnitFactory(code="ENG", kind="nation")
    UnitFactory(code="R1", kind="region", below=nation, closed_on=day)

    assert len(completion("--course=asking", f"--on={day}")) == 1
    assert completion("--course=asking", f"--on={day + dt.timedelta(days=1)}") == []


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("where", ["then", "now"])
def test_the_first_and_the_last_day_of_the_calendar_have_figures(day, where):
    make_everything(2, people=5)

    rows = completion("--course=all", f"--on={day}", f"--postings={where}", "--by=region")

    assert [row["unit"] for row in rows if row["people"]] == []


def test_without_json_it_is_a_table_for_people():
    course = make_course("asking")
    nation = UnitFactory(code="ENG", name="England", kind="nation")
    people = staff(nation, course, in_progress=3)
    recalculate(persons=[person.pk for person in people])
    said = io.StringIO()

    call_command("completion", "--course=asking", "--by=nation", stdout=said)

    heading, row = said.getvalue().splitlines()
    assert heading.split() == [*KEYS[2:4], "share", *KEYS[4:-1]]
    assert row.split() == ["England", "0", "0", "–", "0", "0", "0", "0", "3", "0", "0", "0"]


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--course=unknown"], "There is no course “unknown”. There are: all, asking."),
        (["--course=asking", "--by=XYZ"], "There is no unit with the code “XYZ”"),
        (["--course=asking", "--on=tomorrow"], "“tomorrow” is not a day like 2026-01-31."),
        (["--course=asking", "--on=2026-02-30"], "“2026-02-30” is not a day"),
        (["--course=asking", "--postings=both"], "invalid choice"),
        ([], "--course"),
    ],
)
def test_what_is_not_there_is_said_clearly(arguments, problem):
    make_course("asking")

    with pytest.raises(CommandError, match=problem.replace("(", r"\(")):
        call_command("completion", *arguments)


@pytest.mark.parametrize("number", [1, 3])
def test_it_costs_the_same_for_one_person_and_for_three(number, django_assert_num_queries):
    course = make_course("asking")
    nation = UnitFactory(code="ENG", kind="nation")
    staff(nation, course, up_to_date=number)
    settle()
    PersonFactory()

    with django_assert_num_queries(4):
        (row,) = completion("--course=asking", "--by=nation")
    assert row["voluntary"] == number
