"""How a story is played: counted from decisions, equal to a recount, never about few."""

import csv
import datetime as dt
import io
import random
from collections import Counter
from itertools import pairwise

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
from reports.domain.plays import finding_figures, hidden_in, riskiest, scene_figures
from reports.play_queries import plays_of
from tests.factories.courses import make_draft_course
from tests.factories.people import PersonFactory
from tests.factories.plays import begin, finish
from tests.factories.quizzes import make_scenario
from tests.quizzes.domain import stories as written
from tests.threads import at_once

DAY = dt.timedelta(days=1)
LAST_MONTH = (timezone.now() - 2 * DAY).replace(day=1) - 20 * DAY  # over, and all counted


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


@pytest.fixture
def one_by_one(settings) -> None:
    """Nobody waits for others before they are counted."""
    settings.DISCLOSURE_MINIMUM_PEOPLE = 1


@pytest.mark.usefixtures("one_by_one")
def test_a_finished_attempt_is_counted_once(edition):
    finish(edition, [0])
    begin(edition)

    assert (count_plays(), count_plays()) == (1, 0)
    found = counts(edition, is_first=True)
    assert found["scene", "desk", ""] == found["ending", "plan", ""] == 1
    assert sum(times for (measure, *_), times in found.items() if measure == "choice") == 2
    assert differences() == []


@pytest.mark.usefixtures("one_by_one")
def test_who_plays_again_is_counted_apart(edition):
    person, now = PersonFactory(), timezone.now()
    finish(edition, [0], person=person, at=now - 3 * DAY)
    finish(edition, [1], person=person, at=now - 2 * DAY)
    finish(edition, [0], person=person, at=now - DAY)
    count_plays()

    assert counts(edition, is_first=True)["ending", "plan", ""] == 1
    assert counts(edition, is_first=False)["ending", "later", ""] == 1


@pytest.mark.usefixtures("one_by_one")
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


def test_nobody_is_counted_before_ten_are_there(edition):
    now = timezone.now()
    for number in range(9):
        finish(edition, [number], at=now - 40 * DAY)
    assert count_plays() == 0
    finish(edition, [0], at=now)

    assert count_plays() == 10

    endings = PlayCount.objects.filter(measure="ending")
    assert {row.month for row in endings} == {timezone.localdate(now).replace(day=1)}
    assert differences() == []


@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_counted_never_changes_by_few_people_whatever_period_is_looked_at(edition, seed):
    chance = random.Random(seed)
    people = [PersonFactory() for _ in range(40)]
    at, seen = timezone.now() - 150 * DAY, [Counter()]
    for _ in range(90):
        at += chance.randint(0, 5) * DAY / 2
        finish(edition, [chance.randint(0, 3)], person=chance.choice(people), at=at)
        if chance.random() < 0.3:
            count_plays()
            seen.append(finished_since(edition))

    for before, after in pairwise(seen):
        for is_first, since in after:
            more = after[is_first, since] - before[is_first, since]
            assert more == 0 or more >= (10 if is_first else 20)
    assert seen[-1]
    assert differences() == []


def finished_since(edition) -> Counter:
    """How many attempts are counted in each month or after it."""
    found: Counter = Counter()
    rows = list(PlayCount.objects.filter(edition=edition, measure="ending"))
    for since in {row.month for row in rows}:
        for row in rows:
            found[row.is_first, since] += row.times if row.month >= since else 0
    return found


@pytest.mark.usefixtures("one_by_one")
def test_counts_stay_when_answers_are_forgotten(edition):
    finish(edition, [0], at=timezone.now() - 400 * DAY)
    finish(edition, [1])

    forget_answers(ended_before=timezone.now() - 365 * DAY, at=timezone.now())

    assert counts(edition)["ending", "plan", ""] == counts(edition)["ending", "later", ""] == 1
    assert differences() == []


