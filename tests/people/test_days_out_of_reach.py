"""Days that cannot be meant, in every form of the Organisation area."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse

from people.models import Unit
from people.permissions import ADMINISTRATORS
from tests.factories.people import (
    JobRoleFactory,
    OversightFactory,
    PersonFactory,
    PostingFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db
Kind = Unit.Kind


@pytest.fixture
def client() -> Client:
    group = Group.objects.create(name=ADMINISTRATORS)
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    administrator = PersonFactory()
    administrator.groups.add(group)
    client = Client()
    client.force_login(administrator)
    return client


@pytest.fixture
def addresses() -> list[str]:
    region = UnitFactory(kind=Kind.REGION, code="R")
    for code in ("A", "B"):
        UnitFactory(kind=Kind.DELIVERY_UNIT, code=code, below=region)
    posting = PostingFactory(unit=Unit.objects.get(code="A"))
    oversight = OversightFactory(unit=region)
    key, overseer = posting.person.key, oversight.person.key
    return [
        *(reverse("organisation:change", args=["A", what]) for what in ("rename", "move", "merge")),
        reverse("organisation:change", args=["A", "close"]),
        reverse("organisation:open"),
        reverse("organisation:post", args=[key]),
        reverse("organisation:correct", args=[key, posting.pk]),
        reverse("organisation:leave", args=[key]),
        reverse("organisation:give_oversight", args=[key]),
        reverse("organisation:end_oversight", args=[overseer, oversight.pk]),
    ]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "31/12/1899"])
def test_a_day_that_cannot_be_meant_is_refused_in_words(client, addresses, day):
    region, other = Unit.objects.get(code="R"), Unit.objects.get(code="B")
    sent = {
        **dict.fromkeys(("from_day", "first_day", "last_day"), day),
        **{"code": "NEW", "name": "New", "kind": "team", "unit": other.pk, "into": other.pk},
        **{"below": region.pk, "job_role": JobRoleFactory().pk, "confirmed": "1"},
    }
    for address in addresses:
        page = client.post(address, sent)

        assert page.status_code == 422, address
        assert "Choose a day from 1900 to 2099." in page.text, address


def test_a_code_that_no_unit_can_have_is_not_found(client, addresses):
    page = client.get(reverse("organisation:open"), {"below": "\0"})

    assert page.status_code == 200
    assert client.get(f"{reverse('organisation:tree')}units/%00/").status_code == 404
    assert client.get(reverse("organisation:people"), {"q": "n\0"}).status_code == 200
