"""An organisation to measure with: people who move, ten courses, eighteen months of learning.

The first people are made here, fact by fact. For a million they are copied in the database, with
all their rows, and the figures multiplied: what is stored is what it would be.
"""

import datetime as dt
import random
import uuid
from typing import Any

from django.db import connection
from django.utils import timezone
from wagtail.models import Page

from courses.domain.completion import LONDON, day_of
from courses.models import Completion, Course, CourseEdition, CourseIndex, Enrolment, Step
from people.actions.starter import load_starter_organisation
from people.models import JobRole, Person, Posting, Unit
from quizzes.models import ActivityEdition
from reports.simulation.teams import add_teams
from standing.actions.checking import check_standing
from standing.actions.folding import fold
from standing.models import Assignment

COURSES, MONTHS = 10, 18
FOR_EVERYBODY = 2  # of the courses; each of the others is for one job role
DAY = dt.timedelta(days=1)
AT_ONCE = 2_000
FIRST_DAY = dt.date(2020, 1, 1)  # Nothing is said about earlier days.
SHARE_BEGINNING, SHARE_COMPLETING, SHARE_MOVING = 0.85, 0.9, 0.3


def build(people: int, *, copies: int = 1) -> None:
    """So many people in all; `copies` of the first of them."""
    load_starter_organisation()
    today = timezone.localdate()
    add_teams(today)
    roles = list(JobRole.objects.order_by("code"))
    courses = [_course(number) for number in range(COURSES)]
    _assign(courses, roles, today)
    chance = random.Random(1)  # noqa: S311 -- nothing here is a secret
    teams = list(Unit.objects.filter(kind=Unit.Kind.TEAM))
    for start in range(0, people // copies, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, people // copies))
        _people(numbers, teams, roles, courses, chance, today)
    check_standing(repair=True)
    fold()
    if copies > 1:
        _copy(copies)


def _course(number: int) -> CourseEdition:
    """A live course of one lesson."""
    index = CourseIndex.objects.first() or Page.objects.get(depth=1).add_child(
        instance=CourseIndex(title="Courses", slug="courses")
    )
    page = index.add_child(
        instance=Course(title=f"Course {number}", slug=f"course-{number}", summary="…", intro="…")
    )
    made_at = timezone.now() - dt.timedelta(days=900)
    lesson = ActivityEdition.objects.create(
        activity_key=uuid.uuid4(), kind="lesson", number=1, title="…", documents={}, made_at=made_at
    )
    edition = CourseEdition.objects.create(
        course_key=page.translation_key,
        number=1,
        title=page.title,
        documents={"en": {"title": page.title}},
        made_at=made_at,
    )
    Step.objects.create(
        course_edition=edition,
        position=1,
        edition=lesson,
        activity_key=lesson.activity_key,
        minutes=5,
        words={},
    )
    return edition


def _assign(courses: list[CourseEdition], roles: list[JobRole], today: dt.date) -> None:
    nations = list(Unit.objects.filter(kind=Unit.Kind.NATION))
    by, first = _office(), today - dt.timedelta(days=31 * MONTHS)
    for number, course in enumerate(courses):
        assignment = Assignment.objects.create(
            course_key=course.course_key, first_day=first, made_at=timezone.now(), made_by=by
        )
        version = assignment.versions.create(
            number=1,
            from_day=first,
            due_days=90,
            renewal_months=12,
            made_at=timezone.now(),
            made_by=by,
        )
        version.units.set(nations)
        if number >= FOR_EVERYBODY:
            version.job_roles.set([roles[number % len(roles)]])


def _office() -> Person:
    return Person.objects.create_superuser("office@example.org", name="The office")


def _people(
    numbers: range,
    teams: list[Unit],
    roles: list[JobRole],
    courses: list[CourseEdition],
    chance: random.Random,
    today: dt.date,
) -> None:
    people = Person.objects.bulk_create(
        Person(email=f"p{number}@example.org", name=f"Person {number}") for number in numbers
    )
    start = today - dt.timedelta(days=31 * MONTHS)
    enrolments, postings = [], []
    for person in people:
        role = chance.choice(roles)
        joined = max(start - chance.randint(-500, 900) * DAY, FIRST_DAY)
        postings += _postings(person, role, joined, teams, chance, today)
        for number, course in enumerate(courses):
            is_asked = number < FOR_EVERYBODY or roles[number % len(roles)] == role
            if is_asked and chance.random() < SHARE_BEGINNING:
                first = max(start, joined)
                on = first + chance.randint(0, max(0, (today - first).days - 1)) * DAY
                is_done = chance.random() < SHARE_COMPLETING
                enrolments.append(_enrolment(person, course, on, is_done=is_done))
    Posting.objects.bulk_create(postings)
    Enrolment.objects.bulk_create(enrolments)
    Completion.objects.bulk_create(
        Completion(
            person_id=one.person_id,
            course_key=one.course_key,
            edition_id=one.edition_id,
            enrolment=one,
            day=day_of(one.completed_at),
            at=one.completed_at,
        )
        for one in enrolments
        if one.completed_at
    )


def _postings(
    person: Person,
    role: JobRole,
    joined: dt.date,
    teams: list[Unit],
    chance: random.Random,
    today: dt.date,
) -> list[Posting]:
    """One, or two of whoever moved."""
    days = (today - joined).days
    moved_on = None
    if days > 60 and chance.random() < SHARE_MOVING:
        moved_on = joined + chance.randint(30, days - 1) * DAY
    spans = [(joined, moved_on - DAY if moved_on else None)]
    if moved_on:
        spans.append((moved_on, None))
    return [
        Posting(
            person=person,
            unit=chance.choice(teams),
            job_role=role,
            first_day=first,
            last_day=last,
        )
        for first, last in spans
    ]


def _enrolment(person: Person, course: CourseEdition, on: dt.date, *, is_done: bool) -> Enrolment:
    at = dt.datetime.combine(on, dt.time(10), LONDON)
    return Enrolment(
        person=person,
        course_key=course.course_key,
        edition=course,
        started_at=at,
        first_act_at=at,
        completed_at=at if is_done else None,
    )


# Each row again under other keys: the n-th copy of a person has the key of the first plus n times
# what all of them take up.
COPIES = {
    "people_person": (
        "email = n || '-' || email, key = gen_random_uuid()",
        {"id": "people_person"},
    ),
    "people_posting": ("", {"id": "people_posting", "person_id": "people_person"}),
    "courses_enrolment": (
        "key = gen_random_uuid()",
        {"id": "courses_enrolment", "person_id": "people_person"},
    ),
    "courses_completion": (
        "",
        {
            "id": "courses_completion",
            "person_id": "people_person",
            "enrolment_id": "courses_enrolment",
        },
    ),
    "standing_standinginterval": (
        "",
        {"id": "standing_standinginterval", "person_id": "people_person"},
    ),
}


def _copy(copies: int) -> None:
    """PostgreSQL only."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # No checks row by row.
        steps = {}
        for table in COPIES:
            cursor.execute(f"SELECT max(id) FROM {table}")
            steps[table] = cursor.fetchone()[0] + 1
        for table, (others, keys) in COPIES.items():
            _copy_table(cursor, table, others, keys, steps, copies)
        cursor.execute("UPDATE standing_dailychange SET delta = delta * %s", [copies])
        cursor.execute("SET session_replication_role = DEFAULT")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _copy_table(
    cursor: Any,
    table: str,
    others: str,
    keys: dict[str, str],
    steps: dict[str, int],
    copies: int,
) -> None:
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table]
    )
    columns = [name for (name,) in cursor.fetchall()]
    made = dict(part.split(" = ") for part in others.split(", ") if part)
    made |= {name: f"{name} + n * {steps[of]}" for name, of in keys.items()}
    values = ", ".join(made.get(name, f'"{name}"') for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    only = "WHERE email LIKE 'p%%'" if table == "people_person" else ""
    cursor.execute(
        f"INSERT INTO {table} ({names}) SELECT {values} FROM {table}, "
        f"generate_series(1, %s) AS n {only}",
        [copies - 1],
    )
    cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
