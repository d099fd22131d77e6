"""A trainer takes a story in from a file, mends it, publishes it, and sees what changed since."""

import json

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from courses.models import Course
from quizzes.models import Scenario
from reports.simulation.demo import add_demo_people
from tests.browser.conftest import NARROW, WIDE
from tests.factories.courses import fresh, publish
from tests.quizzes.domain.stories import choice, ending, scene, story

pytestmark = pytest.mark.django_db(transaction=True)

STORY = story(
    scene("desk", choice("ring", "good"), choice("wait", "later", "unsafe")),
    ending("good"),
    ending("later", "bad"),
    ending("attic"),
)


@pytest.fixture
def course(settings, live_server) -> Course:
    settings.DEMO = True
    call_command("load_starter", courses=["asking-directly"], verbosity=0)
    call_command("simulate", people=5, seed=1, verbosity=0)
    add_demo_people(timezone.localdate())
    return Course.objects.get()


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_story_from_a_file_becomes_a_draft_and_its_changes_are_shown(
    course, open_page, assert_accessible, screenshot
):
    page = open_page(width=WIDE)
    page.goto("/")
    page.get_by_role("button", name="Sign in as a trainer").click()
    page.goto(f"/admin/scenarios/import/{course.pk}/")
    assert_accessible(page, "#main")
    page.set_input_files(
        "[name=file]",
        {"name": "s.json", "mimeType": "application/json", "buffer": json.dumps(STORY).encode()},
    )
    page.get_by_role("button", name="Look at it").click()
    expect(page.locator("#main")).to_contain_text("No way through the story leads to “Scene attic”")
    assert_accessible(page, "#main")
    screenshot(page, "exchange/preview")

    page.get_by_role("button", name="Make a draft of it").click()
    page.wait_for_url("**/edit/**")
    draft = Scenario.objects.get(title=STORY["title"])
    assert not draft.live

    draft.scenes = draft.scenes.raw_data[:3]
    publish(draft)
    changed = fresh(draft)
    changed.scenes[1].value["title"] = "A call"
    changed.scenes[0].value["choices"][1]["quality"] = "partly"
    changed.save_revision()
    page.goto(f"/admin/scenarios/{draft.pk}/compare/")
    expect(page.locator("ins").filter(has_text="A call")).to_have_count(1)
    expect(page.locator("#main")).to_contain_text("partly helpful")
    assert_accessible(page, "#main")
    screenshot(page, "exchange/compare")
    page.set_viewport_size({"width": NARROW, "height": 900})
    assert fits(page)
