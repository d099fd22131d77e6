"""Each rule by hand: what is known, a day, and how somebody stands with the course on it.

Unless a case says otherwise: posted from 1 January 2026, asked from that day on, due 30 days after
entry, a grace of 14 days, renewal every 12 months.
"""

import datetime as dt
from typing import Any

import pytest

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
from standing.domain.timeline import lapsing, timeline, worst

TEAM, REGION, ELSEWHERE, PO, PSO = 1, 10, 20, 100, 101


def on(day: str) -> dt.date:
    """A day as “3 Feb”; of 2026 where it names no year."""
    words = day if len(day.split()) == 3 else f"{day} 2026"
    return dt.datetime.strptime(words, "%d %b %Y").replace(tzinfo=dt.UTC).date()


def posted(first: str, last: str | None = None, unit: int = TEAM, job_role: int = PO) -> Posted:
    return Posted(on(first), last and on(last), unit, job_role)


def asked(first: str = "1 Jan", last: str | None = None, **terms: Any) -> Requirement:
    known: dict[str, Any] = {
        "assignment": 1,
        "units": frozenset({TEAM}),
        "due_days": 30,
        "grace_days": 14,
        "renewal_months": 12,
        "assignment_first": on(first),
    }
    return Requirement(first=on(first), last=last and on(last), **{**known, **terms})


def done(day: str, edition: int = 1) -> Completed:
    return Completed(on(day), edition)


def exempt(first: str, last: str | None = None) -> Exempted:
    return Exempted(on(first), last and on(last))


def begun(started: str, first_act: str | None = None, completed: str | None = None) -> Pass:
    return Pass(on(started), first_act and on(first_act), completed and on(completed))


def intervals(tree: Any = (), **known: Any):
    facts = {"postings": [posted("1 Jan")], "requirements": [asked()], **known}
    return timeline(Facts(**facts), Organisation(tree))


def state(day: str, **known: Any) -> str | None:
    number = on(day).toordinal()
    here = [one for one in intervals(**known) if one.first <= number <= one.last]
    return here[0].state.value if here else None


# Rule 2: whom an assignment covers


@pytest.mark.parametrize(
    ("day", "expected"),
    [("31 Dec 2025", None), ("1 Jan", "not_started"), ("10 Jan", "not_started"), ("11 Jan", None)],
)
def test_an_assignment_asks_from_its_first_day_to_its_last(day, expected):
    known = {"postings": [posted("1 Dec 2025")], "requirements": [asked("1 Jan", "10 Jan")]}
    assert state(day, **known) == expected


@pytest.mark.parametrize(
    ("terms", "covered"),
    [
        ({"units": frozenset({REGION})}, True),
        ({"units": frozenset({ELSEWHERE})}, False),
        ({"units": frozenset({REGION}), "excluded": frozenset({TEAM})}, False),
        ({"units": frozenset({REGION}), "excluded": frozenset({ELSEWHERE})}, True),
        ({"job_roles": frozenset({PO})}, True),
        ({"job_roles": frozenset({PSO})}, False),
    ],
)
def test_an_assignment_covers_by_the_tree_of_the_day_and_the_job_role(terms, covered):
    tree = [Placed(on("1 Jan"), None, TEAM, REGION)]
    found = state("5 Jan", tree=tree, requirements=[asked(**terms)])
    assert (found is not None) == covered


@pytest.mark.parametrize(("day", "expected"), [("31 Jan", "not_started"), ("1 Feb", None)])
def test_a_unit_that_moves_is_asked_what_its_new_region_is_asked(day, expected):
    tree = [
        Placed(on("1 Jan"), on("31 Jan"), TEAM, REGION),
        Placed(on("1 Feb"), None, TEAM, ELSEWHERE),
    ]
    assert state(day, tree=tree, requirements=[asked(units=frozenset({REGION}))]) == expected


# Rule 3: entry


@pytest.mark.parametrize(
    ("back", "expected"),
    [
        ("1 May", "overdue"),  # 89 days away: the entry of January still counts
        ("2 May", "not_started"),  # 90 days away: a new entry
    ],
)
def test_less_than_ninety_days_away_keep_the_entry(back, expected):
    known = {"postings": [posted("1 Jan", "31 Jan"), posted(back)]}
    assert state(back, **known) == expected


