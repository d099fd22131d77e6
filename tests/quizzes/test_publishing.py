"""Every door to publishing: one edition, none twice, and what is broken changes nothing."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import (
    PageLogEntry,
    Revision,
)

from courses.actions.access import give_access
from courses.models import Course, Lesson
from people.models import Person
from people.permissions import REVIEWERS, TRAINERS
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
    welsh_locale,
)
from tests.factories.people import PersonFactory
from tests.factories.posted import (
    PUBLISH,
    SUBMIT,
    course_form,
    lesson_form,
    quiz_form,
    scenario_form,
)
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

pytestmark = pytest.mark.django_db

NOWHERE = "The choice “Ring.” at “Desk” leads nowhere."
UNREACHED = "No way through the story leads to “Plan”."


@pytest.fixture
def trainer() -> Person:
    give_access(make_catalogue())
    person = PersonFactory(email="trainer@example.org")
    person.groups.add(Group.objects.get(name=TRAINERS))
    return person


@pytest.fixture
def desk(trainer: Person) -> Client:
    client = Client()
    client.force_login(trainer)
    return client


def edit(page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def add(parent, app: str, model: str) -> str:
    return reverse("wagtailadmin_pages:add", args=[app, model, parent.pk])


def as_published(page) -> list:
    """The small story with the keys that its page's newest edition has."""
    story = small_story()
    for moment, frozen in zip(story, editions_of(page)[-1].document("en")["scenes"], strict=True):
        moment["value"]["key"] = frozen["key"]
        ways = zip(moment["value"].get("choices", []), frozen.get("choices", []), strict=True)
        for way, kept in ways:
            way["key"] = kept["key"]
    return story


def said(response) -> str:
    """All messages that the admin has for the person, as one text."""
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


# The button


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


# The clock


def schedule(page, days: int = 1):
    page.go_live_at = timezone.now() + dt.timedelta(days=days)
    page.save_revision().publish()
    return fresh(page)


def come_due(page) -> None:
    Revision.objects.for_instance(page).filter(approved_go_live_at__isnull=False).update(
        approved_go_live_at=timezone.now() - dt.timedelta(minutes=1)
    )
    revision = page.get_latest_revision()
    revision.content["go_live_at"] = (timezone.now() - dt.timedelta(minutes=1)).isoformat()
    revision.save()


def break_story(page) -> None:
    revision = fresh(page).get_latest_revision()
    page.scenes = broken_story()
    revision.content["scenes"] = page.serializable_data()["scenes"]
    revision.save()


def test_scheduled_page_has_no_edition_before_its_day(desk):
    page = make_scenario(live=False)
    tomorrow = (timezone.localtime() + dt.timedelta(days=1)).strftime("%Y-%m-%d %H:%M")

    desk.post(edit(page), scenario_form(small_story(), go_live_at=tomorrow) | PUBLISH)

    assert fresh(page).approved_schedule
    assert editions_of(page) == []


def test_scheduling_a_broken_story_is_refused(desk):
    page = make_scenario(live=False)
    tomorrow = (timezone.localtime() + dt.timedelta(days=1)).strftime("%Y-%m-%d %H:%M")

    response = desk.post(edit(page), scenario_form(broken_story(), go_live_at=tomorrow) | PUBLISH)

    assert NOWHERE in said(response)
    assert not fresh(page).approved_schedule


def test_due_pages_go_live_each_for_itself(desk, capsys):
    course = make_draft_course()
    broken = schedule(make_scenario(course, "The broken one", live=False))
    sound = schedule(make_scenario(course, "The sound one", live=False))
    for page in (broken, sound):
        come_due(page)
    break_story(broken)

    call_command("publish_scheduled")

    assert fresh(sound).live
    assert [edition.number for edition in editions_of(sound)] == [1]
    assert not fresh(broken).live
    assert editions_of(broken) == []
    assert NOWHERE in capsys.readouterr().err


