"""Which days somebody may ask for, and which days a trend has."""

import datetime as dt

import pytest

from reports.domain.days import month_end, snapped, trend_days

TODAY = dt.date(2026, 3, 17)


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("2026-03-17", "2026-03-17"),  # today
        ("2026-02-28", "2026-02-28"),  # the end of a month
        ("2026-02-27", "2026-01-31"),
        ("2026-03-16", "2026-02-28"),
        ("2026-03-18", "2026-03-17"),  # today lies between
        ("2026-03-31", "2026-03-31"),
        ("2026-04-29", "2026-03-31"),
        ("2024-02-29", "2024-02-29"),
    ],
)
def test_days_in_between_become_the_end_of_a_month_or_today(asked, given):
    assert snapped(dt.date.fromisoformat(asked), TODAY) == dt.date.fromisoformat(given)


def test_a_trend_has_thirteen_months_back_and_six_ahead():
    days = trend_days(TODAY)

    assert days[0] == dt.date(2025, 2, 28)
    assert days[12:15] == (dt.date(2026, 2, 28), TODAY, dt.date(2026, 3, 31))
    assert days[-1] == dt.date(2026, 8, 31)
    assert len(days) == 20


def test_at_the_end_of_a_month_today_is_that_end():
    today = dt.date(2026, 3, 31)
    days = trend_days(today)

    assert days[13] == today
    assert days[14] == dt.date(2026, 4, 30)
    assert len(days) == 20
    assert all(day == month_end(day) for day in days)