def test_an_entry_is_that_of_any_assignment_that_covered():
    first = asked("1 Jan", "31 Jan")
    second = asked("1 Mar", assignment=2, assignment_first=on("1 Jan"))
    assert state("1 Mar", requirements=[first, second]) == "overdue"


# Rule 4: due


@pytest.mark.parametrize(
    ("terms", "last_day"),
    [
        ({}, "31 Jan"),
        ({"assignment_first": on("11 Jan")}, "10 Feb"),
        ({"due_days": None, "due_day": on("20 Feb")}, "20 Feb"),
        ({"due_days": None, "due_day": on("5 Jan")}, "15 Jan"),
        ({"due_days": 0}, "1 Jan"),
    ],
)
def test_due_and_overdue_from_the_day_after(terms, last_day):
    due = on(last_day)
    following = f"{due + dt.timedelta(days=1):%d %b %Y}"
    assert state(last_day, requirements=[asked(**terms)]) == "not_started"
    assert state(following, requirements=[asked(**terms)]) == "overdue"


def test_the_assignment_that_is_due_first_governs():
    other = asked(assignment=2, due_days=10)
    assert state("11 Jan", requirements=[asked(), other]) == "not_started"
    assert state("12 Jan", requirements=[asked(), other]) == "overdue"


@pytest.mark.parametrize(
    ("exemption", "day", "expected"),
    [
        (exempt("20 Jan", "10 Feb"), "10 Feb", "exempt"),
        (exempt("20 Jan", "10 Feb"), "24 Feb", "not_started"),
        (exempt("20 Jan", "10 Feb"), "25 Feb", "overdue"),
        (exempt("31 Jan", "10 Feb"), "24 Feb", "not_started"),  # due on the day it began
        (exempt("1 Feb", "10 Feb"), "11 Feb", "overdue"),  # due had passed
        (exempt("5 Jan", "6 Jan"), "31 Jan", "not_started"),  # moved to no earlier: it is later
        (exempt("5 Jan", "6 Jan"), "1 Feb", "overdue"),
    ],
)
def test_an_exemption_that_ended_moves_due_unless_it_had_passed(exemption, day, expected):
    assert state(day, exemptions=[exemption]) == expected


def test_each_assignment_gives_the_grace_of_its_own():
    known = {
        "requirements": [asked(grace_days=14), asked(assignment=2, due_days=40, grace_days=3)],
        "exemptions": [exempt("20 Jan", "9 Mar")],
    }
    assert state("12 Mar", **known) == "not_started"
    assert state("13 Mar", **known) == "overdue"


def test_exemptions_move_due_one_after_the_other():
    known = {"exemptions": [exempt("20 Jan", "10 Feb"), exempt("20 Feb", "28 Feb")]}
    assert state("14 Mar", **known) == "not_started"
    assert state("15 Mar", **known) == "overdue"


def test_an_exemption_of_somebody_who_is_not_asked_counts_nowhere():
    assert state("5 Jan", requirements=[], exemptions=[exempt("1 Jan")]) is None


def test_a_lapsed_completion_makes_due_its_last_valid_day_if_later():
    known = {"completions": [done("10 Jan")]}
    assert state("9 Jan 2027", **known) == "up_to_date"
    assert state("10 Jan 2027", **known) == "overdue"
    late = {"requirements": [asked("1 Jan 2027")], "postings": [posted("1 Jan 2027")]}
    assert state("15 Jan 2027", completions=[done("10 Jan")], **late) == "not_started"


# Rule 5: validity


@pytest.mark.parametrize(
    ("completed", "months", "last_day"),
    [
        ("31 Jan", 1, "27 Feb"),
        ("31 Jan 2028", 1, "28 Feb 2028"),
        ("29 Feb 2028", 12, "27 Feb 2029"),
        ("15 Mar", 12, "14 Mar 2027"),
        ("30 Nov", 3, "27 Feb 2027"),
        ("28 Mar", 7, "27 Oct"),  # both days of a clock change lie in between
    ],
)
def test_a_completion_is_valid_up_to_the_day_before_its_month_day(completed, months, last_day):
    known = {
        "requirements": [asked(renewal_months=months)],
        "completions": [done(completed)],
    }
    following = f"{on(last_day) + dt.timedelta(days=1):%d %b %Y}"
    assert state(completed, **known) == "up_to_date"
    assert state(last_day, **known) == "up_to_date"
    assert state(following, **known) != "up_to_date"