def test_due_page_that_was_refused_is_not_tried_again_and_tells_why(desk):
    broken = schedule(make_scenario(live=False))
    come_due(broken)
    break_story(broken)

    call_command("publish_scheduled")
    call_command("publish_scheduled")

    entry = PageLogEntry.objects.get(action="quizzes.publishing_refused")
    assert entry.data["reasons"] == [NOWHERE, UNREACHED, "From “Desk” no ending can be reached."]
    history = desk.get(reverse("wagtailadmin_pages:history", args=[broken.pk]))
    assert NOWHERE in history.content.decode()
    assert NOWHERE in desk.get(edit(broken)).content.decode()


def test_reasons_of_a_refusal_are_gone_once_it_was_edited(desk):
    broken = schedule(make_scenario(live=False))
    come_due(broken)
    break_story(broken)
    call_command("publish_scheduled")

    desk.post(edit(broken), scenario_form(small_story()))

    assert NOWHERE not in desk.get(edit(broken)).content.decode()


def test_error_that_nobody_foresaw_holds_up_nothing_else_and_fails_the_run(monkeypatch):
    course = make_draft_course()
    first = schedule(make_scenario(course, "First", live=False))
    second = schedule(make_scenario(course, "Second", live=False))
    for page in (first, second):
        come_due(page)
    compile_scenario = Scenario.compile

    def fail_for_first(page: Scenario):
        if page.title == "First":
            raise RuntimeError("something else")
        return compile_scenario(page)

    monkeypatch.setattr(Scenario, "compile", fail_for_first)

    with pytest.raises(CommandError):
        call_command("publish_scheduled")

    assert not fresh(first).live
    assert fresh(second).live


def test_expired_step_leaves_its_course():
    course = make_course()
    scenario = Scenario.objects.get()
    Scenario.objects.update(expire_at=timezone.now() - dt.timedelta(minutes=1))

    call_command("publish_scheduled")

    assert fresh(scenario).expired
    assert course_editions_of(course)[-1].steps.count() == 2


# Workflow


@pytest.fixture
def reviewer(trainer) -> Client:
    person = PersonFactory(email="reviewer@example.org")
    person.groups.add(Group.objects.get(name=REVIEWERS))
    client = Client()
    client.force_login(person)
    return client


def decide(page, verb: str) -> str:
    state = page.current_workflow_task_state
    return reverse("wagtailadmin_pages:workflow_action", args=[page.pk, verb, state.pk])


def test_submitting_a_broken_story_is_refused(desk):
    page = make_scenario(live=False)

    response = desk.post(edit(page), scenario_form(broken_story()) | SUBMIT)

    assert NOWHERE in said(response)
    assert not fresh(page).workflow_in_progress


def test_approval_publishes_with_an_edition(desk, reviewer):
    page = make_scenario(live=False)
    desk.post(edit(page), scenario_form(small_story()) | SUBMIT)

    reviewer.post(decide(fresh(page), "approve"), {"comment": "Good."})

    assert fresh(page).live
    assert [str(edition.made_by.email) for edition in editions_of(page)] == ["reviewer@example.org"]


@pytest.mark.parametrize("dialog", [True, False])
def test_approval_of_what_broke_meanwhile_changes_nothing_and_says_why(desk, reviewer, dialog):
    page = make_scenario(live=False)
    desk.post(edit(page), scenario_form(small_story()) | SUBMIT)
    break_story(page)
    headers = {"x-requested-with": "XMLHttpRequest"} if dialog else {}

    response = reviewer.post(decide(fresh(page), "approve"), {"comment": ""}, headers=headers)

    assert NOWHERE in said(response)
    assert response.status_code == (200 if dialog else 302)
    assert not fresh(page).live
    assert fresh(page).workflow_in_progress
    assert editions_of(page) == []


def test_broken_story_can_be_sent_back_from_the_editor(desk, reviewer):
    page = make_scenario(live=False)
    desk.post(edit(page), scenario_form(small_story()) | SUBMIT)

    reviewer.post(
        edit(page),
        scenario_form(broken_story())
        | {"action-workflow-action": "true", "workflow-action-name": "reject"},
    )

    assert fresh(page).current_workflow_state.status == "needs_changes"


def test_reviewers_cannot_publish_past_the_workflow(desk, reviewer):
    page = make_scenario(live=False)

    reviewer.post(edit(page), scenario_form(small_story()) | PUBLISH)

    assert not fresh(page).live


# In bulk


