"""Every page there is: axe-core finds nothing, and at 320 pixels nothing must be scrolled sideways.

What the pages are is read from the table of docs/access.md, so that none is left out.
"""

import uuid
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from people.models import Person
from quizzes.actions.attempts import (
    make_decision,
    open_debrief,
    save_answer,
    start_attempt,
    submit_quiz,
)
from quizzes.domain.documents import load_scenario
from quizzes.domain.recommended import recommended
from quizzes.models import ActivityEdition
from tests import test_access
from tests.browser.conftest import NARROW, WIDE

pytestmark = pytest.mark.django_db(transaction=True)
personas, places = test_access.personas, test_access.places

# Whoever comes first and may: the page is looked at as they see it.
READERS = ("visitor", "practitioner", "manager", "trainer", "administrator")
ELSEWHERE = {"wagtailadmin_home", "mfa_index", "gallery"}  # Wagtail's, allauth's, for development


class Place(NamedTuple):
    reader: str
    name: str
    address: str


@pytest.fixture
def finished(personas, places) -> list[Place]:
    """A quiz passed, a quiz part-way through again, and a story that ended."""
    person = Person.objects.get(email="practitioner@example.org")

    def begin(kind: str):
        edition = ActivityEdition.objects.get(kind=kind)
        return start_attempt(person=person, edition=edition, key=uuid.uuid4(), at=timezone.now())

    quiz, story = begin("quiz"), begin("scenario")
    for question in quiz.edition.documents["en"]["questions"]:
        save_answer(
            attempt=quiz,
            question_key=question["key"],
            response=right_answer(question),
            key=uuid.uuid4(),
            at=timezone.now(),
        )
    submit_quiz(attempt=quiz, at=timezone.now())
    way = recommended(load_scenario(story.edition.documents["en"]))
    for number, (scene, choice) in enumerate(way, start=1):
        make_decision(
            attempt=story, number=number, scene_key=scene, choice_key=choice, at=timezone.now()
        )
    open_debrief(attempt=story, at=timezone.now())
    kept = {"quizzes:result": quiz, "quizzes:debrief": story, "quizzes:what_if": story}
    return [
        Place("practitioner", name, reverse(name, args=[attempt.key]))
        for name, attempt in kept.items()
    ]


def right_answer(question: dict):
    keys = [option["key"] for option in question["options"]]
    match question["kind"]:
        case "matching":
            return {key: key for key in keys}
        case "ordering":
            return keys
        case "multiple":
            return [option["key"] for option in question["options"] if option["right"]]
    return next(option["key"] for option in question["options"] if option["right"])


@pytest.fixture
def pages(personas, places, finished) -> list[Place]:
    """Each page with the first reader who may open it."""
    found = [place for place in every_place(places) if is_page(personas[place.reader], place)]
    return [*found, *finished]


def every_place(places: dict[str, list]) -> Iterator[Place]:
    for (name, method), happens in test_access.rows().items():
        readers = [reader for reader in READERS if happens[reader] == "yes"]
        if method == "GET" and readers and name not in ELSEWHERE:
            yield Place(readers[0], name, reverse(name, args=places.get(name)))


def is_page(client: Client, place: Place) -> bool:
    answer = client.get(place.address)
    if answer.streaming:
        answer.getvalue()  # closes the file
    return answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")


@pytest.fixture
def look_at(open_page, sign_in, barriers):
    """Opens these pages as their readers, at this width, and says what is in the way."""

    def look(pages: list[Place], width: int) -> list[str]:
        found = []
        for reader in READERS:
            page = open_page(width=width)
            if reader != "visitor":
                sign_in(page, Person.objects.get(email=f"{reader}@example.org"))
            for place in pages:
                if place.reader == reader:
                    page.goto(place.address)
                    if wider := overhang(page):
                        found.append(f"{place.name} is {wider} pixels wider than {width}")
                    found += [f"{place.name}: {barrier}" for barrier in barriers(page, "main")]
        return found

    return look


def overhang(page: Page) -> int:
    """How many pixels of the page stand out to the right."""
    return page.evaluate(
        "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
    )


def test_nothing_is_in_the_way_on_any_page_of_the_site(pages, look_at):
    ours = [place for place in pages if not place.address.startswith("/admin/")]

    assert len(ours) > 30
    assert look_at(ours, NARROW) == []


@pytest.mark.deep
@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_nothing_is_in_the_way_on_any_page(pages, look_at, width):
    assert len(pages) > 50
    assert look_at(pages, width) == []
