"""Moments by the calendar."""

import calendar
import datetime as dt


def months_before(at: dt.datetime, months: int) -> dt.datetime:
    """So many months earlier, the day of the month clamped: 31 March − 1 month is in February."""
    years, month = divmod(at.year * 12 + at.month - 1 - months, 12)
    last = calendar.monthrange(years, month + 1)[1]
    return at.replace(year=years, month=month + 1, day=min(at.day, last))
