"""What standing is worked out from: facts about one person and one course, as days.

Every range includes both ends; a last day of None means that the range goes on.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Posted:
    """The person's unit and job role from a day to a day (primary keys)."""

    first: dt.date
    last: dt.date | None
    unit: int
    job_role: int


@dataclass(frozen=True, slots=True)
class Placed:
    """A unit stood below a parent from a day to a day."""

    first: dt.date
    last: dt.date | None
    unit: int
    parent: int


@dataclass(frozen=True, slots=True)
class Requirement:
    """What an assignment asked from a day to a day, in one of its versions.

    It covers whoever is posted to one of `units` or below, but not to one of `excluded` or below,
    in one of `job_roles` (none named: in any). Due `due_days` days after entry, or on `due_day`;
    one of them is None. `assignment_first` is the first day of the whole assignment.
    """

    assignment: int
    first: dt.date
    last: dt.date | None
    assignment_first: dt.date
    units: frozenset[int]
    excluded: frozenset[int] = frozenset()
    job_roles: frozenset[int] = frozenset()
    due_days: int | None = None
    due_day: dt.date | None = None
    grace_days: int = 0
    renewal_months: int | None = None


@dataclass(frozen=True, slots=True)
class Completed:
    """A completion that has not been withdrawn, on a day, on an edition of the course (a number).

    One from elsewhere counts as on the edition that was the newest on its day, 0 if there was none.
    """

    day: dt.date
    edition: int = 0


@dataclass(frozen=True, slots=True)
class Cut:
    """A material edition that everybody does by a day: completions on older ones end with it."""

    edition: int
    last_day: dt.date


@dataclass(frozen=True, slots=True)
class Pass:
    """An enrolment: when it began, when the first thing was done in it, when it was completed."""

    started: dt.date
    first_act: dt.date | None = None
    completed: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Exempted:
    """The person need not do the course from a day to a day."""

    first: dt.date
    last: dt.date | None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything about one person and one course. Postings do not overlap."""

    postings: Sequence[Posted] = ()
    requirements: Sequence[Requirement] = ()
    completions: Sequence[Completed] = ()
    cuts: Sequence[Cut] = ()
    passes: Sequence[Pass] = ()
    exemptions: Sequence[Exempted] = ()
