"""What completes a course: tables and bounds, no database."""

import datetime as dt
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.domain.completion import Done, StepRule, day_of, finishes_step, progress

UTC = dt.UTC
MORNING = dt.datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def at(hours: int) -> dt.datetime:
    return MORNING + dt.timedelta(hours=hours)


LESSON, QUIZ, EXTRA = StepRule("lesson"), StepRule("quiz"), StepRule("extra", is_required=False)


def test_progress_nothing_done_points_to_the_first_step():
    stand = progress([LESSON, QUIZ], [])

    assert stand.next_step == 1
    assert stand.required_done == 0
    assert stand.completed_at is None


def test_progress_completes_with_the_last_required_step_in_whatever_order():
    done = [Done("quiz", 1, at(1)), Done("lesson", 1, at(5))]

    for order in permutations(done):
        assert progress([LESSON, QUIZ, EXTRA], order).completed_at == at(5)


def test_progress_offers_extras_only_after_what_is_required():
    stand = progress([EXTRA, LESSON], [])

    assert stand.next_step == 2
    assert progress([EXTRA, LESSON], [Done("lesson", 1, at(0))]).next_step == 1


def test_progress_extras_alone_never_complete():
    assert progress([EXTRA], [Done("extra", 1, at(0))]).completed_at is None


def test_progress_ignores_what_belongs_to_no_step():
    assert progress([LESSON], [Done("another", 1, at(0))]).required_done == 0


def test_progress_asks_again_for_an_activity_that_changed_materially():
    revised = StepRule("lesson", counts_from=3)

    assert progress([revised], [Done("lesson", 2, at(0))]).next_step == 1
    assert progress([revised], [Done("lesson", 3, at(1))]).completed_at == at(1)


def test_progress_keeps_the_first_time_that_counts():
    done = [Done("lesson", 1, at(4)), Done("lesson", 2, at(2)), Done("lesson", 1, at(1))]

    assert progress([LESSON], done).done_at == (at(1),)
    assert progress([StepRule("lesson", counts_from=2)], done).done_at == (at(2),)


@pytest.mark.parametrize(
    ("kind", "passed", "must_pass", "finishes"),
    [
        ("quiz", True, False, True),
        ("quiz", False, False, False),
        ("scenario", False, False, True),
        ("scenario", False, True, False),
        ("scenario", True, True, True),
    ],
)
def test_finishes_step(kind, passed, must_pass, finishes):
    assert finishes_step(kind, passed=passed, must_pass=must_pass) is finishes


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        # Winter: London is UTC.
        (dt.datetime(2026, 1, 31, 23, 59, 59, tzinfo=UTC), dt.date(2026, 1, 31)),
        # Summer: half past eleven in UTC is the next day in London.
        (dt.datetime(2026, 7, 31, 23, 30, tzinfo=UTC), dt.date(2026, 8, 1)),
        # The night when the clocks go forward, before and after.
        (dt.datetime(2026, 3, 29, 0, 59, tzinfo=UTC), dt.date(2026, 3, 29)),
        (dt.datetime(2026, 3, 29, 22, 59, tzinfo=UTC), dt.date(2026, 3, 29)),
        (dt.datetime(2026, 3, 29, 23, 0, tzinfo=UTC), dt.date(2026, 3, 30)),
    ],
)
def test_day_of_is_the_date_in_london(moment, day):
    assert day_of(moment) == day


rules = st.lists(
    st.builds(
        StepRule,
        st.sampled_from("abcd"),
        is_required=st.booleans(),
        counts_from=st.integers(1, 3),
    ),
    max_size=4,
    unique_by=lambda step: step.activity,
)
doings = st.lists(
    st.builds(Done, st.sampled_from("abcde"), st.integers(1, 4), st.integers(0, 50).map(at)),
    max_size=12,
)


@given(rules, doings)
def test_progress_agrees_with_walking_through_the_days(steps, done):
    """The independent way: let the hours pass one by one and look when all is ticked off."""
    completed = None
    for hour in range(51):
        ticked = {
            step.activity
            for step in steps
            for row in done
            if row.at <= at(hour) and row.activity == step.activity
            if row.edition >= step.counts_from
        }
        wanted = {step.activity for step in steps if step.is_required}
        if wanted and wanted <= ticked:
            completed = at(hour)
            break

    assert progress(steps, done).completed_at == completed


@given(rules, doings)
def test_progress_never_counts_more_than_there_is(steps, done):
    stand = progress(steps, done)

    assert 0 <= stand.required_done <= stand.required <= len(steps)
    assert (stand.next_step is None) == all(moment is not None for moment in stand.done_at)