@pytest.fixture
def partly_forgotten(edition, one_by_one) -> list[PlayCount]:
    """The counts of a month in which the answers of two of five attempts are forgotten, who ended
    well and badly."""
    start = (timezone.now() - 400 * DAY).replace(day=3)
    for number, choice in enumerate([0, 1, 0, 0, 1]):
        finish(edition, [choice], at=start + number * DAY)
    forget_answers(ended_before=start + 1.5 * DAY, at=timezone.now())
    assert differences() == []
    return list(PlayCount.objects.all())


@pytest.mark.parametrize(
    ("measure", "scene", "times"),
    [
        ("scene", "desk", 2),  # less than is remembered
        ("choice", "phone", 6),  # more than two can have added
        ("ending", "plan", 7),
        ("time", "phone", 1),
    ],
)
def test_a_month_of_which_some_is_forgotten_is_proved_as_far_as_can_be(
    partly_forgotten, measure, scene, times
):
    row = next(one for one in partly_forgotten if (one.measure, one.scene_key) == (measure, scene))
    PlayCount.objects.filter(pk=row.pk).update(times=times)

    assert (measure, scene) in {key[3:5] for key in differences()}


def test_an_ending_of_forgotten_attempts_cannot_change_its_place(edition, partly_forgotten):
    endings = PlayCount.objects.filter(measure="ending")
    endings.filter(scene_key="plan").update(times=2)
    endings.filter(scene_key="later").update(times=3)

    assert {(key[3], key[5]) for key in differences()} >= {("ending", "good"), ("ending", "bad")}


@pytest.mark.usefixtures("one_by_one")
@pytest.mark.django_db(transaction=True)
def test_two_who_count_at_once_count_everything_once(edition):
    for number in range(6):
        finish(edition, [number])

    assert at_once(count_plays, count_plays) == []
    count_plays()

    assert differences() == []
    endings = PlayCount.objects.filter(measure="ending").values_list("times", flat=True)
    assert sum(endings) == 6


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
    return scene_figures(
        story, cells, {}, hidden_in(story, [cells], minimum=10)[0] or (), minimum=10
    )


def test_counts_are_rounded_and_shares_are_of_rounded_counts():
    scene = shown(52, 31, 17)

    assert scene.people == 100
    assert [(one.people, one.share) for one in scene.choices] == [(50, 50), (30, 30), (15, 15)]


def test_the_riskiest_choices_come_by_their_share_and_hidden_ones_never():
    story = written.story(
        written.scene(
            "a",
            written.choice("ask", "b", "safe"),
            written.choice("joke", "b", "unsafe"),
            written.choice("hurry", "b", "unsafe"),
        ),
        written.scene(
            "b",
            written.choice("stay", "end", "partly"),
            written.choice("leave", "end", "unsafe"),
            written.choice("stop", "end", "unsafe"),
        ),
        written.ending("end"),
    )
    figures = scenes_of(
        load_scenario(story),
        Counter(
            {
                ("scene", "a", ""): 100,
                ("choice", "a", "ask"): 70,
                ("choice", "a", "joke"): 10,
                ("choice", "a", "hurry"): 20,
                ("scene", "b", ""): 100,
                ("choice", "b", "stay"): 60,
                ("choice", "b", "leave"): 37,
                ("choice", "b", "stop"): 3,
                ("ending", "end", ""): 100,
            }
        ),
    )

    found = [(row.scene.key, one.choice.key) for row, one in riskiest(figures, most=3)]

    assert found[:2] == [("a", "hurry"), ("a", "joke")]
    assert ("b", "stop") not in found
    assert len(riskiest(figures, most=1)) == 1


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
    hidden = hidden_in(STORY, [cells], minimum=10)[0]
    found = finding_figures(STORY, cells, hidden, minimum=10)

    assert [(row.ref, row.decisions, row.risky) for row in found] == [("S3", decisions, risky)]


def seen(edition, **asked):
    return plays_of(edition, **{"months": None, "firsts_only": True, "at": timezone.now()} | asked)


