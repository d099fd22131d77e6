"""Random histories against an oracle that loops over days and knows nothing of `rules`."""

import calendar
import datetime as dt
import itertools

from hypothesis import given
from hypothesis import strategies as st

from standing.domain.days import FOREVER
from standing.domain.facts import (
    Completed,
    Cut,
    Exempted,
    Facts,
    Pass,
    Placed,
    Posted,
    Requirement,
)
from standing.domain.organisation import Organisation
from standing.domain.timeline import Interval, changes, lapsing, timeline, worst

START = dt.date(2025, 12, 1)
DAYS = 420
ONE = dt.timedelta(days=1)
RANKS = ["overdue", "not_started", "in_progress", "up_to_date", "exempt", "voluntary"]

offsets = st.integers(-40, DAYS)
lengths = st.one_of(st.none(), st.integers(0, 200))


def day(offset):
    return START + offset * ONE


@st.composite
def ranges(draw):
    first = day(draw(offsets))
    length = draw(lengths)
    return first, None if length is None else first + length * ONE


@st.composite
def successive(draw, most):
    """Ranges one after the other, with gaps."""
    found, here = [], draw(st.integers(-60, 60))
    for _ in range(draw(st.integers(0, most))):
        length = draw(st.integers(0, 200))
        found.append((day(here), day(here + length)))
        here += length + draw(st.sampled_from([1, 1, 2, 90, 91, 92]))
    if found and draw(st.booleans()):
        found[-1] = (found[-1][0], None)
    return found


@st.composite
def placements(draw):
    """Teams 3 and 4 below region 1 or 2, now the one, now the other."""
    return [
        Placed(first, last, team, draw(st.sampled_from([1, 2])))
        for team in (3, 4)
        for first, last in draw(successive(3))
    ]


@st.composite
def requirements(draw):
    first, last = draw(ranges())
    by_days = draw(st.booleans())
    return Requirement(
        assignment=1,
        first=first,
        last=last,
        assignment_first=first - draw(st.integers(0, 30)) * ONE,
        units=frozenset(draw(st.sets(st.integers(1, 4), min_size=1))),
        excluded=frozenset(draw(st.sets(st.integers(2, 4), max_size=1))),
        job_roles=frozenset(draw(st.sets(st.integers(1, 2), max_size=1))),
        due_days=draw(st.integers(0, 90)) if by_days else None,
        due_day=None if by_days else day(draw(offsets)),
        grace_days=draw(st.integers(0, 40)),
        renewal_months=draw(st.sampled_from([None, 1, 3, 12])),
    )


@st.composite
def passes(draw):
    started = draw(offsets)
    first = draw(st.one_of(st.none(), st.integers(0, 60)))
    completed = None if first is None else draw(st.one_of(st.none(), st.integers(0, 60)))
    return Pass(
        day(started),
        None if first is None else day(started + first),
        None if completed is None else day(started + (first or 0) + completed),
    )


def several(one, most):
    return st.lists(one, max_size=most)


histories = st.builds(
    Facts,
    postings=st.builds(
        lambda spans, where: [
            Posted(first, last, *place) for (first, last), place in zip(spans, where, strict=False)
        ],
        successive(4),
        st.lists(
            st.tuples(st.sampled_from([3, 4]), st.sampled_from([1, 2])), min_size=4, max_size=4
        ),
    ),
    requirements=several(requirements(), 3),
    completions=several(st.builds(Completed, offsets.map(day), st.integers(0, 3)), 3),
    cuts=several(st.builds(Cut, st.integers(1, 3), offsets.map(day)), 2),
    passes=several(passes(), 2),
    exemptions=several(ranges().map(lambda span: Exempted(*span)), 2),
)


# The oracle: one day after another, straight from the rules.


def on(row, today):
    return row.first <= today and (row.last is None or today <= row.last)


def chain(unit, tree, today):
    parent = next((row.parent for row in tree if row.unit == unit and on(row, today)), None)
    return [unit] if parent is None else [unit, *chain(parent, tree, today)]


def covering(facts, tree, today):
    posting = next((row for row in facts.postings if on(row, today)), None)
    if posting is None:
        return None, []
    units = set(chain(posting.unit, tree, today))
    return posting, [
        one
        for one in facts.requirements
        if on(one, today)
        and units & one.units
        and not units & one.excluded
        and (not one.job_roles or posting.job_role in one.job_roles)
    ]


def months_later(start, months):
    month = start.month - 1 + months
    year, month = start.year + month // 12, month % 12 + 1
    return dt.date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def is_valid(completion, months, cuts, today):
    if today < completion.day or any(
        completion.edition < cut.edition and today > cut.last_day for cut in cuts
    ):
        return False
    return months is None or today < months_later(completion.day, months)


def has_lapsed_on(completion, months, cuts, today):
    """Its last valid day, looked for backwards from the day; None where it never was valid."""
    while today >= completion.day:
        if is_valid(completion, months, cuts, today):
            return today
        today -= ONE
    return None


