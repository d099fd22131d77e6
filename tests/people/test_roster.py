"""Bringing in people from a file: read, judged row by row, shown, applied whole or not at all."""

import datetime as dt
import io
import time

import openpyxl
import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.actions.roster import apply_roster, keep_roster
from people.models import Person, Posting, PostingChange, RosterImport, Unit
from people.permissions import ADMINISTRATORS
from people.roster import COLUMNS, plan_of
from people.signals import postings_changed
from people.uploads import Unreadable, cells_of
from tests.factories.people import (
    JobRoleFactory,
    PersonFactory,
    PlacementFactory,
    PostingFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db
UPLOAD = reverse("organisation:roster")
JANUARY = dt.datetime(2026, 1, 5)  # noqa: DTZ001 -- as a spreadsheet has it
HEADER = "email,name,unit,job_role,first_day,last_day\n"


@pytest.fixture
def by() -> Person:
    group = Group.objects.create(name=ADMINISTRATORS)
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    person = PersonFactory(name="Ada Administrator")
    person.groups.add(group)
    return person


@pytest.fixture
def client(by) -> Client:
    client = Client()
    client.force_login(by)
    return client


@pytest.fixture
def units(db) -> dict[str, Unit]:
    JobRoleFactory()
    JobRoleFactory(code="SPO", name="Senior probation officer")
    return {code: UnitFactory(code=code, name=f"Team {code}") for code in ("T1", "T2")}


def send(client: Client, text: str, name: str = "roster.csv"):
    return client.post(UPLOAD, {"file": SimpleUploadedFile(name, text.encode())})


def bring_in(client: Client, text: str) -> None:
    """Sends, looks, confirms."""
    answer = send(client, text)
    client.get(answer.headers["Location"])
    client.post(answer.headers["Location"])


def problems(text: str) -> list[tuple[int, str, str]]:
    plan = plan_of(cells_of("roster.csv", text.encode()))
    return [(problem.row, problem.column, problem.reason) for problem in plan.problems]


def history(email: str) -> list[tuple]:
    rows = Posting.objects.filter(person__email=email).order_by("first_day")
    return [(row.unit.code, row.first_day.isoformat(), str(row.last_day)) for row in rows]


# What is brought in


def test_nothing_changes_before_it_is_confirmed(client, units):
    answer = send(client, HEADER + "Noor@Example.org,Noor Khan,t1,po,2026-01-05,\n")

    page = client.get(answer.headers["Location"])

    assert not Person.objects.filter(email="noor@example.org").exists()
    assert "Team T1, Probation officer: 5 January 2026" in page.text
    assert "no account" in page.text


def test_people_come_with_postings_a_verified_address_and_no_password(client, units):
    bring_in(
        client,
        HEADER
        + "Noor@Example.org,Noor Khan,T1,PO,2026-01-05,\n"
        + "noor@example.org,Noor Khan,T2,SPO,01/03/2026,\n"
        + "sam@example.org,Sam Rees,T2,PO,2025-02-01,2026-02-01\n",
    )

    assert history("noor@example.org") == [
        ("T1", "2026-01-05", "2026-02-28"),
        ("T2", "2026-03-01", "None"),
    ]
    assert history("sam@example.org") == [("T2", "2025-02-01", "2026-02-01")]
    noor = Person.objects.get(email="noor@example.org")
    assert not noor.has_usable_password()
    address = EmailAddress.objects.get(user=noor)
    assert (address.email, address.verified, address.primary) == ("noor@example.org", True, True)
    kept = RosterImport.objects.get()
    assert kept.applied_at
    assert kept.rows == []


@pytest.mark.parametrize(
    ("mark", "encoding"), [(";", "utf-8-sig"), ("\t", "utf-8"), (";", "cp1252"), (",", "cp1252")]
)
def test_a_roster_is_read_as_a_spreadsheet_saves_it(client, units, mark, encoding):
    text = HEADER + "noor@example.org,Noor Môn,T1,PO,2026-01-05,\n"

    plan = plan_of(cells_of("roster.csv", text.replace(",", mark).encode(encoding)))

    assert plan.problems == []
    assert [person.name for person in plan.people] == ["Noor Môn"]


def test_file_is_all_there_is_from_its_first_day_on(client, units, by):
    person = PersonFactory(email="noor@example.org", name="Noor")
    for first, last in (("2020-01-01", "2023-12-31"), ("2024-01-01", None)):
        PostingFactory(person=person, unit=units["T1"], first_day=first, last_day=last)
    untouched = PostingFactory(unit=units["T1"])

    bring_in(client, HEADER + "noor@example.org,Noor Khan,T2,PO,2023-06-01,2026-06-30\n")

    assert history("noor@example.org") == [
        ("T1", "2020-01-01", "2023-05-31"),
        ("T2", "2023-06-01", "2026-06-30"),
    ]
    person.refresh_from_db()
    assert person.name == "Noor Khan"
    assert Posting.objects.get(pk=untouched.pk).last_day is None
    changes = PostingChange.objects.filter(person=person, reason="imported", made_by=by)
    assert changes.count() == 2


def test_same_file_again_changes_nothing(client, units):
    text = HEADER + "noor@example.org,Noor Khan,T1,PO,2026-01-05,\n"
    bring_in(client, text)
    before = list(Posting.objects.values())

    bring_in(client, text)

    assert list(Posting.objects.values()) == before
    assert PostingChange.objects.count() == 1
    assert RosterImport.objects.first().counts["unchanged"] == 1


def test_everybody_concerned_is_announced_once(client, units):
    known = PostingFactory(
        person__email="sam@example.org", person__name="Sam Rees", unit=units["T2"]
    )
    heard = []

    def hear(sender, persons, from_day, **kwargs):
        heard.append((persons, from_day))

    postings_changed.connect(hear)
    try:
        bring_in(
            client,
            HEADER
            + "noor@example.org,Noor Khan,T1,PO,2026-01-05,\n"
            + "sam@example.org,Sam Rees,T2,PO,2020-01-01,\n",
        )
    finally:
        postings_changed.disconnect(hear)

    noor = Person.objects.get(email="noor@example.org")
    assert heard == [([noor.pk], dt.date(2026, 1, 5))]
    assert known.person_id != noor.pk


def test_spreadsheet_is_read_too(units):
    book = openpyxl.Workbook()
    book.active.append(list(COLUMNS))
    book.active.append(["noor@example.org", "Noor Khan", "T1", "PO", JANUARY, None])
    file = io.BytesIO()
    book.save(file)

    plan = plan_of(cells_of("roster.xlsx", file.getvalue()))

    assert plan.problems == []
    assert plan.people[0].after[0].first == dt.date(2026, 1, 5)


# What is wrong with a file


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("nobody,Noor,T1,PO,2026-01-05,", "email", "This is not an e-mail address."),
        (",Noor,T1,PO,2026-01-05,", "email", "This is empty."),
        ("n@example.org,,T1,PO,2026-01-05,", "name", "This is empty."),
        ("n@example.org,Noor,T9,PO,2026-01-05,", "unit", "There is no unit with the code “T9”."),
        (
            "n@example.org,Noor,T1,XX,2026-01-05,",
            "job_role",
            "There is no job role with the code “XX”.",
        ),
        (
            "n@example.org,Noor,T1,PO,5 Jan,",
            "first_day",
            "Write days as 2026-04-01 or 01/04/2026.",
        ),
        (
            "n@example.org,Noor,T1,PO,0001-01-01,",
            "first_day",
            "Choose a day from 1900 to 2099.",
        ),
        (
            "n@example.org,Noor,T1,PO,2026-01-05,9999-12-31",
            "last_day",
            "Choose a day from 1900 to 2099.",
        ),
        (
            "n@example.org,No\x0bor,T1,PO,2026-01-05,",
            "name",
            "The name has a letter in it that cannot be shown.",
        ),
        (
            f"{'n' * 60}@{'e' * 60}.{'x' * 60}.{'a' * 60}.example.org,Noor,T1,PO,2026-01-05,",
            "email",
            "The e-mail address is longer than 254 letters.",
        ),
        (
            "n@example.org,Noor,T1,PO,2026-01-05,2026-01-04",
            "last_day",
            "The last day lies before the first day.",
        ),
        (
            "n@example.org,Noor,CLOSED,PO,2026-01-05,",
            "last_day",
            "The last day of Closed is 1 March 2026: choose days up to then, or another unit.",
        ),
        (
            "n@example.org,Noor,LATE,PO,2026-01-05,",
            "first_day",
            "Late is there from 1 May 2026 on.",
        ),
        (
            "root@example.org,Root,T1,PO,2026-01-05,",
            "email",
            "The account of a superuser is not changed by a file.",
        ),
    ],
)
def test_problem_is_told_by_row_column_and_reason(units, row, column, reason):
    Person.objects.create_superuser("root@example.org", name="Root")
    UnitFactory(code="CLOSED", name="Closed", closed_on=dt.date(2026, 3, 1))
    PlacementFactory(unit=UnitFactory(code="LATE", name="Late"), first_day=dt.date(2026, 5, 1))
    fine = "sam@example.org,Sam Rees,T1,PO,2026-01-05,\n"

    assert problems(f"{HEADER}{fine}{row}\n") == [(3, column, reason)]


