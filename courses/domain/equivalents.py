"""Which of several equivalent scenarios somebody gets: one of each set in each pass of a course.

One that was not met before, in the order of the course; where all were, the one met longest ago.
What was done or begun in the pass stays, whatever is published meanwhile.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)


@dataclass(frozen=True)
class Candidate:
    """A step of a course edition, for one person in one pass.

    `one_of` names its set, "" for none; `met_before` is when the person last met its activity
    before this pass began (aware), or None; `is_open` is false while nobody can begin it.
    """

    one_of: str = ""
    is_required: bool = True
    is_open: bool = True
    done: bool = False
    begun: bool = False
    met_before: dt.datetime | None = None


@dataclass(frozen=True)
class Given:
    """A step that somebody gets: its place among all, from 0, and whether the course needs it."""

    place: int
    is_required: bool


def given(steps: Sequence[Candidate]) -> tuple[Given, ...]:
    """The steps without those that another of their set stands for.

    A set is needed where any of its scenarios is. The same steps always give the same answer.
    """
    chosen: dict[str, int] = {}
    for place, step in enumerate(steps):
        best = chosen.setdefault(step.one_of, place)
        if _rank(step) < _rank(steps[best]):
            chosen[step.one_of] = place
    needed = {step.one_of for step in steps if step.is_required}
    return tuple(
        Given(place, step.one_of in needed if step.one_of else step.is_required)
        for place, step in enumerate(steps)
        if not step.one_of or chosen[step.one_of] == place
    )


def _rank(step: Candidate) -> tuple[bool, bool, bool, dt.datetime]:
    """Less for what is rather given."""
    return not step.done, not step.is_open, not step.begun, step.met_before or NEVER
