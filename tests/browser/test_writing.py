"""A trainer at a story, by keyboard alone: reads what is wrong, mends it, plays it, publishes."""

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from courses.models import Course
from quizzes.models import ActivityEdition, Scenario
from reports.simulation.demo import add_demo_people
from tests.browser.conftest import WIDE
from tests.factories.courses import add_draft
from tests.factories.quizzes import choice, ending, scene

pytestmark = pytest.mark.django_db(transaction=True)


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


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def come_to(page: Page, selector: str) -> None:
    """By Tab alone, from wherever the focus is."""
    for _ in range(400):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"The keyboard does not come to {selector}.")


def test_a_broken_story_is_mended_played_and_published_by_keyboard(
    story, open_page, assert_accessible, screenshot
):
    page = open_page(width=WIDE)
    page.goto("/")
    page.get_by_role("button", name="Sign in as a trainer").click()
    page.goto(f"/admin/pages/{story.pk}/edit/")
    panel, status = page.locator("[data-story]"), page.locator("[data-story-status]")
    expect(status).to_contain_text("forbid publishing")

    come_to(page, "[data-story-part=map] > summary")
    press(page, "Enter")
    expect(page.locator("[data-story-map] .story-map__scene")).to_have_count(4)
    expect(panel).to_contain_text("leads nowhere yet")
    assert_accessible(page, "[data-story]")

    # Back to the problem, and from it to the choice in the form.
    page.locator(".story__problems [data-story-choice]").first.focus()
    press(page, "Enter")
    come_to(page, "[data-part=text]")
    come_to(page, "[data-part=to]")
    page.keyboard.type("3. Plan")
    expect(status).to_have_text("Nothing in the story forbids publishing.")
    screenshot(page, "writing/story-at-a-glance")

    with page.context.expect_page() as opened:
        page.locator("[data-scene] a").first.focus()
        press(page, "Enter")
    trial = opened.value
    trial.wait_for_load_state()
    expect(trial.locator("h3").first).to_have_text("Desk")
    come_to(trial, ".trial-choices a")
    press(trial, "Enter")
    expect(trial.locator("h3").first).to_have_text("Phone")
    assert_accessible(trial, "#main")

    page.bring_to_front()
    page.get_by_role("button", name="More actions").last.focus()
    press(page, "Enter")
    come_to(page, "[name=action-publish]")
    press(page, "Enter")
    expect(page.get_by_text("published", exact=False).first).to_be_visible()
    edition = ActivityEdition.objects.get(activity_key=story.translation_key)
    assert edition.documents["en"]["start"] == "desk"