def in_bulk(verb: str, *pages) -> str:
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", verb])
    return url + "?" + "&".join(f"id={page.pk}" for page in pages)


def test_bulk_publishing_takes_a_course_with_all_its_steps_as_one_edition(desk):
    course = make_course(live=False)

    desk.post(in_bulk("publish", course), {"include_descendants": "on"})

    (edition,) = course_editions_of(course)
    assert edition.steps.count() == 3
    assert ActivityEdition.objects.count() == 3


def test_bulk_publishing_publishes_all_or_nothing(desk):
    course = make_draft_course()
    sound = make_lesson(course, live=False)
    broken = make_scenario(course, scenes=broken_story(), live=False)

    response = desk.post(in_bulk("publish", sound, broken), {})

    assert "“A missed appointment” was not published. Nothing has changed." in said(response)
    assert NOWHERE in said(response)
    assert not fresh(sound).live
    assert not fresh(broken).live
    assert not ActivityEdition.objects.exists()


def test_bulk_publishing_a_course_without_steps_is_refused(desk):
    course = make_draft_course()

    response = desk.post(in_bulk("publish", course), {})

    assert "A course needs at least one step." in said(response)
    assert not fresh(course).live


# Copies, aliases, translations


def test_copy_of_a_whole_course_is_a_course_of_its_own_with_one_edition(desk):
    course = make_course()

    desk.post(
        reverse("wagtailadmin_pages:copy", args=[course.pk]),
        {
            "new_title": "A copy",
            "new_slug": "a-copy",
            "new_parent_page": course.get_parent().pk,
            "copy_subpages": "on",
            "publish_copies": "on",
        },
    )

    copy = Course.objects.get(slug="a-copy")
    (edition,) = course_editions_of(copy)
    assert copy.live
    assert copy.translation_key != course.translation_key
    assert [step.edition.number for step in edition.steps.all()] == [1, 1, 1]
    assert ActivityEdition.objects.count() == 6
    assert len(course_editions_of(course)) == 1


def test_copy_from_the_shell_is_frozen_too():
    course = make_course()

    copy = course.copy(recursive=True, update_attrs={"slug": "a-copy"})

    assert course_editions_of(copy)[0].steps.count() == 3


def test_copy_as_a_draft_makes_no_edition():
    scenario = make_scenario()

    copy = scenario.copy(keep_live=False, update_attrs={"slug": "a-copy"})

    assert editions_of(copy) == []


def test_alias_shares_the_edition_of_its_source():
    make_course()
    scenario = Scenario.objects.get()
    other = make_draft_course("Another course")

    alias = scenario.create_alias(parent=other, update_slug="an-alias")
    scenario.title = "Another name"
    publish(scenario)

    assert fresh(alias).title == "Another name"
    assert [edition.number for edition in editions_of(scenario)] == [1, 2]
    assert ActivityEdition.objects.filter(kind="scenario").count() == 2


def test_alias_from_the_admin_is_refused_in_words(desk):
    make_course()
    lesson = Lesson.objects.get()
    other = make_draft_course("Another course")

    response = desk.post(
        reverse("wagtailadmin_pages:copy", args=[lesson.pk]),
        {
            "new_title": "The same",
            "new_slug": "the-same",
            "new_parent_page": other.pk,
            "alias": "on",
        },
    )

    assert "nobody could take it" in said(response)
    assert Lesson.objects.count() == 1


def test_alias_is_no_step_of_a_course():
    make_course()
    other = make_draft_course("Another course")
    Lesson.objects.get().create_alias(parent=other, update_slug="an-alias")

    with pytest.raises(CannotPublish, match="at least one step"):
        publish(fresh(other))


def test_alias_that_becomes_a_page_gets_its_edition(desk):
    make_course()
    other = make_draft_course("Another course")
    make_lesson(other, "Its own")
    publish(fresh(other))
    alias = Scenario.objects.get().create_alias(parent=fresh(other), update_slug="an-alias")

    desk.post(reverse("wagtailadmin_pages:convert_alias", args=[alias.pk]))

    (edition,) = editions_of(alias)
    assert fresh(alias).live
    assert edition.pk in course_editions_of(other)[-1].steps.values_list("edition", flat=True)


