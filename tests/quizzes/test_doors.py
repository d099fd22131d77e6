"""Every reason to refuse a story, at every door that is no form: import, bulk, copy, clock.

What a page cannot hold at all (an ending with choices) is told when its file comes in.
"""

import datetime as dt
import json

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision

from courses.actions.access import give_access
from people.permissions import TRAINERS
from quizzes.domain.compiled import CannotPublish
from quizzes.models import ActivityEdition, Scenario
from tests.factories.courses import editions_of, fresh, make_catalogue, make_draft_course
from tests.factories.people import PersonFactory
from tests.factories.quizzes import make_scenario
from tests.quizzes.domain.stories import (
    add,
    choice,
    counter,
    ending,
    flag,
    put,
    scene,
    story,
    when,
    where,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.deep]


def way(key: str, to: str, quality: str = "safe", points: int = 0, **more):
    return choice(key, to, quality, points, **{"findings": [], **more})


SOUND = [scene("desk", way("ring", "good"), way("wait", "later", "unsafe", -1)), ending("good")]
SOUND = [*SOUND, ending("later", "bad")]
BROKEN = {
    "missing-start": story(),
    "duplicate-key": story(*SOUND, counters=[counter(), counter()]),
    "missing-target": story(scene("desk", way("ring", "nowhere"), way("wait", "good")), SOUND[1]),
    "unknown-variable": story(
        scene("desk", way("ring", "good", effects=[add("trust", 1)])), SOUND[1]
    ),
    "bad-counter": story(*SOUND, counters=[counter(start=9)]),
    "dead-end": story(
        scene("desk", way("ring", "good"), way("wait", "end")), SOUND[1], scene("end")
    ),
    "no-ending": story(scene("desk", way("ring", "desk"))),
    "unreachable": story(*SOUND, ending("attic")),
    "stuck": story(
        scene("desk", way("ring", "good", when=[when("asked")])), SOUND[1], flags=[flag()]
    ),
    "never-open": story(
        scene("desk", way("ring", "good"), way("wait", "good", when=[when("asked")])),
        SOUND[1],
        flags=[flag()],
    ),
    "no-escape": story(
        scene("desk", way("ring", "good"), way("wait", "round")),
        scene("round", way("again", "round")),
        SOUND[1],
    ),
    "score-loop": story(
        scene("desk", way("ring", "good"), way("wait", "desk", points=1)), SOUND[1]
    ),
    "too-large": story(
        scene(
            "desk",
            way("ring", "good"),
            *(way(key, "desk", effects=[add(key, 1)]) for key in ("a", "b", "c")),
        ),
        SOUND[1],
        counters=[counter(key, high=99) for key in ("a", "b", "c")],
    ),
    "pass-impossible": story(*SOUND, **{"pass": {"min_score": 9}}),
    "pass-inevitable": story(*SOUND, **{"pass": {"min_score": -9}}),
    "unknown-finding": story(scene("desk", way("ring", "good", findings=["Z9"])), SOUND[1]),
}
CODES = sorted(BROKEN)
SOUND_STORY = story(
    scene("desk", way("ring", "good", effects=[put("asked")]), way("wait", "later", "unsafe", -1)),
    scene("good", way("plan", "plan", when=[when("asked"), where("trust", ">=", 0)])),
    ending("plan"),
    ending("later", "bad"),
    counters=[counter()],
    flags=[flag()],
    **{"pass": {"min_score": 0, "no_unsafe": True}},
)


@pytest.fixture
def desk() -> Client:
    give_access(make_catalogue())
    person = PersonFactory(email="trainer@example.org")
    person.groups.add(Group.objects.get(name=TRAINERS))
    client = Client()
    client.force_login(person)
    return client


def imported(desk: Client, source: dict) -> Scenario:
    """The draft that the import page makes of it."""
    course = make_draft_course()
    sent = {"text": json.dumps(source), "confirm": "1"}
    answer = desk.post(reverse("scenarios:import", args=[course.pk]), sent)
    page = Scenario.objects.get()
    assert answer.url == reverse("wagtailadmin_pages:edit", args=[page.pk])
    return page


def break_live(page: Scenario, broken: Scenario) -> None:
    """Give the page the other's story behind the service's back."""
    fields = ("scenes", "variables", "has_pass_rule", "pass_score", "pass_without_unsafe")
    values = {name: getattr(broken, name) for name in fields}
    Scenario.objects.filter(pk=page.pk).update(**values)


def assert_refused(page: Scenario) -> None:
    assert not fresh(page).live
    assert editions_of(page) == []


def test_a_sound_story_passes_every_door(desk):
    page = imported(desk, SOUND_STORY)
    assert not page.live

    page.get_latest_revision().publish()

    assert fresh(page).live
    assert len(editions_of(page)) == 1


@pytest.mark.parametrize("code", CODES)
def test_what_is_wrong_is_told_on_the_way_in_and_refused_when_published(desk, code):
    course = make_draft_course("To look only")
    address = reverse("scenarios:import", args=[course.pk])
    shown = desk.post(address, {"text": json.dumps(BROKEN[code])})
    told = [*shown.context["mended"], *shown.context["blocking"]]
    assert code in {problem.code for problem in told}

    page = imported(desk, BROKEN[code])

    with pytest.raises(CannotPublish) as refusal:
        page.get_latest_revision().publish()
    assert code in {problem.code for problem in refusal.value.problems}
    assert_refused(page)


@pytest.mark.parametrize("code", CODES)
def test_publishing_in_bulk_is_refused(desk, code):
    page = imported(desk, BROKEN[code])
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])

    answer = desk.post(f"{url}?id={page.pk}", {}, follow=True)

    assert "was not published. Nothing has changed." in answer.text
    assert_refused(page)


@pytest.mark.parametrize("code", CODES)
def test_a_copy_that_would_go_live_is_refused(desk, code):
    broken = imported(desk, BROKEN[code])
    page = make_scenario(broken.get_parent().specific, "Live")
    break_live(page, broken)

    answer = desk.post(
        reverse("wagtailadmin_pages:copy", args=[page.pk]),
        {
            "new_title": "A copy",
            "new_slug": "a-copy",
            "new_parent_page": page.get_parent().pk,
            "publish_copies": "on",
        },
        follow=True,
    )

    assert "was not published. Nothing has changed." in answer.text
    assert not Scenario.objects.filter(slug="a-copy").exists()
    assert ActivityEdition.objects.count() == 1


@pytest.mark.parametrize("code", CODES)
def test_the_clock_refuses(desk, code, capsys):
    page = imported(desk, BROKEN[code])
    due = timezone.now() - dt.timedelta(minutes=1)
    Revision.objects.for_instance(page).update(approved_go_live_at=due)

    call_command("publish_scheduled")

    assert "was not published" in capsys.readouterr().err
    assert_refused(page)


def test_an_ending_with_choices_is_told_on_the_way_in_and_keeps_none(desk):
    source = json.loads(json.dumps(SOUND_STORY))
    source["scenes"][2]["choices"] = [way("on", "later")]
    address = reverse("scenarios:import", args=[make_draft_course("To look only").pk])

    shown = desk.post(address, {"text": json.dumps(source)})

    assert [problem.code for problem in shown.context["mended"]] == ["ending-with-choices"]
    assert "choices" not in imported(desk, source).scenes[2].value
