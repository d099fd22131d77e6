"""Counts are what the attempts come to, whatever happened and in whatever order it was counted."""

import datetime as dt
import random
import uuid

import pytest
from django.core.management import call_command

from people.models import Person
from quizzes.actions.attempts import (
    continue_on_replacement,
    forget_attempt_under_way,
    make_decision,
    open_debrief,
    start_attempt,
)
from quizzes.actions.counting import check_decision_counts, count_decisions, count_stops
from quizzes.actions.forgetting import forget_answers
from quizzes.domain import play
from quizzes.domain.documents import load_scenario
from quizzes.models import Attempt, DecisionCount, Nth, StopCount, TimeCount
from tests.factories.editions import make_edition, scenario_document

pytestmark = pytest.mark.django_db
START = dt.datetime(2026, 1, 10, 9, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
GOOD = (("office", "listen"), ("talk", "ask"))


@pytest.fixture
def edition():
    return make_edition(scenario_document())


def make_person(number):
    return Person.objects.create_user(f"one{number}@example.org", name=f"One {number}")


def begin(person, edition, at):
    return start_attempt(person=person, edition=edition, key=uuid.uuid4(), at=at)


def decide(attempt, made, at):
    for number, (scene, choice) in enumerate(made, start=1):
        at += MINUTE
        make_decision(attempt=attempt, number=number, scene_key=scene, choice_key=choice, at=at)
    return at


def finish(person, edition, at=START, made=GOOD):
    attempt = begin(person, edition, at)
    return open_debrief(attempt=attempt, at=decide(attempt, made, at))


def counts(nth=Nth.FIRST):
    rows = DecisionCount.objects.filter(nth=nth)
    return {(row.scene_key, row.choice_key): row.times for row in rows}


def test_a_finished_attempt_is_counted_once_in_its_month_with_its_times(edition):
    finish(make_person(1), edition)

    assert count_decisions(at=START) == 1
    assert count_decisions(at=START) == 0

    assert counts() == {("office", "listen"): 1, ("talk", "ask"): 1}
    assert set(DecisionCount.objects.values_list("month", flat=True)) == {dt.date(2026, 1, 1)}
    times = TimeCount.objects.values_list("scene_key", "step", "times")
    assert set(times) == {("office", 7, 1), ("talk", 7, 1)}  # a minute each
    assert check_decision_counts() == []


def test_later_attempts_are_counted_apart(edition):
    person = make_person(1)
    for day in range(4):
        finish(person, edition, START + dt.timedelta(days=day))

    count_decisions(at=START)

    assert [counts(nth)["talk", "ask"] for nth in Nth] == [1, 1, 2]


def test_an_attempt_under_way_and_one_left_for_an_alternative_are_in_no_count(edition):
    person = make_person(1)
    attempt = begin(person, edition, START)
    decide(attempt, GOOD, START)
    count_decisions(at=START)
    count_stops(at=START + dt.timedelta(days=31))
    assert StopCount.objects.get().scene_key == "together"

    forget_attempt_under_way(person=person, activity_key=edition.activity_key)
    count_decisions(at=START)
    count_stops(at=START + dt.timedelta(days=31))

    assert not DecisionCount.objects.exists()
    assert not StopCount.objects.exists()


def test_whoever_was_there_within_a_month_has_not_stopped(edition):
    decide(begin(make_person(1), edition, START), GOOD[:1], START)
    begin(make_person(2), edition, START)

    assert count_stops(at=START + dt.timedelta(days=29)) == 0
    assert count_stops(at=START + dt.timedelta(days=30, hours=1)) == 2
    assert set(StopCount.objects.values_list("scene_key", "people")) == {("office", 1), ("talk", 1)}


def test_what_is_forgotten_stays_counted_and_agrees_with_what_was_kept(edition):
    finish(make_person(1), edition)
    count_decisions(at=START)
    finish(make_person(2), edition)  # forgotten before it is counted
    later = START + dt.timedelta(days=400)

    forget_answers(ended_before=later, at=later)

    row = DecisionCount.objects.get(choice_key="ask")
    assert (row.times, row.forgotten_times) == (2, 2)
    assert check_decision_counts() == []


def test_a_wrong_count_is_told_by_the_command(edition, capsys):
    finish(make_person(1), edition)
    call_command("count_decisions")
    DecisionCount.objects.filter(choice_key="ask").update(times=3)

    with pytest.raises(SystemExit):
        call_command("check_decision_counts")

    assert "talk · ask: (3, 1), recounted (1, 1)" in capsys.readouterr().out


@pytest.mark.parametrize("seed", range(6))
def test_folding_a_random_history_equals_a_recount(seed):
    rng = random.Random(seed)
    first = make_edition(scenario_document())
    second = make_edition(scenario_document(), activity_key=first.activity_key, number=2)
    people = [make_person(number) for number in range(8)]
    at = START
    for _ in range(60):
        at += dt.timedelta(days=rng.randrange(6), minutes=rng.randrange(600))
        _live(rng, rng.choice(people), first, second, at)
        assert check_decision_counts() == []
    count_decisions(at=at)
    assert check_decision_counts() == []
    assert _all_counts() == _counted_from_nothing()


def _live(rng, person, first, second, at):
    match rng.randrange(8):
        case 0:
            count_decisions(at=at)
        case 1:
            forget_answers(ended_before=at - dt.timedelta(days=90), at=at)
        case 2:
            forget_attempt_under_way(person=person, activity_key=first.activity_key)
        case 3:
            moving = Attempt.objects.of(person).under_way().filter(edition=first).first()
            if moving:
                continue_on_replacement(attempt=moving, replacement=second, at=at)
        case _:
            _play(rng, begin(person, rng.choice([first, second]), at), at)


def _play(rng, attempt, at):
    document = load_scenario(attempt.edition.document("en"))
    made = list(attempt.decisions.values_list("scene_key", "choice_key"))
    state = play.replay(document, made)
    while (choices := play.open_choices(document, state)) and rng.random() < 0.9:
        at += dt.timedelta(seconds=rng.randrange(3000))
        state = make_decision(
            attempt=attempt,
            number=len(made) + 1,
            scene_key=state.scene,
            choice_key=rng.choice(choices).key,
            at=at,
        )
        made.append(state.scene)
    if play.has_ended(document, state):
        open_debrief(attempt=attempt, at=at)


def _all_counts():
    rows = DecisionCount.objects.order_by().filter(forgotten_times=0)
    return set(rows.values_list("edition", "month", "nth", "scene_key", "choice_key", "times"))


def _counted_from_nothing():
    """The same, where all of it is counted at once. Rows with something forgotten are left out."""
    part = DecisionCount.objects.filter(forgotten_times__gt=0)
    cells = set(part.values_list("edition", "month", "nth", "scene_key", "choice_key"))
    DecisionCount.objects.all().delete()
    TimeCount.objects.all().delete()
    Attempt.objects.update(counted_at=None)
    count_decisions(at=START)
    return {row for row in _all_counts() if row[:5] not in cells}
