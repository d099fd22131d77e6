"""Care in a real browser: it opens in the page, asks for nothing, and leaves nothing behind."""

import logging
import uuid

import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from courses.actions.learning import enrol
from courses.models import Course
from people.models import Person
from quizzes.actions.attempts import start_attempt
from quizzes.models import ActivityEdition
from tests.factories.editions import make_edition
from tests.factories.learning import add_step, lesson_document, make_course_edition, make_lesson

pytestmark = pytest.mark.django_db(transaction=True)
REFLECTION = (
    '<section class="app-reflection" data-reflection data-delete-text="Delete what I wrote"'
    ' data-print-text="Print" data-kept-text="Kept in this browser only."'
    ' data-deleted-text="Deleted."><p><span data-reflection-fate>It is not kept.</span></p>'
    '<textarea aria-label="What helps you?" data-reflection-words></textarea></section>'
)

EDGES = """() => [...document.querySelectorAll(
    "main button, main .govuk-button, main .govuk-radios__label, .app-care__summary")].map(
    (one) => {
        const edge = getComputedStyle(one, one.matches(".govuk-radios__label") ? "::before" : null);
        return {
            what: one.textContent.trim(),
            width: Math.max(parseFloat(edge.borderBottomWidth) || 0,
                            parseFloat(edge.outlineWidth) || 0,
                            edge.textDecorationLine.includes("underline") ? 1 : 0),
        };
    })"""


@pytest.fixture
def person():
    cache.clear()
    return Person.objects.create_user("sam@example.org", name="Sam Rees")


@pytest.fixture
def places(person) -> dict[str, str]:
    """One page of each kind that somebody meets, by name."""
    call_command("load_starter", courses=["asking-directly"], verbosity=0)
    course = Course.objects.get()
    enrolment = enrol(person=person, course_key=course.translation_key, at=timezone.now())
    steps = {step.edition.kind: step.position for step in enrolment.edition.steps.all()}

    def attempt(kind: str) -> str:
        edition = ActivityEdition.objects.get(kind=kind)
        return str(
            start_attempt(person=person, edition=edition, key=uuid.uuid4(), at=timezone.now()).key
        )

    quiz, story = attempt("quiz"), attempt("scenario")
    learning = f"/learning/{enrolment.key}"
    return {
        "my learning": "/my-learning/",
        "catalogue": "/courses/",
        "course": f"/courses/{course.translation_key}/",
        "lesson": f"{learning}/{steps['lesson']}/",
        "quiz": f"{learning}/{steps['quiz']}/",
        "scenario": f"{learning}/{steps['scenario']}/",
        "in words": f"{learning}/{steps['scenario']}/in-words/",
        "question": f"/attempts/{quiz}/questions/1/",
        "scene": f"/attempts/{story}/scene/",
        "your details": "/your-details/",
        "who sees what": "/who-sees-what/",
        "accessibility": "/accessibility/",
        "local pathways": "/local-pathways/",
        "report": "/report-a-problem/?page=/my-learning/",
        "problems": "/problems/",
    }


def rows() -> dict[str, int]:
    """How many rows each table has."""
    return {
        model._meta.label: model._default_manager.count()
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy
    }


@pytest.mark.parametrize("kind", ["lesson", "question", "scene"])
def test_support_worry_and_pause_cause_no_request_no_row_and_no_line(
    page, sign_in, person, places, caplog, kind
):
    sign_in(page, person)
    page.goto(places[kind])
    page.wait_for_load_state("networkidle")
    before, asked = rows(), []
    page.on("request", lambda request: asked.append(request.url))
    caplog.set_level(logging.DEBUG)
    caplog.clear()

    care = page.locator("[data-care]")
    for part in ("Support", "Pause", "Worried about somebody you supervise right now?"):
        care.get_by_text(part, exact=True).first.click()
        expect(page.locator("[data-care-title]:visible")).to_have_count(1)
        page.keyboard.press("Escape")
    page.wait_for_timeout(300)

    assert asked == []
    assert rows() == before
    assert [record for record in caplog.records if record.name.startswith("django")] == []
    assert page.url.endswith(places[kind])


