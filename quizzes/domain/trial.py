"""Trying a draft: any scene, any counters, with what is closed and why."""

from dataclasses import dataclass

from quizzes.domain import play
from quizzes.domain.documents import Choice, ScenarioDocument, Scene
from quizzes.domain.shorthand import write_conditions


@dataclass(frozen=True)
class TrialChoice:
    """A choice of the scene, its number among them all (from 1), and what it is open to
    (`trust >= 2, not asked`; "" always). It leads somewhere only where its scene exists."""

    number: int
    choice: Choice
    is_open: bool
    leads_on: bool
    when: str


@dataclass(frozen=True)
class Trial:
    """Where a trial stands, and the scenes and choices on its way there."""

    scene: Scene
    state: play.PlayState
    choices: tuple[TrialChoice, ...]
    path: tuple[tuple[Scene, Choice], ...]


def trial(document: ScenarioDocument, state: play.PlayState) -> Trial:
    """Raises play.Unplayable where the scene or a variable is missing."""
    scenes = {scene.key: scene for scene in document.scenes}
    if state.scene not in scenes:
        raise play.Unplayable(f"There is no scene “{state.scene}” in this scenario.")
    scene, opened = scenes[state.scene], play.open_choices(document, state)
    choices = tuple(
        TrialChoice(
            number=number,
            choice=choice,
            is_open=choice in opened,
            leads_on=choice.to in scenes,
            when=write_conditions([one.model_dump(by_alias=True) for one in choice.when]),
        )
        for number, choice in enumerate(scene.choices, start=1)
    )
    return Trial(scene, state, choices, tuple(_met(scenes, *step) for step in state.trail))


def _met(scenes: dict[str, Scene], scene_key: str, choice_key: str) -> tuple[Scene, Choice]:
    scene = scenes[scene_key]
    return scene, next(choice for choice in scene.choices if choice.key == choice_key)