def test_alias_of_a_broken_page_stays_an_alias(desk):
    make_course()
    alias = Scenario.objects.get().create_alias(
        parent=make_draft_course("Another course"), update_slug="an-alias"
    )
    Scenario.objects.filter(pk=alias.pk).update(scenes=broken_story())

    response = desk.post(reverse("wagtailadmin_pages:convert_alias", args=[alias.pk]))

    assert UNREACHED in said(response)
    assert fresh(alias).alias_of is not None


def welsh(page):
    """The page's translation as a draft, its parents as aliases."""
    return page.copy_for_translation(welsh_locale(), copy_parents=True).specific


def test_translation_adds_a_language_to_the_same_activity():
    course = make_course()
    english = Scenario.objects.get()
    draft = welsh(english)
    draft.title = "Apwyntiad a gollwyd"

    publish(draft)

    one, two = editions_of(english)
    assert (one.number, two.number) == (1, 2)
    assert two.document("cy")["title"] == "Apwyntiad a gollwyd"
    assert two.document("en") == one.document("en")
    assert two.title == "A missed appointment"
    words = course_editions_of(course)[-1].steps.get(edition=two).words
    assert words["cy"]["title"] == "Apwyntiad a gollwyd"


def test_translated_quiz_keeps_the_keys_of_its_questions():
    make_course()
    english = Quiz.objects.get()
    cymraeg = welsh_locale()
    for place in english.quiz_questions.all():
        question = place.question.copy_for_translation(cymraeg)
        question.text = "<p>Beth fyddech chi’n ei wneud?</p>"
        question.save()

    publish(welsh(english))

    en, cy = (editions_of(english)[-1].document(language) for language in ("en", "cy"))
    assert [q["key"] for q in cy["questions"]] == [q["key"] for q in en["questions"]]
    assert "Beth" in cy["questions"][0]["text"]


def test_translation_with_other_parts_is_refused():
    make_course()
    draft = welsh(Scenario.objects.get())
    draft.scenes = [*small_story()[:-1], ending("later", key="another-key")]

    with pytest.raises(CannotPublish, match="in more than its words: "):
        publish(draft)

    assert not fresh(draft).live


def test_original_with_new_parts_leaves_the_translation_behind():
    make_course()
    english = Scenario.objects.get()
    publish(welsh(english))
    start, _phone, *endings = small_story()
    more = scene("phone", choice("Ask.", "plan"), choice("Ask again.", "later"))
    english.scenes = [start, more, *endings]

    publish(english)

    assert set(editions_of(english)[-1].documents) == {"en"}


# The shell


def test_revision_published_from_a_shell_goes_live_with_its_edition():
    page = make_scenario(live=False)

    page.save_revision().publish()

    assert fresh(page).live
    assert len(editions_of(page)) == 1


def test_broken_revision_published_from_a_shell_does_not_go_live():
    page = make_scenario(live=False)
    page.scenes = broken_story()
    revision = page.save_revision()

    with pytest.raises(CannotPublish):
        revision.publish()

    assert not fresh(page).live
    assert fresh(page).live_revision is None
    assert editions_of(page) == []


def test_saving_and_publishing_again_makes_no_edition_for_any_kind_of_page():
    course = make_course()
    steps = [page.specific for page in course.get_children()]

    for page in [*steps, course]:
        publish(fresh(page))

    assert ActivityEdition.objects.count() == 3
    assert len(course_editions_of(course)) == 1


# Order, and what leaves


def test_moving_a_step_makes_a_new_course_edition(desk):
    course = make_course()
    scenario = Scenario.objects.get()

    desk.post(reverse("wagtailadmin_pages:set_page_position", args=[scenario.pk]) + "?position=0")

    kinds = [step.edition.kind for step in course_editions_of(course)[-1].steps.all()]
    assert kinds == ["scenario", "lesson", "quiz"]


def test_moving_a_step_to_another_course_changes_both():
    source, target = make_course(), make_course("Another course")
    scenario = Scenario.objects.child_of(source).get()

    scenario.move(target, pos="last-child")

    assert course_editions_of(source)[-1].steps.count() == 2
    assert course_editions_of(target)[-1].steps.count() == 4