def due_day(one, entry, facts, today):
    if one.due_days is not None:
        due = max(entry, one.assignment_first) + one.due_days * ONE
    else:
        due = max(one.due_day, entry + one.grace_days * ONE)
    for exempted in sorted(facts.exemptions, key=lambda row: row.first):
        if exempted.last and exempted.last < today and not due < exempted.first:
            due = max(due, exempted.last + one.grace_days * ONE)
    return due


def oracle(facts, tree):
    """{day: (units upwards, state)} for every day until the end."""
    found, entry, covered_on = {}, None, None
    today = min((row.first for row in facts.postings), default=START)
    while today <= day(DAYS):
        posting, rules = covering(facts, tree, today)
        if rules:
            if covered_on is None or (today - covered_on).days > 90:
                entry = today
            covered_on = today
        state = state_on(facts, rules, entry, today) if posting else None
        if state:
            found[today] = (tuple(chain(posting.unit, tree, today)), state)
        today += ONE
    return found


def state_on(facts, rules, entry, today):
    if not rules:
        return "voluntary" if any(one.started <= today for one in facts.passes) else None
    if any(on(row, today) for row in facts.exemptions):
        return "exempt"
    months = min((one.renewal_months for one in rules if one.renewal_months), default=None)
    if any(is_valid(one, months, facts.cuts, today) for one in facts.completions):
        return "up_to_date"
    due = min(due_day(one, entry, facts, today) for one in rules)
    for one in facts.completions:
        lapsed = has_lapsed_on(one, months, facts.cuts, today)
        due = max(due, lapsed or due)
    if due < today:
        return "overdue"
    for one in facts.passes:
        if (
            one.first_act
            and one.first_act <= today
            and not (one.completed and one.completed <= today)
        ):
            return "in_progress"
    return "not_started"


def by_day(intervals, until=DAYS):
    found = {}
    for one in intervals:
        for number in range(one.first, min(one.last, day(until).toordinal()) + 1):
            assert number not in found
            found[dt.date.fromordinal(number)] = (one.units, one.state.value)
    return found


@given(histories, placements())
def test_every_day_is_as_the_rules_say(facts, tree):
    assert by_day(timeline(facts, Organisation(tree))) == oracle(facts, tree)


@given(histories, placements())
def test_intervals_are_in_order_and_as_long_as_they_can_be(facts, tree):
    intervals = timeline(facts, Organisation(tree))

    for one, following in itertools.pairwise(intervals):
        assert one.first <= one.last < following.first
        is_same = (one.units, one.state) == (following.units, following.state)
        assert not is_same or one.last + 1 < following.first


@given(histories, histories, placements())
def test_all_required_is_the_worst_of_each_day(one, other, tree):
    organisation = Organisation(tree)
    other = Facts(one.postings, other.requirements, other.completions, passes=other.passes)
    timelines = [timeline(facts, organisation) for facts in (one, other)]

    expected = {}
    for known in map(by_day, timelines):
        for today, (units, state) in known.items():
            before = expected.get(today, (units, "voluntary"))[1]
            expected[today] = (units, min(before, state, key=RANKS.index))
    assert by_day(worst(timelines)) == expected


@given(histories, placements())
def test_lapsing_is_up_to_date_now_and_missing_then(facts, tree):
    intervals = timeline(facts, Organisation(tree))
    states = by_day(intervals)
    missing = {"overdue", "in_progress", "not_started"}

    for days in (30, 60, 90):
        found = by_day(lapsing(intervals, days), until=DAYS - 90)
        expected = {
            today: units
            for today, (units, state) in states.items()
            if today <= day(DAYS - 90)
            and state == "up_to_date"
            and states.get(today + days * ONE, (None, ""))[1] in missing
        }
        assert {today: units for today, (units, _) in found.items()} == expected


@given(histories, placements())
def test_changes_add_up_to_each_day_of_each_unit(facts, tree):
    intervals = timeline(facts, Organisation(tree))
    found = changes(intervals)

    for offset in range(-40, DAYS, 29):
        number = day(offset).toordinal()
        counted = {}
        for (unit, measure, start), delta in found.items():
            if start <= number and not measure.startswith("lapsing"):
                counted[unit, measure] = counted.get((unit, measure), 0) + delta
        here = next((one for one in intervals if one.first <= number <= one.last), None)
        expected = {(unit, here.state.value): 1 for unit in here.units} if here else {}
        assert {key: value for key, value in counted.items() if value} == expected


def test_open_ends_stay_open():
    facts = Facts(
        postings=[Posted(START, None, 3, 1)],
        requirements=[Requirement(1, START, None, START, frozenset({3}), due_days=10)],
    )

    assert timeline(facts, Organisation([])) == [
        Interval(day(0).toordinal(), day(10).toordinal(), (3,), "not_started"),
        Interval(day(11).toordinal(), FOREVER, (3,), "overdue"),
    ]


def test_nobody_who_never_enrolled_is_voluntary_on_any_day():
    assert timeline(Facts(postings=[Posted(START, None, 3, 1)]), Organisation([])) == []
