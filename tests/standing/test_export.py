"""The facts as tables: everything that is needed, nobody's name, and little memory."""

import csv
import datetime as dt
import re
import tracemalloc
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from courses.actions.completions import record_completions, withdraw_completion
from courses.actions.learning import enrol
from courses.models import Completion
from people.models import Person, Posting, Unit
from standing.actions.assignments import change_assignment, make_assignment
from standing.actions.exemptions import exempt
from standing.requirement_queries import Terms
from standing.tables import TABLES, one_moment
from tests.factories.people import (
    JobRoleFactory,
    PersonFactory,
    PlacementFactory,
    PostingFactory,
    UnitFactory,
)
from tests.reports.course import complete, make_course
from tests.threads import at_once

DAY = dt.date(2026, 6, 1)
NOW = dt.datetime(2026, 6, 1, 23, 30, tzinfo=dt.UTC)  # half past midnight of the second, in London


def read(folder: Path) -> dict[str, list[dict[str, str]]]:
    tables = {}
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            tables[path.stem] = list(csv.DictReader(file))
    return tables


@pytest.fixture
def organisation(db, settings):
    """Two people who have done something, in a unit that moved, and what is asked of them."""
    settings.DEMO = True
    course = make_course("asking")
    england, wales = UnitFactory(code="ENG", name="England"), UnitFactory(code="WAL", name="Wales")
    team = UnitFactory(code="T", name="Team", name_cy="Tîm")
    PlacementFactory(unit=team, parent=england, first_day=DAY, last_day=DAY)
    PlacementFactory(unit=team, parent=wales, first_day=DAY + dt.timedelta(days=1))
    one = PersonFactory(name="Sam Rees", email="sam@example.org")
    other = PersonFactory(name="Jo Clarke", email="jo@example.org")
    for person in (one, other):
        PostingFactory(person=person, unit=team, first_day=dt.date(2026, 1, 1))
    complete(one, course)
    enrol(person=other, course_key=course.translation_key, at=NOW)
    elsewhere = Completion(
        person=other, course_key=course.translation_key, day=DAY, evidence="Jo Clarke’s paper"
    )
    record_completions(completions=[elsewhere], by=one, at=NOW)
    withdraw_completion(
        completion=Completion.objects.get(source="elsewhere"), reason="Sam", by=one, at=NOW
    )
    ask(course, england=england, wales=wales, team=team, by=one)
    exempt(
        person=other,
        course_key=course.translation_key,
        category="long_leave",
        from_day=DAY,
        until_day=None,
        by=one,
        at=NOW,
    )
    return course, one, other


def ask(course, *, england, wales, team, by):
    """An assignment, and on the same day another version of it."""
    made = make_assignment(
        course_key=course.translation_key,
        first_day=DAY,
        last_day=None,
        terms=Terms(frozenset([england.pk]), frozenset([team.pk]), due_days=28),
        by=by,
        at=NOW,
    )
    change_assignment(
        assignment=made,
        from_day=DAY,
        terms=Terms(
            frozenset([wales.pk]),
            job_roles=frozenset([JobRoleFactory().pk]),
            due_day=DAY,
            grace_days=7,
            renewal_months=12,
        ),
        by=by,
        at=NOW,
    )


def test_every_fact_is_there_by_keys_and_codes(organisation, tmp_path):
    course, one, other = organisation

    call_command("export_facts", tmp_path / "facts", verbosity=0)

    tables = read(tmp_path / "facts")
    assert set(tables) == {table.name for table in TABLES}
    key = str(course.translation_key)
    assert tables["courses"] == [{"course": key, "slug": "asking", "title": "A course"}]
    assert [row["parent"] for row in tables["placements"]] == ["ENG", "WAL"]
    assert {row["person"] for row in tables["people"]} == {str(one.key), str(other.key)}
    (first, second) = tables["assignment_versions"]
    assert (first["due_days"], first["due_day"], first["renewal_months"]) == ("28", "", "")
    assert (second["due_days"], second["due_day"], second["renewal_months"]) == (
        "",
        "2026-06-01",
        "12",
    )
    assert [
        (row["version"], row["unit"], row["is_covered"]) for row in tables["assignment_units"]
    ] == [
        ("1", "ENG", "yes"),
        ("2", "WAL", "yes"),
        ("1", "T", "no"),
    ]
    assert [(row["version"], row["job_role"]) for row in tables["assignment_job_roles"]] == [
        ("2", "PO")
    ]
    here, elsewhere = tables["completions"]
    assert (here["source"], here["edition"]) == ("here", "1")
    assert (elsewhere["source"], elsewhere["edition"], elsewhere["day"]) == (
        "elsewhere",
        "",
        "2026-06-01",
    )
    # Moments are days in London.
    assert tables["withdrawals"] == [
        {"completion": elsewhere["completion"], "withdrawn_on": "2026-06-02"}
    ]
    assert [row["first_act_on"] != "" for row in tables["enrolments"]] == [True, False]


def test_nobody_can_be_recognised_by_name_address_or_words(organisation, tmp_path):
    call_command("export_facts", tmp_path / "facts", verbosity=0)

    written = "".join(path.read_text() for path in (tmp_path / "facts").glob("*.csv"))
    for word in ("Sam", "Rees", "Clarke", "@", "paper"):
        assert word not in written


def test_the_readme_names_every_table_and_every_column_in_order():
    text = (Path(settings.BASE_DIR) / "docs" / "facts.md").read_text()
    said = dict(re.findall(r"^\*\*(\w+)\*\*: (.+?)\n\n", text, re.DOTALL | re.MULTILINE))

    assert list(said) == [table.name for table in TABLES]
    for table in TABLES:
        missing = [column for column in table.columns if f"`{column}`" not in said[table.name]]
        assert not missing, f"{table.name}: {missing}"


def test_the_readme_goes_with_the_tables(db, tmp_path):
    call_command("export_facts", tmp_path / "facts", verbosity=0)

    assert "## The rules" in (tmp_path / "facts" / "README.md").read_text()


def test_a_folder_that_is_not_empty_stays_as_it_is(db, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")

    with pytest.raises(CommandError, match="is not empty"):
        call_command("export_facts", tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_file_where_the_folder_should_be_is_an_error_in_words(db, tmp_path):
    (tmp_path / "facts").write_text("mine")

    with pytest.raises(CommandError, match="Cannot write to"):
        call_command("export_facts", tmp_path / "facts")


@pytest.mark.once
def test_memory_does_not_grow_with_the_people(db, tmp_path):
    def peak(folder: str) -> int:
        tracemalloc.start()
        call_command("export_facts", tmp_path / folder, verbosity=0)
        _now, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    add_people(4_000)
    peak("first")  # what is read once, by whoever comes first
    few = peak("few")
    add_people(16_000)

    assert peak("many") < few * 1.5


def add_people(number: int) -> None:
    unit = Unit.objects.filter(code="T").first() or UnitFactory(code="T")
    before = Person.objects.count()
    people = Person.objects.bulk_create(
        Person(email=f"p{before + n}@example.org", name="P") for n in range(number)
    )
    Posting.objects.bulk_create(
        Posting(person=one, unit=unit, job_role=JobRoleFactory(), first_day=timezone.localdate())
        for one in people
    )


@pytest.mark.django_db(transaction=True)
def test_the_tables_are_as_of_one_moment():
    PersonFactory()

    with one_moment():
        before = Person.objects.count()
        errors = at_once(PersonFactory)
        during = Person.objects.count()

    assert errors == []
    assert (before, during, Person.objects.count()) == (1, 1, 2)
