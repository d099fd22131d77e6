"""Where people stopped: counted as time goes by, equal to a recount, no longer once they go on."""

import datetime as dt
import io
import random

import pytest
from django.core.management import call_command
from django.utils import timezone

from quizzes.actions import attempts
from quizzes.actions.forgetting import forget_answers
from quizzes.actions.stopping import count_stops, stop_differences
from quizzes.models import ActivityEdition, Attempt, StopCount
from tests.factories.plays import begin, decide
from tests.factories.quizzes import make_scenario
from tests.threads import at_once

DAY = dt.timedelta(days=1)
NOW = timezone.now()


@pytest.fixture
def edition(db) -> ActivityEdition:
    return ActivityEdition.objects.get(activity_key=make_scenario().translation_key)


def stopped() -> dict[str, int]:
    return dict(StopCount.objects.filter(people__gt=0).values_list("scene_key", "people"))


def rest(edition, *choices: int, days: int = 20) -> Attempt:
    """An attempt whose last act is so many days old."""
    attempt = begin(edition, at=NOW - days * DAY)
    for number, choice in enumerate(choices, start=1):
        decide(attempt, number, choice, NOW - days * DAY)
    return attempt


def test_who_came_no_further_is_counted_once_where_they_stand(edition):
    rest(edition)
    rest(edition, 0)
    rest(edition, 0, days=13)

    assert (count_stops(at=NOW), count_stops(at=NOW)) == (2, 0)
    assert stopped() == {"desk": 1, "phone": 1}
    assert stop_differences() == []


def test_who_goes_on_is_no_longer_counted_and_may_stop_again(edition):
    attempt = rest(edition)
    count_stops(at=NOW)
    decide(attempt, 1, 0, NOW)

    count_stops(at=NOW + DAY)
    assert stopped() == {}
    count_stops(at=NOW + 15 * DAY)
    assert stopped() == {"phone": 1}


def test_who_went_on_and_stopped_again_before_anybody_counted_stands_at_the_later_scene(edition):
    attempt = rest(edition)
    count_stops(at=NOW)
    decide(attempt, 1, 0, NOW)

    count_stops(at=NOW + 30 * DAY)

    assert stopped() == {"phone": 1}


def test_who_finishes_is_no_longer_counted_and_their_answers_can_be_forgotten(edition):
    attempt = rest(edition, 1)
    count_stops(at=NOW)
    attempts.open_debrief(attempt=attempt, at=NOW)

    forget_answers(ended_before=NOW + DAY, at=NOW + 2 * DAY)

    assert stopped() == {}
    assert stop_differences() == []


def test_who_reads_in_words_instead_leaves_no_count(edition):
    attempt = rest(edition, 0)
    count_stops(at=NOW)

    attempts.forget_attempt_under_way(person=attempt.person, activity_key=edition.activity_key)

    assert stopped() == {}
    assert stop_differences() == []


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_counts_are_what_a_recount_says_whenever_they_were_made(edition, seed):
    chance, under_way, day = random.Random(seed), [], 0
    for _ in range(40):
        day += chance.randint(0, 9)
        at = NOW + day * DAY
        act = chance.choice(["begin", "begin", "decide", "finish", "words", "count"])
        if act == "begin":
            under_way.append((begin(edition, at=at), 0))
        elif act == "count":
            count_stops(at=at)
        elif under_way:
            attempt, made = under_way.pop(chance.randrange(len(under_way)))
            if act == "words":
                attempts.forget_attempt_under_way(
                    person=attempt.person, activity_key=edition.activity_key
                )
            elif act == "decide" and made == 0:
                decide(attempt, 1, 0, at)
                under_way.append((attempt, 1))
            else:
                decide(attempt, made + 1, 1 - made, at)
                attempts.open_debrief(attempt=attempt, at=at)
        assert stop_differences() == []

    count_stops(at=NOW + (day + 30) * DAY)
    assert stopped() == {
        scene: number
        for scene, after in (("desk", 0), ("phone", 1))
        if (number := sum(made == after for _attempt, made in under_way))
    }


def test_check_names_a_count_that_is_wrong(edition):
    rest(edition)
    count_stops(at=NOW)
    StopCount.objects.update(people=3)

    said = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("count_plays", "--check", stdout=said)
    assert "who stopped at desk" in said.getvalue()


@pytest.mark.django_db(transaction=True)
def test_two_who_count_at_once_count_everybody_once(edition):
    for _ in range(6):
        rest(edition)

    assert at_once(lambda: count_stops(at=NOW), lambda: count_stops(at=NOW)) == []
    count_stops(at=NOW)

    assert stopped() == {"desk": 6}
    assert stop_differences() == []
