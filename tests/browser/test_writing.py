"""A trainer at a story, by keyboard alone: reads what is wrong, mends it, plays it, publishes."""

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from courses.models import Course
from quizzes.models import ActivityEdition, Scenario
from reports.simulation.demo import add_demo_people
from tests.browser.conftest import WIDE
from tests.browser.keyboard import Keyboard
from tests.factories.courses import add_draft
from tests.factories.quizzes import choice, ending, scene

pytestmark = pytest.mark.django_db(transaction=True)

CONTENT_OF_THE_FORM = "[...new FormData(document.querySelector('#page-edit-form'))].join('\\n')"


@pytest.fixture
def story(settings, live_server) -> Scenario:
    """A draft with one scene, whose choice leads nowhere yet."""
    settings.DEMO = True
    call_command("load_starter", courses=["asking-directly"], verbosity=0)
    call_command("simulate", people=5, seed=1, verbosity=0)
    add_demo_people(timezone.localdate())
    scenes = [
        scene("desk", choice("Ring him.", "phone"), choice("Wait.", "later", quality="unsafe")),
        scene("phone", choice("Ask how things are.", "")),
        ending("plan"),
        ending("later", outcome="bad"),
    ]
    return add_draft(Course.objects.get(), Scenario(title="A late call", scenes=scenes))


def test_a_broken_story_is_mended_played_and_published_by_keyboard(
    story, open_page, assert_accessible, screenshot
):
    page = open_page(width=WIDE)
    page.goto("/")
    page.get_by_role("button", name="Sign in as a trainer").click()
    page.goto(f"/admin/pages/{story.pk}/edit/")
    panel, status = page.locator("[data-story]"), page.locator("[data-story-status]")
    expect(status).to_contain_text("forbid publishing")

    keys = Keyboard(page)
    expect(page.locator("[data-streamfield-child] [contenteditable=true]")).to_have_count(0)
    keys.open("[data-story-part=map] > summary")
    expect(page.locator("[data-story-map] .story-map__scene")).to_have_count(4)
    expect(panel).to_contain_text("leads nowhere yet")
    assert_accessible(page, "[data-story]")

    # Back to the problem, and from it to the choice in the form.
    keys.come_to(".story__problems [data-story-choice]", "Shift+Tab")
    keys.press("Enter")
    keys.come_to("[data-part=text]")
    keys.write("[data-part=to]", "3. Plan")
    expect(status).to_have_text("Nothing in the story forbids publishing.")
    screenshot(page, "writing/story-at-a-glance")

    with page.context.expect_page() as opened:
        keys.open("[data-scene] a")
    trial = opened.value
    trial.wait_for_load_state()
    expect(trial.locator("h3").first).to_have_text("Desk")
    Keyboard(trial).open(".trial-choices a")
    expect(trial.locator("h3").first).to_have_text("Phone")
    assert_accessible(trial, "#main")

    page.bring_to_front()
    keys.open("footer [data-w-dropdown-target=toggle]")
    keys.open("[name=action-publish]")
    expect(page.locator(".messages")).to_contain_text("published")
    edition = ActivityEdition.objects.get(activity_key=story.translation_key)
    assert edition.documents["en"]["start"] == "desk"


def test_the_map_stands_beside_the_form_where_there_is_room(story, open_page, assert_accessible):
    page = open_page(width=1440)
    page.goto("/")
    page.get_by_role("button", name="Sign in as a trainer").click()
    page.goto(f"/admin/pages/{story.pk}/edit/")

    expect(page.locator("[data-story-map] .story-map__scene")).to_have_count(4)
    form = page.locator("[data-streamfield-child]").first.bounding_box()
    beside = page.locator("[data-story]").bounding_box()
    assert beside["x"] >= form["x"] + form["width"]
    assert_accessible(page, "[data-story]")
    before = page.evaluate(CONTENT_OF_THE_FORM)
    page.locator(".story-map__scene[data-story-go]", has_text="Phone").click()
    expect(page.locator("[name=scenes-1-value-title]")).to_be_focused()
    expect(page.locator("[data-streamfield-child] [contenteditable=true]")).to_have_count(1)
    assert page.evaluate(CONTENT_OF_THE_FORM) == before, "Looking at a scene saves a draft."


def test_the_map_draws_a_choice_that_does_not_say_yet_how_helpful_it_is(story, open_page):
    story.scenes = [
        scene("desk", choice("Ring him.", "plan", quality=""), choice("Wait.", "plan")),
        ending("plan"),
    ]
    story.save_revision()
    page = open_page(width=1440)
    page.goto("/")
    page.get_by_role("button", name="Sign in as a trainer").click()
    page.goto(f"/admin/pages/{story.pk}/edit/")

    expect(page.locator(".story-map__line")).to_have_count(2)
    expect(page.locator(".story-map__line--unsaid title")).to_contain_text("not said yet")
