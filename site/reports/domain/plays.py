"""How a story is played, as whoever writes it may see it: never about fewer than ten people.

A scene is shown once enough people met it; a choice that few made is hidden, with whatever else it
could be worked out from: whoever comes to a scene leaves it, so one scene tells of the next. Counts
are rounded to five, shares taken from rounded counts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quizzes.domain.counting import CHOICE, ENDING, SCENE, TIME, TIMES, Cell, median_class
from quizzes.domain.documents import Choice, ScenarioDocument, Scene
from reports.domain.disclosure import rounded
from reports.domain.flows import Key, Made, Way, hidden_choices

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
    given_away = _given_away(story, counts, minimum)
    return tuple(
        _scene(scene, counts, stopped, titles, minimum, given_away) for scene in story.scenes
    )


def _given_away(story: ScenarioDocument, counts: Counts, minimum: int) -> frozenset[Key]:
    """The scenes (with an empty choice) and the choices that few made, or that would give these
    away. To meet a scene is a way of its own, from its door to the moment in which one decides."""
    ways, made = [], {}
    for scene in story.scenes:
        met = counts.get((ENDING if scene.ending else SCENE, scene.key, ""), 0)
        ways.append(Way(_door(scene.key), "", scene.key))
        made[_door(scene.key), ""] = Made(met, met)
        for choice in () if scene.ending else scene.choices:
            chosen = counts.get((CHOICE, scene.key, choice.key), 0)
            ways.append(Way(scene.key, choice.key, _door(choice.to)))
            made[scene.key, choice.key] = Made(chosen, chosen)
    return hidden_choices(ways, made, minimum=minimum)


def _door(scene_key: str) -> str:
    return f"{scene_key}/"


def finding_figures(
    story: ScenarioDocument, counts: Counts, *, minimum: int
) -> tuple[FindingFigure, ...]:
    """Every finding that scenes or choices are tied to, by reference."""
    given_away = _given_away(story, counts, minimum)
    decided: dict[str, list[int]] = {}
    veiled: set[str] = set()  # findings of which a part is hidden
    untold: set[str] = set()  # and of these, such as would tell hidden choices of a scene apart
    for scene in story.scenes:
        hidden: dict[str, int] = {}
        for choice in scene.choices:
            times = counts.get((CHOICE, scene.key, choice.key), 0)
            is_hidden = (scene.key, choice.key) in given_away
            for ref in {*scene.findings, *choice.findings}:
                total = decided.setdefault(ref, [0, 0])
                total[0] += times
                total[1] += times * (choice.quality == "unsafe")
                hidden[ref] = hidden.get(ref, 0) + is_hidden
        every = sum((scene.key, choice.key) in given_away for choice in scene.choices)
        veiled |= {ref for ref, number in hidden.items() if number}
        untold |= {ref for ref, number in hidden.items() if 0 < number < every}
        if (_door(scene.key), "") in given_away:
            untold |= {ref for ref, number in hidden.items() if number}
    found = (
        (ref, _finding(ref, total, risky, minimum))
        for ref, (total, risky) in sorted(decided.items())
    )
    return tuple(
        FindingFigure(
            ref,
            None if ref in untold else one.decisions,
            None if ref in veiled else one.risky,
        )
        for ref, one in found
    )


def _scene(
    scene: Scene,
    counts: Counts,
    stopped: Mapping[str, int],
    titles: Mapping[str, str],
    minimum: int,
    given_away: frozenset[Key],
) -> SceneFigure:
    met = counts.get((ENDING if scene.ending else SCENE, scene.key, ""), 0)
    is_shown = met >= minimum and (_door(scene.key), "") not in given_away
    chosen = [counts.get((CHOICE, scene.key, choice.key), 0) for choice in scene.choices]
    hidden = set(range(len(chosen)))
    if is_shown:
        hidden = {
            at for at, choice in enumerate(scene.choices) if (scene.key, choice.key) in given_away
        } | _hidden(chosen, minimum)
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