def finished_by(edition, people, *, times: int = 1) -> None:
    for person in people:
        for number in range(times):
            at = LAST_MONTH + number * DAY / 2
            finish(edition, [number % 2], person=person, at=at)
    count_plays()


def test_what_one_person_plays_ten_times_is_not_ten_people(edition):
    people = PersonFactory.create_batch(12)
    finished_by(edition, people[:1], times=11)
    finished_by(edition, people[1:])

    assert counts(edition, is_first=False) == {}
    assert seen(edition).times == 10
    everything = seen(edition, firsts_only=False)
    assert everything.times is None
    assert {scene.people for scene in everything.scenes} == {None}


def test_all_attempts_are_shown_where_ten_people_played_again(edition):
    people = PersonFactory.create_batch(12)
    finished_by(edition, people[:9], times=3)
    assert seen(edition, firsts_only=False).times is None

    finished_by(edition, people[9:], times=3)

    everything = seen(edition, firsts_only=False)
    assert everything.times == 35
    assert everything.scenes[0].people == 35


def test_a_choice_of_ten_attempts_of_who_played_again_may_be_of_five_people(edition):
    people = PersonFactory.create_batch(24)
    for number, person in enumerate(people):
        for time, choice in enumerate([0, 1 if number < 5 else 0, 1 if number < 5 else 0]):
            finish(edition, [choice], person=person, at=LAST_MONTH + time * DAY / 2)
    count_plays()

    assert counts(edition, is_first=False)["ending", "later", ""] == 10
    choices = seen(edition, firsts_only=False).scenes[0].choices
    assert [one.people for one in choices] == [None, None]


def test_what_ten_people_decided_is_shown_at_once_and_the_next_few_are_not(edition):
    for number in (10, 9):
        for _ in range(number):
            finish(edition, [0])
        count_plays()

    assert seen(edition).times == 10
    finish(edition, [0])
    count_plays()
    assert seen(edition).times == 20


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
        finish(edition, [number % 2], at=LAST_MONTH)
    count_plays()
    address = reverse("plays:show", args=[page.pk])

    shown = trainer.get(address).text
    file = trainer.get(reverse("plays:file", args=[page.pk, "csv"]), {"months": "3"})

    month = f"{LAST_MONTH:%B %Y}"
    assert f"About 25 times it was finished, in {month}." in shown
    assert "10 to 15 s" in shown
    lines = list(csv.DictReader(io.StringIO(b"".join(file.streaming_content).decode("utf-8-sig"))))
    rung = next(line for line in lines if line["Choice"].startswith("Ring"))
    assert (rung["Met by"], rung["Chosen by"], rung["Share, percent"]) == ("25", "10", "40")
    assert address in trainer.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text


def test_two_editions_stand_one_below_the_other(trainer, page, edition):
    for number in range(12):
        finish(edition, [number % 2], at=LAST_MONTH)
    count_plays()
    page = Scenario.objects.get()
    page.alternative = "<p>In words.</p>"
    page.save_revision().publish()

    both = trainer.get(reverse("plays:show", args=[page.pk]), {"edition": "2", "beside": "1"}).text

    assert "Nothing is shown of these attempts" in both
    assert "About 10 times it was finished, in" in both


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


def test_how_many_finished_is_not_hidden_at_the_start():
    """a ─ one ─▶ b (13) ─▶ end, two ─▶ other (2): how many came to a is said above the table."""
    story = load_scenario(
        written.story(
            written.scene("a", written.choice("one", "b"), written.choice("two", "other")),
            written.scene("b", written.choice("on", "end")),
            written.ending("end"),
            written.ending("other"),
        )
    )
    cells = {
        **{("scene", "a", ""): 15, ("scene", "b", ""): 13},
        **{("ending", "end", ""): 13, ("ending", "other", ""): 2},
        **{("choice", "a", "one"): 13, ("choice", "a", "two"): 2, ("choice", "b", "on"): 13},
    }

    assert [scene.people for scene in scenes_of(story, cells)] == [15, None, None, None]
