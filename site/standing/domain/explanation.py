"""Why somebody stands where they stand with a course on a day, and what comes next."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from standing.domain.days import FOREVER, date_of, first_of, last_of, open_date_of
from standing.domain.facts import Completed, Cut, Exempted, Facts, Pass
from standing.domain.organisation import Organisation
from standing.domain.rules import (
    State,
    Stretch,
    due_of,
    entries,
    last_valid_day,
    renewal_months,
    stretches,
)

DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Explanation:
    """What one sentence about a person and a course on a day needs.

    `state` None: neither asked of them nor begun, or not posted. `entry`, `due` and `due_by` (an
    assignment) where it is asked; `due_within`: the days from entry that the assignment gives,
    where nothing has moved `due`. `begun`: the first day of the pass under way. `completion`: the
    valid one that is valid longest, else the one that was; `valid_until`: its last day, None for
    ever; `ends_with`: the edition that ends it. `renews_every`: months. `exemption`: the one that
    holds. `renewal_opens`: the first day on which a completion can be renewed; None where there is
    none to renew, or it never ends.
    """

    day: dt.date
    state: State | None = None
    entry: dt.date | None = None
    due: dt.date | None = None
    due_by: int | None = None
    due_within: int | None = None
    begun: dt.date | None = None
    completion: Completed | None = None
    valid_until: dt.date | None = None
    ends_with: Cut | None = None
    renews_every: int | None = None
    exemption: Exempted | None = None
    renewal_opens: dt.date | None = None

    @property
    def is_valid(self) -> bool:
        """The completion counts on the day."""
        ends = self.valid_until
        return self.completion is not None and (ends is None or ends >= self.day)

    @property
    def can_renew(self) -> bool:
        """Another completion would be more than practice."""
        if not self.is_valid:
            return True
        return self.renewal_opens is not None and self.renewal_opens <= self.day

    @property
    def is_asked(self) -> bool:
        return self.due is not None


def explain(
    facts: Facts, organisation: Organisation, day: dt.date, *, opens_days: int
) -> Explanation:
    """Where the person stands on the day, and why. Renewal opens so many days before a completion
    ends, and with an edition that everybody has to take."""
    number, found = day.toordinal(), Explanation(day)
    every = list(stretches(facts, organisation))
    for stretch, entry in zip(every, entries(every), strict=True):
        if stretch.first <= number <= stretch.last:
            if stretch.covering:
                found = _asked(found, stretch, entry, facts)
            found = _completed(found, facts, opens_days)
            found = replace(found, begun=_begun(found, facts.passes))
            return replace(found, state=_state(found, facts.passes))
    return _completed(found, facts, opens_days)


def _state(found: Explanation, passes: Sequence[Pass]) -> State | None:
    """Of somebody who is posted on the day."""
    day = found.day
    if found.due is None:
        return State.VOLUNTARY if any(one.started <= day for one in passes) else None
    if found.exemption:
        return State.EXEMPT
    if found.is_valid:
        return State.UP_TO_DATE
    if found.due < day:
        return State.OVERDUE
    return State.IN_PROGRESS if found.begun else State.NOT_STARTED


def _begun(found: Explanation, passes: Sequence[Pass]) -> dt.date | None:
    under_way = (one.first_act for one in passes if _is_active(one, found.day))
    return min((day for day in under_way if day), default=None)


def _is_active(one: Pass, day: dt.date) -> bool:
    has_begun = one.first_act is not None and one.first_act <= day
    return has_begun and (one.completed is None or one.completed > day)


def _asked(found: Explanation, stretch: Stretch, entry: int, facts: Facts) -> Explanation:
    exemptions = sorted(facts.exemptions, key=lambda one: one.first)
    number = found.day.toordinal()
    dues = [(due_of(one, entry, exemptions, number), one) for one in stretch.covering]
    due, by = min(dues, key=lambda pair: pair[0])
    holding = [one for one in exemptions if first_of(one.first) <= number <= last_of(one.last)]
    return replace(
        found,
        entry=date_of(entry),
        due=date_of(min(due, FOREVER)),
        due_by=by.assignment,
        due_within=by.due_days if due == due_of(by, entry, (), number) else None,
        renews_every=renewal_months(stretch.covering),
        exemption=holding[0] if holding else None,
    )


def _completed(found: Explanation, facts: Facts, opens_days: int) -> Explanation:
    made = [one for one in facts.completions if one.day <= found.day]
    if not made:
        return found
    last, completion = max(
        ((last_valid_day(one, found.renews_every, facts.cuts), one) for one in made),
        key=lambda pair: (pair[0], pair[1].day),
    )
    asking = [cut for cut in facts.cuts if completion.edition < cut.edition]
    ending = next((cut for cut in asking if cut.last_day.toordinal() == last), None)
    ends = open_date_of(last)
    due = found.due
    if due is not None and ends is not None and ends < found.day:
        due = max(due, ends)
    return replace(
        found,
        due=due,
        completion=completion,
        valid_until=ends,
        ends_with=ending,
        renewal_opens=_opens(found.day, ends, bool(asking), opens_days),
    )


def _opens(
    day: dt.date, ends: dt.date | None, edition_asks: bool, opens_days: int
) -> dt.date | None:
    if edition_asks:
        return day
    return None if ends is None else ends - opens_days * DAY
