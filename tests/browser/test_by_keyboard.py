"""The whole course by keyboard alone, with a mistake on the way, support and a pause."""

import re

import pytest
from playwright.sync_api import expect

from courses.models import ActivityDone, Completion
from people.models import Person
from tests.browser.conftest import NARROW, WIDE
from tests.browser.reader import Reader
from tests.factories.courses import make_draft_course, make_lesson, publish
from tests.factories.quizzes import choice, ending, make_quiz, make_scenario, scene
from wellbeing.actions import load_starter_care

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "a-long-walk-by-the-canal"
NOTE = "This lesson speaks about asking. It describes no methods."


@pytest.fixture
def course():
    load_starter_care()
    Person.objects.create_user("sam@example.org", name="Sam Rees", password=PASSWORD)
    course = make_draft_course("Asking well")
    make_lesson(course, "Why asking matters", note=NOTE, alternative="<p>Ask in plain words.</p>")
    make_quiz(course, "Check: asking")
    make_scenario(
        course,
        "A missed appointment",
        scenes=[
            scene(
                "desk",
                choice("Write it down and go on.", "later", quality="partly"),
                choice("Ring and leave a kind message.", "phone"),
            ),
            scene("phone", choice("Ask how things are.", "plan"), note="A hard question is asked."),
            ending("plan"),
            ending("later", outcome="bad"),
        ],
    )
    return publish(course)


def sign_in(reader: Reader) -> None:
    reader.type("Email address", "sam@example.org")
    reader.type("Password", PASSWORD)
    reader.to("button", "Sign in")
    reader.press("Enter")
    expect(reader.page.locator("h1")).to_contain_text("My learning")


def read_the_lesson_in_short(reader: Reader) -> None:
    expect(reader.page.get_by_text(NOTE)).to_be_visible()
    reader.to("button", "Go on to the lesson")
    reader.follow("button", "Read it in short instead", "Why asking matters")
    expect(reader.page.get_by_text("It counts the same.")).to_be_visible()
    reader.follow("button", "I have read it: continue", "Check: asking")


def take_the_quiz(reader: Reader) -> None:
    page = reader.page
    reader.to("button", "Start the quiz")
    reader.press("Enter")
    expect(page).to_have_title(re.compile("^Question 1 of 3"))
    send_nothing_and_mend_it(reader)
    reader.choose("Ask him plainly.")
    save(reader, 2)
    for name in ("Listen.", "Tell a manager."):
        reader.to("checkbox", name)
        reader.press("Space")
    save(reader, 3)
    for name, partner in (("A plan", "is made"), ("A record", "helps")):
        reader.to("combobox", name)
        page.keyboard.type(partner)
    reader.follow("button", "Save and continue", "Check your answers")
    reader.follow("button", "Finish and see how it went", "You passed")
    reader.follow("button", "Carry on", "A missed appointment")


def save(reader: Reader, following: int) -> None:
    reader.to("button", "Save and continue")
    reader.press("Enter")
    expect(reader.page).to_have_title(re.compile(f"^Question {following} of 3"))


def send_nothing_and_mend_it(reader: Reader) -> None:
    reader.to("button", "Save and continue")
    reader.press("Enter")
    expect(reader.page).to_have_title(re.compile("^Error: Question 1 of 3"))
    expect(reader.page.locator(".govuk-error-summary")).to_be_focused()
    reader.tab()
    reader.press("Enter")
    expect(reader.page.locator("input[name=answer]").first).to_be_focused()


def pause(reader: Reader) -> None:
    """Opened and closed in both ways; the focus is where it was."""
    panel = reader.page.get_by_role("dialog")
    for close in (by_escape, by_its_button):
        reader.to("button", "Pause", key="Shift+Tab")
        reader.press("Enter")
        expect(panel).to_be_visible()
        close(reader)
        expect(panel).to_have_count(0)
        assert reader.here() == 'button "Pause"'


def by_escape(reader: Reader) -> None:
    reader.press("Escape")


def by_its_button(reader: Reader) -> None:
    reader.to("button", "Carry on")
    reader.press("Enter")


def open_support(reader: Reader) -> None:
    reader.to("button", "Support", key="Shift+Tab")
    reader.press("Space")
    expect(reader.page.get_by_role("dialog")).to_contain_text("116 123")
    reader.to("button", "Close")
    reader.press("Enter")
    assert reader.here() == 'button "Support"'


def decide(reader: Reader, name: str, heading: str) -> None:
    reader.choose(name)
    reader.follow("button", "Do this", heading)


def play_the_story(reader: Reader) -> None:
    page = reader.page
    reader.follow("button", "Start the story", "Desk")
    reader.to("radio", "Write it down")
    pause(reader)
    open_support(reader)
    decide(reader, "Ring and leave a kind message.", "Phone")
    expect(page.get_by_text("A hard question is asked.")).to_be_visible()
    reader.follow("button", "Go on with the story", "Phone")
    expect(page.get_by_role("radio")).to_have_count(1)
    decide(reader, "Ask how things are.", "Plan")
    reader.follow("button", "See how it went", "A good ending")
    reader.follow("link", "What if?", "Desk")
    decide(reader, "Write it down and go on.", "Later")
    reader.follow("button", "See how it went", "An opportunity missed")
    reader.follow("link", "Stop practising", "A good ending")
    reader.follow("button", "Carry on", "You have completed Asking well")


@pytest.mark.parametrize("width", [NARROW, pytest.param(WIDE, marks=pytest.mark.deep)])
def test_the_course_is_taken_by_keyboard_alone(open_page, watch, course, width):
    watch.expect("422")
    page = open_page(width=width)
    reader = Reader(page)
    page.goto("/")

    sign_in(reader)
    reader.follow("button", "Look at this course", "Asking well")
    reader.follow("link", "Before you start: who sees what", "Who sees what")
    reader.follow("link", "My learning", "My learning")
    reader.follow("button", "Look at this course", "Asking well")
    reader.follow("button", "Start the course", "Why asking matters")
    read_the_lesson_in_short(reader)
    take_the_quiz(reader)
    play_the_story(reader)

    assert Completion.objects.filter(person__email="sam@example.org").exists()
    assert ActivityDone.objects.count() == 3
