"""Times in steps: a count for each step is enough to say in which step the median lies."""

from bisect import bisect_right
from collections.abc import Mapping

# Seconds at which a step begins. The last is no time at a scene but a pause.
STEPS = (0, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 300, 600, 900, 1800)
PAUSE = len(STEPS) - 1


def step_of(seconds: float) -> int:
    """The number of the step, from 0. A clock that went back counts as no time at all."""
    return bisect_right(STEPS, max(seconds, 0)) - 1


def median_step(counts: Mapping[int, int]) -> tuple[int, int] | None:
    """From how many seconds to how many the step reaches in which the median lies.

    Pauses are left out; of an even number the lower of the two in the middle counts. None where
    nothing is left.
    """
    some = sorted((step, times) for step, times in counts.items() if step < PAUSE and times)
    left = (sum(times for _, times in some) + 1) // 2
    for step, times in some:
        left -= times
        if left <= 0:
            return STEPS[step], STEPS[step + 1]
    return None
