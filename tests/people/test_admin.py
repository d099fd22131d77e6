"""Accounts and groups in the Wagtail admin."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission

from courses.actions.access import give_access
from findings.models import Finding, Inspection
from people.models import Person
from people.permissions import ADMINISTRATORS, NATIONAL_LEADS, REVIEWERS, TRAINERS
from tests.factories.courses import make_catalogue, make_lesson
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db

LIST, ADD = reverse("wagtailusers_users:index"), reverse("wagtailusers_users:add")


@pytest.fixture
def groups() -> dict[str, Group]:
    give_access(make_catalogue())
    return {group.name: group for group in Group.objects.all()}


def somebody(group: Group | None = None, **fields) -> tuple[Person, Client]:
    person = PersonFactory(**fields)
    if group:
        person.groups.add(group)
    client = Client()
    client.force_login(person)
    return person, client


@pytest.fixture
def administrator(groups) -> Client:
    return somebody(groups[ADMINISTRATORS])[1]


def account(**changes) -> dict:
    words = {"email": "Noor@Example.org", "name": "Noor Khan", "is_active": "on"}
    return {**words, "password1": "", "password2": "", **changes}


def change(person: Person) -> str:
    return reverse("wagtailusers_users:edit", args=[person.pk])


# Accounts


def test_account_needs_an_address_and_a_name_only(administrator, groups):
    administrator.post(ADD, account(groups=[groups[TRAINERS].pk]))

    person = Person.objects.get(email="noor@example.org")
    assert person.name == "Noor Khan"
    assert list(person.groups.all()) == [groups[TRAINERS]]
    assert person.is_active
    assert not person.has_usable_password()


def test_account_with_a_password_can_be_signed_in_to(administrator):
    words = "river-lamp-forty"

    administrator.post(ADD, account(password1=words, password2=words))

    assert Person.objects.get(email="noor@example.org").check_password(words)


@pytest.mark.parametrize("address", [ADD, "edit"])
def test_form_shows_what_there_is_and_nothing_else(administrator, address):
    url = change(PersonFactory()) if address == "edit" else ADD

    response = administrator.get(url)

    names = set(response.context["form"].fields)
    page = response.content.decode()
    assert names == {"email", "name", "is_active", "groups", "password1", "password2"}
    assert all(f'name="{name}"' in page for name in names)


def test_account_is_changed_and_ended(administrator, groups):
    person = PersonFactory(email="old@example.org")
    form = account(groups=[groups[REVIEWERS].pk])
    del form["is_active"]

    administrator.post(change(person), form)

    person.refresh_from_db()
    assert (person.email, person.name, person.is_active) == ("noor@example.org", "Noor Khan", False)
    assert list(person.groups.all()) == [groups[REVIEWERS]]


def test_second_account_for_an_address_is_refused_in_words(administrator):
    PersonFactory(email="noor@example.org")

    page = administrator.post(ADD, account()).content.decode()

    assert "Somebody with this e-mail address has an account already." in page
    assert Person.objects.filter(email__iexact="noor@example.org").count() == 1


def test_administrator_does_not_end_their_own_access(groups):
    person, client = somebody(groups[ADMINISTRATORS])

    client.post(change(person), account(email=person.email, groups=[groups[ADMINISTRATORS].pk]))

    person.refresh_from_db()
    assert person.name == "Noor Khan"
    assert person.is_active


def test_nobody_becomes_a_superuser_by_a_form(administrator):
    person = PersonFactory()

    administrator.post(change(person), account(is_superuser="on"))
    administrator.post(ADD, account(email="other@example.org", is_superuser="on"))

    assert not Person.objects.filter(is_superuser=True).exists()


def test_administrator_does_not_change_a_superuser(administrator):
    superuser = Person.objects.create_superuser("root@example.org", name="Root")

    administrator.post(change(superuser), account())

    superuser.refresh_from_db()
    assert superuser.email == "root@example.org"


def test_people_are_listed_by_name_and_found_by_name_or_address(administrator):
    PersonFactory(name="Zoe Able", email="zoe@example.org")
    PersonFactory(name="Adam Zed", email="adam@example.org")

    everybody = administrator.get(LIST).content.decode()

    assert everybody.index("Adam Zed") < everybody.index("Zoe Able")
    for words in ("Zoe", "zoe@"):
        found = administrator.get(LIST, {"q": words}).content.decode()
        assert "Zoe Able" in found
        assert "Adam Zed" not in found


@pytest.mark.parametrize("people", [1, 3])
def test_list_of_people_costs_the_same_for_one_and_three(
    administrator, groups, people, django_assert_num_queries
):
    for _ in range(people):
        somebody(groups[TRAINERS])
    administrator.get(LIST)

    with django_assert_num_queries(13):
        administrator.get(LIST)


def test_own_account_page_asks_for_no_first_and_last_name(administrator):
    page = administrator.get(reverse("wagtailadmin_account")).content.decode()

    assert "first_name" not in page
    assert "last_name" not in page


# Groups


@pytest.mark.parametrize("group", [TRAINERS, REVIEWERS, ADMINISTRATORS])
def test_those_who_write_or_review_enter_the_admin(groups, group):
    _person, client = somebody(groups[group])

    assert client.get(reverse("wagtailadmin_home")).status_code == 200


@pytest.mark.parametrize("group", [None, NATIONAL_LEADS])
def test_others_who_are_signed_in_get_a_page_that_says_no(groups, group):
    _person, client = somebody(groups.get(group))

    response = client.get(reverse("wagtailadmin_home"), follow=True)

    assert response.status_code == 403
    assert len(response.redirect_chain) == 1
    assert "another role" in response.content.decode()


@pytest.mark.parametrize(
    ("group", "may_add", "may_edit", "may_publish"),
    [
        (TRAINERS, True, True, True),
        (ADMINISTRATORS, True, True, True),
        (REVIEWERS, False, True, False),
        (NATIONAL_LEADS, False, False, False),
    ],
)
def test_rights_below_the_catalogue(groups, group, may_add, may_edit, may_publish):
    person, _client = somebody(groups[group])
    lesson = make_lesson(live=False)

    mine = lesson.permissions_for_user(person)
    below = lesson.get_parent().permissions_for_user(person)

    assert below.can_add_subpage() == may_add
    assert mine.can_edit() == may_edit
    assert mine.can_publish() == may_publish


@pytest.mark.parametrize(
    ("group", "permission", "may"),
    [
        (TRAINERS, "quizzes.add_question", True),
        (TRAINERS, "findings.view_finding", True),
        (TRAINERS, "findings.change_finding", False),
        (TRAINERS, "people.view_person", False),
        (TRAINERS, "wellbeing.change_supportcontact", False),
        (REVIEWERS, "quizzes.view_question", True),
        (REVIEWERS, "quizzes.change_question", False),
        (ADMINISTRATORS, "findings.change_finding", True),
        (ADMINISTRATORS, "wellbeing.change_supportcontact", True),
        (ADMINISTRATORS, "people.change_person", True),
        (ADMINISTRATORS, "people.delete_person", False),
    ],
)
def test_rights_to_snippets_and_people(groups, group, permission, may):
    person, _client = somebody(groups[group])

    assert person.has_perm(permission) == may


def test_trainer_reads_findings_and_cannot_change_them(groups):
    _person, client = somebody(groups[TRAINERS])
    inspection = Inspection.objects.create(
        ref="report", title="A report", publisher="Inspectors", published_on="2025-11-13"
    )
    finding = Finding.objects.create(
        inspection=inspection, ref="S1", theme="Planning", kind="concern", text="Plans are thin."
    )
    name = "wagtailsnippets_findings_finding"

    listed = client.get(reverse(f"{name}:list"))
    read = client.get(reverse(f"{name}:inspect", args=[finding.pk]))
    client.post(reverse(f"{name}:edit", args=[finding.pk]), {"text": "Nothing."})

    assert "S1" in listed.content.decode()
    assert "Plans are thin." in read.content.decode()
    assert Finding.objects.get().text == "Plans are thin."


def test_giving_access_again_touches_no_group(groups):
    groups[TRAINERS].permissions.clear()
    GroupPagePermission.objects.filter(group=groups[TRAINERS]).delete()

    made = give_access(make_catalogue())

    assert made == 0
    assert not groups[TRAINERS].permissions.exists()
    assert not GroupPagePermission.objects.filter(group=groups[TRAINERS]).exists()


# Many accounts at once


def bulk(action: str, *people: Person) -> str:
    address = reverse("wagtail_bulk_action", args=["people", "person", action])
    return f"{address}?{'&'.join(f'id={person.pk}' for person in people)}&next={LIST}"


@pytest.mark.parametrize("action", ["set_active_state", "assign_role"])
def test_administrator_changes_no_superuser_in_bulk(administrator, groups, action):
    superuser = Person.objects.create_superuser("root@example.org", name="Root")
    other = PersonFactory()

    page = administrator.post(
        bulk(action, superuser, other),
        {"mark_as_active": "False", "role": groups[TRAINERS].pk},
        follow=True,
    )

    assert "Only a superuser changes a superuser: Root. Nothing was changed." in page.text
    assert list(Person.objects.filter(is_active=False)) == []
    assert not groups[TRAINERS].user_set.exists()


def test_administrator_switches_off_others_in_bulk(administrator):
    first, second = PersonFactory(), PersonFactory()

    administrator.post(bulk("set_active_state", first, second), {"mark_as_active": "False"})

    assert set(Person.objects.filter(is_active=False)) == {first, second}


def test_superuser_switches_off_another_in_bulk():
    _me, client = somebody(is_superuser=True)
    other = PersonFactory(is_superuser=True)

    client.post(bulk("set_active_state", other), {"mark_as_active": "False"})

    other.refresh_from_db()
    assert not other.is_active
