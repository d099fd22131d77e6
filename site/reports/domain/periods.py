"""Which months the figures of a story are about. Pure: the day is an argument.

Months in blocks, each so long that enough people stand in it. Counts grow by enough people at once,
and every period is made of whole blocks: so whatever two periods are compared, today or over time,
they differ by nobody or by enough people.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from people.domain.days import months_before

LENGTHS = (None, 12, 3)  # in months; each period is a part of the one before


@dataclass(frozen=True)
class Span:
    """Whole months, by their first days."""

    first: dt.date
    last: dt.date


def spans(
    finished: Mapping[dt.date, int], *, today: dt.date, minimum: int
) -> tuple[Span | None, ...]:
    """The span of each of `LENGTHS`, or None of nobody: the month of today and so many before it.
    `finished`: how many, by month."""
    blocks = _blocks(finished, minimum)
    return tuple(_span(blocks, length, today.replace(day=1)) for length in LENGTHS)


def _blocks(finished: Mapping[dt.date, int], minimum: int) -> list[Span]:
    found, first, together = [], None, 0
    for month in sorted(finished):
        first = first or month
        together += finished[month]
        if together >= minimum:
            found.append(Span(first, month))
            first, together = None, 0
    return found


def _span(blocks: Sequence[Span], length: int | None, this_month: dt.date) -> Span | None:
    """From the block in which the period begins."""
    since = dt.date.min if length is None else months_before(this_month, length)
    chosen = [block for block in blocks if block.last >= since]
    return Span(chosen[0].first, chosen[-1].last) if chosen else None
