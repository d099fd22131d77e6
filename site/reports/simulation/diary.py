"""One person's working time: office hours in London, Monday to Friday."""

import datetime as dt
import random

from courses.domain.completion import LONDON

FIRST, LAST = dt.time(8, 45), dt.time(16, 15)  # When people sit down to learn.
MINUTES = 7 * 60 + 30


class Diary:
    """Where somebody's time stands. It only moves on; at `end` it is over.

    Sittings begin in office hours, and whatever begins is short enough to end on the same day.
    """

    def __init__(self, rng: random.Random, day: dt.date, end: dt.date) -> None:
        self.rng = rng
        self.end = dt.datetime.combine(end, dt.time(), LONDON)
        self.now = self._moment_on_working_day(day)

    @property
    def is_over(self) -> bool:
        return self.now >= self.end

    def spend(self, least: int, most: int) -> dt.datetime:
        """Some seconds later."""
        self.now += dt.timedelta(seconds=self.rng.randint(least, most))
        return self.now

    def put_off(self, days: int) -> None:
        """To another day."""
        self.now = self._moment_on_working_day(self.now.date() + dt.timedelta(days=days))

    def wait(self, minutes: int) -> None:
        """As long by the clock of the world, also when London changes its own."""
        later = self.now.astimezone(dt.UTC) + dt.timedelta(minutes=minutes)
        self.now = later.astimezone(LONDON)

    def sit_down(self) -> None:
        """To the next moment in office hours, which may be now."""
        if self.now.time() < FIRST:
            self.put_off(0)
        elif self.now.time() > LAST or _is_weekend(self.now):
            self.put_off(1)

    def _moment_on_working_day(self, day: dt.date) -> dt.datetime:
        while _is_weekend(day):
            day += dt.timedelta(days=1)
        seconds = self.rng.randrange(MINUTES * 60)
        return dt.datetime.combine(day, FIRST, LONDON) + dt.timedelta(seconds=seconds)


def _is_weekend(day: dt.date) -> bool:
    return day.weekday() >= 5
