"""Playing for practice, and what if: nothing of it is kept, and the record stays as it is."""

import uuid

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from courses.actions.learning import enrol, finish_in_words
from courses.models import Enrolment
from people.models import Person
from quizzes.actions import attempts
from quizzes.actions.editions import withdraw_edition
from quizzes.models import ActivityEdition, Attempt
from quizzes.signals import attempt_finished
from tests.factories.editions import choice, ending, make_edition, scenario_document, scene
from tests.factories.learning import make_course_edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client) -> Person:
    person = Person.objects.create_user("sam@example.org", name="Sam Rees")
    client.force_login(person)
    return person


@pytest.fixture
def edition() -> ActivityEdition:
    return make_edition(scenario_document())


@pytest.fixture
def enrolment(person, edition) -> Enrolment:
    course = make_course_edition(edition)
    return enrol(person=person, course_key=course.course_key, at=timezone.now())


@pytest.fixture
def story(enrolment, edition) -> Attempt:
    """Played to its end: listened, then left."""
    now = timezone.now()
    attempt = attempts.start_attempt(
        person=enrolment.person, edition=edition, key=uuid.uuid4(), at=now
    )
    for number, (at, key) in enumerate([("office", "listen"), ("talk", "leave")], start=1):
        attempts.make_decision(attempt=attempt, number=number, scene_key=at, choice_key=key, at=now)
    return attempts.open_debrief(attempt=attempt, at=now)


def practice(enrolment: Enrolment) -> str:
    return reverse("courses:practise", args=[enrolment.key, 1])


