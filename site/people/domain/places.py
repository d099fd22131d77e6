"""Where units stand in the organisation, day by day: what a move does, and what it must not do."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Place:
    """A unit stood below a parent, both by key, from a day to a day; None is open."""

    first: dt.date
    last: dt.date | None
    unit: int
    parent: int

    def holds_on(self, day: dt.date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


def moved(
    places: Iterable[Place], *, unit: int, below: int, from_day: dt.date
) -> tuple[list[Place], Place]:
    """The unit's places after a move, in order, and the new one of them.

    The place of the day is cut, or replaced where it begins on that very day; the new one ends
    where the cut one did. Raises ValueError where the unit stands nowhere on the day.
    """
    own = sorted((place for place in places if place.unit == unit), key=lambda place: place.first)
    here = next((place for place in own if place.holds_on(from_day)), None)
    if here is None:
        raise ValueError(from_day)
    new = Place(from_day, here.last, unit, below)
    rest = [place for place in own if place is not here]
    before = [replace(here, last=from_day - DAY)] if here.first < from_day else []
    return sorted([*rest, *before, new], key=lambda place: place.first), new


def handed_over(
    places: Iterable[Place], *, unit: int, into: int, from_day: dt.date
) -> dict[int, list[Place]]:
    """All places of each unit that stands below `unit` on or after the day, with `into` instead."""
    places = list(places)
    concerned = {
        place.unit
        for place in places
        if place.parent == unit and (place.last is None or place.last >= from_day)
    }
    result: dict[int, list[Place]] = {child: [] for child in concerned}
    for place in sorted(places, key=lambda place: place.first):
        if place.unit in concerned:
            result[place.unit] += _handed_over(place, unit, into, from_day)
    return result


def _handed_over(place: Place, unit: int, into: int, from_day: dt.date) -> list[Place]:
    if place.parent != unit or (place.last and place.last < from_day):
        return [place]
    if place.first >= from_day:
        return [replace(place, parent=into)]
    return [
        replace(place, last=from_day - DAY),
        replace(place, first=from_day, parent=into),
    ]


def closed_after(places: Iterable[Place], *, unit: int, last_day: dt.date) -> list[Place]:
    """The unit's places until its last day."""
    return [
        place if place.last and place.last <= last_day else replace(place, last=last_day)
        for place in sorted(places, key=lambda place: place.first)
        if place.unit == unit and place.first <= last_day
    ]


def parents_on(places: Iterable[Place], day: dt.date) -> dict[int, int]:
    return {place.unit: place.parent for place in places if place.holds_on(day)}


def above(parents: Mapping[int, int], unit: int) -> list[int]:
    """The unit itself and what it stands below, up to the top; ends where a circle would begin."""
    found: list[int] = []
    here: int | None = unit
    while here is not None and here not in found:
        found.append(here)
        here = parents.get(here)
    return found


def first_circle(places: Sequence[Place], new: Place) -> dt.date | None:
    """The first day of `new`, which is among the places, on which its unit stands above its parent.

    None where there is no such day.
    """
    starts = {new.first} | {place.first for place in places if new.holds_on(place.first)}
    for day in sorted(starts):
        if new.unit in above(parents_on(places, day), new.parent):
            return day
    return None


def ever_below(places: Iterable[Place], unit: int, *, from_day: dt.date) -> set[int]:
    """The unit and everything that stands below it on any day from `from_day` on, or might.

    Never too few: a chain whose links hold on different days is followed too.
    """
    below: dict[int, set[int]] = {}
    for place in places:
        if place.last is None or place.last >= from_day:
            below.setdefault(place.parent, set()).add(place.unit)
    found, waiting = set(), [unit]
    while waiting:
        here = waiting.pop()
        if here not in found:
            found.add(here)
            waiting += below.get(here, ())
    return found
