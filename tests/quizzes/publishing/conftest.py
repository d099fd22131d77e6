"""A trainer, and a browser in which they are signed in."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from courses.actions.access import give_access
from people.models import Person
from people.permissions import TRAINERS
from tests.factories.courses import make_catalogue
from tests.factories.people import PersonFactory


@pytest.fixture
def trainer() -> Person:
    give_access(make_catalogue())
    person = PersonFactory(email="trainer@example.org")
    person.groups.add(Group.objects.get(name=TRAINERS))
    return person


@pytest.fixture
def desk(trainer: Person) -> Client:
    client = Client()
    client.force_login(trainer)
    return client
