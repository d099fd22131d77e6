"""How a story is played: counted from decisions, equal to a recount, never about few."""

import csv
import datetime as dt
import io
import random

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from courses.actions.access import give_access
from courses.models import CourseIndex
from people.permissions import TRAINERS
from quizzes.actions.counting import count_plays, differences
from quizzes.actions.forgetting import forget_answers
from quizzes.domain.documents import load_scenario
from quizzes.models import ActivityEdition, Attempt, PlayCount, Scenario
from reports.domain.plays import finding_figures, hidden_in, scene_figures
from reports.play_queries import plays_of
from tests.factories.courses import make_draft_course
from tests.factories.people import PersonFactory
from tests.factories.plays import begin, finish
from tests.factories.quizzes import make_scenario
from tests.quizzes.domain import stories as written
from tests.threads import at_once

DAY = dt.timedelta(days=1)


@pytest.fixture
def page(db) -> Scenario:
    return make_scenario(make_draft_course())


@pytest.fixture
def edition(page) -> ActivityEdition:
    return ActivityEdition.objects.get(activity_key=page.translation_key)


def counts(edition, **which) -> dict:
    rows = PlayCount.objects.filter(edition=edition, **which)
    return {(r.measure, r.scene_key, r.detail): r.times for r in rows}


# Counting


def test_a_finished_attempt_is_counted_once(edition):
    finish(edition, [0])
    begin(edition)

    assert (count_plays(), count_plays()) == (1, 0)
    found = counts(edition, is_first=True)
    assert found["scene", "desk", ""] == found["ending", "plan", ""] == 1
    assert sum(times for (measure, *_), times in found.items() if measure == "choice") == 2
    assert differences() == []


def test_who_plays_again_is_counted_apart(edition):
    person, now = PersonFactory(), timezone.now()
    finish(edition, [0], person=person, at=now - 2 * DAY)
    finish(edition, [1], person=person, at=now - DAY)
    count_plays()

    assert counts(edition, is_first=True)["ending", "plan", ""] == 1
    assert counts(edition, is_first=False)["ending", "later", ""] == 1


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_counts_are_what_a_recount_says_whenever_they_were_made(edition, seed):
    chance = random.Random(seed)
    people = [PersonFactory() for _ in range(6)]
    at = timezone.now() - 200 * DAY
    for _ in range(25):
        at += chance.randint(1, 20) * DAY / 2
        person = chance.choice(people)
        if Attempt.objects.of(person).under_way().exists():
            continue
        if chance.random() < 0.2:
            begin(edition, person, at)
        else:
            finish(edition, [chance.randint(0, 3)], person=person, at=at)
        if chance.random() < 0.5:
            count_plays()
    count_plays()

    assert differences() == []
    PlayCount.objects.order_by("?").first().delete()
    assert len(differences()) == 1
    with pytest.raises(SystemExit):
        call_command("count_plays", "--check", stdout=io.StringIO())


def test_counts_stay_when_answers_are_forgotten(edition):
    finish(edition, [0], at=timezone.now() - 400 * DAY)
    finish(edition, [1])

    forget_answers(ended_before=timezone.now() - 365 * DAY, at=timezone.now())

    assert counts(edition)["ending", "plan", ""] == counts(edition)["ending", "later", ""] == 1
    assert differences() == []


@pytest.mark.django_db(transaction=True)
def test_two_who_count_at_once_count_everything_once(edition):
    for number in range(6):
        finish(edition, [number])

    assert at_once(count_plays, count_plays) == []
    count_plays()

    assert differences() == []
    endings = PlayCount.objects.filter(measure="ending").values_list("times", flat=True)
    assert sum(endings) == 6


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_whatever_was_played(edition, number, django_assert_num_queries):
    for _ in range(number):
        finish(edition, [0])
    count_plays()

    with django_assert_num_queries(3):
        plays_of(edition, since=None, firsts_only=False, at=timezone.now())


# What is shown

STORY = load_scenario(
    written.story(
        written.scene(
            "a",
            written.choice("one", "end"),
            written.choice("two", "end", "unsafe"),
            written.choice("three", "end", "partly"),
        ),
        written.ending("end"),
    )
)


def shown(*chosen: int, met: int | None = None):
    cells = {
        ("choice", "a", key): times
        for key, times in zip(("one", "two", "three"), chosen, strict=True)
    }
    everyone = sum(chosen) if met is None else met
    cells |= {("scene", "a", ""): everyone, ("ending", "end", ""): everyone}
    return scenes_of(STORY, cells)[0]


def scenes_of(story, cells):
    return scene_figures(story, cells, {}, hidden_in(story, cells, minimum=10), minimum=10)


def test_counts_are_rounded_and_shares_are_of_rounded_counts():
    scene = shown(52, 31, 17)

    assert scene.people == 100
    assert [(one.people, one.share) for one in scene.choices] == [(50, 50), (30, 30), (15, 15)]


@pytest.mark.parametrize(
    ("chosen", "hidden"),
    [
        ((50, 30, 3), [False, True, True]),  # with one other, or the rest would give it away
        ((50, 4, 3), [True, True, True]),
        ((50, 6, 4), [False, True, True]),
        ((50, 0, 20), [False, False, False]),  # nobody is nobody
        ((5, 2, 1), [True, True, True]),
    ],
)
def test_what_few_chose_is_hidden_and_cannot_be_worked_out(chosen, hidden):
    assert [one.people is None for one in shown(*chosen).choices] == hidden


