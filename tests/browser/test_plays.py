"""What people decide, for whoever writes a story: at 320 pixels, by keyboard, in Welsh."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from playwright.sync_api import expect
from wagtail.users.models import UserProfile

from courses.actions.access import give_access
from courses.models import CourseIndex
from people.models import Person
from people.permissions import TRAINERS
from quizzes.actions.counting import count_plays
from quizzes.models import ActivityEdition, Scenario
from tests.browser.conftest import NARROW, WIDE
from tests.browser.keyboard import Keyboard
from tests.factories.courses import make_draft_course
from tests.factories.people import PersonFactory
from tests.factories.plays import finish
from tests.factories.quizzes import make_scenario

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def story(live_server) -> Scenario:
    """Two editions: 24 people played the first, and 15 the second, two of them to another end."""
    page = make_scenario(make_draft_course())
    play(page, 1, [number % 2 for number in range(24)])
    page.alternative = "<p>In words.</p>"
    page.save_revision().publish()
    play(page, 2, [number < 2 for number in range(15)])
    count_plays()
    return page


def play(page: Scenario, number: int, choices: list[int]) -> None:
    edition = ActivityEdition.objects.get(activity_key=page.translation_key, number=number)
    for choice in choices:
        finish(edition, [choice])


@pytest.fixture
def trainer() -> Person:
    give_access(CourseIndex.objects.get())
    person = PersonFactory()
    person.groups.add(Group.objects.get(name=TRAINERS))
    return person


WIDER_THAN_ITS_PLACE = """() => [...document.querySelectorAll("#main *")].filter((one) => {
    const style = getComputedStyle(one);
    return ["auto", "scroll"].includes(style.overflowX) && one.scrollWidth > one.clientWidth + 1
        && one.tabIndex < 0 && !one.querySelector("a[href], button, [tabindex]");
}).map((one) => one.outerHTML.slice(0, 120))"""

CUT_OFF = """() => [...document.querySelectorAll("#main :is(select, button, h2, h3, p, summary)")]
    .filter((one) => one.getBoundingClientRect().right > innerWidth && one.offsetParent
        && !one.closest("[tabindex='0'], header"))
    .map((one) => one.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_what_people_decide_is_read_on_any_screen_and_by_keyboard(
    story, trainer, open_page, sign_in, assert_accessible, screenshot, width
):
    page = open_page(width=width)
    sign_in(page, trainer)
    page.goto(reverse("plays:show", args=[story.pk]))
    expect(page.get_by_text("About 15 times it was finished")).to_be_visible()
    assert_accessible(page, "#main")

    page.get_by_label("Beside edition").select_option("1")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", name="Edition 1")).to_be_visible()
    assert_accessible(page, "#main")
    page.goto(f"{reverse('plays:show', args=[story.pk])}?edition=1&beside=2")

    Keyboard(page).come_to("[data-plays-map-part] > summary")
    page.keyboard.press("Enter")
    expect(page.locator("[data-plays-map] .story-map__scene")).to_have_count(4)
    Keyboard(page).come_to("[data-plays-map]")
    Keyboard(page).come_to(".plays__table")
    before = page.evaluate("document.activeElement.scrollLeft")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)
    is_wide = page.evaluate(
        "document.activeElement.scrollWidth > document.activeElement.clientWidth"
    )
    assert (page.evaluate("document.activeElement.scrollLeft") > before) == is_wide
    assert_accessible(page, "#main")
    assert page.evaluate(WIDER_THAN_ITS_PLACE) == []
    assert page.evaluate(CUT_OFF) == []
    page.evaluate("scrollTo(0, 0)")
    screenshot(page, f"plays/beside-from-{width}")


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_the_list_of_pages_leads_to_what_people_decide(story, trainer, open_page, sign_in, width):
    page = open_page(width=width)
    sign_in(page, trainer)
    page.goto(reverse("wagtailadmin_explore", args=[story.get_parent().pk]))
    page.get_by_role("button", name="More options for", exact=False).last.click()
    page.get_by_role("link", name="What people decide").click()
    expect(page.get_by_role("heading", name="Edition 2")).to_be_visible()


def test_it_is_all_in_welsh_for_who_prefers_it(
    story, trainer, open_page, sign_in, assert_accessible, screenshot
):
    UserProfile.objects.create(user=trainer, preferred_language="cy")
    page = open_page(width=WIDE)
    sign_in(page, trainer)
    page.goto(reverse("plays:show", args=[story.pk]))
    expect(page.get_by_text("Gorffennwyd hi tua 15 gwaith")).to_be_visible()
    assert_accessible(page, "#main")
    screenshot(page, "plays/welsh")
