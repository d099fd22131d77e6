"""The button of the editor: it makes an edition, or says every reason why not."""

import datetime as dt

import pytest

from courses.models import Course
from quizzes import receivers
from quizzes.domain.compiled import CannotPublish
from quizzes.domain.problems import Problem
from quizzes.models import ActivityEdition, Quiz, Scenario
from tests.factories.courses import (
    course_editions_of,
    editions_of,
    fresh,
    make_catalogue,
    make_course,
    make_draft_course,
    make_lesson,
    publish,
)
from tests.factories.posted import PUBLISH, course_form, lesson_form, quiz_form, scenario_form
from tests.factories.quizzes import (
    broken_story,
    choice,
    ending,
    make_question,
    make_quiz,
    make_scenario,
    scene,
    small_story,
)
from tests.quizzes.publishing.desk import NOWHERE, UNREACHED, add, as_published, edit, said

pytestmark = pytest.mark.django_db


def test_button_on_a_new_page_makes_edition_one(desk, trainer):
    course = make_draft_course()

    desk.post(add(course, "quizzes", "scenario"), scenario_form(small_story()) | PUBLISH)

    page = Scenario.objects.get()
    edition = ActivityEdition.objects.get()
    assert page.live
    assert (edition.activity_key, edition.number) == (page.translation_key, 1)
    assert edition.made_by == trainer
    assert [s["title"] for s in edition.document("en")["scenes"]] == [
        "Desk",
        "Phone",
        "Plan",
        "Later",
    ]


def test_button_twice_with_the_same_content_makes_no_second_edition(desk):
    page = make_scenario()

    desk.post(edit(page), scenario_form(as_published(page)) | PUBLISH)

    assert len(editions_of(page)) == 1


def test_button_with_other_content_makes_edition_two_and_leaves_edition_one(desk):
    page = make_scenario()
    before = editions_of(page)[0].documents
    story = as_published(page)
    story[0]["value"]["title"] = "At the window"

    desk.post(edit(page), scenario_form(story) | PUBLISH)

    one, two = editions_of(page)
    assert one.documents == before
    assert two.document("en")["scenes"][0]["title"] == "At the window"
    assert two.document("en")["scenes"][0]["key"] == before["en"]["scenes"][0]["key"]


def test_change_chosen_when_publishing_is_kept_with_the_edition_and_not_for_the_next(desk):
    page = make_scenario()
    story = small_story()
    story[0]["value"]["title"] = "At the window"
    weighty = {"change": "material", "retake": "everybody", "retake_by": "2027-01-31"}

    desk.post(edit(page), scenario_form(story, **weighty) | PUBLISH)

    edition = editions_of(page)[1]
    assert (edition.change, edition.retake) == ("material", "everybody")
    assert edition.retake_by == dt.date(2027, 1, 31)
    form = desk.get(edit(page)).context["form"]
    assert (form["change"].value(), form["retake"].value()) == ("minor", "nobody")


@pytest.mark.parametrize(
    ("chosen", "reason"),
    [
        ({"retake": "everybody", "retake_by": "2027-01-31"}, "Nobody has to do a minor change"),
        ({"change": "material", "retake": "everybody"}, "Enter the day by which everybody"),
    ],
)
def test_change_that_makes_no_sense_is_refused(desk, chosen, reason):
    page = make_scenario(live=False)

    response = desk.post(edit(page), scenario_form(small_story(), **chosen) | PUBLISH)

    assert reason in response.content.decode()
    assert not fresh(page).live


def test_broken_story_on_a_new_page_says_every_reason_and_keeps_what_was_typed(desk):
    course = make_draft_course()

    response = desk.post(
        add(course, "quizzes", "scenario"), scenario_form(broken_story()) | PUBLISH
    )

    assert NOWHERE in said(response)
    assert UNREACHED in said(response)
    assert "At the desk." in response.content.decode()
    assert not Scenario.objects.exists()
    assert not ActivityEdition.objects.exists()


def test_broken_story_on_a_live_page_changes_nothing_live(desk):
    page = make_scenario()
    before = Scenario.objects.values().get()

    response = desk.post(edit(page), scenario_form(broken_story()) | PUBLISH)

    assert NOWHERE in said(response)
    assert Scenario.objects.values().get() == before
    assert len(editions_of(page)) == 1


def test_missing_words_hide_no_problem_of_the_story(desk):
    page = make_scenario(live=False)
    story = [*broken_story(), scene("attic", choice("", "plan", quality=""), title="", text="")]

    response = desk.post(edit(page), scenario_form(story) | PUBLISH)

    for reason in (
        NOWHERE,
        "Scene 3 has no title.",
        "At scene 3 it is not said what happens.",
        "Choice 1 at scene 3 has no words.",
        "The choice 1 at scene 3 does not say how helpful it is.",
    ):
        assert reason in said(response)
    assert "StreamBlock" not in said(response)


def test_target_that_was_removed_leads_nowhere_and_shows_no_identifier(desk):
    page = make_scenario(live=False)
    story = [scene("desk", choice("Ring.", "removed")), ending("plan")]

    response = desk.post(edit(page), scenario_form(story) | PUBLISH)

    assert NOWHERE in said(response)


