"""Who may see whom, and who may enter where: yes or no."""

import datetime as dt

from people.models import Oversight, Person
from people.queries import organisation, overseen_units

TRAINERS = "Trainers"
REVIEWERS = "Reviewers"
NATIONAL_LEADS = "National leads"
ADMINISTRATORS = "Administrators"
ACCESS_GROUPS = (TRAINERS, REVIEWERS, NATIONAL_LEADS, ADMINISTRATORS)
ANSWER_PROBLEMS = (TRAINERS, ADMINISTRATORS)
SEE_EVERYTHING_EXACTLY = (NATIONAL_LEADS, ADMINISTRATORS)


def in_group(person: Person, group: str) -> bool:
    return person.is_superuser or person.groups.filter(name=group).exists()


def runs_organisation(person: Person) -> bool:
    """Administrators change units, postings, oversight and access."""
    return in_group(person, ADMINISTRATORS)


def may_change_access(viewer: Person, person: Person) -> bool:
    """Nobody but a superuser changes what a superuser may do."""
    return runs_organisation(viewer) and (viewer.is_superuser or not person.is_superuser)


def answers_problems(person: Person) -> bool:
    """Trainers and administrators answer what readers report."""
    return person.is_superuser or person.groups.filter(name__in=ANSWER_PROBLEMS).exists()


def sees_everything_exactly(person: Person) -> bool:
    """National leads and administrators see exact figures of every unit."""
    return person.is_superuser or person.groups.filter(name__in=SEE_EVERYTHING_EXACTLY).exists()


def sees_reports(person: Person, *, day: dt.date) -> bool:
    """Whoever oversees a unit on the day, and whoever sees everything exactly."""
    return Oversight.objects.on(day).filter(person=person).exists() or sees_everything_exactly(
        person
    )


def can_see_person(viewer: Person, person: Person, *, day: dt.date) -> bool:
    """Whoever oversees the unit in which the person is posted on the day, and administrators."""
    if in_group(viewer, ADMINISTRATORS):
        return True
    posting = person.postings.on(day).first()
    return posting is not None and posting.unit_id in overseen_units(
        viewer, organisation(day), day=day
    )