def test_unpublishing_a_step_takes_it_out_of_the_course(desk):
    course = make_course()
    scenario = Scenario.objects.get()

    desk.post(reverse("wagtailadmin_pages:unpublish", args=[scenario.pk]))

    assert course_editions_of(course)[-1].steps.count() == 2


def material(page):
    """The page, published with a change that everybody has to do again by a day."""
    page.title = f"{page.title}, rewritten"
    page.change, page.retake, page.retake_by = "material", "everybody", dt.date(2026, 3, 31)
    return publish(page)


def do_in_bulk(desk, action, page):
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    return desk.post(f"{address}?id={page.pk}")


def test_step_that_is_put_back_asks_nobody_to_do_it_again(desk):
    course = make_course()
    lesson = material(Lesson.objects.get())

    do_in_bulk(desk, "unpublish", lesson)
    do_in_bulk(desk, "publish", lesson)

    chosen = [(e.change, e.retake, e.retake_by) for e in course_editions_of(course)]
    assert chosen[1] == ("material", "everybody", dt.date(2026, 3, 31))
    assert chosen[2:] == [("minor", "nobody", None)] * 2


def test_quiz_published_again_for_a_mended_question_asks_nobody_to_do_it_again(desk):
    make_course()
    quiz = material(Quiz.objects.get())
    question = quiz.quiz_questions.first().question
    question.text = "<p>What would you say?</p>"
    question.save()

    do_in_bulk(desk, "publish", quiz)

    chosen = [(e.change, e.retake, e.retake_by) for e in editions_of(quiz)]
    assert chosen[1:] == [
        ("material", "everybody", dt.date(2026, 3, 31)),
        ("minor", "nobody", None),
    ]


def test_editor_of_a_step_that_was_taken_down_starts_again_from_minor(desk):
    make_course()
    lesson = material(Lesson.objects.get())
    desk.post(reverse("wagtailadmin_pages:unpublish", args=[lesson.pk]))

    form = desk.get(edit(lesson)).context["form"]

    assert (form["change"].value(), form["retake"].value(), form["retake_by"].value()) == (
        "minor",
        "nobody",
        None,
    )


def test_unpublishing_the_last_step_unpublishes_the_course():
    course = make_draft_course()
    lesson = make_lesson(course)
    publish(course)

    fresh(lesson).unpublish()

    assert not fresh(course).live
    assert len(course_editions_of(course)) == 1


def test_unpublishing_a_course_with_all_its_steps_makes_no_edition(desk):
    course = make_course()

    desk.post(
        reverse("wagtailadmin_pages:unpublish", args=[course.pk]), {"include_descendants": "on"}
    )

    assert not fresh(course).live
    assert len(course_editions_of(course)) == 1


@pytest.mark.parametrize("what", ["step", "course"])
def test_what_people_learn_from_cannot_be_deleted(desk, trainer, what):
    trainer.is_superuser = True
    trainer.save()
    course = make_course()
    page = course if what == "course" else Scenario.objects.get()

    one = desk.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    many = desk.post(in_bulk("delete", page), {})

    for response in (one, many):
        assert "Unpublish it instead." in said(response)
    assert type(page).objects.filter(pk=page.pk).exists()


def test_step_deleted_from_a_shell_leaves_its_course():
    course = make_course()

    Scenario.objects.get().delete()

    assert course_editions_of(course)[-1].steps.count() == 2


def test_draft_that_nobody_met_can_be_deleted(desk):
    page = make_scenario(live=False)

    desk.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))

    assert not Scenario.objects.exists()


# The check


def test_check_passes_for_whatever_came_through_the_doors(capsys):
    make_course()
    publish(welsh(Scenario.objects.get()))

    call_command("check_editions")

    assert "Every live page has its edition." in capsys.readouterr().out


def test_check_names_what_went_live_behind_the_doors(capsys):
    make_course()
    Scenario.objects.update(title="Changed behind the doors")
    lesson = make_lesson(live=False)
    type(lesson).objects.filter(pk=lesson.pk).update(live=True)

    with pytest.raises(CommandError, match="2 live"):
        call_command("check_editions")

    told = capsys.readouterr().out
    assert "Scenario “Changed behind the doors”: its newest edition says something else" in told
    assert f"{lesson.pk}  Lesson “Why asking matters”: it has no edition" in told
