"""The demo's invented local pathways."""

import re

import pytest
from django.utils import timezone

from people.demo import DEMO_PEOPLE
from people.models import Unit
from reports.simulation.demo import REGION, add_pathways_of_demo
from tests.factories.people import PersonFactory, PostingFactory, UnitFactory
from wellbeing.models import LocalPathway
from wellbeing.pathway_queries import pathways_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def units() -> list[Unit]:
    PersonFactory(email=DEMO_PEOPLE["manager"][0])
    region = UnitFactory(code=REGION, kind=Unit.Kind.REGION)
    return [
        UnitFactory(code=code, kind=Unit.Kind.DELIVERY_UNIT, below=region) for code in ("A1", "A2")
    ]


def test_teams_have_what_their_delivery_unit_keeps_and_one_unit_keeps_nothing(units):
    team = PostingFactory(unit=UnitFactory(below=units[0])).person
    nobody = PostingFactory(unit=units[1]).person

    add_pathways_of_demo(TODAY)

    assert {one.inherited_from for one in pathways_of(team, TODAY)[1]} == {units[0]}
    assert [one.is_stale for one in pathways_of(team, TODAY)[1]] == [False, False, True, False]
    assert {one.kept for one in pathways_of(nobody, TODAY)[1]} == {None}


def test_each_says_that_it_is_invented_and_reaches_nobody(units):
    add_pathways_of_demo(TODAY)

    for pathway in LocalPathway.objects.all():
        assert pathway.name.startswith("Example ")
        assert re.fullmatch(r"01632 960\d{3} \(invented\)", pathway.contact)


def test_what_somebody_keeps_stays_alone(units):
    add_pathways_of_demo(TODAY)
    LocalPathway.objects.exclude(pk=LocalPathway.objects.first().pk).delete()

    assert add_pathways_of_demo(TODAY) == 0
    assert LocalPathway.objects.count() == 1
