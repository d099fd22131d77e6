"""Organisations and histories by chance, in which every rule of standing is met."""

import datetime as dt
import random
import uuid
from dataclasses import dataclass

from django.utils import timezone

from courses.models import Completion, Course, CourseEdition, Enrolment, Withdrawal
from people.models import JobRole, Person, Placement, Posting, Unit
from quizzes.models import EditionChange, Retake
from standing.models import Assignment, AssignmentVersion, Exemption
from tests.factories.people import JobRoleFactory, PersonFactory, UnitFactory
from tests.reports.course import make_course

START = dt.date(2024, 1, 31)
DAYS = 900
NOON = dt.time(12)


@dataclass
class Chance:
    """Everything is drawn from `rng`: the same seed makes the same facts."""

    rng: random.Random

    def day(self, first: int = 0, last: int = DAYS) -> dt.date:
        return START + dt.timedelta(days=self.rng.randint(first, last))

    def perhaps(self, share: float) -> bool:
        return self.rng.random() < share

    def later(self, day: dt.date, most: int) -> dt.date:
        return day + dt.timedelta(days=self.rng.randint(0, most))


def moment(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, NOON))


def make_everything(seed: int, people: int) -> None:
    """Two courses, eight units of which some move, and what is asked, done, exempt, taken back."""
    chance = Chance(random.Random(seed))
    units, teams = make_units(chance)
    roles = [JobRoleFactory(code=code, name=code) for code in ("PO", "PSO", "SPO")]
    persons = PersonFactory.create_batch(people)
    courses = [make_course("asking"), make_course("planning")]
    for course in courses:
        publish_again(chance, course)
        for _ in range(chance.rng.randint(1, 3)):
            assign(chance, course.translation_key, units, roles, persons[0])
    for person in persons:
        post(chance, person, teams, roles)
        for course in courses:
            learn(chance, person, course.translation_key, persons[0])


def make_units(chance: Chance) -> tuple[list[Unit], list[Unit]]:
    nation = UnitFactory(code="ENG", name="England", kind=Unit.Kind.NATION)
    regions = [UnitFactory(code=f"R{n}", kind=Unit.Kind.REGION, below=nation) for n in (1, 2)]
    places = [
        UnitFactory(code=f"D{n}", kind=Unit.Kind.DELIVERY_UNIT, below=regions[n % 2])
        for n in range(3)
    ]
    teams = [UnitFactory(code=f"T{n}") for n in range(3)]
    for team in teams:
        place(chance, team, places)
    move(chance, places[0], regions[1])
    return [nation, *regions, *places, *teams], [*teams, places[0], regions[0]]


def place(chance: Chance, unit: Unit, parents: list[Unit]) -> None:
    first, parent = dt.date(2020, 1, 1), chance.rng.choice(parents)
    if chance.perhaps(0.7):
        ends = chance.day()
        Placement.objects.create(unit=unit, parent=parent, first_day=first, last_day=ends)
        first, parent = ends + dt.timedelta(days=1), chance.rng.choice(parents)
    Placement.objects.create(unit=unit, parent=parent, first_day=first)


def move(chance: Chance, unit: Unit, to: Unit) -> None:
    ends = chance.day()
    unit.placements.update(last_day=ends)
    Placement.objects.create(unit=unit, parent=to, first_day=ends + dt.timedelta(days=1))


def publish_again(chance: Chance, course: Course) -> None:
    """A second edition that everybody has to take by a day, and a third for those who begin."""
    first = CourseEdition.objects.get(course_key=course.translation_key)
    for number, retake in ((2, Retake.EVERYBODY), (3, Retake.NOBODY)):
        day = chance.day()
        CourseEdition.objects.create(
            course_key=first.course_key,
            number=number,
            title=first.title,
            documents=first.documents,
            digest=f"{first.digest[:60]}{number}",
            change=EditionChange.MATERIAL,
            retake=retake,
            retake_by=chance.later(day, 120) if retake == Retake.EVERYBODY else None,
            made_at=moment(day),
        )


