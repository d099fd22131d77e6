"""A story from nothing, by keyboard alone, to what people decided in it."""

import uuid

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from courses.actions.access import give_access
from courses.models import Completion, Course, CourseIndex
from people.permissions import TRAINERS
from quizzes.actions import attempts
from quizzes.actions.counting import count_plays
from quizzes.models import ActivityEdition, Scenario
from tests.browser.keyboard import Keyboard
from tests.factories.courses import fresh, make_draft_course, publish
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def course() -> Course:
    cache.clear()
    course = make_draft_course("Asking well")
    give_access(CourseIndex.objects.get())
    return course


@pytest.fixture
def trainer(course):
    person = PersonFactory()
    person.groups.add(Group.objects.get(name=TRAINERS))
    return person


def test_a_story_is_written_broken_mended_played_published_played_and_seen(
    open_page, sign_in, course, trainer, assert_accessible, screenshot
):
    page = open_page()
    sign_in(page, trainer)
    page.goto(f"/admin/pages/add/quizzes/scenario/{course.pk}/")
    keys = Keyboard(page)
    status = page.locator("[data-story-status]")

    keys.write("#id_title", "A late call")
    write_the_story(keys)
    expect(status).to_have_text("Nothing in the story forbids publishing.")
    screenshot(page, "writing/from-nothing")

    break_and_mend(keys)
    play_the_draft(keys)
    keys.open("footer [data-w-dropdown-target=toggle]")
    keys.open("[name=action-publish]")
    expect(page.locator(".messages")).to_contain_text("published")
    publish(fresh(course))

    for _ in range(10):
        take_as(PersonFactory())
    reader = open_page(javascript=False)
    sign_in(reader, PersonFactory())
    play_as_a_practitioner(reader, course)
    screenshot(reader, "writing/debrief")
    assert Completion.objects.count() == 1

    count_plays()
    page.goto(reverse("plays:show", args=[Scenario.objects.get().pk]))
    expect(page.get_by_text("About 10 times it was finished, in")).to_be_visible()
    assert_accessible(page, "main")


def write_the_story(keys: Keyboard) -> None:
    """A scene leads to a second one and to an ending, the second one to another ending."""
    keys.open(".c-sf-add-button")
    keys.write("[role=combobox]", "Scene")
    expect(keys.page.get_by_role("option")).to_have_count(1)
    keys.press("Enter")
    write_moment(keys, 0, "At your desk", "He was due at ten. It is half past.")
    write_choice(keys, "Ring him.", "helpful", "A kind call takes a minute.", "Add a scene for it")
    write_moment(keys, 1, "On the phone", "He answers, quietly.")
    write_choice(keys, "Ask how he is.", "helpful", "He can say it now.", "Add an ending for it")
    write_ending(keys, 2, "A plan", "good", "You have agreed on the next days.")
    keys.come_to(f"{choices_of(0)} > button", "Shift+Tab")
    keys.press("Enter")
    write_choice(
        keys,
        "Wait.",
        "risks harm",
        "Nobody knows how he is.",
        "Add an ending for it",
        is_begun=True,
    )
    write_ending(keys, 3, "Half past five", "an", "Nobody has rung.")


def choices_of(number: int) -> str:
    return f"[data-streamfield-child]:has([name=scenes-{number}-id]) [data-scene-choices]"


def write_moment(keys: Keyboard, number: int, title: str, text: str) -> None:
    expect(keys.page.locator(f"[name=scenes-{number}-value-title]")).to_be_focused()
    keys.type(title)
    keys.write("[contenteditable=true]", text)


def write_choice(
    keys: Keyboard, text: str, quality: str, feedback: str, adder: str, is_begun: bool = False
) -> None:
    if not is_begun:
        keys.open("[data-scene-choices] > button")
    keys.write("[data-part=text]", text)
    keys.write("[data-part=quality]", quality)
    keys.write("[data-part=feedback]", feedback)
    keys.come_to("[data-part=to]", "Shift+Tab")
    for _ in range(["Add a scene for it", "Add an ending for it"].index(adder) + 1):
        keys.press("Tab")
    keys.press("Enter")


def write_ending(keys: Keyboard, number: int, title: str, outcome: str, debrief: str) -> None:
    write_moment(keys, number, title, "The day goes on.")
    keys.write(f"[name=scenes-{number}-value-outcome]", outcome)
    keys.press("Tab")
    keys.write("[contenteditable=true]", debrief)


def break_and_mend(keys: Keyboard) -> None:
    page = keys.page
    status = page.locator("[data-story-status]")
    keys.come_to(f"{choices_of(0)} details:nth-of-type(1) [data-part=to]", "Shift+Tab")
    keys.press("Home")
    expect(status).to_contain_text("forbid")
    keys.open(".story__problems [data-story-choice]")
    expect(page.locator("[data-part=to]:focus")).to_have_count(1)
    keys.type("4.")
    expect(status).to_have_text("Nothing in the story forbids publishing.")


def play_the_draft(keys: Keyboard) -> None:
    expect(keys.page.locator("[data-scene] a").first).to_be_visible()
    with keys.page.context.expect_page() as opened:
        keys.open("[data-scene] a")
    trial = Keyboard(opened.value)
    trial.page.wait_for_load_state()
    expect(trial.page.locator("h3").first).to_have_text("At your desk")
    trial.open(".trial-choices a")
    expect(trial.page.locator("h3").first).to_have_text("On the phone")
    trial.open(".trial-choices a")
    expect(trial.page.locator("h3").first).to_have_text("A plan")
    trial.page.close()
    keys.page.bring_to_front()


def take_as(person) -> None:
    """Another practitioner rings, asks, and looks back."""
    edition = ActivityEdition.objects.get(kind="scenario")
    at = timezone.now()
    attempt = attempts.start_attempt(person=person, edition=edition, key=uuid.uuid4(), at=at)
    for number, scene in enumerate(["at-your-desk", "on-the-phone"], start=1):
        first = next(one for one in edition.documents["en"]["scenes"] if one["key"] == scene)
        attempts.make_decision(
            attempt=attempt,
            number=number,
            scene_key=scene,
            choice_key=first["choices"][0]["key"],
            at=at,
        )
    attempts.open_debrief(attempt=attempt, at=at)


def play_as_a_practitioner(page: Page, course: Course) -> None:
    def press(name: str) -> None:
        page.get_by_role("button", name=name, exact=True).first.click()

    page.goto(reverse("courses:course", args=[course.translation_key]))
    press("Start the course")
    press("Start the story")
    page.get_by_label("Ring him.").check()
    press("Do this")
    page.get_by_label("Ask how he is.").check()
    press("Do this")
    press("See how it went")
    expect(page.get_by_role("heading", level=1)).to_have_text("A good ending")
    expect(page.get_by_text("A kind call takes a minute.").first).to_be_visible()
    press("Carry on")
    expect(page.locator("h1")).to_contain_text("You have completed Asking well")
