"""A story as its author looks at it: scenes in order, where choices lead, what is wrong where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quizzes.domain.problems import Problem

# Where each problem is mended: at a scene or its choice, and where it belongs to neither.
FIELDS = {
    "dead-end": "choices",
    "missing-alt-text": "text",
    "missing-feedback": "feedback",
    "missing-finding": "findings",
    "missing-target": "to",
    "never-open": "when",
    "no-escape": "choices",
    "score-loop": "points",
    "stuck": "choices",
}
PAGE_FIELDS = {
    "bad-counter": "variables",
    "duplicate-key": "variables",
    "missing-alt-text": "alternative",
    "missing-start": "scenes",
    "no-ending": "scenes",
    "pass-impossible": "pass_score",
    "pass-inevitable": "pass_score",
    "too-large": "variables",
    "unreadable": "variables",
}


UNSAID = "unsaid"  # A quality or an outcome that the author has still to choose.


@dataclass(frozen=True)
class ChoiceLine:
    """A choice; `to` is the key of the scene it leads to, `target` that scene's title ("" for
    none). `quality` may be UNSAID. `number` counts a scene's choices from 1."""

    number: int
    key: str
    text: str
    quality: str
    to: str
    target: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class SceneLine:
    """A scene; `outcome` is "" where it is no ending, and may be UNSAID where it is one. `block`
    is the id of its block in the editor. `number` counts the scenes from 1."""

    number: int
    key: str
    block: str
    title: str
    outcome: str
    choices: tuple[ChoiceLine, ...]
    problems: tuple[Problem, ...]

    @property
    def blocking(self) -> int:
        """How many problems here, at its choices too, forbid publishing."""
        everything = [*self.problems, *(one for line in self.choices for one in line.problems)]
        return sum(problem.blocks for problem in everything)


@dataclass(frozen=True)
class Place:
    """A problem and what it leads to: a block, a choice of it (0 for none), a field of either.

    Without a block the field is one of the page. All are "" where it leads nowhere.
    """

    problem: Problem
    block: str
    choice: int
    field: str


@dataclass(frozen=True)
class Outline:
    scenes: tuple[SceneLine, ...]
    places: tuple[Place, ...]

    @property
    def blocking(self) -> list[Place]:
        return [place for place in self.places if place.problem.blocks]

    @property
    def warnings(self) -> list[Place]:
        return [place for place in self.places if not place.problem.blocks]


def outline(
    scenes: Sequence[Mapping[str, Any]], blocks: Sequence[str], problems: Sequence[Problem]
) -> Outline:
    """The outline of a document's scenes (as JSON has them), each with the id of its block."""
    titles = {scene["key"]: scene["title"] for scene in scenes}
    lines = tuple(
        _scene(number, scene, block, titles, problems)
        for number, (scene, block) in enumerate(zip(scenes, blocks, strict=True), start=1)
    )
    return Outline(lines, tuple(_place(problem, lines) for problem in problems))


def _scene(
    number: int,
    scene: Mapping[str, Any],
    block: str,
    titles: Mapping[str, str],
    problems: Sequence[Problem],
) -> SceneLine:
    here = [problem for problem in problems if problem.scene == scene["key"]]
    own = tuple(problem for problem in here if problem.choice is None)
    outcome = (scene.get("ending") or {}).get("outcome", "")
    choices = scene.get("choices", [])
    return SceneLine(
        number=number,
        key=scene["key"],
        block=block,
        title=scene["title"],
        outcome=_said(outcome, "outcome", own),
        choices=tuple(
            _choice(at, choice, titles, here) for at, choice in enumerate(choices, start=1)
        ),
        problems=own,
    )


def _choice(
    number: int, choice: Mapping[str, Any], titles: Mapping[str, str], here: Sequence[Problem]
) -> ChoiceLine:
    problems = tuple(problem for problem in here if problem.choice == choice["key"])
    return ChoiceLine(
        number=number,
        key=choice["key"],
        text=choice["text"],
        quality=_said(choice["quality"], "quality", problems),
        to=choice["to"] if choice["to"] in titles else "",
        target=titles.get(choice["to"], ""),
        problems=problems,
    )


def _said(word: str, field: str, problems: Sequence[Problem]) -> str:
    """The word, unless it only stands in for one that is still to be chosen in the field."""
    return UNSAID if any(problem.field == field for problem in problems) else word


def _place(problem: Problem, lines: Sequence[SceneLine]) -> Place:
    scene = next((line for line in lines if problem.scene == line.key), None)
    if scene is None:
        return Place(problem, "", 0, problem.field or PAGE_FIELDS.get(problem.code, ""))
    choices = (line.number for line in scene.choices if line.key == problem.choice)
    field = problem.field or FIELDS.get(problem.code, "title")
    return Place(problem, scene.block, next(choices, 0), field)
