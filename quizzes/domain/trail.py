"""A way through a scenario in short: which of each scene's choices, counted from 1, as `2-1-3`."""

from collections.abc import Iterable

from quizzes.domain import play
from quizzes.domain.documents import ScenarioDocument

LONGEST = 500  # decisions; nobody plays further, and an address must stay one


class NoTrail(play.PlayError):
    """The text is no way through a scenario, or one longer than anybody plays."""


def read_trail(
    document: ScenarioDocument, text: str, *, begun: play.PlayState | None = None
) -> play.PlayState:
    """The state to which the way leads from the start, or from where it was `begun`.

    Raises NoTrail for what is no way at all, and play.PlayError where it leads nowhere here.
    """
    numbers = text.split("-") if text else []
    if len(numbers) > LONGEST or not all(map(_is_number, numbers)):
        raise NoTrail("These are not the numbers of choices.")
    state = begun or play.begin(document)
    for number in numbers:
        state = play.choose(document, state, _choice(document, state.scene, int(number)))
    return state


def write_trail(document: ScenarioDocument, decisions: Iterable[play.Decision]) -> str:
    """The way of these decisions, which the document has."""
    return "-".join(str(_number(document, *decision)) for decision in decisions)


def _choice(document: ScenarioDocument, scene_key: str, number: int) -> str:
    scene = document.scene(scene_key)
    if scene is None or not 1 <= number <= len(scene.choices):
        raise NoTrail(f"There is no choice {number} at “{scene_key}”.")
    return scene.choices[number - 1].key


def _number(document: ScenarioDocument, scene_key: str, choice_key: str) -> int:
    scene = document.scene(scene_key)
    keys = [choice.key for choice in scene.choices] if scene else []
    return keys.index(choice_key) + 1


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 4
