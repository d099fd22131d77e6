"""The facts that standing counts, as tables from which any figure can be recounted.

docs/facts.md says what stands in each column, and the rules. No names, no e-mail addresses, no
words that somebody wrote about a person.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from courses.domain.completion import day_of
from courses.models import Completion, Course, CourseEdition, Enrolment, Withdrawal
from people.models import JobRole, Person, Placement, Posting, Unit
from quizzes.models import Retake
from standing.models import Assignment, AssignmentVersion, Exemption

AT_ONCE = 2_000  # rows in memory
BEGIN = {
    "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    "sqlite": "BEGIN DEFERRED",
}
Row = Sequence[Any]


@dataclass(frozen=True)
class Table:
    """A table of facts; `rows` reads it anew each time, a few at once."""

    name: str
    columns: tuple[str, ...]
    rows: Callable[[], Iterator[Row]]


@contextmanager
def one_moment() -> Iterator[None]:
    """What is read inside is as of one moment, and nobody who writes has to wait for it."""
    if connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(BEGIN[connection.vendor])
        try:
            yield
        finally:
            cursor.execute("COMMIT")


def _values(rows: QuerySet[Any], *fields: str) -> Iterator[Row]:
    """Moments become days in London."""
    for values in rows.values_list(*fields).iterator(chunk_size=AT_ONCE):
        yield [day_of(value) if isinstance(value, dt.datetime) else value for value in values]


def _courses() -> Iterator[Row]:
    """The slug that `manage.py completion` takes; the newest title."""
    slugs = dict(
        Course.objects.filter(alias_of__isnull=True)
        .order_by("live", "-path")
        .values_list("translation_key", "slug")
    )
    newest: dict[Any, str] = dict(
        CourseEdition.objects.order_by("number").values_list("course_key", "title")
    )
    for key, title in sorted(newest.items(), key=lambda item: item[1]):
        yield key, slugs.get(key, ""), title


def _editions() -> Iterator[Row]:
    fields = ("course_key", "number", "made_at", "change", "retake", "retake_by")
    for course, number, day, change, retake, by in _values(
        CourseEdition.objects.order_by("course_key", "number"), *fields
    ):
        yield course, number, day, change, retake, by if retake == Retake.EVERYBODY else None


def _of_versions(name: str, *fields: str) -> Iterator[Row]:
    rows = AssignmentVersion.objects.filter(**{f"{name}__isnull": False})
    return _values(rows.order_by("pk", f"{name}__code"), "assignment__key", "number", *fields)


def _units_of_versions() -> Iterator[Row]:
    for name, is_covered in (("units", "yes"), ("excluded_units", "no")):
        for row in _of_versions(name, f"{name}__code"):
            yield [*row, is_covered]


def _table(name: str, rows: Callable[[], QuerySet[Any]], /, **columns: str) -> Table:
    """Columns, each with the field that it shows, in order of the primary key."""
    fields = tuple(columns.values())
    return Table(name, tuple(columns), lambda: _values(rows().order_by("pk"), *fields))


DAYS = {"first_day": "first_day", "last_day": "last_day"}
TABLES: Iterable[Table] = (
    _table(
        "units",
        Unit.objects.all,
        unit="code",
        name="name",
        name_cy="name_cy",
        kind="kind",
        nation="nation",
        last_day="closed_on",
    ),
    _table("placements", Placement.objects.all, unit="unit__code", parent="parent__code", **DAYS),
    _table("job_roles", JobRole.objects.all, job_role="code", name="name"),
    _table("people", Person.objects.all, person="key"),
    _table(
        "postings",
        Posting.objects.all,
        person="person__key",
        unit="unit__code",
        job_role="job_role__code",
        **DAYS,
    ),
    Table("courses", ("course", "slug", "title"), _courses),
    Table("editions", ("course", "edition", "day", "change", "retake", "retake_by"), _editions),
    _table("assignments", Assignment.objects.all, assignment="key", course="course_key", **DAYS),
    _table(
        "assignment_versions",
        AssignmentVersion.objects.all,
        assignment="assignment__key",
        version="number",
        from_day="from_day",
        due_days="due_days",
        due_day="due_day",
        grace_days="grace_days",
        renewal_months="renewal_months",
    ),
    Table("assignment_units", ("assignment", "version", "unit", "is_covered"), _units_of_versions),
    Table(
        "assignment_job_roles",
        ("assignment", "version", "job_role"),
        lambda: _of_versions("job_roles", "job_roles__code"),
    ),
    _table(
        "exemptions",
        Exemption.objects.all,
        exemption="key",
        person="person__key",
        course="course_key",
        category="category",
        first_day="from_day",
        last_day="until_day",
        withdrawn_on="withdrawn_at",
    ),
    _table(
        "enrolments",
        Enrolment.objects.all,
        enrolment="key",
        person="person__key",
        course="course_key",
        edition="edition__number",
        started_on="started_at",
        first_act_on="first_act_at",
        completed_on="completed_at",
    ),
    _table(
        "completions",
        Completion.objects.all,
        completion="pk",
        person="person__key",
        course="course_key",
        day="day",
        source="source",
        edition="edition__number",
        enrolment="enrolment__key",
    ),
    _table("withdrawals", Withdrawal.objects.all, completion="completion", withdrawn_on="at"),
)
