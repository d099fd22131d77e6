"""What one play adds to the counts of its scenario: scenes met, choices made, time taken."""

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# The upper ends, in seconds, of the classes that times at a scene are counted in; then longer.
TIMES = (5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 300, 420, 600, 900, 1800, 3600)
# Of one person's attempts at a scenario so many count: a count is about a third as many people.
MOST_OF_ONE_PERSON = 3
SCENE, CHOICE, TIME, ENDING = "scene", "choice", "time", "ending"

Cell = tuple[str, str, str]  # what is counted, the scene's key, and the choice's key or the class


@dataclass(frozen=True)
class Made:
    """A decision and its moment."""

    scene: str
    choice: str
    at: dt.datetime


def cells_of(started: dt.datetime, decisions: Sequence[Made], ending: str) -> list[Cell]:
    """The cells to which a finished play adds one: each scene that was met and each choice that was
    made once, however often; each time that was taken; the ending ("" where it is not known)."""
    met = dict.fromkeys((SCENE, made.scene, "") for made in decisions)
    chosen = dict.fromkeys((CHOICE, made.scene, made.choice) for made in decisions)
    ended: list[Cell] = [(ENDING, ending, "")] if ending else []
    return [*met, *chosen, *_times(started, decisions), *ended]


def _times(started: dt.datetime, decisions: Iterable[Made]) -> Iterable[Cell]:
    before = started
    for made in decisions:
        seconds = max(0.0, (made.at - before).total_seconds())
        yield TIME, made.scene, str(bisect_left(TIMES, seconds))
        before = made.at


def median_class(counts: Iterable[tuple[int, int]]) -> int | None:
    """The class that holds the median, of pairs of a class and how many are in it; None of none.

    Of an even number the lower of the two in the middle.
    """
    ordered = sorted(counts)
    middle = (sum(times for _class, times in ordered) + 1) // 2
    for number, times in ordered:
        middle -= times
        if times and middle <= 0:
            return number
    return None
