"""Days and moments by the calendar."""

import calendar
import datetime as dt
from typing import TypeVar

Day = TypeVar("Day", dt.date, dt.datetime)
FIRST, LAST = dt.date(1900, 1, 1), dt.date(2099, 12, 31)


def is_within_reach(day: dt.date) -> bool:
    """Whether anything can be written down for a day: others are slips of the pen, and days and
    months added to what is within reach never lead out of the calendar."""
    return FIRST <= day <= LAST


def months_before(at: Day, months: int) -> Day:
    """So many months earlier, the day of the month clamped: 31 March − 1 month is in February."""
    years, month = divmod(at.year * 12 + at.month - 1 - months, 12)
    last = calendar.monthrange(years, month + 1)[1]
    return at.replace(year=years, month=month + 1, day=min(at.day, last))