def everything() -> dict[str, list]:
    """Every row of every table."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in apps.get_models()
        if model._meta.managed and model._meta.label != "sessions.Session"
    }


def test_practice_goes_through_the_story_and_keeps_nothing(client, enrolment, edition, story):
    finished = []
    attempt_finished.connect(lambda **sent: finished.append(sent), weak=False, dispatch_uid="here")
    before, here = everything(), practice(enrolment)

    first = client.get(here)
    second = client.get(here, {"path": "", "choice": "2", "choose": "1"}, follow=True)
    end = client.get(here, {"path": "2", "choice": "2", "choose": "1"}, follow=True)
    debrief = client.get(here, {"path": "2-2", "debrief": "1"})

    attempt_finished.disconnect(dispatch_uid="here")
    assert "I would listen" in first.text
    assert second.redirect_chain == [(f"{here}?path=2", 302)]
    assert "I would ask" in second.text
    assert "The story ends here." in end.text
    assert "This was practice." in debrief.text
    assert "The debrief of together." in debrief.text
    assert everything() == before
    assert finished == []


def test_what_if_begins_at_any_decision_and_leaves_the_record(client, story):
    page = client.get(reverse("quizzes:debrief", args=[story.key]))
    here = reverse("quizzes:what_if", args=[story.key])
    assert f'href="{here}?path="' in page.text
    assert f'href="{here}?path=2"' in page.text
    before = everything()

    scene_two = client.get(here, {"path": "2"})
    other_end = client.get(here, {"path": "2-2", "debrief": "1"})

    assert "I would ask" in scene_two.text
    assert "The debrief of together." in other_end.text
    assert everything() == before
    assert "The debrief of missed." in client.get(reverse("quizzes:debrief", args=[story.key])).text


def test_the_debrief_says_what_each_choice_led_to(client, story):
    page = client.get(reverse("quizzes:debrief", args=[story.key])).text

    titles = [one["title"] for one in scenario_document()["scenes"]]
    assert page.count("It led to:") == 2
    assert f'<span lang="en">{titles[1]}</span>' in page


def test_the_debrief_says_in_words_what_each_choice_did_to_the_counters(client, story):
    page = client.get(reverse("quizzes:debrief", args=[story.key]))

    first, second = page.context["debrief"].decisions
    assert [(move.label, move.moved) for move in first.moves] == [("Trust", "grew")]
    assert second.moves == ()
    assert page.text.count("it grew") == 2  # at the choice, and from the start to the end
    assert "Trust: 2" not in page.text


def test_what_was_read_in_words_can_be_practised_too(client, enrolment, edition):
    finish_in_words(enrolment=enrolment, edition=edition, at=timezone.now())
    step = client.get(reverse("courses:step", args=[enrolment.key, 1]))

    assert f'href="{practice(enrolment)}"' in step.text
    assert "I would listen" in client.get(practice(enrolment)).text
    assert not Attempt.objects.exists()


def test_what_is_not_done_yet_is_not_practised(client, enrolment):
    answer = client.get(practice(enrolment))

    assert answer.url == reverse("courses:step", args=[enrolment.key, 1])


def test_an_attempt_under_way_has_no_what_if(client, enrolment, edition):
    attempt = attempts.start_attempt(
        person=enrolment.person, edition=edition, key=uuid.uuid4(), at=timezone.now()
    )

    answer = client.get(reverse("quizzes:what_if", args=[attempt.key]))

    assert answer.url == reverse("quizzes:attempt", args=[attempt.key])


def test_a_withdrawn_edition_is_not_played_again(client, enrolment, edition, story):
    withdraw_edition(
        edition=edition, by=enrolment.person, because="Wrong advice", at=timezone.now()
    )

    assert client.get(practice(enrolment)).status_code == 302
    what_if = client.get(reverse("quizzes:what_if", args=[story.key]), {"path": "2"})
    assert what_if.url == reverse("quizzes:attempt", args=[story.key])
    debrief = client.get(reverse("quizzes:debrief", args=[story.key]))
    assert "What if?" not in debrief.text


@pytest.mark.parametrize("path", ["9", "x", "1-2", "-1", "1" * 3000, "\x00", "२"])
def test_a_way_that_leads_nowhere_starts_anew_and_says_so(client, enrolment, story, path):
    page = client.get(practice(enrolment), {"path": path}, follow=True)

    assert "It starts anew." in page.text
    assert "I would listen" in page.text


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({}, "Choose what you would do."),
        ({"choice": "7"}, "Choose one of the ways on that are shown."),
        ({"choice": "x"}, "Choose one of the ways on that are shown."),
    ],
)
def test_a_choice_that_is_missing_or_strange_is_asked_for_again(
    client, enrolment, story, sent, says
):
    page = client.get(practice(enrolment), {"path": "", "choose": "1", **sent})

    assert page.status_code == 422
    assert says in page.text
    assert page.text.count("Error:") >= 1
    assert "I would listen" in page.text


def test_a_content_note_comes_first(client, person):
    noted = scene("office", choice("on", "out")) | {"note": "Talk about a loss."}
    edition = make_edition(scenario_document(scenes=[noted, ending("out", "good")]))
    course = make_course_edition(edition)
    enrolment = enrol(person=person, course_key=course.course_key, at=timezone.now())
    finish_in_words(enrolment=enrolment, edition=edition, at=timezone.now())

    note, read = client.get(practice(enrolment)), client.get(practice(enrolment), {"seen": "1"})

    assert "Talk about a loss." in note.text
    assert "I would on" not in note.text
    assert "I would on" in read.text


@pytest.mark.parametrize("page", ["practise", "what_if"])
def test_nobody_practises_in_the_place_of_another(client, enrolment, story, page):
    other = Person.objects.create_user("kim@example.org", name="Kim Lee")
    client.force_login(other)
    address = (
        practice(enrolment) if page == "practise" else reverse("quizzes:what_if", args=[story.key])
    )

    assert client.get(address).status_code == 404
    client.logout()
    assert client.get(address).url.startswith(reverse("account_login"))


def test_a_scene_of_practice_costs_the_same_anywhere(
    client, enrolment, story, django_assert_num_queries
):
    client.get(practice(enrolment))
    for path in ("", "2"):
        with django_assert_num_queries(6):
            client.get(practice(enrolment), {"path": path})
