"""Every state that a play can reach: a scene together with its counters and flags."""

from dataclasses import dataclass, field

from quizzes.domain.documents import Choice, ScenarioDocument, Scene
from quizzes.domain.variables import Step, Values, Variables

LIMIT = 200_000
MISSING = -1


@dataclass(frozen=True, eq=False, slots=True)
class Move:
    """A choice ready to be followed; ``target`` is the place of its scene, or MISSING."""

    scene: Scene
    choice: Choice
    step: Step
    target: int
    points: int


@dataclass
class States:
    """Reachable states, numbered from the start (0) outwards.

    For each state: the place of its scene, its values, the states that follow, and the moves that
    lead to these, in the same order. Where ``complete`` is false there were more states than
    allowed: those from number ``expanded`` on were met but not followed, and all else is true as
    far as it goes.
    """

    variables: Variables
    scenes: list[int] = field(default_factory=list)
    values: list[Values] = field(default_factory=list)
    targets: list[tuple[int, ...]] = field(default_factory=list)
    moves: list[tuple[Move, ...]] = field(default_factory=list)
    endings: set[int] = field(default_factory=set)
    stuck: list[int] = field(default_factory=list)
    opened: set[Move] = field(default_factory=set)
    expanded: int = 0
    complete: bool = True

    def __len__(self) -> int:
        return len(self.scenes)


def explore(document: ScenarioDocument, limit: int = LIMIT) -> States:
    """Follow every open choice from the start, breadth first, to at most ``limit`` states.

    The document must be explorable (see ``shape.is_explorable``). An ending ends, whatever else its
    scene holds; a choice with a missing target opens but leads nowhere.
    """
    return _Explorer(document, limit).explore()


class _Explorer:
    def __init__(self, document: ScenarioDocument, limit: int) -> None:
        self.document = document
        self.limit = limit
        self.found = States(Variables(document))
        self.numbers: dict[tuple[int, Values], int] = {}
        self.places = {scene.key: place for place, scene in enumerate(document.scenes)}
        self.choices = [self._moves(scene) for scene in document.scenes]
        # Most states of a scene have the same moves; kept once, they cost neither memory nor time.
        self.known_moves: dict[tuple[Move, ...], tuple[Move, ...]] = {}

    def explore(self) -> States:
        found, scenes = self.found, self.document.scenes
        self._number((self.places[self.document.start], found.variables.start()))
        while found.complete and found.expanded < len(found):
            state = found.expanded
            if scenes[found.scenes[state]].ending is not None:
                found.endings.add(state)
            else:
                self._expand(state)
            found.expanded += found.complete
        return found

    def _moves(self, scene: Scene) -> list[Move]:
        step = self.found.variables.step
        return [
            Move(scene, choice, step(choice), self.places.get(choice.to, MISSING), choice.points)
            for choice in scene.choices
        ]

    def _expand(self, state: int) -> None:
        found = self.found
        values, choices = found.values[state], self.choices[found.scenes[state]]
        is_open = [move for move in choices if move.step.is_open(values)]
        found.opened.update(is_open)
        if choices and not is_open:
            found.stuck.append(state)
        moves = tuple(move for move in is_open if move.target != MISSING)
        targets = [self._number((move.target, move.step.after(values))) for move in moves]
        known = tuple(target for target in targets if target is not None)
        if len(known) < len(targets):
            found.complete = False
        else:
            found.targets[state] = known
            found.moves[state] = self.known_moves.setdefault(moves, moves)

    def _number(self, key: tuple[int, Values]) -> int | None:
        """The number of a state, a new one if need be; None where all are given out."""
        number = self.numbers.get(key)
        if number is None and len(self.numbers) < self.limit:
            number = self.numbers[key] = len(self.numbers)
            self.found.scenes.append(key[0])
            self.found.values.append(key[1])
            self.found.targets.append(())
            self.found.moves.append(())
        return number