def assign(
    chance: Chance, course_key: uuid.UUID, units: list[Unit], roles: list[JobRole], by: Person
) -> None:
    first = chance.day(0, DAYS // 2)
    made = {"made_at": moment(first), "made_by": by}
    assignment = Assignment.objects.create(
        course_key=course_key,
        first_day=first,
        last_day=chance.later(first, DAYS) if chance.perhaps(0.3) else None,
        **made,
    )
    last = assignment.last_day or START + dt.timedelta(days=DAYS)
    for number in range(1, chance.rng.randint(2, 4)):
        begins = first if number == 1 else min(chance.later(first, DAYS // 2), last)
        is_by_days = chance.perhaps(0.6)
        version = AssignmentVersion.objects.create(
            assignment=assignment,
            number=number,
            from_day=begins,
            due_days=chance.rng.choice([0, 28, 90]) if is_by_days else None,
            due_day=None if is_by_days else chance.day(),
            grace_days=chance.rng.choice([0, 14, 60]),
            renewal_months=chance.rng.choice([None, 1, 6, 12]),
            **made,
        )
        everywhere = units[:1] if chance.perhaps(0.5) else []
        version.units.set([*everywhere, *chance.rng.sample(units, chance.rng.randint(1, 3))])
        version.excluded_units.set(chance.rng.sample(units[1:], chance.rng.randint(0, 1)))
        version.job_roles.set(chance.rng.sample(roles, chance.rng.randint(0, 2)))


def post(chance: Chance, person: Person, teams: list[Unit], roles: list[JobRole]) -> None:
    """Up to three postings, with gaps short and long between them; some people never."""
    first = chance.day(0, DAYS // 2)
    for number in range(chance.rng.randint(0, 3)):
        last = chance.later(first, 300) if number < 2 or chance.perhaps(0.5) else None
        Posting.objects.create(
            person=person,
            unit=chance.rng.choice(teams),
            job_role=chance.rng.choice(roles),
            first_day=first,
            last_day=last,
        )
        if last is None:
            return
        first = last + dt.timedelta(days=chance.rng.choice([1, 1, 30, 90, 91, 200]))


def learn(chance: Chance, person: Person, course_key: uuid.UUID, by: Person) -> None:
    editions = list(CourseEdition.objects.of(course_key))
    started = chance.day()
    for _ in range(chance.rng.randint(0, 2)):
        edition = chance.rng.choice(editions)
        acted = chance.later(started, 60) if chance.perhaps(0.8) else None
        ended = chance.later(acted, 90) if acted and chance.perhaps(0.7) else None
        enrolment = Enrolment.objects.create(
            person=person,
            course_key=course_key,
            edition=edition,
            started_at=moment(started),
            first_act_at=acted and moment(acted),
            completed_at=ended and moment(ended),
        )
        if ended is None:
            break
        completion = Completion.objects.create(
            person=person,
            course_key=course_key,
            edition=edition,
            enrolment=enrolment,
            day=ended,
            at=moment(ended),
        )
        take_back_perhaps(chance, completion, by)
        started = chance.later(ended, 200)
    if chance.perhaps(0.3):
        record(chance, person, course_key, by)
    exempt_perhaps(chance, person, course_key, by)


def record(chance: Chance, person: Person, course_key: uuid.UUID, by: Person) -> None:
    completion = Completion.objects.create(
        person=person,
        course_key=course_key,
        source=Completion.Source.ELSEWHERE,
        day=chance.day(-300),
        evidence="Certificate",
        recorded_at=moment(chance.day()),
        recorded_by=by,
    )
    take_back_perhaps(chance, completion, by)


def take_back_perhaps(chance: Chance, completion: Completion, by: Person) -> None:
    if chance.perhaps(0.15):
        at = moment(chance.later(completion.day, 100))
        Withdrawal.objects.create(completion=completion, at=at, by=by, reason="A slip")


def exempt_perhaps(chance: Chance, person: Person, course_key: uuid.UUID, by: Person) -> None:
    first = chance.day()
    for _ in range(chance.rng.choice([0, 0, 1, 2])):
        last = chance.later(first, 120) if chance.perhaps(0.8) else None
        is_withdrawn = chance.perhaps(0.2)
        Exemption.objects.create(
            person=person,
            course_key=course_key,
            category=Exemption.Category.LONG_LEAVE,
            from_day=first,
            until_day=last,
            made_at=moment(first),
            made_by=by,
            withdrawn_at=moment(first) if is_withdrawn else None,
            withdrawn_by=by if is_withdrawn else None,
        )
        if last is None:
            return
        first = last + dt.timedelta(days=chance.rng.randint(1, 60))
