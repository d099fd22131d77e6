"""Days that may be asked for, and the days of a trend. Pure: today is an argument.

Figures of neighbouring days differ by the few people to whom something happened in between. So
whoever does not see exact figures gets today or the last day of a month, nothing in between.
"""

import calendar
import datetime as dt

MONTHS_BACK, MONTHS_AHEAD = 13, 6
FIRST, LAST = dt.date(2000, 1, 1), dt.date(2099, 12, 31)


def month_end(day: dt.date) -> dt.date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def month_end_before(day: dt.date) -> dt.date:
    """The last day of the month before that of the day."""
    return day.replace(day=1) - dt.timedelta(days=1)


def snapped(day: dt.date, today: dt.date) -> dt.date:
    """Today and the ends of months stay; any other day becomes the last month's end before it, or
    today, where that lies between."""
    if day in (today, month_end(day)):
        return day
    before = month_end_before(day)
    return today if before < today < day else before


def trend_days(today: dt.date) -> tuple[dt.date, ...]:
    """The ends of 13 months back, today, and the ends of 6 months ahead."""
    back = [month_end_before(today)]
    while len(back) < MONTHS_BACK:
        back.append(month_end_before(back[-1]))
    ahead = [month_end(today)] if month_end(today) > today else []
    following = month_end(today)
    while len(ahead) < MONTHS_AHEAD:
        following = month_end(following + dt.timedelta(days=1))
        ahead.append(following)
    return (*reversed(back), today, *ahead)
