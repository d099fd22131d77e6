"""Counts of people, rolled up a tree of units. Exact integers; a share is rounded down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Generic, NamedTuple, Protocol, Self, TypeVar


class Place(NamedTuple):
    """A unit with everything below it, or, `itself`, only who is posted to the unit directly.

    `unit` is its primary key; None stands for the whole organisation.
    """

    unit: int | None
    itself: bool = False


class Tally(Protocol):
    """What can be rolled up: it adds up, and is about so many people."""

    @property
    def people(self) -> int: ...

    def __add__(self, other: Self, /) -> Self: ...


T = TypeVar("T", bound=Tally)


@dataclass(frozen=True)
class Counts:
    """How many people stand where with a course; each person is counted once.

    Exempt and voluntary are counted apart from `people`. Who lapses within 30 days is among those
    of 60, and those among those of 90; all of them are up to date.
    """

    up_to_date: int = 0
    in_progress: int = 0
    not_started: int = 0
    overdue: int = 0
    exempt: int = 0
    voluntary: int = 0
    lapsing_30: int = 0
    lapsing_60: int = 0
    lapsing_90: int = 0

    @property
    def people(self) -> int:
        return self.up_to_date + self.in_progress + self.not_started + self.overdue

    @property
    def is_anybody(self) -> bool:
        return self.people + self.exempt + self.voluntary > 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(a + b for a, b in zip(_values(self), _values(other), strict=True)))

    def __sub__(self, other: "Counts") -> "Counts":
        return Counts(*(a - b for a, b in zip(_values(self), _values(other), strict=True)))


def _values(counts: Counts) -> list[int]:
    return [getattr(counts, field.name) for field in fields(counts)]


@dataclass(frozen=True)
class Decided:
    """How the decisions went that so many people made; a person has one unit, so people add up."""

    people: int = 0
    helpful: int = 0
    partly: int = 0
    harmful: int = 0

    @property
    def decisions(self) -> int:
        return self.helpful + self.partly + self.harmful

    def __add__(self, other: "Decided") -> "Decided":
        return Decided(
            self.people + other.people,
            self.helpful + other.helpful,
            self.partly + other.partly,
            self.harmful + other.harmful,
        )


@dataclass(frozen=True)
class Group(Generic[T]):
    """A place with the counts of everybody in it; its parts, if any, add up to it."""

    place: Place
    counts: T
    parts: tuple["Group[T]", ...] = ()


def share(part: int, whole: int) -> int | None:
    """Whole percent rounded down, so that 100 means everybody; None where there is nobody."""
    return 100 * part // whole if whole else None


def grouped(
    own: Mapping[int, T], children: Mapping[int, Sequence[int]], tops: Sequence[int], nothing: T
) -> Group[T]:
    """The whole organisation as nested groups.

    `own` holds the counts of who is posted to a unit directly, `children` the units directly below
    each, `tops` the units below none. People posted to a unit that has others below it are a part
    of their own.
    """

    def group_of(unit: int) -> Group[T]:
        below = tuple(group_of(child) for child in children.get(unit, ()))
        directly = own.get(unit, nothing)
        if not below:
            return Group(Place(unit), directly)
        if directly != nothing:
            below = (*below, Group(Place(unit, itself=True), directly))
        return Group(Place(unit), _sum(below, nothing), below)

    parts = tuple(group_of(unit) for unit in tops)
    return Group(Place(None), _sum(parts, nothing), parts)


def _sum(groups: Sequence[Group[T]], nothing: T) -> T:
    total = nothing
    for group in groups:
        total += group.counts
    return total