@pytest.mark.parametrize("width", [320, 1280])  # 1280 at 400 percent is 320
def test_axe_finds_nothing_on_any_kind_of_page_and_none_scrolls_sideways(
    open_page, sign_in, person, places, assert_accessible, width
):
    page = open_page(width=width)
    sign_in(page, person)
    for name, place in places.items():
        page.goto(place)
        assert page.title().endswith("– Safer Practice"), name
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        assert_accessible(page)


def test_colours_of_the_readers_own_leave_every_button_and_field_an_edge(
    page, sign_in, person, places
):
    page.emulate_media(forced_colors="active")
    sign_in(page, person)
    page.goto(places["scene"])
    page.get_by_role("radio").first.check()

    edges = page.evaluate(EDGES)

    assert len(edges) > 3
    assert [edge for edge in edges if not edge["width"]] == []


def test_nothing_moves_for_whoever_asked_for_less_motion(page, sign_in, person, places):
    sign_in(page, person)
    page.goto(places["lesson"])

    for part in ("Support", "Pause"):
        page.locator("[data-care]").get_by_text(part, exact=True).first.click()
        assert page.evaluate("document.getAnimations().length") == 0
        page.keyboard.press("Escape")


def test_a_form_with_an_error_says_so_in_its_title_and_links_to_it(page, sign_in, person, watch):
    watch.expect("422")
    sign_in(page, person)
    page.goto("/report-a-problem/")

    page.get_by_role("button", name="Send it").click()

    expect(page).to_have_title("Error: Report a problem with a page – Safer Practice")
    page.get_by_role("link", name="Say what is wrong.").click()
    expect(page.get_by_label("What is wrong?")).to_be_focused()


@pytest.fixture
def lesson_with_reflection(person) -> str:
    course = make_course_edition(make_lesson())
    edition = make_edition({**lesson_document("Care"), "html": REFLECTION})
    add_step(course, edition, 2)
    enrolment = enrol(person=person, course_key=course.course_key, at=timezone.now())
    return f"/learning/{enrolment.key}/2/"


def test_a_reflection_stays_in_the_browser_and_can_be_deleted(
    page, sign_in, person, lesson_with_reflection
):
    sign_in(page, person)
    page.goto(lesson_with_reflection)
    page.wait_for_load_state("networkidle")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    words = page.get_by_label("What helps you?")

    words.fill("A walk")
    expect(page.get_by_text("Kept in this browser only.")).to_be_visible()
    page.wait_for_timeout(300)
    assert asked == []

    page.reload()
    expect(words).to_have_value("A walk")
    page.get_by_role("button", name="Delete what I wrote").click()
    page.reload()
    expect(words).to_have_value("")


def test_reflections_can_all_be_deleted_also_under_prompts_that_have_changed(page, sign_in, person):
    sign_in(page, person)
    page.goto("/who-sees-what/")
    page.evaluate("""() => {
        localStorage.setItem("reflection:/learning/old/:What helped?", "A walk");
        localStorage.setItem("answers:kept", "not mine");
    }""")

    page.get_by_role("button", name="Delete all reflections in this browser").click()

    expect(page.get_by_text("Deleted.")).to_be_visible()
    assert page.evaluate("() => Object.keys(localStorage)") == ["answers:kept"]


def test_without_javascript_a_reflection_says_that_it_is_not_kept(
    page_without_js, sign_in, person, lesson_with_reflection
):
    sign_in(page_without_js, person)
    page_without_js.goto(lesson_with_reflection)

    expect(page_without_js.get_by_text("It is not kept.")).to_be_visible()
    assert page_without_js.get_by_label("What helps you?").get_attribute("name") is None
