"""People, where they work, and whom they may see."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from people.models import JobRole, Oversight, Person, Placement, Posting, Unit

LONG_AGO = dt.date(2020, 1, 1)


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Person {n}")


class UnitFactory(DjangoModelFactory):
    """A unit that stands below nothing; `below=` another places it there."""

    class Meta:
        model = Unit
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"U{n}")
    name = factory.LazyAttribute(lambda unit: f"Unit {unit.code}")
    kind = Unit.Kind.TEAM

    @factory.post_generation
    def below(unit: Unit, create: bool, parent: Unit | None) -> None:
        if create and parent:
            PlacementFactory(unit=unit, parent=parent)


class PlacementFactory(DjangoModelFactory):
    class Meta:
        model = Placement

    unit = factory.SubFactory(UnitFactory)
    parent = factory.SubFactory(UnitFactory)
    first_day = LONG_AGO


class JobRoleFactory(DjangoModelFactory):
    class Meta:
        model = JobRole
        django_get_or_create = ["code"]

    code = "PO"
    name = "Probation officer"


class PostingFactory(DjangoModelFactory):
    class Meta:
        model = Posting

    person = factory.SubFactory(PersonFactory)
    unit = factory.SubFactory(UnitFactory)
    job_role = factory.SubFactory(JobRoleFactory)
    first_day = LONG_AGO


class OversightFactory(DjangoModelFactory):
    class Meta:
        model = Oversight

    person = factory.SubFactory(PersonFactory)
    unit = factory.SubFactory(UnitFactory)
    first_day = LONG_AGO
