"""Why somebody stands where they stand, and when they can renew."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standing.domain.explanation import explain
from standing.domain.facts import (
    Completed,
    Cut,
    Exempted,
    Facts,
    Pass,
    Posted,
    Requirement,
)
from standing.domain.organisation import Organisation
from standing.domain.rules import State
from standing.domain.timeline import timeline

NOWHERE_ELSE = Organisation([])
JAN, ONE = dt.date(2026, 1, 1), dt.timedelta(days=1)
POSTED = Posted(JAN, None, unit=1, job_role=1)


def asks(**changes) -> Requirement:
    terms = {"due_days": 30, "grace_days": 14, "renewal_months": 12, **changes}
    return Requirement(7, JAN, None, JAN, frozenset([1]), **terms)


def on(day: dt.date, **facts):
    known = {"postings": [POSTED], "requirements": [asks()], **facts}
    return explain(Facts(**known), NOWHERE_ELSE, day, opens_days=90)


def test_what_is_asked_is_due_after_entry():
    found = on(JAN)

    assert (found.state, found.entry, found.due, found.due_by) == (
        State.NOT_STARTED,
        JAN,
        JAN + 30 * ONE,
        7,
    )
    assert on(JAN + 31 * ONE).state is State.OVERDUE


def test_days_since_entry_are_named_unless_something_moved_what_is_due():
    moved = [Exempted(JAN, JAN + 40 * ONE)]

    assert on(JAN + 50 * ONE).due_within == 30
    assert on(JAN + 50 * ONE, exemptions=moved).due_within is None
    assert on(JAN, requirements=[asks(due_days=None, due_day=JAN)]).due_within is None


def test_a_pass_under_way_says_when_it_was_begun():
    passes = [Pass(JAN, JAN + 2 * ONE, JAN + 5 * ONE), Pass(JAN + 6 * ONE, JAN + 8 * ONE)]

    assert on(JAN + 1 * ONE, passes=passes).begun is None
    assert on(JAN + 4 * ONE, passes=passes).begun == JAN + 2 * ONE
    assert on(JAN + 40 * ONE, passes=passes).begun == JAN + 8 * ONE


def test_of_several_assignments_the_one_due_first_governs():
    other = Requirement(8, JAN, None, JAN, frozenset([1]), due_day=JAN + 9 * ONE)

    found = on(JAN, requirements=[asks(), other])

    assert (found.due, found.due_by) == (JAN + 9 * ONE, 8)


def test_a_completion_is_valid_until_the_day_before_its_renewal():
    found = on(dt.date(2026, 3, 1), completions=[Completed(dt.date(2026, 2, 28), 1)])

    assert (found.state, found.valid_until) == (State.UP_TO_DATE, dt.date(2027, 2, 27))
    assert found.renewal_opens == dt.date(2027, 2, 27) - 90 * ONE
    assert not found.can_renew


@pytest.mark.parametrize(("days_before", "can_renew"), [(91, False), (90, True), (0, True)])
def test_renewal_opens_ninety_days_before_a_completion_ends(days_before, can_renew):
    done = Completed(dt.date(2026, 2, 28), 1)

    found = on(dt.date(2027, 2, 27) - days_before * ONE, completions=[done])

    assert found.state is State.UP_TO_DATE
    assert found.can_renew is can_renew


def test_a_lapsed_completion_is_why_somebody_is_overdue():
    done = Completed(dt.date(2026, 2, 28), 1)

    found = on(dt.date(2027, 3, 10), completions=[done])

    assert (found.state, found.completion, found.valid_until, found.due) == (
        State.OVERDUE,
        done,
        dt.date(2027, 2, 27),
        dt.date(2027, 2, 27),
    )
    assert found.can_renew


def test_an_edition_for_everybody_opens_renewal_at_once_and_ends_the_completion():
    done, cut = Completed(JAN, 1), Cut(2, JAN + 300 * ONE)

    found = on(JAN + ONE, completions=[done], cuts=[cut])

    assert (found.valid_until, found.ends_with, found.can_renew) == (cut.last_day, cut, True)
    newer = on(JAN + ONE, completions=[Completed(JAN, 2)], cuts=[cut])
    assert (newer.ends_with, newer.can_renew) == (None, False)


def test_without_renewal_a_completion_has_no_end_and_cannot_be_renewed():
    found = on(JAN, completions=[Completed(JAN, 1)], requirements=[asks(renewal_months=None)])

    assert (found.state, found.valid_until, found.renewal_opens, found.can_renew) == (
        State.UP_TO_DATE,
        None,
        None,
        False,
    )


def test_what_is_not_asked_has_no_due_day():
    found = on(JAN, requirements=[], passes=[Pass(JAN)])

    assert (found.state, found.due, found.is_asked) == (State.VOLUNTARY, None, False)


def test_an_exemption_says_until_when():
    exempted = Exempted(JAN, JAN + 9 * ONE)

    assert on(JAN + ONE, exemptions=[exempted]).exemption == exempted
    after = on(JAN + 10 * ONE, exemptions=[exempted])
    assert (after.state, after.exemption) == (State.NOT_STARTED, None)


days = st.integers(-30, 500).map(lambda number: JAN + number * ONE)

spans = st.builds(lambda first, more: Exempted(first, first + more * ONE), days, st.integers(0, 90))


@given(
    day=days,
    completions=st.lists(st.builds(Completed, days, st.integers(0, 3)), max_size=3),
    cuts=st.lists(st.builds(Cut, st.integers(1, 3), days), max_size=2),
    exemptions=st.lists(
        st.builds(
            lambda first, more: Exempted(first, first + more * ONE), days, st.integers(0, 90)
        ),
        max_size=2,
    ),
    renewal=st.sampled_from([None, 1, 6, 12]),
    passes=st.lists(st.builds(Pass, days, st.none() | days, st.none() | days), max_size=2),
    is_asked=st.booleans(),
)
def test_it_agrees_with_the_timeline(day, completions, cuts, exemptions, renewal, passes, is_asked):
    facts = Facts(
        postings=[POSTED],
        requirements=[asks(renewal_months=renewal)] if is_asked else [],
        completions=completions,
        cuts=cuts,
        passes=passes,
        exemptions=exemptions,
    )

    found = explain(facts, NOWHERE_ELSE, day, opens_days=90)

    number = day.toordinal()
    here = [one for one in timeline(facts, NOWHERE_ELSE) if one.first <= number <= one.last]
    assert found.state == (here[0].state if here else None)
    assert found.is_asked is (is_asked and day >= JAN)
    if found.is_asked and found.state is not State.EXEMPT:
        assert found.is_valid is (found.state is State.UP_TO_DATE)
        if found.state is not State.UP_TO_DATE:
            assert (found.due < day) is (found.state is State.OVERDUE)
    assert (found.exemption is not None) is (found.state is State.EXEMPT)