@pytest.mark.parametrize(
    ("second", "column", "reason"),
    [
        ("Noor,T2,PO,2026-01-05,", "first_day", "Row 2 has a posting from the same day."),
        ("Noor,T2,PO,2026-02-01,", "first_day", "The days overlap those of row 2."),
        ("Nour,T2,PO,2026-04-01,", "name", "Row 2 has another name for this e-mail address."),
    ],
)
def test_rows_of_one_person_fit_together(units, second, column, reason):
    first = "n@example.org,Noor,T1,PO,2026-01-05,2026-03-01"

    assert problems(f"{HEADER}{first}\nn@example.org,{second}\n") == [(3, column, reason)]


def test_columns_are_checked_first(units):
    found = problems("email,name,unit,first_day,shoe_size\nn@example.org,Noor,T1,2026-01-05,5\n")

    assert found == [
        (1, "job_role", "This column is missing."),
        (1, "shoe_size", "Nobody knows this column."),
    ]


def test_a_column_is_there_once(units):
    found = problems("email,email,name,unit,job_role,first_day\na,b,Noor,T1,PO,2026-01-05\n")

    assert found == [(1, "email", "This column is there twice.")]


def test_empty_rows_are_left_out_and_counted(units):
    rows = ",,,,,\nnobody,Noor,T1,PO,2026-01-05,\n,,,,,\n"

    assert problems(HEADER + rows) == [(3, "email", "This is not an e-mail address.")]


