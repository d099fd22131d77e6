"""A story without a script: played, looked back on, tried otherwise, and played again."""

import re

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Page, expect

from courses.actions.learning import enrol
from courses.models import ActivityDone, Completion
from people.models import Person
from quizzes.models import Attempt, Decision
from tests.factories.editions import make_edition, scenario_document
from tests.factories.learning import make_course_edition

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def person():
    cache.clear()
    return Person.objects.create_user("sam@example.org", name="Sam Rees")


@pytest.fixture
def door(person) -> str:
    document = scenario_document()
    document["scenes"][1]["note"] = "A hard question may be asked."
    course = make_course_edition(make_edition(document))
    enrolment = enrol(person=person, course_key=course.course_key, at=timezone.now())
    return f"/learning/{enrolment.key}/1/"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def choose(page: Page, choice: str) -> None:
    page.get_by_label(f"I would {choice}").check()
    press(page, "Do this")


def record() -> list:
    return [
        list(rows.order_by("pk").values())
        for rows in (Attempt.objects, Decision.objects, ActivityDone.objects, Completion.objects)
    ]


def play(page: Page, look) -> None:
    """From the door to the debrief: in haste, then away."""
    press(page, "Start the story")
    expect(page.get_by_role("heading", level=1)).to_have_text("A scenario: Office")
    look(page)
    choose(page, "hurry")
    expect(page.get_by_text("A hard question may be asked.")).to_be_visible()
    expect(page.get_by_role("button", name="Read the story in words instead")).to_be_visible()
    expect(page.get_by_role("link", name="Not now: come back later")).to_be_visible()
    look(page)
    press(page, "Go on with the story")
    expect(page.get_by_label("I would ask")).to_have_count(0)
    choose(page, "leave")
    look(page)
    press(page, "See how it went")


@pytest.mark.parametrize("javascript", [False, True], ids=["without-script", "with-script"])
def test_a_story_is_played_looked_back_on_and_tried_otherwise(
    open_page, sign_in, person, door, screenshot, assert_accessible, javascript
):
    page = open_page(javascript=javascript)
    sign_in(page, person)

    def look(page: Page) -> None:
        if javascript:
            assert_accessible(page)

    page.goto(door)
    play(page, look)

    expect(page.get_by_role("heading", level=1)).to_have_text("An opportunity missed")
    expect(page.get_by_text("We recommend", exact=True)).to_have_count(2)
    expect(page.get_by_text("Trust: it fell")).to_be_visible()
    look(page)
    screenshot(page, "playing/debrief")
    before = record()

    page.get_by_role("link", name=re.compile(r"What if\?.*Office")).click()
    choose(page, "listen")
    press(page, "Go on with the story")
    choose(page, "ask")
    press(page, "See how it went")
    expect(page.get_by_role("heading", level=1)).to_have_text("A good ending")
    expect(page.get_by_text("Nothing of it is kept")).to_be_visible()
    look(page)
    screenshot(page, "playing/what-if")

    press(page, "Stop practising")
    expect(page.get_by_role("heading", level=1)).to_have_text("An opportunity missed")
    page.goto(door)
    look(page)
    press(page, "Play it again for practice")
    look(page)
    screenshot(page, "playing/practice")
    choose(page, "listen")
    expect(page.get_by_text("A hard question may be asked.")).to_be_visible()
    look(page)
    page.go_back()
    expect(page.get_by_label("I would listen")).to_be_visible()
    assert record() == before


def test_a_tab_that_was_left_behind_is_told_so_and_shown_where_the_story_is(
    open_page, sign_in, person, door
):
    one = open_page(javascript=False)
    sign_in(one, person)
    one.goto(door)
    press(one, "Start the story")
    other = one.context.new_page()
    other.goto(one.url)

    choose(one, "listen")
    choose(other, "hurry")

    expect(other.get_by_text("That page was out of date.")).to_be_visible()
    expect(other.get_by_role("heading", level=1)).to_have_text("A scenario: Talk")
    assert [decision.choice_key for decision in Decision.objects.all()] == ["listen"]
