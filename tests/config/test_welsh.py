"""The interface in Welsh: complete, spoken by every page, and left only by choosing English."""

import datetime as dt
import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import ngettext

from courses.actions.learning import enrol
from courses.models import Course, Enrolment
from people.models import Person
from tests.factories.courses import make_course

CHECK = Path(settings.BASE_DIR) / "scripts" / "check_translations.py"
ELSEWHERE = re.compile(r"/(admin|static|media|language|documents)/|/favicon|#|tel:")


@pytest.fixture(autouse=True)
def _english_again():
    """A request leaves its language behind in the thread; the next test begins in English."""
    with translation.override("en"):
        yield


@pytest.fixture
def course(db) -> Course:
    return make_course()


@pytest.fixture
def person(db) -> Person:
    return Person.objects.create_user("sioned@example.org", name="Sioned Rees")


@pytest.fixture
def signed_in(client, person) -> Client:
    client.force_login(person)
    return client


@pytest.fixture
def enrolment(course, person) -> Enrolment:
    return enrol(person=person, course_key=course.translation_key, at=timezone.now())


@pytest.fixture(scope="module")
def checker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("check_translations", CHECK)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read(client: Client, address: str) -> str:
    answer = client.get(address, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_catalogue_is_complete():
    checked = subprocess.run(
        [sys.executable, CHECK], capture_output=True, text=True, check=False, cwd=CHECK.parent
    )

    assert (checked.returncode, checked.stderr) == (0, "")


STEP, STEPS = "%(done)s step", "%(done)s steps"


@pytest.mark.parametrize(
    ("original", "welsh", "flags", "problem"),
    [
        ("Onwards", "Parhau", (), ""),
        ("Onwards", "", (), "not translated"),
        ("Onwards", "Parhau", ("fuzzy",), "its translation is marked fuzzy"),
        ("Seen on %(day)s", "Ar %(dydd)s", (), "its translation has other placeholders or tags"),
        ("All of <b>it</b>", "Y cyfan", (), "its translation has other placeholders or tags"),
        ((STEP, STEPS), ("%(done)s cam",) * 6, (), ""),
        (("One step", STEPS), ("%(done)s cam", "Un cam", *["%(done)s cam"] * 4), (), ""),
        ((STEP, STEPS), ("%(done)s cam", "Un cam", *["%(done)s cam"] * 4), (), "its translation"),
        ((STEP, STEPS), ("%(done)s cam",) * 5 + ("",), (), "not translated"),
    ],
)
def test_what_does_not_fit_is_found(checker, original, welsh, flags, problem):
    wanted, catalogue = Catalog(locale="cy"), checker.read()
    message = wanted.add(original)
    catalogue.add(original, welsh, flags=flags)

    found = checker.problem_of(message, catalogue.get(original), catalogue)

    assert found.startswith(problem)
    assert bool(found) is bool(problem)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "0 cwestiwn"),
        (1, "1 cwestiwn"),
        (2, "2 gwestiwn"),
        (3, "3 chwestiwn"),
        (8, "8 cwestiwn"),
    ],
)
def test_a_number_changes_the_word_after_it(number, words):
    singular = "There is %(questions)s question, with no time limit."
    plural = "There are %(questions)s questions, one to a page, with no time limit."
    with translation.override("cy"):
        said = ngettext(singular, plural, number) % {"questions": number}

    assert words in said


def test_dates_are_welsh():
    with translation.override("cy"):
        assert date_format(dt.date(2026, 11, 23), "j F Y") == "23 Tachwedd 2026"


def test_pages_are_welsh_in_title_menu_and_buttons(signed_in, course):
    page = read(signed_in, "/cy/my-learning/")

    assert '<html lang="cy"' in page
    assert "<title>Fy nysgu – Ymarfer Diogelach</title>" in page
    assert "Edrych ar y cwrs hwn" in page
    assert "Yn poeni am rywun" in page
    assert "Dechrau’r cwrs" in read(signed_in, f"/cy/courses/{course.translation_key}/")


def test_english_words_on_a_welsh_page_say_that_they_are(signed_in, enrolment):
    with translation.override("cy"):
        step = read(signed_in, reverse("courses:step", args=[enrolment.key, 1]))
        learning = read(signed_in, reverse("courses:my_learning"))

    assert re.search(r'<h1[^>]*lang="en"[^>]*>Why asking matters</h1>', step)
    assert re.search(r'<div class="app-lesson"[^>]*lang="en"', step)
    assert re.search(r'<h2[^>]*lang="en"[^>]*>Why asking matters</h2>', learning)
    assert 'Parhau: <span lang="en">Asking well</span>' in learning


def test_every_link_of_a_welsh_page_stays_in_welsh(signed_in, course, enrolment):
    with translation.override("cy"):
        addresses = [
            reverse("courses:my_learning"),
            reverse("courses:catalogue"),
            reverse("courses:course", args=[course.translation_key]),
            reverse("courses:step", args=[enrolment.key, 2]),
        ]
    for address in addresses:
        targets = re.findall(r'(?:href|action)="([^"]+)"', read(signed_in, address))
        left = [to for to in targets if not (to.startswith("/cy/") or ELSEWHERE.match(to))]
        assert (address, left) == (address, [])


@pytest.mark.parametrize("name", ["courses:my_learning", "courses:step", "account_login"])
def test_choosing_a_language_leads_to_the_same_page_in_it(client, enrolment, name):
    place = [enrolment.key, 1] if name == "courses:step" else []
    english = reverse(name, args=place)
    with translation.override("cy"):
        welsh = reverse(name, args=place)

    to_welsh = client.get(reverse("choose_language"), {"to": "cy", "at": english})
    to_english = client.get(reverse("choose_language"), {"to": "en", "at": welsh})

    assert (to_welsh.url, to_english.url) == (welsh, english)


def test_a_language_link_names_its_language_and_leads_there(signed_in, course):
    page = read(signed_in, "/cy/catalogue/")

    link = re.search(r'<a [^>]*href="([^"]+)"[^>]*lang="en"[^>]*>English</a>', page)
    assert '<html lang="en"' in read(signed_in, link[1].replace("&amp;", "&"))
