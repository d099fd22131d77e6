"""The rules of standing: who is covered, since when, until when a completion holds, when it is due.

Days are whole numbers here. Each rule looks at facts as they are known now.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from standing.domain.days import FOREVER, add_months, first_of, last_of
from standing.domain.facts import Completed, Cut, Exempted, Facts, Requirement
from standing.domain.organisation import Organisation

DAYS_THAT_END_A_RUN = 90


class State(StrEnum):
    """Where a person stands with a course. `VOLUNTARY`: enrolled without being asked to."""

    EXEMPT = "exempt"
    UP_TO_DATE = "up_to_date"
    OVERDUE = "overdue"
    IN_PROGRESS = "in_progress"
    NOT_STARTED = "not_started"
    VOLUNTARY = "voluntary"


@dataclass(frozen=True, slots=True)
class Stretch:
    """From a day to a day the person is posted to a unit and covered by the same requirements.

    `units`: that unit and, upwards, everything that it stands below on these days.
    """

    first: int
    last: int
    units: tuple[int, ...]
    covering: tuple[Requirement, ...]


def stretches(facts: Facts, organisation: Organisation) -> Iterator[Stretch]:
    """Every posted day, in order, in stretches in which nothing of the coverage changes."""
    for posting in sorted(facts.postings, key=lambda posting: posting.first):
        begins, ends = first_of(posting.first), last_of(posting.last)
        asking = [
            requirement
            for requirement in facts.requirements
            if not requirement.job_roles or posting.job_role in requirement.job_roles
        ]
        for chain in organisation.chains(posting.unit):
            first, last = max(begins, chain.first), min(ends, chain.last)
            if first <= last:
                here = [
                    requirement
                    for requirement in asking
                    if not chain.above.isdisjoint(requirement.units)
                    and chain.above.isdisjoint(requirement.excluded)
                ]
                yield from _split(first, last, chain.units, here)


def _split(
    first: int, last: int, units: tuple[int, ...], asking: list[Requirement]
) -> Iterator[Stretch]:
    if not asking:
        yield Stretch(first, last, units, ())
        return
    ranges = [(first_of(one.first), last_of(one.last), one) for one in asking]
    starts = {first}
    for begins, ends, _one in ranges:
        starts.update(day for day in (begins, ends + 1) if first < day <= last)
    for begins, following in pairwise([*sorted(starts), last + 1]):
        covering = tuple(one for start, end, one in ranges if start <= begins <= end)
        yield Stretch(begins, following - 1, units, covering)


def entries(all_stretches: Sequence[Stretch]) -> list[int]:
    """For each stretch the first day of the run of covered days it belongs to; 0 where not covered.

    Less than 90 days without coverage do not end a run.
    """
    found, entry, covered_until = [], 0, -DAYS_THAT_END_A_RUN
    for stretch in all_stretches:
        if stretch.covering:
            if stretch.first - covered_until - 1 >= DAYS_THAT_END_A_RUN:
                entry = stretch.first
            covered_until = stretch.last
        found.append(entry if stretch.covering else 0)
    return found


def renewal_months(covering: Sequence[Requirement]) -> int | None:
    """The shortest renewal among the requirements; None where none asks for renewal."""
    return min((one.renewal_months for one in covering if one.renewal_months), default=None)


def last_valid_day(completion: Completed, months: int | None, cuts: Sequence[Cut]) -> int:
    """The last day on which a completion counts; before its own day where it never does."""
    last = FOREVER
    if months is not None and (ends := add_months(completion.day, months)) < dt.date.max:
        last = ends.toordinal() - 1
    for cut in cuts:
        if completion.edition < cut.edition:
            last = min(last, cut.last_day.toordinal())
    return last


def due_of(requirement: Requirement, entry: int, exemptions: Sequence[Exempted], day: int) -> int:
    """When a requirement is due for somebody who entered then, as it stands on a day.

    An exemption that is over moves it to no earlier than its last day and the grace, unless it had
    passed when the exemption began.
    """
    if requirement.due_days is not None:
        since = max(entry, requirement.assignment_first.toordinal())
        due = since + requirement.due_days
    else:
        fixed = last_of(requirement.due_day)
        due = max(fixed, entry + requirement.grace_days)
    for exemption in exemptions:
        is_over = exemption.last is not None and exemption.last.toordinal() < day
        if is_over and due >= exemption.first.toordinal():
            due = max(due, last_of(exemption.last) + requirement.grace_days)
    return due
