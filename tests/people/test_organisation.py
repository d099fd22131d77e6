"""The Organisation area: the tree, units and people as administrators change them."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.admin_queries import organisation_with_counts
from people.models import Oversight, Person, Placement, Posting, PostingChange, Unit
from people.permissions import ADMINISTRATORS, NATIONAL_LEADS, TRAINERS
from tests.factories.people import (
    JobRoleFactory,
    OversightFactory,
    PersonFactory,
    PostingFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db
Kind = Unit.Kind


def address(name: str, *arguments) -> str:
    return reverse(f"organisation:{name}", args=arguments)


@pytest.fixture
def administrator() -> Person:
    person = PersonFactory(name="Ada Administrator")
    group, _new = Group.objects.get_or_create(name=ADMINISTRATORS)
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    person.groups.add(group)
    return person


@pytest.fixture
def client(administrator) -> Client:
    client = Client()
    client.force_login(administrator)
    return client


@pytest.fixture
def tree(db) -> dict[str, Unit]:
    """
    nation ── north ── derby ── team
           └─ south ── kent
    """
    units = {"nation": UnitFactory(kind=Kind.NATION, name="nation", nation="england", code="ENG")}
    for name, kind, below in (
        ("north", Kind.REGION, "nation"),
        ("south", Kind.REGION, "nation"),
        ("derby", Kind.DELIVERY_UNIT, "north"),
        ("kent", Kind.DELIVERY_UNIT, "south"),
        ("team", Kind.TEAM, "derby"),
    ):
        units[name] = UnitFactory(
            name=name, code=name.upper(), kind=kind, nation="england", below=units[below]
        )
    return units


# The tree


def test_tree_counts_people_in_a_unit_and_below_it(tree):
    PostingFactory(unit=tree["team"])
    PostingFactory(unit=tree["derby"])
    PostingFactory(unit=tree["kent"], last_day=timezone.localdate() - dt.timedelta(days=1))

    top = organisation_with_counts(timezone.localdate()).tops[0]

    counts = {}

    def walk(branch):
        counts[branch.unit.name] = (branch.here, branch.inside)
        for child in branch.below:
            walk(child)

    walk(top)
    assert counts == {
        "nation": (0, 2),
        "north": (0, 2),
        "derby": (1, 2),
        "team": (1, 1),
        "south": (0, 0),
        "kent": (0, 0),
    }


def test_closed_and_coming_units_are_apart(client, tree):
    today = timezone.localdate()
    UnitFactory(name="An old place", closed_on=today - dt.timedelta(days=1))
    late = UnitFactory(name="A new place")
    Placement.objects.create(
        unit=late, parent=tree["derby"], first_day=today + dt.timedelta(days=3)
    )

    shown = client.get(address("tree")).context["organisation"]

    assert [unit.name for unit in shown.closed] == ["An old place"]
    assert [unit.name for unit in shown.coming] == ["A new place"]


@pytest.mark.parametrize("units", [1, 30])
def test_tree_costs_the_same_for_one_and_thirty_teams(
    client, tree, units, django_assert_num_queries
):
    for _ in range(units):
        PostingFactory(unit=UnitFactory(below=tree["kent"]))
    client.get(address("tree"))

    with django_assert_num_queries(12):
        client.get(address("tree"))


@pytest.mark.parametrize("people", [1, 3])
def test_page_of_a_unit_costs_the_same_for_one_and_three(
    client, tree, people, django_assert_num_queries
):
    for _ in range(people):
        PostingFactory(unit=tree["derby"])
        OversightFactory(unit=tree["derby"])
        UnitFactory(below=tree["derby"])
    client.get(address("unit", "DERBY"))

    with django_assert_num_queries(18):
        client.get(address("unit", "DERBY"))


@pytest.mark.parametrize("group", [TRAINERS, NATIONAL_LEADS])
def test_nobody_else_finds_the_area_in_the_menu(administrator, tree, group):
    person, client = PersonFactory(), Client()
    made, _new = Group.objects.get_or_create(name=group)
    made.permissions.add(Permission.objects.get(codename="access_admin"))
    person.groups.add(made)
    client.force_login(person)

    assert address("tree") not in client.get(reverse("wagtailadmin_home")).text
    assert client.get(address("tree")).status_code == 403
    client.force_login(administrator)
    assert address("tree") in client.get(reverse("wagtailadmin_home")).text


# Changing a unit


def test_move_is_shown_before_it_is_done(client, tree):
    PostingFactory(unit=tree["team"])
    form = {"below": tree["south"].pk, "from_day": "2026-05-01"}

    shown = client.post(address("change", "DERBY", "move"), form)

    assert not Placement.objects.filter(unit=tree["derby"], parent=tree["south"]).exists()
    effect = shown.context["effect"]
    assert (effect.people, [unit.name for unit in effect.units]) == (1, ["team"])
    assert [unit.name for unit in effect.figures] == ["north", "south"]
    assert "derby stands below south from 1 May 2026 on." in shown.text

    client.post(address("change", "DERBY", "move"), {**form, "confirmed": "yes"})

    placed = Placement.objects.get(unit=tree["derby"], parent=tree["south"])
    assert placed.first_day == dt.date(2026, 5, 1)


def test_back_from_the_preview_keeps_what_was_typed(client, tree):
    form = {"below": tree["south"].pk, "from_day": "2026-05-01", "back": "yes"}

    page = client.post(address("change", "DERBY", "move"), form)

    assert page.context["effect"] is None
    assert 'value="2026-05-01"' in page.text


def test_merge_tells_whose_oversight_ends(client, tree):
    OversightFactory(unit=tree["derby"], person__name="Mona Manager")
    PostingFactory(unit=tree["derby"])
    form = {"into": tree["kent"].pk, "from_day": "2026-05-01"}

    shown = client.post(address("change", "DERBY", "merge"), form)

    assert "Mona Manager" in shown.text
    assert {unit.name for unit in shown.context["effect"].figures} == {
        "derby",
        "kent",
        "north",
        "south",
    }
    client.post(address("change", "DERBY", "merge"), {**form, "confirmed": "yes"})
    assert Unit.objects.get(code="DERBY").closed_on == dt.date(2026, 4, 30)


@pytest.mark.parametrize(
    ("what", "form", "words"),
    [
        ("close", {"last_day": "2026-05-01"}, "These stand below derby after that day: team"),
        ("move", {"below": "", "from_day": "2026-05-01"}, "This field is required"),
        ("move", {"below": "1", "from_day": "soon"}, "Enter a valid date"),
        ("rename", {"name": "Derby", "from_day": "2099-01-01"}, "today or earlier"),
        ("reopen", {"x": ""}, "derby is open"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_done(client, tree, what, form, words):
    answer = client.post(address("change", "DERBY", what), {**form, "confirmed": "yes"})

    assert answer.status_code == 422
    assert words in answer.text
    assert Unit.objects.get(code="DERBY").name == "derby"


def test_unit_is_renamed_closed_and_opened_again(client, tree):
    today = timezone.localdate().isoformat()
    yes = {"confirmed": "yes"}

    client.post(
        address("change", "TEAM", "rename"),
        {"name": "Team A", "name_cy": "Tîm A", "from_day": today, **yes},
    )
    client.post(address("change", "TEAM", "close"), {"last_day": today, **yes})
    closed = Unit.objects.get(code="TEAM")
    client.post(address("change", "TEAM", "reopen"), yes)

    assert (closed.name, closed.name_cy) == ("Team A", "Tîm A")
    assert closed.closed_on == timezone.localdate()
    assert Unit.objects.get(code="TEAM").closed_on is None
    assert "Tîm A" in client.get(address("unit", "TEAM")).text


def test_new_unit_is_opened(client, tree):
    form = {
        "code": "new-9",
        "name": "New team",
        "kind": "team",
        "below": tree["derby"].pk,
        "first_day": "2026-05-01",
    }

    answer = client.post(address("open"), form)

    assert answer.headers["Location"] == address("unit", "NEW-9")
    unit = Unit.objects.get(code="NEW-9")
    assert (unit.nation, unit.placements.get().parent) == ("england", tree["derby"])


# People


@pytest.fixture
def person(tree) -> Person:
    posting = PostingFactory(
        unit=tree["team"], person__name="Noor Khan", person__email="noor@example.org"
    )
    return posting.person


@pytest.mark.parametrize("words", ["Noor", "khan noor", "noor@"])
def test_people_are_found_by_name_or_address(client, person, words):
    PersonFactory(name="Somebody Else")

    page = client.get(address("people"), {"q": words}).text

    assert "Noor Khan" in page
    assert "team" in page
    assert "Somebody Else" not in page


@pytest.mark.parametrize("people", [1, 3])
def test_list_of_people_costs_the_same_for_one_and_three(
    client, tree, people, django_assert_num_queries
):
    for _ in range(people):
        PostingFactory(unit=tree["team"])
    client.get(address("people"), {"q": "example"})

    with django_assert_num_queries(12):
        client.get(address("people"), {"q": "example"})


def test_person_is_posted_corrected_and_leaves(client, person, tree):
    role = JobRoleFactory(code="SPO", name="Senior probation officer")
    form = {"unit": tree["kent"].pk, "job_role": role.pk, "first_day": "2026-05-01"}

    client.post(address("post", person.key), {**form, "last_day": ""})
    posting = person.postings.get(unit=tree["kent"])
    client.post(
        address("correct", person.key, posting.pk),
        {**form, "first_day": "2026-05-04", "last_day": ""},
    )
    client.post(address("leave", person.key), {"last_day": "2026-05-20"})

    rows = person.postings.order_by("first_day")
    assert [(row.unit.name, row.first_day, row.last_day) for row in rows] == [
        ("team", dt.date(2020, 1, 1), dt.date(2026, 4, 30)),
        ("kent", dt.date(2026, 5, 4), dt.date(2026, 5, 20)),
    ]
    page = client.get(address("person", person.key)).text
    assert "has left, and cannot sign in" in page
    assert {change.reason for change in person.posting_changes.all()} == {
        "posted",
        "corrected",
        "left",
    }


def test_posting_is_removed_after_a_page_that_asks(client, person):
    posting = person.postings.get()
    place = address("remove", person.key, posting.pk)

    asked = client.get(place)

    assert "Remove it where it never was so." in asked.text
    assert Posting.objects.filter(pk=posting.pk).exists()
    client.post(place)
    assert not Posting.objects.filter(pk=posting.pk).exists()
    assert PostingChange.objects.get().was_unit.name == "team"


def test_refusal_is_said_on_the_form(client, person, tree):
    answer = client.post(address("leave", person.key), {"last_day": "2019-05-20"})

    assert answer.status_code == 422
    assert "has no posting on 20 May 2019" in answer.text


def test_posting_of_somebody_else_is_not_found(client, person):
    other = PersonFactory()
    posting = person.postings.get()

    assert client.get(address("correct", other.key, posting.pk)).status_code == 404
    assert client.post(address("remove", other.key, posting.pk)).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_page_of_a_person_costs_the_same_for_one_and_three(
    client, administrator, person, tree, rows, django_assert_num_queries
):
    for number in range(rows):
        unit = UnitFactory()
        OversightFactory(person=person, unit=unit)
        PostingFactory(
            person=person,
            unit=unit,
            first_day=dt.date(2010 + number, 1, 1),
            last_day=dt.date(2010 + number, 2, 1),
        )
        PostingChange.objects.create(
            person=person,
            reason="removed",
            was_unit=unit,
            was_job_role=JobRoleFactory(),
            was_first_day=dt.date(2010, 1, 1),
            made_by=administrator,
            made_at=timezone.now(),
        )
    client.get(address("person", person.key))

    with django_assert_num_queries(17):
        client.get(address("person", person.key))


# Oversight and access


def test_oversight_is_given_and_ended(client, administrator, person, tree):
    place = address("give_oversight", person.key)
    today = timezone.localdate()

    client.post(place, {"unit": tree["north"].pk, "first_day": "2026-05-01", "last_day": ""})

    oversight = Oversight.objects.get(person=person)
    assert (oversight.unit, oversight.given_by) == (tree["north"], administrator)
    client.post(
        address("end_oversight", person.key, oversight.pk),
        {"last_day": (today - dt.timedelta(days=1)).isoformat()},
    )
    assert not Oversight.objects.on(today).filter(person=person).exists()


def test_oversight_given_by_mistake_today_can_be_taken_away(client, person, tree):
    today = timezone.localdate()
    oversight = OversightFactory(person=person, unit=tree["north"], first_day=today)

    client.post(
        address("end_oversight", person.key, oversight.pk),
        {"last_day": (today - dt.timedelta(days=1)).isoformat()},
    )

    assert not Oversight.objects.exists()


def test_deputy_sees_as_long_as_the_other_does(client, person, tree):
    today = timezone.localdate()
    first = OversightFactory(unit=tree["north"], person__name="Mona Manager")

    client.post(
        address("give_oversight", person.key),
        {"deputy_of": first.pk, "first_day": today.isoformat(), "last_day": ""},
    )

    deputy = Oversight.objects.get(person=person)
    assert (deputy.unit, deputy.deputy_of) == (tree["north"], first)
    assert "deputy of Mona Manager" in client.get(address("person", person.key)).text
    assert deputy in Oversight.objects.on(today)
    first.last_day = today - dt.timedelta(days=1)
    first.save()
    assert deputy not in Oversight.objects.on(today)
    deputy.refresh_from_db()
    assert deputy.ends == today - dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({}, "Choose either a unit or somebody to stand in for."),
        ({"unit": "north", "deputy_of": "yes"}, "Choose either a unit or somebody"),
        ({"unit": "north", "last_day": "2020-01-01"}, "The last day lies before the first day."),
        ({"unit": "south"}, "oversees south on some of these days already"),
        ({"deputy_of": "own"}, "Nobody is their own deputy."),
        ({"deputy_of": "yes", "first_day": "2019-01-01"}, "outside the oversight"),
    ],
)
def test_oversight_that_makes_no_sense_is_refused(client, person, tree, form, words):
    own = OversightFactory(person=person, unit=tree["south"])
    other = OversightFactory(unit=tree["north"])
    deputies = {"own": own.pk, "yes": other.pk}
    sent = {"first_day": "2026-05-01", **form}
    sent |= {"unit": tree[form["unit"]].pk} if "unit" in form else {}
    sent |= {"deputy_of": deputies[form["deputy_of"]]} if "deputy_of" in form else {}

    answer = client.post(address("give_oversight", person.key), sent)

    assert answer.status_code == 422
    assert words in answer.text
    assert Oversight.objects.count() == 2


def test_who_has_left_gets_no_oversight(client, person, tree):
    person.postings.update(last_day=timezone.localdate() - dt.timedelta(days=1))

    answer = client.post(
        address("give_oversight", person.key),
        {"unit": tree["north"].pk, "first_day": "2026-05-01"},
    )

    assert "Noor Khan has left. Post them first." in answer.text


def test_access_is_given_and_taken(client, person):
    Group.objects.get_or_create(name=TRAINERS)
    other = Group.objects.create(name="Something else")
    person.groups.add(other)
    place = address("set_access", person.key)

    client.post(place, {"groups": [TRAINERS, NATIONAL_LEADS]})
    given = set(person.groups.values_list("name", flat=True))
    client.post(place, {"groups": [NATIONAL_LEADS]})

    assert given == {TRAINERS, NATIONAL_LEADS, "Something else"}
    assert set(person.groups.values_list("name", flat=True)) == {NATIONAL_LEADS, "Something else"}


def test_administrator_does_not_lock_themselves_out(client, administrator):
    answer = client.post(address("set_access", administrator.key), {"groups": []})

    assert answer.status_code == 422
    assert "Ask another administrator" in answer.text
    assert administrator.groups.filter(name=ADMINISTRATORS).exists()


def test_administrator_does_not_change_the_access_of_a_superuser(client):
    superuser = PersonFactory(is_superuser=True)

    client.post(address("set_access", superuser.key), {"groups": [TRAINERS]})

    assert not superuser.groups.exists()
