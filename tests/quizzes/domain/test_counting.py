"""What a play adds to the counts."""

import datetime as dt

import pytest

from quizzes.domain.counting import TIMES, Made, cells_of, median_class

START = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


def made(scene: str, choice: str, seconds: float) -> Made:
    return Made(scene, choice, START + dt.timedelta(seconds=seconds))


def test_scenes_and_choices_count_once_and_every_time_counts():
    decisions = [made("a", "again", 4), made("a", "again", 24), made("a", "on", 100)]

    assert cells_of(START, decisions, "end") == [
        ("scene", "a", ""),
        ("choice", "a", "again"),
        ("choice", "a", "on"),
        ("time", "a", "0"),
        ("time", "a", str(TIMES.index(20))),
        ("time", "a", str(TIMES.index(90))),
        ("ending", "end", ""),
    ]


@pytest.mark.parametrize(
    ("seconds", "number"), [(-3, 0), (0, 0), (5, 0), (5.1, 1), (3600, len(TIMES) - 1), (9e9, 17)]
)
def test_a_time_is_in_the_class_that_ends_with_it(seconds, number):
    at = START + dt.timedelta(seconds=min(seconds, 10_000))
    cells = cells_of(START, [Made("a", "on", at)], "")
    assert cells[-1] == ("time", "a", str(number))


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([], None),
        ([(3, 0)], None),
        ([(3, 1)], 3),
        ([(1, 1), (2, 1)], 1),
        ([(2, 1), (1, 1), (3, 1)], 2),
        ([(0, 10), (5, 11)], 5),
    ],
)
def test_the_median_is_in_the_class_of_the_one_in_the_middle(counts, expected):
    assert median_class(counts) == expected