def test_a_small_file_that_says_it_is_huge_is_refused_at_once(units):
    book = openpyxl.Workbook()
    book.active.append(list(COLUMNS))
    book.active.cell(1_048_576, 16_384, "far away")
    file = io.BytesIO()
    book.save(file)

    with pytest.raises(Unreadable, match="more rows than 100,000"):
        cells_of("roster.xlsx", file.getvalue())


def test_a_file_that_unpacks_without_end_is_refused_unread(units, monkeypatch):
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.active.append(list(COLUMNS))
    book.save(file)
    monkeypatch.setattr("people.uploads.LARGEST_UNPACKED", 1_000)

    with pytest.raises(Unreadable, match="too large once it is unpacked"):
        cells_of("roster.xlsx", file.getvalue())


def test_all_problems_are_listed_and_nothing_is_kept(client, units):
    rows = "".join(f"n{number},Noor,T1,PO,2026-01-05,\n" for number in range(3))

    answer = send(client, HEADER + rows + "n@example.org,Noor,T9,PO,2026-01-05,\n")

    assert answer.status_code == 422
    assert "4 problems were found" in answer.text
    assert [problem.row for problem in answer.context["problems"]] == [2, 3, 4, 5]
    assert not RosterImport.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("roster.csv", b"email,name\n", "The file has no rows."),
        ("roster.csv", "email\n".encode("utf-16"), "CSV UTF-8"),
        ("roster.xlsx", b"not a workbook", "cannot be read as a table"),
    ],
)
def test_what_is_no_table_is_said(client, units, name, content, words):
    answer = client.post(UPLOAD, {"file": SimpleUploadedFile(name, content)})

    assert answer.status_code == 422
    assert words in answer.text


# All or nothing


def test_nothing_is_written_where_things_have_changed_since(client, units):
    answer = send(client, HEADER + "noor@example.org,Noor Khan,T1,PO,2026-01-05,\n")
    Unit.objects.filter(code="T1").update(closed_on=dt.date(2026, 2, 1))

    page = client.post(answer.headers["Location"], follow=True)

    assert "have changed since the file was read" in page.text
    assert not Person.objects.filter(email="noor@example.org").exists()


def test_file_is_applied_once(units, by):
    cells = cells_of("r.csv", f"{HEADER}noor@example.org,Noor,T1,PO,2026-01-05,\n".encode())
    at = timezone.now()
    kept = keep_roster(name="r.csv", cells=cells, plan=plan_of(cells), by=by, at=at)
    apply_roster(roster=kept, by=by, at=at)

    with pytest.raises(ValidationError, match="applied already"):
        apply_roster(roster=kept, by=by, at=at)

    assert Posting.objects.count() == 1


def test_failure_in_the_middle_leaves_nothing(units, by):
    cells = cells_of("r.csv", f"{HEADER}noor@example.org,Noor,T1,PO,2026-01-05,\n".encode())
    at = timezone.now()
    kept = keep_roster(name="r.csv", cells=cells, plan=plan_of(cells), by=by, at=at)

    def fail(**kwargs):
        raise RuntimeError

    postings_changed.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            apply_roster(roster=kept, by=by, at=at)
    finally:
        postings_changed.disconnect(fail)

    assert not Person.objects.filter(email="noor@example.org").exists()
    kept.refresh_from_db()
    assert kept.applied_at is None


def test_file_of_somebody_else_is_not_found(client, units):
    cells = cells_of("r.csv", f"{HEADER}noor@example.org,Noor,T1,PO,2026-01-05,\n".encode())
    other = PersonFactory()
    kept = keep_roster(name="r.csv", cells=cells, plan=plan_of(cells), by=other, at=timezone.now())

    place = reverse("organisation:apply_roster", args=[kept.key])

    assert client.get(place).status_code == 404
    assert client.post(place).status_code == 404


def test_many_people_take_few_queries_and_little_time(units, by, django_assert_max_num_queries):
    rows = "".join(
        f"p{number}@example.org,Person {number},T{number % 2 + 1},PO,2026-01-05,\n"
        for number in range(2_000)
    )
    at, began = timezone.now(), time.monotonic()

    with django_assert_max_num_queries(100):
        cells = cells_of("r.csv", (HEADER + rows).encode())
        kept = keep_roster(name="r.csv", cells=cells, plan=plan_of(cells), by=by, at=at)
        apply_roster(roster=kept, by=by, at=at)

    assert Posting.objects.count() == 2_000
    assert time.monotonic() - began < 10
