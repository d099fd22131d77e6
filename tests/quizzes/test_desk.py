"""The desk of whoever writes a story: what is said of it as it is typed, and playing the draft."""

import json

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from wagtail.models import Revision

from courses.actions.access import give_access
from courses.models import CourseIndex
from people.permissions import TRAINERS
from quizzes.actions.importing import add_draft, draft_of
from quizzes.domain.files import read_file
from quizzes.models import Scenario
from tests.factories.courses import make_draft_course
from tests.factories.people import PersonFactory
from tests.factories.posted import scenario_form
from tests.factories.quizzes import block_id, choice, ending, scene, small_story
from tests.quizzes.domain import stories as written

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return make_draft_course()


@pytest.fixture
def trainer(course):
    give_access(CourseIndex.objects.get())
    person = PersonFactory()
    person.groups.add(Group.objects.get(name=TRAINERS))
    return person


@pytest.fixture
def desk(trainer) -> Client:
    client = Client()
    client.force_login(trainer)
    return client


def page_of(source: dict, course, by) -> Scenario:
    file = read_file(json.dumps(source))
    return add_draft(page=draft_of(file, locale=course.locale).page, parent=course, by=by)


def look(client: Client, page, scenes: list[dict], **changes) -> str:
    answer = client.post(
        reverse("scenarios:look", args=[page.pk]), scenario_form(scenes, **changes)
    )
    assert answer.status_code == 200
    return answer.text


# As it is typed


def test_a_story_is_looked_at_before_it_is_saved(desk, course):
    said = look(desk, course, small_story())

    assert "Nothing in the story forbids publishing." in said
    assert f'data-story-go="{block_id("desk")}"' in said
    assert not Scenario.objects.exists()


def test_every_problem_leads_to_its_scene_and_choice(desk, course):
    broken = [
        scene("desk", choice("Ring.", ""), choice("Wait.", "alone", quality="")),
        scene("alone"),
        ending("far", debrief=""),
    ]
    said = look(desk, course, broken)

    assert "problems forbid publishing." in said
    for message, block, number in [
        ("The ending “Far” has no debrief.", "far", None),
        ("The choice “Wait.” at “Desk” does not say how helpful it is.", "desk", 2),
    ]:
        at = said.index(message)
        start = said.rindex("<button", 0, at)
        assert f'data-story-go="{block_id(block)}"' in said[start:at]
        assert (f'data-story-choice="{number}"' in said[start:at]) is (number is not None)
    assert 'data-quality="unsaid"' in said


def test_a_story_without_scenes_says_what_to_begin_with_and_no_figures(desk, course):
    said = look(desk, course, [])

    assert "There is no scene yet." in said
    assert "app-facts" not in said
    assert "data-story-map" not in said


def test_nothing_that_is_sent_breaks_the_look(desk, course):
    address = reverse("scenarios:look", args=[course.pk])
    odd = scenario_form([scene("desk", choice("Ring.", "desk", points="many", effects="?? !"))])
    said = desk.post(address, {**odd, "pass_score": "x", "title": "", "has_pass_rule": "on"})

    assert "points must be a whole number" in said.text
    assert "not understood" in said.text
    assert desk.post(address, {}).status_code == 400


def test_looking_keeps_nothing(desk, course, trainer):
    page = page_of(written.story(written.ending("end")), course, trainer)
    before = Revision.objects.count()

    look(desk, page, small_story())

    assert Revision.objects.count() == before
    assert Scenario.objects.get().scenes[0].value["title"] == "Scene end"


def test_only_who_may_write_looks_and_plays(desk, course, trainer):
    page = page_of(written.story(written.ending("end")), course, trainer)
    reviewer, client = PersonFactory(), Client()
    reviewer.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(reviewer)

    for answer in (
        client.post(reverse("scenarios:look", args=[page.pk]), {"scenes-count": "0"}),
        client.get(reverse("scenarios:play", args=[page.pk])),
    ):
        assert (answer.status_code, answer.url) == (302, reverse("wagtailadmin_home"))


@pytest.mark.parametrize("scenes", [1, 3])
def test_a_look_costs_the_same_for_any_story(desk, course, scenes, django_assert_num_queries):
    story = [*(scene(f"s{n}", choice("On.", "end")) for n in range(scenes)), ending("end")]
    look(desk, course, story)

    with django_assert_num_queries(11):
        look(desk, course, story)


# Playing the draft

STORY = written.story(
    written.scene(
        "office",
        written.choice("ask", "quiet", effects=[written.add("trust", 1)]),
        written.choice("wait", "quiet"),
    ),
    written.scene(
        "quiet",
        written.choice("listen", "good", when=[written.where("trust", ">=", 1)]),
        written.choice("leave", "bad", "unsafe"),
    ),
    written.ending("good"),
    written.ending("bad", "bad"),
    counters=[written.counter()],
    flags=[written.flag()],
)


@pytest.fixture
def draft(course, trainer) -> Scenario:
    return page_of(STORY, course, trainer)


def play(client: Client, page: Scenario, **query: str):
    return client.get(reverse("scenarios:play", args=[page.pk]), query)


def test_a_draft_is_played_to_its_end_and_nothing_is_kept(desk, draft):
    before = {model: model._base_manager.count() for model in apps.get_models()}
    first = play(desk, draft)
    second = play(desk, draft, path="1")
    end = play(desk, draft, path="1-1")

    assert "path=1" in first.text
    assert "Say listen" in second.text
    assert "closed: only" not in second.text
    assert "good ending" in end.text
    assert "The way here" in end.text
    assert "Scene office: Say ask" in end.text
    assert {model: model._base_manager.count() for model in apps.get_models()} == before


def test_a_closed_choice_says_what_opens_it(desk, draft):
    page = play(desk, draft, path="2").text

    assert "closed: only open when trust &gt;= 1" in page


def test_a_draft_begins_at_any_scene_with_any_counters(desk, draft):
    query = {"from": "quiet", "counter-trust": "2", "flag-asked": "on"}
    page = play(desk, draft, **query).text

    assert "<strong>Trust</strong>: 2" in page
    assert "<strong>Asked</strong>: yes" in page
    assert "Say listen</a>" in page
    assert "from=quiet&amp;counter-trust=2&amp;flag-asked=on&amp;path=1" in page


@pytest.mark.parametrize(
    "query",
    [
        {"path": "9"},
        {"path": "x"},
        {"path": "2-1"},
        {"from": "nowhere"},
        {"counter-trust": "99"},
        {"counter-trust": "x"},
    ],
)
def test_what_leads_nowhere_says_so(desk, draft, query):
    page = play(desk, draft, **query)

    assert page.status_code == 200
    assert "help-critical" in page.text or "error" in page.text


def test_a_draft_that_is_no_story_yet_says_so(desk, course, trainer):
    empty = page_of(written.story(), course, trainer)

    assert "cannot be played yet" in play(desk, empty).text


def test_a_choice_that_leads_nowhere_is_no_link(desk, course, trainer):
    page = page_of(
        written.story(written.scene("office", written.choice("ask", "gone"))), course, trainer
    )

    assert "leads nowhere yet" in play(desk, page).text
