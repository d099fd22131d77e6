"""The starter content: whole, tied to findings, and never in the way of what people edit."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from wagtail.models import Site

from courses.models import Course, CourseEdition, CourseIndex, Lesson
from findings.models import Finding, Recommendation
from people.models import JobRole, Person, Unit
from people.queries import organisation
from quizzes.domain import play, scenario
from quizzes.domain.documents import load_quiz, load_scenario
from quizzes.domain.recommended import recommended
from quizzes.models import ActivityEdition, EditionFinding, Question, Scenario
from tests.factories.days import TODAY

pytestmark = pytest.mark.django_db
KIND = ActivityEdition.Kind


@pytest.fixture
def starter():
    call_command("load_starter", courses=["asking-directly"], verbosity=0)


def document(kind: str) -> dict:
    return ActivityEdition.objects.get(kind=kind).documents["en"]


def test_starter_holds_the_inspection_and_only_the_known_recommendations(starter):
    assert Finding.objects.count() == 16
    assert sorted(Recommendation.objects.values_list("ref", flat=True)) == ["R1", "R2"]
    assert not Finding.objects.filter(for_wales=True).exists()


def test_starter_holds_every_region_and_delivery_unit_in_its_place(starter):
    tree = organisation(TODAY)

    regions = tree.of_kind(Unit.Kind.REGION)
    units = tree.of_kind(Unit.Kind.DELIVERY_UNIT)
    assert (len(regions), len(units)) == (12, 109)
    assert all(tree.nearest(unit.pk, Unit.Kind.REGION) for unit in units)
    assert [r.name for r in regions if tree.nearest(r.pk, "nation").nation == "wales"] == ["Wales"]
    assert tree.of_kind(Unit.Kind.HOME)
    assert JobRole.objects.filter(code__in=["PSO", "PO", "SPO"]).count() == 3


def test_starter_names_the_site_for_the_admin_and_keeps_a_name_of_ones_own(starter):
    site = Site.objects.get(is_default_site=True)
    assert site.site_name == "Safer Practice"

    Site.objects.update(site_name="Our training")
    call_command("load_starter", courses=["asking-directly"], verbosity=0)

    assert Site.objects.get().site_name == "Our training"


def test_starter_makes_no_people(starter):
    assert not Person.objects.exists()


def test_starter_course_is_published_with_its_steps(starter):
    edition = CourseEdition.objects.get()

    kinds = list(edition.steps.values_list("edition__kind", flat=True))
    assert kinds == [KIND.LESSON, KIND.LESSON, KIND.LESSON, KIND.QUIZ, KIND.SCENARIO]
    assert edition.steps.filter(is_required=True).count() == 5


def test_starter_quiz_has_eight_questions_of_three_kinds_with_feedback_for_every_option(starter):
    quiz = load_quiz(document(KIND.QUIZ))

    assert len(quiz.questions) == 8
    assert {question.kind for question in quiz.questions} == {"single", "multiple", "matching"}
    assert all(option.feedback for question in quiz.questions for option in question.options)
    assert all(question.read_again for question in quiz.questions)


def test_starter_scenario_can_be_published_and_has_every_ending(starter):
    story = load_scenario(document(KIND.SCENARIO))

    assert scenario.prove(story).problems == ()
    assert len(story.scenes) >= 10
    assert {scene.ending.outcome for scene in story.scenes if scene.ending} == {
        "good",
        "mixed",
        "bad",
    }
    best = play.outcome(story, play.replay(story, recommended(story)))
    assert (best.outcome, best.passed, best.unsafe) == ("good", True, 0)


def test_starter_page_compiles_to_the_document_it_was_loaded_from(starter):
    path = Path(settings.BASE_DIR) / "courses/starter/asking-directly/scenario.json"
    written = json.loads(path.read_text())

    assert without_defaults(document(KIND.SCENARIO)) == without_defaults(written)


def without_defaults(value):
    """The document without what its absence would mean as well."""
    if isinstance(value, dict):
        kept = {key: without_defaults(inside) for key, inside in value.items()}
        return {key: inside for key, inside in kept.items() if inside not in ("", [], False)}
    if isinstance(value, list):
        return [without_defaults(inside) for inside in value]
    return value


def test_starter_ties_every_question_and_every_decision_to_a_finding(starter):
    tied = set(EditionFinding.objects.values_list("item", flat=True))
    questions = {question["key"] for question in document(KIND.QUIZ)["questions"]}
    decisions = {
        f"{scene['key']}/{choice['key']}"
        for scene in document(KIND.SCENARIO)["scenes"]
        for choice in scene.get("choices", [])
    }

    assert questions | decisions <= tied
    lessons = EditionFinding.objects.filter(edition__kind=KIND.LESSON)
    assert lessons.values("edition").distinct().count() == 3


def test_starter_again_adds_nothing(starter):
    def rows():
        models = [Unit, Finding, Course, Lesson, Question, ActivityEdition, CourseEdition]
        return [model.objects.count() for model in models]

    before = rows()

    call_command("load_starter", courses=["asking-directly"], verbosity=0)

    assert rows() == before


def test_starter_again_touches_nothing_that_somebody_edited(starter):
    course = Course.objects.get()
    course.title, course.slug = "Asking, plainly", "asking-plainly"
    course.save_revision().publish()
    scenario_page = Scenario.objects.get()
    scenario_page.unpublish()
    Finding.objects.filter(ref="S1").update(text="Our own words")
    Unit.objects.filter(code="N53").update(name="The East Midlands")
    CourseIndex.objects.update(title="Catalogue")

    call_command("load_starter", courses=["asking-directly"], verbosity=0)

    assert Course.objects.get().title == "Asking, plainly"
    assert not Scenario.objects.get().live
    assert Finding.objects.get(ref="S1").text == "Our own words"
    assert Unit.objects.get(code="N53").name == "The East Midlands"
    assert CourseIndex.objects.get().title == "Catalogue"


def test_starter_again_after_the_course_was_deleted_makes_it_anew(starter):
    Course.objects.get().delete()
    questions = Question.objects.count()

    call_command("load_starter", courses=["asking-directly"], verbosity=0)

    assert Course.objects.get().live
    assert Question.objects.count() == questions
