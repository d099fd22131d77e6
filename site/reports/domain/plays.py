"""How a story is played, as whoever writes it may see it: never about fewer than ten people.

A scene is shown once enough people met it; a choice that few made is hidden, with whatever else it
could be worked out from: whoever comes to a scene leaves it, so one scene tells of the next. Counts
are rounded to five, shares taken from rounded counts.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from quizzes.domain.counting import CHOICE, ENDING, SCENE, TIME, TIMES, Cell, median_class
from quizzes.domain.documents import Choice, ScenarioDocument, Scene
from reports.domain.disclosure import rounded
from reports.domain.flows import Key, Table, Way, hidden_choices

Counts = Mapping[Cell, int]
Made = dict[Key, int]


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


def riskiest(scenes: Iterable[SceneFigure], *, most: int) -> list[tuple[SceneFigure, ChoiceFigure]]:
    """At most so many choices that risk harm, those that the largest share at their scene took
    first. What is hidden, or nobody took, is not among them."""
    found = [
        (figure, one)
        for figure in scenes
        for one in figure.choices
        if one.choice.quality == "unsafe" and one.share
    ]
    return sorted(found, key=lambda pair: -(pair[1].share or 0))[:most]


def hidden_in(
    story: ScenarioDocument, periods: Sequence[Counts], *, minimum: int
) -> list[frozenset[Key] | None]:
    """For each period, the scenes (with an empty choice, see `_door`) and the choices that few
    people met or made, or that would give these away; None where nothing at all may be shown.

    Each period is a part of the one before. What is hidden of it is chosen so that the difference
    from every larger one could be shown, too: a cell shown of both is a cell of the difference.
    """
    ways, begun = _ways(story), (_door(story.start), "")  # which everybody did: no use hiding it
    larger: list[tuple[Made, frozenset[Key], set[Key]]] = []  # with what is hidden and not known
    found = []
    for counts in periods:
        made = _made(story, counts)
        tables, known = [], {begun}
        for whole, _hidden, unknown in larger:
            rest = {key: people - made[key] for key, people in whole.items()}
            told = {key for key in made.keys() - unknown if not (made[key] and rest[key])}
            tables.append(Table(rest, told | {begun}))
            known |= told
        already = larger[-1][1] if larger else ()
        tables.insert(0, Table(made, known))
        hidden = hidden_choices(ways, tables, minimum=minimum, already=already)
        if hidden is not None:
            larger.append((made, hidden, {key for key in hidden - known if made[key]}))
        found.append(hidden)
    return found


def _ways(story: ScenarioDocument) -> list[Way]:
    """To meet a scene is a way of its own, from its door to the moment in which one decides."""
    ways = []
    for scene in story.scenes:
        ways.append(Way(_door(scene.key), "", scene.key))
        for choice in () if scene.ending else scene.choices:
            ways.append(Way(scene.key, choice.key, _door(choice.to)))
    return ways


def _made(story: ScenarioDocument, counts: Counts) -> Made:
    made = {}
    for scene in story.scenes:
        made[_door(scene.key), ""] = _met(scene, counts)
        for choice in () if scene.ending else scene.choices:
            made[scene.key, choice.key] = counts.get((CHOICE, scene.key, choice.key), 0)
    return made


def _door(scene_key: str) -> str:
    return f"{scene_key}/"


def _met(scene: Scene, counts: Counts) -> int:
    return counts.get((ENDING if scene.ending else SCENE, scene.key, ""), 0)


def scene_figures(
    story: ScenarioDocument,
    counts: Counts,
    stopped: Mapping[str, int],
    hidden: Collection[Key],
    *,
    minimum: int,
) -> tuple[SceneFigure, ...]:
    """Every scene of the story in its order; `hidden` as `hidden_in` says."""
    titles = {scene.key: scene.title for scene in story.scenes}
    return tuple(_scene(scene, counts, stopped, titles, hidden, minimum) for scene in story.scenes)


def finding_figures(
    story: ScenarioDocument, counts: Counts, hidden: Collection[Key], *, minimum: int
) -> tuple[FindingFigure, ...]:
    """Every finding that scenes or choices are tied to, by reference; `hidden` as `hidden_in` says.

    Where a hidden choice is part of it, the risky share is hidden; where it would tell hidden
    choices of a scene apart, the number of decisions is, too.
    """
    decided: dict[str, Decided] = defaultdict(Decided)
    for scene in story.scenes:
        unseen: Counter[str] = Counter()  # by finding, how many choices of the scene are hidden
        for choice in scene.choices:
            times = counts.get((CHOICE, scene.key, choice.key), 0)
            for ref in {*scene.findings, *choice.findings}:
                decided[ref].add(times, is_risky=choice.quality == "unsafe")
                unseen[ref] += (scene.key, choice.key) in hidden
        every = sum((scene.key, choice.key) in hidden for choice in scene.choices)
        is_hidden = (_door(scene.key), "") in hidden
        for ref, number in unseen.items():
            decided[ref].is_veiled |= number > 0
            decided[ref].is_untold |= number > 0 and (number < every or is_hidden)
    return tuple(_finding(ref, one, minimum) for ref, one in sorted(decided.items()))


@dataclass
class Decided:
    """The decisions that a finding is tied to, while they are counted."""

    times: int = 0
    risky: int = 0
    is_veiled: bool = False
    is_untold: bool = False

    def add(self, times: int, *, is_risky: bool) -> None:
        self.times += times
        self.risky += times * is_risky


def _scene(
    scene: Scene,
    counts: Counts,
    stopped: Mapping[str, int],
    titles: Mapping[str, str],
    hidden: Collection[Key],
    minimum: int,
) -> SceneFigure:
    met, gone = _met(scene, counts), stopped.get(scene.key, 0)
    is_shown = met >= minimum and (_door(scene.key), "") not in hidden

    def made(choice: Choice) -> int | None:
        is_told = is_shown and (scene.key, choice.key) not in hidden
        return counts.get((CHOICE, scene.key, choice.key), 0) if is_told else None

    return SceneFigure(
        scene=scene,
        people=rounded(met) if is_shown else None,
        choices=tuple(
            _choice(number, choice, titles, made(choice), met)
            for number, choice in enumerate(scene.choices, start=1)
        ),
        seconds=_between(counts, scene.key) if is_shown else None,
        stopped=rounded(gone) if gone == 0 or gone >= minimum else None,
    )


def _choice(
    number: int, choice: Choice, titles: Mapping[str, str], people: int | None, met: int
) -> ChoiceFigure:
    shown = None if people is None else rounded(people)
    share = None if shown is None else min(100, 100 * shown // max(rounded(met), 1))
    return ChoiceFigure(number, choice, titles.get(choice.to, ""), shown, share)


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


def _finding(ref: str, decided: Decided, minimum: int) -> FindingFigure:
    total, risky = decided.times, decided.risky
    parts = (risky, total - risky)
    enough = total >= minimum
    is_told = enough and all(part == 0 or part >= minimum for part in parts)
    share = 100 * rounded(risky) // max(rounded(total), 1)
    return FindingFigure(
        ref,
        rounded(total) if enough and not decided.is_untold else None,
        share if is_told and not decided.is_veiled else None,
    )
