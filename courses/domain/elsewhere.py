"""Which completions from elsewhere can be recorded."""

import datetime as dt
from enum import StrEnum


class DayTrouble(StrEnum):
    """Why a completion of somebody cannot have been on a day."""

    FUTURE = "future"
    NEVER_POSTED = "never_posted"
    BEFORE_FIRST_POSTING = "before_first_posting"
    KNOWN = "known"


def day_trouble(
    day: dt.date,
    *,
    today: dt.date,
    first_posted: dt.date | None,
    known: frozenset[dt.date] = frozenset(),
) -> DayTrouble | None:
    """What is wrong with the day, or None. `known`: days on which the course is completed already.

    Before somebody's first posting nothing of them counts here, so an earlier day is a slip.
    """
    if day > today:
        return DayTrouble.FUTURE
    if first_posted is None:
        return DayTrouble.NEVER_POSTED
    if day < first_posted:
        return DayTrouble.BEFORE_FIRST_POSTING
    return DayTrouble.KNOWN if day in known else None
