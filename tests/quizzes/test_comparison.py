"""Two editions of a scenario, scene by scene, as trainers see them."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from courses.actions.access import give_access
from courses.models import CourseIndex
from people.permissions import TRAINERS
from quizzes.models import Scenario
from tests.factories.courses import fresh, make_draft_course, publish
from tests.factories.people import PersonFactory
from tests.factories.quizzes import broken_story, ending, make_scenario, small_story

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> Scenario:
    """In edition 2 a scene has another title, a choice another weight; the draft has one more."""
    page = make_scenario(make_draft_course())
    page.scenes[1].value["title"] = "On the phone"
    page.scenes[0].value["choices"][1]["quality"] = "unsafe"
    publish(page)
    page = fresh(page)
    page.scenes = [*page.scenes.raw_data, ending("attic")]
    page.save_revision()
    return fresh(page)


@pytest.fixture
def desk(page) -> Client:
    give_access(CourseIndex.objects.get())
    person = PersonFactory()
    person.groups.add(Group.objects.get(name=TRAINERS))
    client = Client()
    client.force_login(person)
    return client


def compare(desk: Client, page: Scenario, **between: str):
    return desk.get(reverse("scenarios:compare", args=[page.pk]), between)


def test_two_editions_are_told_apart_scene_by_scene(desk, page):
    answer = compare(desk, page, **{"from": "1", "to": "2"})

    shown = answer.context["shown"]
    assert [(scene.part.name, str(scene.fate)) for scene in shown.scenes] == [
        ("Desk", "changed"),
        ("On the phone", "changed"),
    ]
    assert shown.unchanged == ["Plan", "Later"]
    assert "<del>" in answer.text
    assert "partly helpful" in answer.text
    assert "risks harm" in answer.text


def test_the_newest_edition_and_the_draft_are_compared_unless_others_are_asked_for(desk, page):
    answer = compare(desk, page)

    shown = answer.context["shown"]
    assert [(scene.part.name, str(scene.fate)) for scene in shown.scenes] == [("Attic", "added")]
    scenes = next(row for row in shown.facts if str(row[0]) == "Scenes")
    assert scenes[1:] == (4, 5)


def test_an_edition_does_not_differ_from_itself(desk, page):
    assert "nothing differs" in compare(desk, page, **{"from": "2", "to": "2"}).text


def test_what_was_never_published_has_nothing_to_be_compared_with(desk, page):
    other = make_scenario(make_draft_course("Another"), scenes=broken_story(), live=False)

    answer = compare(desk, other)

    assert "Nothing has been published of this page yet" in answer.text


@pytest.mark.parametrize("asked", ["9", "", "x", "0"])
def test_an_edition_that_there_is_not_is_no_choice(desk, page, asked):
    answer = compare(desk, page, **{"from": asked, "to": "draft"})

    assert answer.status_code == 422
    assert "shown" not in answer.context


def test_words_of_the_story_are_shown_as_words(desk, page):
    page.scenes[0].value["title"] = "<script>alert(1)</script>"
    page.save_revision()

    text = compare(desk, page).text

    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_the_comparison_is_found_from_the_editor_and_from_the_editions(desk, page):
    address = reverse("scenarios:compare", args=[page.pk])

    assert address in desk.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text
    assert f"{address}?from=1&amp;to=2" in desk.get(reverse("editions:list", args=[page.pk])).text


@pytest.mark.parametrize("editions", [small_story, lambda: [*small_story(), ending("attic")]])
def test_a_comparison_costs_the_same_for_any_story(desk, page, editions, django_assert_num_queries):
    page.scenes = editions()
    page.save_revision()
    compare(desk, page)

    with django_assert_num_queries(23):
        compare(desk, page)
