"""Days as whole numbers (proleptic Gregorian ordinals), which are quick to compare and to add."""

import calendar
import datetime as dt

FOREVER = dt.date.max.toordinal()
NEVER = dt.date.min.toordinal()


def first_of(day: dt.date) -> int:
    return day.toordinal()


def last_of(day: dt.date | None) -> int:
    """The number of a last day; FOREVER where a range goes on."""
    return FOREVER if day is None else day.toordinal()


def date_of(number: int) -> dt.date:
    return dt.date.fromordinal(number)


def open_date_of(number: int) -> dt.date | None:
    """The day of a number; None for FOREVER."""
    return None if number >= FOREVER else dt.date.fromordinal(number)


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last of that month: 31 January + 1 is 28 or 29
    February. Months that lead past the year 9999 give its last day."""
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    if year > dt.MAXYEAR:
        return dt.date.max
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))
