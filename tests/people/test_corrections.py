"""“This is not my unit or role”: one's own details, the request, and what becomes of it."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.models import Correction, Person, PostingChange, Unit
from people.permissions import ADMINISTRATORS
from tests.factories.people import (
    JobRoleFactory,
    OversightFactory,
    PersonFactory,
    PostingFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db
DETAILS, ASK = reverse("people:your_details"), reverse("people:ask_correction")
TAKE_BACK = reverse("people:withdraw_correction")


@pytest.fixture
def region() -> Unit:
    return UnitFactory(name="A region", name_cy="Rhanbarth", kind=Unit.Kind.REGION)


@pytest.fixture
def person(region) -> Person:
    unit = UnitFactory(name="Team One", below=region)
    return PostingFactory(unit=unit, person__name="Noor Khan").person


@pytest.fixture
def other(region) -> Unit:
    return UnitFactory(name="Team Two", below=region)


@pytest.fixture
def own(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def administrator() -> Client:
    group = Group.objects.create(name=ADMINISTRATORS)
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    admin, client = PersonFactory(name="Ada Administrator"), Client()
    admin.groups.add(group)
    client.force_login(admin)
    return client


def settle(correction: Correction) -> str:
    return reverse("organisation:settle", args=[correction.key])


def test_details_say_where_one_works_and_who_sees_it(own, region):
    OversightFactory(unit=region, person__name="Mona Manager")

    page = own.get(DETAILS).text

    for words in ("Noor Khan", "Team One", "Probation officer", "Mona Manager (A region)"):
        assert words in page


def test_details_name_units_in_welsh(own):
    page = own.get(f"/cy{DETAILS}").text

    assert "Rhanbarth" in page


@pytest.mark.parametrize("teams", [1, 3])
def test_details_cost_the_same_for_one_team_and_three(
    own, region, teams, django_assert_num_queries
):
    for _ in range(teams):
        OversightFactory(unit=region)
        UnitFactory(below=region)
    own.get(DETAILS)

    with django_assert_num_queries(8):
        own.get(DETAILS)


def test_request_is_kept_and_seen_by_both(own, administrator, person, other):
    own.post(ASK, {"unit": other.pk, "from_day": "2026-05-01", "note": "Moved in spring."})

    correction = Correction.objects.get(person=person)
    assert (correction.unit, correction.from_day) == (other, dt.date(2026, 5, 1))
    assert "Team Two, since 1 May 2026" in " ".join(own.get(DETAILS).text.split())
    assert "Noor Khan" in administrator.get(reverse("organisation:corrections")).text
    assert "Moved in spring." in administrator.get(settle(correction)).text


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"note": "wrong"}, "Choose the unit or the job role that it should be."),
        ({"unit": "99999"}, "Select a valid choice"),
        ({"from_day": "spring"}, "Enter a valid date"),
    ],
)
def test_request_that_says_nothing_comes_back_with_what_was_typed(own, form, words):
    answer = own.post(ASK, {"note": "wrong", **form})

    assert answer.status_code == 422
    assert words in answer.text
    assert "wrong</textarea>" in answer.text
    assert not Correction.objects.exists()


def test_one_request_waits_at_a_time(own, other):
    own.post(ASK, {"unit": other.pk})

    answer = own.post(ASK, {"unit": other.pk})

    assert "still waiting" in answer.text
    assert Correction.objects.count() == 1


def test_request_is_taken_back_and_asked_anew(own, other):
    own.post(ASK, {"unit": other.pk})
    own.post(TAKE_BACK)
    own.post(ASK, {"job_role": JobRoleFactory(code="SPO", name="Senior").pk})

    states = Correction.objects.order_by("asked_at").values_list("state", flat=True)
    assert list(states) == ["withdrawn", "open"]


def test_request_sent_after_the_session_ended_is_offered_again(own, other, person):
    own.logout()

    answer = own.post(ASK, {"unit": other.pk, "note": "Moved in spring."})
    own.force_login(person)
    page = own.get(DETAILS)

    assert answer.headers["Location"].startswith(reverse("account_login"))
    assert "Moved in spring." in page.text
    assert page.context["form"].initial["unit"] == str(other.pk)
    assert not Correction.objects.exists()


def test_request_is_applied_from_a_day(own, administrator, person, other):
    own.post(ASK, {"unit": other.pk, "from_day": "2026-05-01"})
    correction = Correction.objects.get()
    shown = administrator.get(settle(correction)).context["form"].initial

    administrator.post(settle(correction), {**shown, "answer": "Thank you.", "apply": "yes"})

    posting = person.postings.get(unit=other)
    assert posting.first_day == dt.date(2026, 5, 1)
    assert {change.reason for change in PostingChange.objects.all()} == {"asked"}
    correction.refresh_from_db()
    assert (correction.state, correction.settled_by.name) == ("done", "Ada Administrator")
    page = own.get(DETAILS).text
    assert "It was corrected on" in page
    assert "Thank you." in page


def test_request_is_left_with_a_reason_only(own, administrator, person, other):
    own.post(ASK, {"unit": other.pk})
    correction = Correction.objects.get()

    silent = administrator.post(settle(correction), {"decline": "yes"})
    administrator.post(settle(correction), {"decline": "yes", "answer": "Your line says One."})

    assert "Say why it is left as it is." in silent.text
    assert person.postings.count() == 1
    assert "Your line says One." in own.get(DETAILS).text


def test_request_is_settled_once(own, administrator, other):
    own.post(ASK, {"unit": other.pk})
    correction = Correction.objects.get()
    for answer in ("First.", "Second."):
        page = administrator.post(settle(correction), {"decline": "yes", "answer": answer})

    correction.refresh_from_db()
    assert correction.answer == "First."
    assert "settled already" in page.text


def test_refused_posting_leaves_the_request_open(own, administrator, other):
    own.post(ASK, {"unit": other.pk})
    correction = Correction.objects.get()
    role = JobRoleFactory()
    form = {"unit": other.pk, "job_role": role.pk, "first_day": "2001-01-01", "apply": "yes"}

    page = administrator.post(settle(correction), form)

    assert "Team Two is there from 1 January 2020 on." in page.text
    assert Correction.objects.open().exists()


def test_applying_needs_unit_role_and_day(own, administrator, other):
    own.post(ASK, {"unit": other.pk})

    page = administrator.post(settle(Correction.objects.get()), {"apply": "yes"})

    assert set(page.context["form"].errors) == {"unit", "job_role", "first_day"}


@pytest.mark.parametrize("requests", [1, 3])
def test_list_of_requests_costs_the_same_for_one_and_three(
    administrator, other, requests, django_assert_num_queries
):
    for _ in range(requests):
        Correction.objects.create(person=PersonFactory(), unit=other, asked_at=timezone.now())
    place = reverse("organisation:corrections")
    administrator.get(place)

    with django_assert_num_queries(11):
        administrator.get(place)
