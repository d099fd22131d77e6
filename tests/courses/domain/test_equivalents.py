"""One of each set, for each person, in each pass."""

import datetime as dt

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from courses.domain.equivalents import Candidate, Given, given

EARLY, LATE = (dt.datetime(year, 1, 5, 9, tzinfo=dt.UTC) for year in (2024, 2025))


def of_set(**fields) -> Candidate:
    return Candidate(one_of="visit", **fields)


@pytest.mark.parametrize(
    ("steps", "chosen"),
    [
        ([of_set(), of_set()], 0),
        ([of_set(met_before=EARLY), of_set()], 1),
        ([of_set(met_before=LATE), of_set(met_before=EARLY)], 1),
        ([of_set(met_before=EARLY), of_set(met_before=EARLY)], 0),
        ([of_set(), of_set(begun=True)], 1),
        ([of_set(begun=True), of_set(begun=True, done=True)], 1),
        ([of_set(), of_set(done=True, met_before=LATE)], 1),
        ([of_set(is_open=False), of_set(met_before=LATE)], 1),
        ([of_set(is_open=False, begun=True), of_set()], 1),
        ([of_set(is_open=False, done=True), of_set()], 0),
    ],
)
def test_one_of_a_set_is_given(steps, chosen):
    assert given(steps) == (Given(chosen, is_required=True),)


def test_steps_in_no_set_are_all_given_as_they_are():
    steps = [Candidate(), Candidate(is_required=False), Candidate(done=True)]

    assert given(steps) == (Given(0, True), Given(1, False), Given(2, True))


def test_a_set_is_needed_where_any_of_it_is_and_stands_where_its_scenario_stands():
    steps = [
        of_set(is_required=False, done=True),
        Candidate(),
        of_set(is_required=True),
        Candidate(one_of="call", is_required=False, met_before=LATE),
        Candidate(one_of="call", is_required=False),
    ]

    assert given(steps) == (Given(0, True), Given(1, True), Given(4, False))


def test_renewals_meet_each_of_a_set_before_any_again():
    met: dict[int, dt.datetime] = {}
    order = []
    for turn in range(6):
        steps = [of_set(met_before=met.get(place)) for place in range(3)]
        place = given(steps)[0].place
        met[place] = EARLY + dt.timedelta(days=turn)
        order.append(place)

    assert order == [0, 1, 2, 0, 1, 2]


candidates = st.builds(
    Candidate,
    one_of=st.sampled_from(["", "visit", "call"]),
    is_required=st.booleans(),
    is_open=st.booleans(),
    done=st.booleans(),
    begun=st.booleans(),
    met_before=st.sampled_from([None, EARLY, LATE]),
)


@drawn(st.lists(candidates, max_size=8))
def test_every_set_has_exactly_one_and_everything_else_stays(steps):
    places = [one.place for one in given(steps)]

    assert places == sorted(set(places))
    names = [steps[place].one_of for place in places]
    assert names.count("") == sum(not step.one_of for step in steps)
    for name in {"visit", "call"} & {step.one_of for step in steps}:
        assert names.count(name) == 1


@drawn(st.lists(candidates, max_size=6))
def test_where_any_of_a_set_was_done_one_that_was_done_is_given(steps):
    kept = [steps[one.place] for one in given(steps)]

    for name in ("visit", "call"):
        done = any(step.done for step in steps if step.one_of == name)
        assert done == any(step.done for step in kept if step.one_of == name)
