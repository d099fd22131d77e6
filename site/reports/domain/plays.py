"""How a story is played, as whoever writes it may see it: never about fewer than ten people.

A scene is shown once enough people met it; a choice that few made is hidden, with another where it
could be worked out from the rest. Counts are rounded to five, shares taken from rounded counts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quizzes.domain.counting import CHOICE, ENDING, SCENE, TIME, TIMES, Cell, median_class
from quizzes.domain.documents import Choice, ScenarioDocument, Scene
from reports.domain.disclosure import rounded

Counts = Mapping[Cell, int]


@dataclass(frozen=True)
class ChoiceFigure:
    """How many chose it, rounded, and their share of those who met the scene in whole percent;
    None where hidden."""

    number: int
    choice: Choice
    target: str
    people: int | None
    share: int | None


@dataclass(frozen=True)
class SceneFigure:
    """`people` who met the scene, rounded, `stopped` of them have gone no further for weeks; both
    None where hidden. `seconds`: a pair that the median time lies between, the second None where
    there is no limit; None where hidden or unknown."""

    scene: Scene
    people: int | None
    choices: tuple[ChoiceFigure, ...]
    seconds: tuple[int, int | None] | None
    stopped: int | None


@dataclass(frozen=True)
class FindingFigure:
    """Of the decisions that a finding is tied to, how many (rounded) were made, and the share that
    risks harm in whole percent; None where hidden."""

    ref: str
    decisions: int | None
    risky: int | None


def scene_figures(
    story: ScenarioDocument, counts: Counts, stopped: Mapping[str, int], *, minimum: int
) -> tuple[SceneFigure, ...]:
    """Every scene of the story in its order."""
    titles = {scene.key: scene.title for scene in story.scenes}
    return tuple(_scene(scene, counts, stopped, titles, minimum) for scene in story.scenes)


def finding_figures(
    story: ScenarioDocument, counts: Counts, *, minimum: int
) -> tuple[FindingFigure, ...]:
    """Every finding that scenes or choices are tied to, by reference."""
    decided: dict[str, list[int]] = {}
    for scene in story.scenes:
        for choice in scene.choices:
            times = counts.get((CHOICE, scene.key, choice.key), 0)
            for ref in {*scene.findings, *choice.findings}:
                total = decided.setdefault(ref, [0, 0])
                total[0] += times
                total[1] += times * (choice.quality == "unsafe")
    return tuple(
        _finding(ref, total, risky, minimum) for ref, (total, risky) in sorted(decided.items())
    )


def _scene(
    scene: Scene,
    counts: Counts,
    stopped: Mapping[str, int],
    titles: Mapping[str, str],
    minimum: int,
) -> SceneFigure:
    met = counts.get((ENDING if scene.ending else SCENE, scene.key, ""), 0)
    is_shown = met >= minimum
    chosen = [counts.get((CHOICE, scene.key, choice.key), 0) for choice in scene.choices]
    hidden = _hidden(chosen, minimum) if is_shown else set(range(len(chosen)))
    gone = stopped.get(scene.key, 0)
    return SceneFigure(
        scene=scene,
        people=rounded(met) if is_shown else None,
        choices=tuple(
            _choice(at, choice, titles, None if at in hidden else chosen[at], met)
            for at, choice in enumerate(scene.choices)
        ),
        seconds=_between(counts, scene.key) if is_shown else None,
        stopped=rounded(gone) if gone == 0 or gone >= minimum else None,
    )


def _choice(
    at: int, choice: Choice, titles: Mapping[str, str], people: int | None, met: int
) -> ChoiceFigure:
    shown = None if people is None else rounded(people)
    share = None if shown is None else min(100, 100 * shown // max(rounded(met), 1))
    return ChoiceFigure(at + 1, choice, titles.get(choice.to, ""), shown, share)


def _hidden(chosen: Sequence[int], minimum: int) -> set[int]:
    """Those that few made, and so many more, smallest first, that what is hidden is not one part
    that the rest gives away."""
    hidden = {at for at, people in enumerate(chosen) if 0 < people < minimum}
    others = sorted((people, at) for at, people in enumerate(chosen) if people >= minimum)
    for _people, at in others:
        if not hidden or (len(hidden) > 1 and sum(chosen[one] for one in hidden) >= minimum):
            break
        hidden.add(at)
    return hidden


def _between(counts: Counts, scene_key: str) -> tuple[int, int | None] | None:
    times = [
        (int(detail), number)
        for (measure, key, detail), number in counts.items()
        if measure == TIME and key == scene_key
    ]
    found = median_class(times)
    if found is None:
        return None
    low = TIMES[found - 1] if found else 0
    return low, TIMES[found] if found < len(TIMES) else None


def _finding(ref: str, total: int, risky: int, minimum: int) -> FindingFigure:
    parts = (risky, total - risky)
    is_shown = total >= minimum and all(part == 0 or part >= minimum for part in parts)
    if not is_shown:
        return FindingFigure(ref, rounded(total) if total >= minimum else None, None)
    return FindingFigure(ref, rounded(total), 100 * rounded(risky) // max(rounded(total), 1))
