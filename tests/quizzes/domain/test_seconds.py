from collections import Counter
from statistics import median_low

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.domain.seconds import PAUSE, STEPS, median_step, step_of


@pytest.mark.parametrize(
    ("seconds", "step"), [(-3, 0), (0, 0), (4.9, 0), (5, 1), (59, 6), (60, 7), (10**6, PAUSE)]
)
def test_a_time_falls_into_the_step_that_it_has_reached(seconds, step):
    assert step_of(seconds) == step


@given(st.lists(st.integers(0, 1799), min_size=1), st.integers(0, 50))
def test_the_median_lies_in_the_step_that_is_told_whatever_pauses_there_were(times, pauses):
    counts = Counter(map(step_of, times)) + Counter({PAUSE: pauses})
    low, high = median_step(counts)
    assert low <= median_low(times) < high


def test_of_nothing_but_pauses_there_is_no_median():
    assert median_step({PAUSE: 20}) is None
    assert list(STEPS) == sorted(STEPS)
