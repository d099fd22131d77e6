"""Playing a scenario: one decision after another, each following from the last alone."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from quizzes.domain.documents import Choice, OutcomeName, ScenarioDocument, Scene
from quizzes.domain.variables import UnknownVariable, Variables

Decision = tuple[str, str]  # the keys of a scene and of the choice made there


class PlayError(ValueError):
    """A play cannot go on like this; the message says why, in a sentence for a person."""


class UnknownChoice(PlayError):
    """The scene has no choice of this key."""


class ChoiceNotOpen(PlayError):
    """The choice exists, but its conditions do not hold here."""


class AlreadyEnded(PlayError):
    """The play has reached its ending: nothing is left to choose."""


class NotEnded(PlayError):
    """The play has no outcome yet."""


class OutOfPlace(PlayError):
    """A decision was recorded at a scene that is not where the play stands."""


class Unplayable(PlayError):
    """The scenario is broken here: a scene or a variable is missing. A proved one never is."""


@dataclass(frozen=True)
class PlayState:
    """Where a play stands. ``unsafe`` counts unsafe decisions; ``trail`` is every decision so far.

    Fully determined by the document and the trail.
    """

    scene: str
    counters: Mapping[str, int]
    flags: Mapping[str, bool]
    score: int = 0
    unsafe: int = 0
    trail: tuple[Decision, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What a complete play came to: the ending's scene, points, unsafe decisions, pass or not."""

    ending: str
    outcome: OutcomeName
    score: int
    unsafe: int
    passed: bool


def begin(
    document: ScenarioDocument,
    *,
    scene: str | None = None,
    counters: Mapping[str, int] | None = None,
    flags: Mapping[str, bool] | None = None,
) -> PlayState:
    """A play at its start; to try a draft, at any scene, with some counters and flags as given.

    Counters given beyond their bounds are brought back to them. Raises Unplayable where there is
    no such scene, counter or flag.
    """
    variables = Variables(document)
    first = document.start if scene is None else scene
    _scene(document, first)
    all_counters, all_flags = variables.named(variables.start())
    unknown = [*(set(counters or ()) - set(all_counters)), *(set(flags or ()) - set(all_flags))]
    if unknown:
        raise Unplayable(f"There is no counter or flag “{min(unknown)}” in this scenario.")
    for counter in document.counters:
        wanted = (counters or {}).get(counter.key, counter.start)
        all_counters[counter.key] = min(counter.max, max(counter.min, wanted))
    return PlayState(scene=first, counters=all_counters, flags={**all_flags, **(flags or {})})


def has_ended(document: ScenarioDocument, state: PlayState) -> bool:
    """Whether the play stands at an ending."""
    return _scene(document, state.scene).ending is not None


def open_choices(document: ScenarioDocument, state: PlayState) -> tuple[Choice, ...]:
    """The choices open here, in the order of the document; none at an ending. Raises Unplayable."""
    scene = _scene(document, state.scene)
    if scene.ending is not None:
        return ()
    variables = Variables(document)
    values = variables.values(state.counters, state.flags)
    try:
        return tuple(c for c in scene.choices if variables.step(c).is_open(values))
    except UnknownVariable as error:
        raise Unplayable(str(error)) from error


def choose(document: ScenarioDocument, state: PlayState, choice_key: str) -> PlayState:
    """The state after this choice: effects applied, points added, one decision longer.

    Raises AlreadyEnded, UnknownChoice, ChoiceNotOpen, or Unplayable where the choice leads nowhere.
    """
    scene = _scene(document, state.scene)
    choice = _open_choice(document, state, scene, choice_key)
    _scene(document, choice.to)
    variables = Variables(document)
    values = variables.step(choice).after(variables.values(state.counters, state.flags))
    counters, flags = variables.named(values)
    return replace(
        state,
        scene=choice.to,
        counters=counters,
        flags=flags,
        score=state.score + choice.points,
        unsafe=state.unsafe + (choice.quality == "unsafe"),
        trail=(*state.trail, (scene.key, choice.key)),
    )


def replay(document: ScenarioDocument, decisions: Iterable[Decision]) -> PlayState:
    """The state to which these decisions lead from the start.

    Raises OutOfPlace where a decision belongs to another scene, and what ``choose`` raises.
    """
    return retrace(document, decisions)[-1]


def retrace(document: ScenarioDocument, decisions: Iterable[Decision]) -> tuple[PlayState, ...]:
    """The state before the first of the decisions and after each. Raises what ``replay`` raises."""
    states = [begin(document)]
    for scene_key, choice_key in decisions:
        if scene_key != states[-1].scene:
            raise OutOfPlace(f"The play is at “{states[-1].scene}”, not at “{scene_key}”.")
        states.append(choose(document, states[-1], choice_key))
    return tuple(states)


def longest_valid_prefix(
    document: ScenarioDocument, decisions: Iterable[Decision]
) -> tuple[Decision, ...]:
    """As many of the decisions, from the first on, as can be replayed in this document."""
    valid: tuple[Decision, ...] = ()
    with suppress(PlayError):
        state = begin(document)
        for scene_key, choice_key in decisions:
            if scene_key != state.scene:
                break
            state = choose(document, state, choice_key)
            valid = state.trail
    return valid


def outcome(document: ScenarioDocument, state: PlayState) -> Outcome:
    """What the play came to; raises NotEnded before an ending."""
    ending = _scene(document, state.scene).ending
    if ending is None:
        raise NotEnded(f"The play is still at “{state.scene}”, which is not an ending.")
    return Outcome(
        ending=state.scene,
        outcome=ending.outcome,
        score=state.score,
        unsafe=state.unsafe,
        passed=_passes(document, state),
    )


def _passes(document: ScenarioDocument, state: PlayState) -> bool:
    rule = document.pass_rule
    if rule is None:
        return True
    enough = rule.min_score is None or state.score >= rule.min_score
    return enough and not (rule.no_unsafe and state.unsafe)


def _scene(document: ScenarioDocument, key: str) -> Scene:
    scene = document.scene(key)
    if scene is None:
        raise Unplayable(f"There is no scene “{key}” in this scenario.")
    return scene


def _open_choice(
    document: ScenarioDocument, state: PlayState, scene: Scene, choice_key: str
) -> Choice:
    if scene.ending is not None:
        raise AlreadyEnded(f"The play has ended at “{scene.title}”: nothing is left to choose.")
    if not any(choice.key == choice_key for choice in scene.choices):
        raise UnknownChoice(f"There is no choice “{choice_key}” at “{scene.title}”.")
    for choice in open_choices(document, state):
        if choice.key == choice_key:
            return choice
    raise ChoiceNotOpen(f"The choice “{choice_key}” is not open at “{scene.title}” now.")
