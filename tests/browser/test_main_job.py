"""The main job, end to end: somebody learns, somebody writes, and the region's figure moves."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from courses.models import Completion, Lesson
from quizzes.domain.documents import load_scenario
from quizzes.domain.recommended import recommended
from quizzes.models import ActivityEdition
from reports.simulation.demo import add_demo_people

pytestmark = pytest.mark.django_db(transaction=True)

COURSE, REGION = "Asking directly", "Greater Manchester"
IMAGES = Path(settings.BASE_DIR) / "docs" / "images"


@pytest.fixture
def service(settings, live_server):
    """What `make serve` shows, in small."""
    settings.DEMO = True
    cache.clear()
    call_command("load_starter", courses=["asking-directly"], verbosity=0)
    call_command("simulate", people=60, seed=1, verbosity=0)
    add_demo_people(timezone.localdate())
    return live_server


class Visitor:
    """Somebody at a browser, who looks at every page they come to."""

    def __init__(self, page: Page, look) -> None:
        self.page, self.look = page, look

    def sign_in_as(self, role: str) -> None:
        self.page.goto("/")
        self.look(self.page, "sign-in")
        self.page.get_by_role("button", name=f"Sign in as a {role}").click()

    def sign_out(self) -> None:
        self.page.goto("/my-learning/")
        self.page.locator(".app-account__summary").click()
        self.page.get_by_role("button", name="Sign out").click()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def up_to_date(self) -> int:
        """The manager's own region: how many are up to date."""
        self.sign_in_as("manager")
        table = self.page.locator("#completion")
        row = table.get_by_role("row").filter(has=self.page.get_by_role("rowheader", name=REGION))
        expect(row).to_have_count(1)
        self.look(self.page, "completion")
        heads = table.locator("thead th").all_inner_texts()
        column = next(n for n, head in enumerate(heads) if head.startswith("Up to date"))
        shown = row.locator("th, td").nth(column).inner_text()
        self.sign_out()
        return int(re.sub(r"\D", "", shown))

    def take_the_course(self) -> None:
        self.sign_in_as("practitioner")
        self.look(self.page, "my-learning-before")
        self.press("Look at this course")
        self.look(self.page, "course")
        self.press("Start the course")
        for number in (1, 2, 3):
            expect(self.page.locator("h1")).to_be_visible()
            self.look(self.page, f"lesson-{number}")
            self.press("Continue")
        self.take_the_quiz()
        self.play_the_story()

    def take_the_quiz(self) -> None:
        self.look(self.page, "quiz")
        self.press("Start the quiz")
        questions = ActivityEdition.objects.get(kind="quiz").documents["en"]["questions"]
        for number, question in enumerate(questions, start=1):
            expect(self.page).to_have_title(re.compile(f"Question {number} of "))
            self.look(self.page, f"question-{question['kind']}")
            self.answer(question)
        self.look(self.page, "check-answers")
        self.press("Finish and see how it went")
        self.look(self.page, "quiz-result")
        self.page.get_by_role("button", name="Carry on", exact=True).first.click()

    def answer(self, question: dict) -> None:
        for option in question["options"]:
            if question["kind"] == "matching":
                self.page.locator(f"select[name='{option['key']}']").select_option(option["key"])
            elif option["right"]:
                self.page.locator(f"input[value='{option['key']}']").check()
        self.press("Save and continue")

    def play_the_story(self) -> None:
        self.look(self.page, "scenario")
        self.press("Start the story")
        story = load_scenario(ActivityEdition.objects.get(kind="scenario").documents["en"])
        for number, (scene, choice) in enumerate(recommended(story), start=1):
            self.past_the_note(story.scene(scene).note)
            self.look(self.page, f"scene-{number}")
            self.page.locator(f"input[value='{choice}']").check()
            self.press("Do this")
        self.look(self.page, "ending")
        self.press("See how it went")
        self.look(self.page, "debrief")
        self.page.get_by_role("button", name="Carry on", exact=True).first.click()
        expect(self.page.locator("h1")).to_contain_text(f"You have completed {COURSE}")
        self.look(self.page, "completed")
        self.page.goto("/my-learning/")
        self.look(self.page, "my-learning-after")

    def past_the_note(self, note: str) -> None:
        ways_on = self.page.get_by_role("button", name="Go on with the story")
        if note and ways_on.count():
            self.look(self.page, "content-note")
            ways_on.click()


@pytest.mark.parametrize("javascript", [True, False], ids=["with-script", "without-script"])
def test_a_completion_moves_the_figure_of_its_region_by_exactly_one(
    service, open_page, screenshot, assert_accessible, javascript
):
    page = open_page(javascript=javascript)

    def look(page: Page, name: str) -> None:
        if javascript:
            assert_accessible(page)
        screenshot(page, f"{'with' if javascript else 'without'}-script/{name}")

    visitor = Visitor(page, look)
    before = visitor.up_to_date()

    visitor.take_the_course()

    assert Completion.objects.filter(person__email="practitioner@example.org").count() == 1
    visitor.sign_out()
    assert visitor.up_to_date() == before + 1


def test_a_trainer_changes_a_lesson_and_the_next_reader_gets_the_new_edition(
    service, open_page, screenshot
):
    page = open_page()
    visitor = Visitor(page, screenshot)
    visitor.sign_in_as("trainer")
    lesson = Lesson.objects.order_by("path").first()
    page.goto(f"/admin/pages/{lesson.pk}/edit/")
    page.locator("#id_title").fill("Why it helps to ask")
    screenshot(page, "trainer-lesson")

    page.get_by_role("button", name="More actions").first.click()
    page.get_by_role("button", name="Publish", exact=True).click()

    expect(page.get_by_text("published", exact=False).first).to_be_visible()
    editions = ActivityEdition.objects.filter(activity_key=lesson.translation_key)
    assert list(editions.order_by("number").values_list("number", "title")) == [
        (1, lesson.title),
        (2, "Why it helps to ask"),
    ]
    page.context.clear_cookies()
    visitor.sign_in_as("practitioner")
    visitor.press("Look at this course")
    expect(page.get_by_text("Why it helps to ask").first).to_be_visible()
