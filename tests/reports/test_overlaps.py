"""Whoever sees every view of a story learns nothing about few people from any two of them.

An attacker gets every figure of every view unrounded, knows how the story goes and which cells are
about nobody, and adds and subtracts as they like.
"""

import datetime as dt
from collections import Counter
from itertools import combinations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from quizzes.domain.documents import load_scenario
from reports.domain.periods import LENGTHS, spans
from reports.domain.plays import finding_figures, hidden_in, scene_figures
from tests.quizzes.domain import stories as written
from tests.reports.algebra import reduced, reduced_rows

FEW = 10


def story_of(shape: list[list[int]]):
    """Scene n with as many choices as its list is long; each leads so many scenes onwards."""
    last = len(shape)
    scenes = [
        written.scene(
            f"s{at}",
            *(
                written.choice(f"c{number}", f"s{min(at + far, last)}", findings=[f"F{number}"])
                for number, far in enumerate(ways)
            ),
        )
        for at, ways in enumerate(shape)
    ]
    return load_scenario(written.story(*scenes, written.ending(f"s{last}")))


def walked(story, walks) -> Counter:
    """The cells of people who walk the story one after another, led by these numbers."""
    cells: Counter = Counter()
    for numbers in walks:
        scene, at = story.scenes[0], 0
        while not scene.ending:
            cells["scene", scene.key, ""] += 1
            choice = scene.choices[numbers[at % len(numbers)] % len(scene.choices)]
            cells["choice", scene.key, choice.key] += 1
            scene, at = story.scene(choice.to), at + 1
        cells["ending", scene.key, ""] += 1
    return cells


def met(scene):
    return ("ending" if scene.ending else "scene", scene.key, "")


def flows(story, part):
    """Whoever comes to a scene has met it, and leaves it, unless it is an ending."""
    for scene in story.scenes:
        arriving = [
            ((("choice", other.key, one.key), part), 1)
            for other in story.scenes
            for one in other.choices
            if one.to == scene.key
        ]
        leaving = [((("choice", scene.key, one.key), part), 1) for one in scene.choices]
        if scene.key != story.start:
            yield [*arriving, ((met(scene), part), -1)]
        if not scene.ending:
            yield [*leaving, ((met(scene), part), -1)]


def known_of(story, views, parts):
    """Rows over the unknowns, and the unknowns: every cell that is not about nobody, by part."""
    unknown = [(cell, n) for n, part in enumerate(parts) for cell in sorted(part)]
    column = {one: at for at, one in enumerate(unknown)}

    def row(weights):
        found = [0] * len(unknown)
        for one, weight in weights:
            if one in column:
                found[column[one]] += weight
        return found

    rows = [row(flow) for n in range(len(parts)) for flow in flows(story, n)]
    for first, hidden in views:
        if hidden is None:
            continue
        held = range(first, len(parts))
        rows.append(row([((met(story.scenes[0]), n), 1) for n in held]))  # how many finished
        counts = sum((parts[n] for n in held), Counter())
        rows += shown_rows(story, counts, hidden, held, row)
    return row, rows


def shown_rows(story, counts, hidden, held, row):
    def sum_of(cells):
        return row([((cell, n), 1) for cell in cells for n in held])

    figures = scene_figures(story, counts, {}, hidden, minimum=FEW)
    for one in figures:
        if one.people is not None:
            yield sum_of([met(one.scene)])
        for each in one.choices:
            if each.people is not None:
                yield sum_of([("choice", one.scene.key, each.choice.key)])
    for found in finding_figures(story, counts, hidden, minimum=FEW):
        tied = [
            (("choice", scene.key, one.key), one.quality)
            for scene in story.scenes
            for one in scene.choices
            if found.ref in one.findings
        ]
        if found.decisions is not None:
            yield sum_of([cell for cell, _quality in tied])
        if found.risky is not None:
            yield sum_of([cell for cell, quality in tied if quality == "unsafe"])


def learned(story, parts) -> list:
    """Cells, and pairs of choices of a scene, about few people that follow from all views, of any
    view and any difference of two."""
    periods = [sum(parts[n:], Counter()) for n in range(len(parts))]
    return follow(story, parts, hidden_in(story, periods, minimum=FEW))


