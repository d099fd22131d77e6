"""The three people of the demo's buttons, and whom they are told to call."""

import datetime as dt

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction

from people.demo import DEMO_PEOPLE
from people.models import JobRole, Oversight, Person, Posting, Unit
from people.permissions import TRAINERS
from people.queries import organisation
from reports.simulation.pathways import add_demo_pathways
from standing.actions.recalculation import recalculate

REGION = "N50"  # Greater Manchester
# Not long ago: what is asked of them is not due yet.
WEEKS = dt.timedelta(weeks=5)


@transaction.atomic
def add_demo_people(today: dt.date) -> int:
    """Adds those of the three who are not there; returns how many. Who is there stays as they are.

    Raises Unit.DoesNotExist, JobRole.DoesNotExist or Group.DoesNotExist without starter content.
    """
    return _add_practitioner(today) + _add_trainer() + _add_manager(today)


def _add_practitioner(today: dt.date) -> bool:
    person, is_new = _person("practitioner", "Nia Roberts")
    if is_new:
        team = next(unit for unit in _units_below(REGION, today) if unit.kind == Unit.Kind.TEAM)
        _post(person, team, "PO", today - WEEKS)
    return is_new


def _add_trainer() -> bool:
    person, is_new = _person("trainer", "Daniel Okafor")
    if is_new:
        person.groups.add(Group.objects.get(name=TRAINERS))
    return is_new


def _add_manager(today: dt.date) -> bool:
    person, is_new = _person("manager", "Helen Walsh")
    if is_new:
        units = _units_below(REGION, today)
        unit = next(unit for unit in units if unit.kind == Unit.Kind.DELIVERY_UNIT)
        _post(person, unit, "HPDU", today - WEEKS)
        region = Unit.objects.get(code=REGION)
        Oversight.objects.create(person=person, unit=region, first_day=today - WEEKS)
    return is_new


def add_pathways_of_demo(today: dt.date) -> int:
    """Examples for the delivery units that the manager of the demo oversees; returns how many."""
    manager = Person.objects.get(email=DEMO_PEOPLE["manager"][0])
    units = [unit for unit in _units_below(REGION, today) if unit.kind == Unit.Kind.DELIVERY_UNIT]
    return add_demo_pathways(units, by=manager, today=today)


def _person(button: str, name: str) -> tuple[Person, bool]:
    """The person of the button, with a verified address and no password."""
    email, _label = DEMO_PEOPLE[button]
    known = Person.objects.filter(email=email).first()
    if known:
        return known, False
    person = Person.objects.create_user(email, name=name)
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    return person, True


def _units_below(code: str, day: dt.date) -> list[Unit]:
    tree = organisation(day)
    top = Unit.objects.get(code=code).pk
    below = (unit for unit in tree.units.values() if top in tree.ancestors(unit.pk))
    return sorted(below, key=lambda unit: unit.code)


def _post(person: Person, unit: Unit, job_role: str, first_day: dt.date) -> None:
    role = JobRole.objects.get(code=job_role)
    Posting.objects.create(person=person, unit=unit, job_role=role, first_day=first_day)
    recalculate(persons=[person.pk])
