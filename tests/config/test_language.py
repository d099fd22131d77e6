"""The language links lead to the same thing in the other language, also where its slug differs."""

import re
from html import unescape
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils.translation import get_language

from people.models import Person
from tests.factories.courses import fresh, make_course, publish, welsh_locale

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client):
    client.force_login(Person.objects.create_user("sam@example.org", name="Sam Rees"))
    return client


def translate(page, **words: str):
    draft = fresh(page).copy_for_translation(welsh_locale())
    for name, value in words.items():
        setattr(draft, name, value)
    return publish(draft)


@pytest.fixture
def course():
    return make_course("Asking", slug="asking")


@pytest.fixture
def welsh(course):
    """The course in Welsh, with a slug of its own, below a catalogue with one of its own."""
    index = course.get_parent().specific
    index.get_parent().specific.copy_for_translation(welsh_locale()).save_revision().publish()
    translate(index, slug="cyrsiau")
    return translate(course, title="Gofyn", slug="gofyn")


def choose(client, language: str, at: str):
    return client.get(reverse("choose_language"), {"to": language, "at": at}, follow=True)


def test_page_leads_to_its_translation_and_back(signed_in, course, welsh):
    there = choose(signed_in, "cy", "/catalogue/asking/")
    back = choose(signed_in, "en", "/cy/cyrsiau/gofyn/")

    assert there.redirect_chain == [("/cy/cyrsiau/gofyn/", 302)]
    assert '<html lang="cy"' in there.text
    assert back.redirect_chain == [("/catalogue/asking/", 302)]
    assert '<html lang="en"' in back.text


def test_page_that_nobody_translated_is_shown_under_the_other_language(signed_in, course):
    page = choose(signed_in, "cy", "/catalogue/asking/")

    assert page.status_code == 200
    assert page.redirect_chain[-1][0].startswith("/cy/")
    assert course.title in page.text
    assert '<html lang="cy"' in page.text


def test_translation_that_is_a_draft_is_not_shown(signed_in, course, welsh):
    welsh.unpublish()

    page = choose(signed_in, "cy", "/catalogue/asking/")

    assert page.status_code == 200
    assert "Gofyn" not in page.text
    assert course.title in page.text


@pytest.mark.parametrize(("to", "at"), [("cy", "/my-learning/"), ("en", "/cy/my-learning/")])
def test_address_of_ours_changes_its_language_only(signed_in, to, at):
    page = choose(signed_in, to, at)

    assert page.redirect_chain == [("/cy/my-learning/" if to == "cy" else "/my-learning/", 302)]
    assert f'<html lang="{to}"' in page.text


def test_language_links_keep_what_the_address_asks_for(signed_in):
    asked = urlencode({"page": "/learning/here/"})

    page = signed_in.get(reverse("courses:report_problem") + f"?{asked}")
    link = re.search(r'href="(/language/\?to=cy[^"]*)"', page.text)
    welsh = signed_in.get(unescape(link[1]), follow=True)

    assert welsh.redirect_chain == [(f"/cy/report-a-problem/?{asked}", 302)]
    assert 'value="/learning/here/"' in welsh.text


@pytest.mark.parametrize(("to", "home"), [("cy", "/cy/"), ("en", "/")])
def test_address_that_is_not_there_leads_home(signed_in, to, home):
    page = choose(signed_in, to, "/cy/catalogue/nothing/")

    assert page.redirect_chain[0] == (home, 302)
    assert page.status_code == 200


@pytest.mark.xdist_group("language")
@pytest.mark.parametrize("time", ["first", "second"])
def test_every_test_begins_in_english(client, time):
    assert get_language() == "en"

    client.get(f"/cy{reverse('account_login')}")

    assert get_language() == "cy"
