"""The desk of a trainer in the Wagtail admin: the question bank, the editors, their previews."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from courses.actions.access import give_access
from courses.models import Course, Lesson
from findings.models import Finding, Inspection
from people.permissions import TRAINERS
from quizzes.models import Question, Quiz, Scenario
from tests.factories.courses import (
    fresh,
    make_catalogue,
    make_course,
    make_draft_course,
    make_lesson,
    publish,
)
from tests.factories.people import PersonFactory
from tests.factories.posted import PUBLISH, scenario_form
from tests.factories.quizzes import choice, ending, make_question, make_quiz, make_scenario, scene

pytestmark = pytest.mark.django_db

BANK = reverse("wagtailsnippets_quizzes_question:list")


@pytest.fixture
def desk() -> Client:
    give_access(make_catalogue())
    trainer = PersonFactory()
    trainer.groups.add(Group.objects.get(name=TRAINERS))
    client = Client()
    client.force_login(trainer)
    return client


@pytest.fixture
def finding() -> Finding:
    inspection = Inspection.objects.create(
        ref="report", title="A report", publisher="Inspectors", published_on="2025-11-13"
    )
    return Finding.objects.create(
        inspection=inspection, ref="S1", theme="Planning", kind="concern", text="Plans are thin."
    )


def question_form(*options: dict, **changes) -> dict:
    rows = [{"id": "", "match": "", "feedback": "", **row} for row in options]
    words = {"kind": "single", "text": rich_text("<p>What would you do?</p>")}
    return nested_form_data(
        {
            **words,
            "feedback": rich_text(""),
            "read_again": "",
            "options": inline_formset(rows),
            **changes,
        }
    )


def editor(page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


# The question bank


def test_bank_shows_kind_findings_and_quizzes(desk, finding):
    make_quiz(title="Check: asking", questions=[make_question(findings=[finding])])

    page = desk.get(BANK).content.decode()

    for words in ("What would you do?", "one answer", "S1", "Check: asking"):
        assert words in page


@pytest.mark.parametrize("questions", [1, 3])
def test_bank_costs_the_same_for_one_and_three_questions(
    desk, finding, questions, django_assert_num_queries
):
    # For whoever may translate, Wagtail asks once more for each question: that is not ours.
    Group.objects.get(name=TRAINERS).permissions.filter(codename="submit_translation").delete()
    asked = [make_question(findings=[finding]) for _ in range(questions)]
    make_quiz(questions=asked)
    desk.get(BANK)

    with django_assert_num_queries(17):
        desk.get(BANK)


def test_bank_is_searched_by_the_words_of_a_question(desk):
    make_question(text="What about Ravi?")
    make_question(text="What about Denise?")

    page = desk.get(BANK, {"q": "Ravi"}).content.decode()

    assert "What about Ravi?" in page
    assert "What about Denise?" not in page


def test_question_is_made_with_options_of_its_own(desk, finding):
    form = question_form(
        {"text": "Ask plainly.", "is_right": "on"}, {"text": "Wait."}, findings=[]
    ) | {"findings": [str(finding.pk)]}

    desk.post(reverse("wagtailsnippets_quizzes_question:add"), form)

    question = Question.objects.get()
    assert [option.text for option in question.options.all()] == ["Ask plainly.", "Wait."]
    assert list(question.findings.all()) == [finding]


def test_question_that_no_quiz_could_ask_says_every_reason_and_keeps_what_was_typed(desk):
    form = question_form({"text": "Ask plainly."}, {"text": "Wait."}, text=rich_text(""))

    page = desk.post(reverse("wagtailsnippets_quizzes_question:add"), form).content.decode()

    assert "The question has no text." in page
    assert "The question needs exactly one right option, and has 0." in page
    assert "Ask plainly." in page
    assert not Question.objects.exists()


def test_question_that_a_quiz_asks_cannot_be_deleted(desk):
    question = make_question()
    make_quiz(questions=[question])

    desk.post(reverse("wagtailsnippets_quizzes_question:delete", args=[question.pk]))

    assert Question.objects.filter(pk=question.pk).exists()


# The editors


def test_trainer_is_offered_courses_below_the_catalogue_and_steps_below_a_course(desk):
    course = make_draft_course()

    below_index = desk.get(reverse("wagtailadmin_pages:add_subpage", args=[course.get_parent().pk]))
    below_course = desk.get(reverse("wagtailadmin_pages:add_subpage", args=[course.pk]))

    assert below_index.url.startswith("/admin/pages/add/courses/course/")
    for name in ("Lesson", "Quiz", "Scenario", "A conversation to rehearse"):
        assert name in below_course.content.decode()


@pytest.mark.parametrize("make", [make_lesson, make_quiz, make_scenario, make_draft_course])
def test_editor_has_no_fields_that_trainers_never_need(desk, make):
    page = make()

    form = desk.get(editor(page)).context["form"]

    assert not {"slug", "seo_title", "search_description", "show_in_menus"} & set(form.fields)
    assert {"title", "change", "retake", "retake_by", "go_live_at"} <= set(form.fields)


def test_editor_loads_the_script_that_offers_scenes_by_title(desk):
    page = desk.get(editor(make_scenario())).content.decode()

    assert "js/admin-scenario.js" in page
    assert 'type="module"' in page
    assert "Choose a scene" in page


def test_page_without_a_slug_in_its_form_gets_one_from_its_title(desk):
    course = make_draft_course()
    url = reverse("wagtailadmin_pages:add", args=["quizzes", "scenario", course.pk])
    story = [scene("desk", choice("Ring.", "plan")), ending("plan")]

    desk.post(url, scenario_form(story, title="A missed call") | PUBLISH)

    assert Scenario.objects.get().slug == "a-missed-call"


def test_keys_stay_when_titles_change_between_drafts_and_publishing(desk):
    scenario = make_scenario()
    scenes = scenario.scenes.get_prep_value()
    scenes[0]["value"]["title"] = "At the window"
    scenario.scenes = scenes

    publish(scenario)

    assert fresh(scenario).scenes[0].value["key"] == "desk"


# Previews


@pytest.mark.parametrize("model", [Course, Lesson, Quiz, Scenario])
def test_draft_is_shown_as_learners_or_authors_will_see_it(desk, model):
    make_course()
    page = model.objects.get()

    shown = desk.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))

    assert shown.status_code == 200
    assert page.title in shown.content.decode()


@pytest.mark.parametrize(
    ("app", "model"), [("courses", "lesson"), ("quizzes", "quiz"), ("quizzes", "scenario")]
)
def test_preview_of_a_page_that_has_not_been_saved(desk, app, model):
    course = make_draft_course()
    url = reverse("wagtailadmin_pages:preview_on_add", args=[app, model, course.pk])

    assert desk.get(url).status_code == 200


def test_preview_of_an_unfinished_story_lists_what_is_missing(desk):
    page = make_scenario(live=False)
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    story = [scene("desk", choice("Ring.", "")), ending("plan")]

    sent = desk.post(url, scenario_form(story)).json()
    shown = desk.get(url).content.decode()

    assert sent == {"is_valid": True, "is_available": True}
    assert "The choice “Ring.” at “Desk” leads nowhere." in shown


# The choices of a scene


def test_choices_that_cannot_be_read_are_refused_and_stay_in_the_form(desk):
    page = make_scenario(live=False)
    form = scenario_form([scene("desk"), ending("plan")])
    form["scenes-0-value-choices"] = "not ours"

    answer = desk.post(editor(page), form)

    assert "These choices cannot be read." in answer.content.decode()
    assert "not ours" in answer.content.decode()
    assert len(fresh(page).get_latest_revision_as_object().scenes[0].value["choices"]) == 2


def test_choices_kept_as_a_list_of_blocks_are_read():
    older = scene("desk", choice("Ring.", "plan"))
    item = older["value"]["choices"][0]
    older["value"]["choices"] = [{"type": "item", "id": "an-id", "value": item}]

    page = make_scenario(scenes=[older, ending("plan")], live=False)

    (kept,) = fresh(page).scenes[0].value["choices"]
    assert kept["text"] == "Ring."
    assert kept["to"] == item["to"]