def test_shorthand_not_understood_is_told_by_title(desk):
    page = make_scenario(live=False)
    story = [scene("desk", choice("Ring.", "plan", effects="trust up")), ending("plan")]

    response = desk.post(edit(page), scenario_form(story) | PUBLISH)

    assert "The choice “Ring.” at “Desk”: not understood: trust up." in said(response)


def test_scene_copied_in_the_editor_gets_a_key_of_its_own(desk):
    page = make_scenario()
    story = as_published(page)
    copy = {**story[1], "id": "11111111-1111-4111-8111-111111111111"}
    story[0]["value"]["choices"].append(choice("Ring twice.", ""))
    story[0]["value"]["choices"][-1]["to"] = copy["id"]

    desk.post(edit(page), scenario_form([*story[:2], copy, *story[2:]]) | PUBLISH)

    keys = [s["key"] for s in editions_of(page)[-1].document("en")["scenes"]]
    assert keys == ["desk", "phone", "phone-2", "plan", "later"]


def test_refusal_after_the_form_was_sound_leaves_a_live_page_as_it_was(desk, monkeypatch):
    page = make_scenario()
    before = Scenario.objects.values().get()
    refusal = CannotPublish(page.title, [Problem("late", "Somebody was quicker.")])

    def refuse(**publishing):
        raise refusal

    monkeypatch.setattr(receivers, "publish_edition", refuse)
    form = scenario_form(small_story(), title="Another title") | PUBLISH

    response = desk.post(edit(page), form, headers={"referer": f"http://testserver{edit(page)}"})

    assert response.url.endswith(edit(page))
    assert "Somebody was quicker." in said(response)
    assert Scenario.objects.values().get() == before


def test_draft_of_a_broken_story_is_saved(desk):
    page = make_scenario(live=False)

    response = desk.post(edit(page), scenario_form(broken_story()))

    assert response.status_code == 302
    assert len(fresh(page).get_latest_revision_as_object().scenes) == 2


def test_draft_saved_in_the_background_is_never_refused(desk):
    page = make_scenario()
    chosen = {"change": "minor", "retake": "everybody"}
    story = [scene("attic", choice("", "", quality=""), title="", text="")]

    response = desk.post(
        edit(page), scenario_form(story, **chosen), headers={"accept": "application/json"}
    )

    assert response.json()["success"]


def test_quiz_without_questions_is_refused(desk):
    course = make_draft_course()

    response = desk.post(add(course, "quizzes", "quiz"), quiz_form() | PUBLISH)

    assert "The quiz has no questions." in said(response)
    assert not Quiz.objects.exists()


def test_quiz_that_asks_twice_and_lost_its_right_answer_says_both(desk):
    quiz = make_quiz(live=False, questions=[])
    question = make_question(text="What would you say?")
    question.options.update(is_right=False)

    response = desk.post(edit(quiz), quiz_form(question, question) | PUBLISH)

    assert "“What would you say?” is asked more than once." in said(response)
    assert "Question 1 needs exactly one right option, and has 0." in said(response)


def test_quiz_asks_in_the_order_of_the_form(desk):
    one, two = make_question(text="One?"), make_question(text="Two?")
    quiz = make_quiz(live=False, questions=[])

    desk.post(edit(quiz), quiz_form(two, one) | PUBLISH)

    asked = editions_of(quiz)[0].document("en")["questions"]
    assert [question["text"] for question in asked] == ["<p>Two?</p>", "<p>One?</p>"]


def test_quiz_keeps_its_questions_as_they_were_published():
    question = make_question(text="Before?")
    quiz = make_quiz(questions=[question])

    question.text = "<p>After?</p>"
    question.save()

    assert editions_of(quiz)[0].document("en")["questions"][0]["text"] == "<p>Before?</p>"
    publish(quiz)
    assert editions_of(quiz)[1].document("en")["questions"][0]["text"] == "<p>After?</p>"


def test_lesson_without_words_is_refused(desk):
    course = make_draft_course()
    url = add(course, "courses", "lesson")

    empty = desk.post(url, lesson_form(body={"count": "0"}) | PUBLISH)
    half = desk.post(url, lesson_form(("case_note", {"title": "A note", "text": "null"})) | PUBLISH)

    assert "The lesson says nothing yet" in said(empty)
    assert "Block 1 (Case note) is not complete: “Text” is missing." in said(half)


def test_course_without_steps_is_refused_and_published_with_its_first(desk):
    index = make_catalogue()
    url = add(index, "courses", "course")

    refused = desk.post(url, course_form() | PUBLISH)
    desk.post(url, course_form())
    course = Course.objects.get()
    make_lesson(course)
    desk.post(edit(course), course_form() | PUBLISH)

    assert "A course needs at least one step." in said(refused)
    assert [step.position for step in course_editions_of(course)[0].steps.all()] == [1]


def test_course_gets_one_new_edition_when_a_step_is_published(desk):
    course = make_course()
    scenario = Scenario.objects.get()
    story = small_story()
    story[0]["value"]["title"] = "At the window"

    desk.post(edit(scenario), scenario_form(story, change="material") | PUBLISH)

    one, two = course_editions_of(course)
    assert (one.change, two.change) == ("minor", "material")
    assert [step.edition.number for step in two.steps.all()] == [1, 1, 2]