@given(st.lists(st.integers(0, 60), min_size=1, max_size=5).filter(lambda some: sum(some) >= 10))
def test_what_is_hidden_is_never_one_small_part_alone(chosen):
    choices = [written.choice(f"c{at}", "end") for at in range(len(chosen))]
    story = load_scenario(written.story(written.scene("a", *choices), written.ending("end")))
    cells = {("choice", "a", f"c{at}"): people for at, people in enumerate(chosen)}
    cells |= {("scene", "a", ""): sum(chosen), ("ending", "end", ""): sum(chosen)}
    scene = scenes_of(story, cells)[0]
    hidden = {at for at, one in enumerate(scene.choices) if one.people is None}

    assert all(at in hidden for at, people in enumerate(chosen) if 0 < people < 10)
    if hidden and len(hidden) < len(chosen):
        assert sum(chosen[at] for at in hidden) >= 10
        assert len(hidden) > 1


def test_a_scene_that_few_met_shows_nothing():
    scene = shown(5, 4, 0)

    assert scene.people is None
    assert scene.seconds is None
    assert {one.share for one in scene.choices} == {None}


@pytest.mark.parametrize(
    ("one", "two", "decisions", "risky"), [(60, 40, 100, 40), (60, 0, 60, 0), (60, 3, 65, None)]
)
def test_the_share_of_risky_decisions_by_finding(one, two, decisions, risky):
    cells = {("choice", "a", "one"): one, ("choice", "a", "two"): two}
    hidden = hidden_in(STORY, cells, minimum=10)
    found = finding_figures(STORY, cells, hidden, minimum=10)

    assert [(row.ref, row.decisions, row.risky) for row in found] == [("S3", decisions, risky)]


def test_few_who_played_twice_are_not_told_apart(edition):
    people = [PersonFactory() for _ in range(12)]
    for person in people:
        finish(edition, [0], person=person)
    count_plays()
    assert plays_of(edition, since=None, firsts_only=False, at=timezone.now()).people == 10

    finish(edition, [1], person=people[0], at=timezone.now() + DAY)
    count_plays()

    everything = plays_of(edition, since=None, firsts_only=False, at=timezone.now())
    assert everything.people is None
    assert {scene.people for scene in everything.scenes} == {None}


# The page


@pytest.fixture
def trainer(page) -> Client:
    give_access(CourseIndex.objects.get())
    person, client = PersonFactory(), Client()
    person.groups.add(Group.objects.get(name=TRAINERS))
    client.force_login(person)
    return client


def test_a_trainer_sees_what_people_decide_and_takes_it_away(trainer, page, edition):
    for number in range(24):
        finish(edition, [number % 2])
    count_plays()
    address = reverse("plays:show", args=[page.pk])

    shown = trainer.get(address).text
    file = trainer.get(reverse("plays:file", args=[page.pk, "csv"]), {"attempts": "all"})

    assert "About 25 times it was finished." in shown
    assert "10 to 15 s" in shown
    lines = list(csv.DictReader(io.StringIO(b"".join(file.streaming_content).decode("utf-8-sig"))))
    rung = next(line for line in lines if line["Choice"].startswith("Ring"))
    assert (rung["Met by"], rung["Chosen by"], rung["Share, percent"]) == ("25", "10", "40")
    assert address in trainer.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text


def test_two_editions_stand_one_below_the_other(trainer, page, edition):
    for number in range(12):
        finish(edition, [number % 2])
    count_plays()
    page = Scenario.objects.get()
    page.alternative = "<p>In words.</p>"
    page.save_revision().publish()

    both = trainer.get(reverse("plays:show", args=[page.pk]), {"edition": "2", "beside": "1"}).text

    assert "Fewer than 10 people have finished it in this period" in both
    assert "About 10 times it was finished." in both


@pytest.mark.parametrize("query", [{"edition": "99"}, {"months": "x"}, {"attempts": "\x00"}])
def test_what_is_not_offered_is_not_shown(trainer, page, query):
    answer = trainer.get(reverse("plays:show", args=[page.pk]), query)

    assert answer.status_code == 200
    assert "valid choice" in answer.text


def test_what_follows_from_a_small_choice_at_another_scene_is_hidden_too():
    """a ─ one ─▶ b (28), two ─▶ c (2); what is chosen at b would tell how many came there."""
    story = load_scenario(
        written.story(
            written.scene("a", written.choice("one", "b"), written.choice("two", "end")),
            written.scene("b", written.choice("on", "end"), written.choice("off", "end")),
            written.ending("end"),
        )
    )
    cells = {
        **{("scene", "a", ""): 30, ("scene", "b", ""): 28, ("ending", "end", ""): 30},
        **{("choice", "a", "one"): 28, ("choice", "a", "two"): 2},
        **{("choice", "b", "on"): 15, ("choice", "b", "off"): 13},
    }

    a, b, _end = scenes_of(story, cells)

    assert [one.people for one in a.choices] == [None, None]
    assert b.people is None  # or a's would follow
    assert [one.people for one in b.choices] == [None, None]