def follow(story, parts, hidden_of_views) -> list:
    """The same where these are hidden."""
    row, rows = known_of(story, enumerate(hidden_of_views), parts)
    told = reduced_rows(rows)
    found = []
    for first, end in combinations(range(len(parts) + 1), 2):
        counts = sum(parts[first:end], Counter())
        groups = [(cell,) for cell in counts]
        groups += [
            (a, b) for a, b in combinations(counts, 2) if a[:2] == b[:2] and a[0] == "choice"
        ]
        for group in groups:
            people = sum(counts[cell] for cell in group)
            asked = row([((cell, n), 1) for cell in group for n in range(first, end)])
            if people < FEW and reduced(told, asked) is None:
                found.append((group, first, end, people))
    return found


shapes = st.lists(st.lists(st.integers(1, 3), min_size=1, max_size=3), min_size=1, max_size=4)
walks = st.lists(st.lists(st.integers(0, 5), min_size=1, max_size=4), max_size=45)


@settings(max_examples=400, deadline=None)
@example([[1, 1]], [[[0]] * 12, [[1]] * 4 + [[0]] * 30, [[1]] * 11 + [[0]] * 20])
@example([[1, 1, 1]], [[[0]] * 20, [[0]] * 20 + [[1]] * 12, [[1]] * 12 + [[2]] * 15])
@given(shapes, st.lists(walks, min_size=3, max_size=3))
def test_nothing_about_few_people_follows_from_all_periods_together(shape, of_parts):
    story = story_of(shape)
    parts = [walked(story, some) for some in of_parts]
    assert learned(story, parts) == []


def test_the_attack_succeeds_where_each_period_is_protected_by_itself_alone():
    """30 of 60 chose it in all, 27 of 45 lately: so 3 of the 15 before."""
    story = story_of([[1, 1]])
    lately, before = Counter(), Counter()
    lately["choice", "s0", "c0"], before["choice", "s0", "c0"] = 27, 3
    lately["choice", "s0", "c1"], before["choice", "s0", "c1"] = 18, 12
    for part in (lately, before):
        part["scene", "s0", ""] = part["ending", "s1", ""] = sum(
            n for cell, n in part.items() if cell[0] == "choice"
        )
    alone = [hidden_in(story, [each], minimum=FEW)[0] for each in (before + lately, lately)]
    assert ((("choice", "s0", "c0"),), 0, 1, 3) in follow(story, [before, lately], alone)

    together = hidden_in(story, [before + lately, lately], minimum=FEW)
    assert together == [frozenset(), {("s0", "c0"), ("s0", "c1")}]
    assert follow(story, [before, lately], together) == []


MONTHS = [dt.date(2025 + at // 12, at % 12 + 1, 1) for at in range(24)]


@given(
    st.dictionaries(st.sampled_from(MONTHS), st.integers(1, 30)),
    st.dates(MONTHS[0], dt.date(2027, 3, 1)),
    st.dates(MONTHS[0], dt.date(2027, 3, 1)),
)
def test_any_two_periods_on_any_two_days_differ_by_nobody_or_enough(finished, one_day, other_day):
    def months(day):
        for span in spans(finished, today=day, minimum=FEW):
            if span:
                yield {month for month in finished if span.first <= month <= span.last}

    for one in months(one_day):
        for other in months(other_day):
            for rest in (one - other, other - one):
                assert not rest or sum(finished[month] for month in rest) >= FEW


def test_months_with_few_wait_for_others():
    finished = {MONTHS[0]: 4, MONTHS[3]: 6, MONTHS[4]: 9, MONTHS[5]: 1, MONTHS[6]: 9}
    whole = spans(finished, today=dt.date(2025, 7, 2), minimum=FEW)[LENGTHS.index(None)]

    assert (whole.first, whole.last) == (MONTHS[0], MONTHS[5])


def test_a_period_begins_with_the_block_in_which_it_would():
    finished = dict.fromkeys(MONTHS[:20], 5)
    of_all, of_twelve, of_three = spans(finished, today=dt.date(2026, 9, 15), minimum=FEW)

    assert (of_all.first, of_all.last) == (MONTHS[0], MONTHS[19])
    assert of_twelve.first == MONTHS[8]
    assert of_three.first == MONTHS[16]  # May with April