def test_without_renewal_a_completion_is_valid_for_ever():
    known = {"requirements": [asked(renewal_months=None)], "completions": [done("5 Jan")]}
    assert state("1 Jan 2066", **known) == "up_to_date"


def test_the_shortest_renewal_of_those_that_cover_the_day_counts():
    short = asked("1 Mar", "31 Mar", assignment=2, renewal_months=1)
    known = {"requirements": [asked(), short], "completions": [done("5 Jan")]}
    assert state("28 Feb", **known) == "up_to_date"
    assert state("1 Mar", **known) == "overdue"
    assert state("1 Apr", **known) == "up_to_date"


def test_a_completion_from_before_the_assignment_counts():
    assert state("1 Jan", completions=[done("1 Dec 2025", 0)]) == "up_to_date"


def test_the_completion_that_is_valid_longest_governs():
    known = {"completions": [done("1 Mar", 1), done("1 Feb", 2)], "cuts": [Cut(2, on("30 Jun"))]}
    assert state("30 Jun", **known) == "up_to_date"
    assert state("1 Jul", **known) == "up_to_date"
    assert state("31 Jan 2027", **known) == "up_to_date"
    assert state("1 Feb 2027", **known) == "overdue"


# Rule 7: material editions


@pytest.mark.parametrize(
    ("edition", "day", "expected"),
    [(1, "30 Jun", "up_to_date"), (1, "1 Jul", "overdue"), (2, "1 Jul", "up_to_date")],
)
def test_completions_on_older_editions_end_with_a_cut(edition, day, expected):
    known = {"completions": [done("5 Jan", edition)], "cuts": [Cut(2, on("30 Jun"))]}
    assert state(day, **known) == expected


# Rule 8: the state of a day


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2 Jan", "not_started"),  # enrolled only
        ("3 Jan", "in_progress"),
        ("31 Jan", "in_progress"),
        ("1 Feb", "overdue"),  # overdue comes before in progress
    ],
)
def test_in_progress_is_from_the_first_act_until_due(day, expected):
    assert state(day, passes=[begun("2 Jan", "3 Jan")]) == expected


def test_exempt_comes_before_up_to_date():
    known = {"completions": [done("5 Jan")], "exemptions": [exempt("1 Mar", "2 Mar")]}
    assert state("2 Mar", **known) == "exempt"
    assert state("3 Mar", **known) == "up_to_date"


def test_who_is_not_asked_is_voluntary_from_the_day_they_enrol():
    known = {"requirements": [], "passes": [begun("5 Jan")]}
    assert state("4 Jan", **known) is None
    assert state("5 Jan", **known) == "voluntary"


def test_a_leaver_stands_nowhere():
    assert state("1 Mar", postings=[posted("1 Jan", "28 Feb")]) is None


# Rules 10 and 11


def test_lapsing_counts_who_is_up_to_date_now_and_asked_and_missing_then():
    known = {"completions": [done("10 Jan")]}
    found = [(one.first, one.last) for one in lapsing(intervals(**known), 30)]
    assert found == [(on("11 Dec").toordinal(), on("9 Jan 2027").toordinal())]
    leaves = {**known, "postings": [posted("1 Jan", "31 Dec")]}
    assert list(lapsing(intervals(**leaves), 30)) == []
    rests = {**known, "exemptions": [exempt("1 Jan 2027")]}
    assert list(lapsing(intervals(**rests), 30)) == []


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        (("overdue", "not_started"), "overdue"),
        (("not_started", "in_progress"), "not_started"),
        (("in_progress", "up_to_date"), "in_progress"),
        (("up_to_date", "exempt"), "up_to_date"),
        (("exempt", "voluntary"), "exempt"),
    ],
)
def test_all_required_is_the_worst(states, expected):
    known = {
        "overdue": {"requirements": [asked(due_days=0)]},
        "not_started": {},
        "in_progress": {"passes": [begun("1 Jan", "1 Jan")]},
        "up_to_date": {"completions": [done("1 Jan")]},
        "exempt": {"exemptions": [exempt("1 Jan")]},
        "voluntary": {"requirements": [], "passes": [begun("1 Jan")]},
    }
    day = on("15 Jan").toordinal()
    found = worst([intervals(**known[name]) for name in states])
    assert next(one.state.value for one in found if one.first <= day <= one.last) == expected
