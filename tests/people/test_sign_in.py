"""E-mail and password, sessions that last while somebody works, and what was not sent in time."""

import datetime as dt

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser, Group
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from people.models import Oversight, Person, Unit
from people.permissions import ADMINISTRATORS, NATIONAL_LEADS, REVIEWERS, TRAINERS
from people.sign_in import AccountAdapter, PeopleBackend
from tests.factories.people import PostingFactory

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough pass phrase"


@pytest.fixture
def person() -> Person:
    return Person.objects.create_user("Sam.Rees@Example.org", PASSWORD, name="Sam Rees")


def sign_in(client, email: str, password: str = PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


@pytest.mark.parametrize("email", ["sam.rees@example.org", "SAM.REES@EXAMPLE.ORG"])
def test_sign_in_by_email_in_whatever_case(client, person, email):
    answer = sign_in(client, email)

    assert answer.headers["Location"] == "/"
    assert client.session["_auth_user_id"] == str(person.pk)


def test_sign_in_with_a_wrong_password_says_so_and_keeps_the_address(client, person):
    page = sign_in(client, "sam.rees@example.org", "not this one at all")

    assert "_auth_user_id" not in client.session
    assert 'value="sam.rees@example.org"' in page.text
    assert page.text.count("<title>Error: ") == 1


def test_sign_in_is_closed_to_who_has_left(client, person):
    Person.objects.filter(pk=person.pk).update(is_active=False)

    sign_in(client, person.email)

    assert "_auth_user_id" not in client.session


def test_leaving_ends_a_session_at_once(client, person):
    client.force_login(person)
    Person.objects.filter(pk=person.pk).update(is_active=False)

    answer = client.get("/")

    assert answer.headers["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize(
    ("spans", "may"),
    [
        ([], True),
        ([(-10, 0)], True),
        ([(-10, -1)], False),
        ([(-10, -5), (-3, -1)], False),
        ([(-10, -5), (3, None)], True),
        ([(3, 9)], True),
    ],
)
def test_sign_in_ends_the_day_after_the_last_one(client, person, spans, may):
    today = timezone.localdate()
    for first, last in spans:
        PostingFactory(
            person=person,
            first_day=today + dt.timedelta(days=first),
            last_day=None if last is None else today + dt.timedelta(days=last),
        )

    sign_in(client, person.email)
    by_password = "_auth_user_id" in client.session
    client.force_login(person)
    by_session = not client.get("/").headers["Location"].startswith(reverse("account_login"))

    assert (by_password, by_session) == (may, may)


def test_leaving_closes_every_way_in(client, person, rf):
    PostingFactory(person=person, last_day=timezone.localdate() - dt.timedelta(days=1))
    request = rf.get("/")
    request.session = client.session
    request.user = AnonymousUser()

    answer = AccountAdapter().pre_login(
        request,
        person,
        email_verification="none",
        signal_kwargs=None,
        email=person.email,
        signup=False,
        redirect_url=None,
    )

    assert answer.headers["Location"] == reverse("account_inactive")
    assert Person.objects.get(pk=person.pk).is_active


def test_reading_who_is_signed_in_is_one_query(client, person, django_assert_num_queries):
    PostingFactory(person=person)

    with django_assert_num_queries(1):
        assert PeopleBackend().get_user(person.pk) == person


def test_nobody_signs_up(client, db):
    client.post(
        reverse("account_signup"),
        {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD},
    )

    assert not Person.objects.exists()


def test_password_reset_names_no_topic(client, person):
    client.post(reverse("account_reset_password"), {"email": person.email})

    message = mail.outbox[0]
    assert message.to == [person.email]
    assert "suicide" not in (message.subject + message.body).lower()


def test_person_email_is_unique_in_whatever_case(person):
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(email="SAM.REES@example.org", name="Another")


def test_a_session_is_renewed_while_somebody_works(client, person):
    client.force_login(person)
    client.get("/")
    store = client.session
    store["renewed_at"] -= settings.SESSION_COOKIE_AGE // 2
    store.save()

    answer = client.get("/")

    assert answer.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == settings.SESSION_COOKIE_AGE


def test_most_pages_write_no_session(client, person):
    client.force_login(person)
    client.get("/")

    assert settings.SESSION_COOKIE_NAME not in client.get("/").cookies


@pytest.mark.parametrize(
    ("first_day", "last_day", "where"),
    [
        (-10, None, "reports:overview"),
        (-10, -1, "courses:my_learning"),
        (1, 9, "courses:my_learning"),
    ],
)
def test_home_is_the_figures_for_whoever_oversees_a_unit_today(
    client, person, first_day, last_day, where
):
    def day(offset: int | None) -> dt.date | None:
        return None if offset is None else timezone.localdate() + dt.timedelta(days=offset)

    Oversight.objects.create(
        person=person,
        unit=Unit.objects.create(code="R", name="A region", kind=Unit.Kind.REGION),
        first_day=day(first_day),
        last_day=day(last_day),
    )
    client.force_login(person)

    assert client.get("/").headers["Location"] == reverse(where)


def test_the_admin_tells_a_practitioner_that_they_may_not_enter(client, person):
    client.force_login(person)

    answer = client.get("/admin/", follow=True)

    assert answer.status_code == 403


def test_the_admin_leads_a_visitor_to_sign_in(client, db):
    answer = client.get("/admin/", follow=True)

    assert answer.redirect_chain[-1][0].startswith(reverse("account_login"))


@pytest.mark.parametrize(
    ("group", "there"),
    [(NATIONAL_LEADS, True), (ADMINISTRATORS, True), (TRAINERS, False), (REVIEWERS, False)],
)
def test_whoever_may_see_figures_finds_them_in_the_menu(client, person, group, there):
    person.groups.add(Group.objects.create(name=group))
    client.force_login(person)

    page = client.get(reverse("courses:my_learning"))

    assert (f'href="{reverse("reports:overview")}"' in page.text) is there
    assert (client.get(reverse("reports:overview")).status_code != 403) is there
