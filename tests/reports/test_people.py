"""Names, for whoever oversees them: lists, filters, one person, and the file."""

import csv
import datetime as dt
import io

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from people.models import Unit
from people.permissions import ADMINISTRATORS, NATIONAL_LEADS
from tests.factories.people import OversightFactory, PersonFactory, PostingFactory, UnitFactory
from tests.reports.course import ask, make_course, settle, staff

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def course():
    return make_course()


@pytest.fixture
def places(course):
    """A region with two teams: six people in one, two in the other; somebody elsewhere."""
    region = UnitFactory(code="R", kind=Unit.Kind.REGION)
    first, second = UnitFactory(code="A", below=region), UnitFactory(code="B", below=region)
    done = staff(first, course, up_to_date=2)
    begun = staff(first, course, in_progress=1)
    rest = staff(first, course, not_started=3)
    other = staff(second, course, not_started=2)
    elsewhere = UnitFactory(code="X", kind=Unit.Kind.REGION)
    stranger = staff(elsewhere, course, not_started=1)
    ask(course, region, elsewhere, due_days=130, months=1)
    return {
        "region": region,
        "done": done,
        "begun": begun,
        "rest": rest,
        "other": other,
        "stranger": stranger,
    }


@pytest.fixture
def manager(places):
    return OversightFactory(unit=places["region"]).person


def names(client, viewer, **wanted) -> set[str]:
    client.force_login(viewer)
    page = client.get(reverse("reports:people", args=["asking"]), wanted)
    return {row.name for row in page.context["rows"]}


def of(people) -> set[str]:
    return {person.name for person in people}


def test_everybody_overseen_is_listed_and_nobody_else(client, manager, places):
    every = [*places["done"], *places["begun"], *places["rest"], *places["other"]]

    assert names(client, manager) == of(every)


@pytest.mark.parametrize(
    ("state", "who"),
    [
        ("up_to_date", ["done"]),
        ("in_progress", ["begun"]),
        ("not_started", ["rest", "other"]),
        ("overdue", []),
        ("due_30", []),
        ("due_60", ["begun", "rest", "other"]),
        ("due_90", ["begun", "rest", "other"]),
        ("lapsing_60", ["done"]),
        ("exempt", []),
        ("nonsense", ["done", "begun", "rest", "other"]),
    ],
)
def test_people_by_how_they_stand(client, manager, places, state, who):
    expected = of([person for name in who for person in places[name]])

    assert names(client, manager, state=state) == expected


def test_people_by_unit_role_and_words(client, manager, places):
    named = places["rest"][0]

    assert names(client, manager, unit="B") == of(places["other"])
    assert names(client, manager, unit="X") == names(client, manager)
    assert names(client, manager, job_role="PO", unit="B") == of(places["other"])
    assert names(client, manager, words=named.email) == {named.name}
    assert names(client, manager, words="nobody of this name") == set()


def test_who_oversees_nobody_sees_no_names(client, places):
    lead = PersonFactory()
    lead.groups.add(Group.objects.get_or_create(name=NATIONAL_LEADS)[0])

    assert names(client, lead) == set()


@pytest.mark.parametrize("number", [1, 3])
def test_a_list_costs_the_same_for_any_number(client, course, number, django_assert_num_queries):
    region = UnitFactory(kind=Unit.Kind.REGION)
    staff(UnitFactory(below=region), course, not_started=number)
    ask(course, region)
    client.force_login(OversightFactory(unit=region).person)
    address = reverse("reports:people", args=["asking"])
    client.get(address)

    with django_assert_num_queries(10):
        assert len(client.get(address).context["rows"]) == number


def test_many_people_come_in_pages(client, course):
    region = UnitFactory(kind=Unit.Kind.REGION)
    staff(UnitFactory(below=region), course, not_started=51)
    ask(course, region)
    viewer = OversightFactory(unit=region).person

    first, second = names(client, viewer), names(client, viewer, page=2)

    assert (len(first), len(second)) == (50, 1)
    assert not first & second


def test_a_person_is_explained_to_whoever_oversees_them(client, manager, places):
    client.force_login(manager)

    page = client.get(reverse("reports:person", args=[places["done"][0].key])).content.decode()

    assert "Up to date until" in page
    assert "edition 1" in page
    assert "Exemptions" in page


def test_a_person_is_nobody_to_others(client, manager, places):
    client.force_login(manager)
    address = reverse("reports:person", args=[places["stranger"][0].key])

    assert client.get(address).status_code == 404
    manager.groups.add(Group.objects.get_or_create(name=ADMINISTRATORS)[0])
    assert client.get(address).status_code == 200


def test_who_has_left_the_unit_is_no_longer_listed(client, manager, places):
    gone = places["other"][0]
    yesterday = timezone.localdate() - DAY
    gone.postings.update(last_day=yesterday)
    PostingFactory(person=gone, unit=Unit.objects.get(code="X"), first_day=yesterday + DAY)
    settle()

    assert gone.name not in names(client, manager)


def test_the_file_says_what_the_list_says(client, manager, places):
    client.force_login(manager)
    address = reverse("reports:people_file", args=["asking", "csv"])

    content = client.get(address, {"state": "up_to_date"}).getvalue().decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(content)))

    assert {line["Name"] for line in lines} == of(places["done"])
    assert {line["Standing"] for line in lines} == {"Up to date"}
    assert {line["Next"] for line in lines} <= {"Overdue", "Not started"}
