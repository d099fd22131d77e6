"""Support, worry and pause are on every page, open in the page, and leave nothing behind."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.urls import reverse

from people.models import Person
from wellbeing.actions import load_starter_care
from wellbeing.models import ApprovedText, SupportContact
from wellbeing.queries import care, read_care

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 6, 1)


@pytest.fixture(autouse=True)
def no_cache():
    cache.clear()
    yield
    cache.clear()


@pytest.mark.parametrize(
    ("checked_on", "stale"),
    [
        (None, True),
        (dt.date(2025, 6, 1), False),
        (dt.date(2025, 5, 31), True),
        (TODAY, False),
    ],
)
def test_a_number_unchecked_for_a_year_says_so(checked_on, stale):
    SupportContact.objects.create(key="a", name="A line", phone="1", checked_on=checked_on)

    assert read_care(TODAY).contacts[0].is_stale is stale


def test_care_is_read_once_for_many_pages(django_assert_num_queries):
    load_starter_care()

    with django_assert_num_queries(2):
        care(TODAY)
    with django_assert_num_queries(0):
        care(TODAY)


def test_care_without_any_texts_still_has_a_page(client):
    page = client.get(reverse("account_login"))

    assert 'id="care"' in page.text


@pytest.mark.parametrize("name", ["account_login", "courses:my_learning"])
def test_support_and_pause_are_in_the_page_and_ask_for_nothing(client, name):
    load_starter_care()
    client.force_login(Person.objects.create_user("sam@example.org", name="Sam Rees"))
    if name == "account_login":
        client.logout()

    page = client.get(reverse(name)).text
    bar = page[page.index('id="care"') : page.index("<main")]

    assert "116 123" in bar
    assert "<form" not in bar
    assert bar.count("<details") == 3


def test_load_starter_care_changes_nothing_that_somebody_edited():
    load_starter_care()
    SupportContact.objects.filter(key="samaritans").update(hours="Ask locally")
    ApprovedText.objects.filter(key="pause").update(title="Take a breath")

    assert load_starter_care() == 0
    assert SupportContact.objects.get(key="samaritans").hours == "Ask locally"
    assert ApprovedText.objects.get(key="pause").title == "Take a breath"
