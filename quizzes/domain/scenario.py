"""Proving that a scenario cannot trap or mislead a learner.

The proof looks at every state that a play can reach (scene, counters, flags), not only at the
scenes, and says everything that it finds at once. Conditions are judged on entering a scene;
effects apply in order when the choice is made, each clamped to its counter's bounds; an ending
ends, whatever else its scene holds.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from quizzes.domain.documents import CounterCondition, PassRule, ScenarioDocument, Scene
from quizzes.domain.paths import Loop, Paths
from quizzes.domain.problems import Problem
from quizzes.domain.reading import count_words
from quizzes.domain.shape import is_explorable, problems_of_shape, quoted, warnings
from quizzes.domain.states import LIMIT, States, explore

WORDS_A_MINUTE = 200


@dataclass(frozen=True)
class Facts:
    """What is known of all complete plays (start to ending); None where it is not defined.

    ``states`` counts reachable states; the scores are points; ``shortest`` and ``longest`` count
    scenes as often as they are visited, and ``longest`` is None where a loop allows ever longer
    plays; ``words`` are those of all reachable text, ``minutes`` the time to read it.
    """

    scenes: int
    states: int | None = None
    min_score: int | None = None
    max_score: int | None = None
    shortest: int | None = None
    longest: int | None = None
    words: int | None = None
    minutes: int | None = None


@dataclass(frozen=True)
class Proof:
    """All problems of a scenario, those that only warn included, and the facts about it."""

    problems: tuple[Problem, ...]
    facts: Facts

    @property
    def publishable(self) -> bool:
        return not any(problem.blocks for problem in self.problems)


def prove(document: ScenarioDocument, *, limit: int = LIMIT) -> Proof:
    """Find every problem and every fact, looking at no more than ``limit`` states.

    States are looked at only where the document says what they are: not with a missing start, an
    unknown variable, a bad counter, or a key that two scenes, counters or flags share.
    """
    found = problems_of_shape(document)
    facts = Facts(scenes=len(document.scenes))
    if is_explorable(document):
        states = explore(document, limit)
        paths = Paths(states.targets, states.moves, states.endings)
        found += _problems_of_states(document, states, paths, limit)
        if states.complete:
            found += _problems_of_pass_rule(document.pass_rule, paths)
            facts = _facts(document, states, paths)
    return Proof((*found, *warnings(document)), facts)


def problems(document: ScenarioDocument) -> list[Problem]:
    """Every problem of the scenario, in the order in which they were looked for."""
    return list(prove(document).problems)


def _problems_of_states(
    document: ScenarioDocument, states: States, paths: Paths, limit: int
) -> Iterator[Problem]:
    if not states.complete:
        yield Problem(
            "too-large",
            f"The scenes with their counters and flags come to more than {limit:,} situations, "
            "too many to check. Use fewer counters and flags, or closer bounds.",
        )
    yield from _unreachable(document, states)
    yield from _stuck(document, states)
    if states.complete:
        yield from _never_open(document, states)
    yield from _no_escape(document, states, paths)
    yield from _score_loops(document, paths)


def _unreachable(document: ScenarioDocument, states: States) -> Iterator[Problem]:
    # With states left out, only what no choice at all leads to is surely out of reach.
    reached = set(states.scenes) if states.complete else _linked(document)
    for place, scene in enumerate(document.scenes):
        if place not in reached:
            yield Problem(
                "unreachable",
                f"No way through the story leads to {quoted(scene)}.",
                scene=scene.key,
            )


def _linked(document: ScenarioDocument) -> set[int]:
    """The places of scenes that choices lead to from the start, whatever their conditions."""
    places = {scene.key: place for place, scene in enumerate(document.scenes)}
    ahead = [places[document.start]]
    linked = set(ahead)
    for place in ahead:
        scene = document.scenes[place]
        targets = [] if scene.ending else [c.to for c in scene.choices if c.to in places]
        new = {places[key] for key in targets} - linked
        linked |= new
        ahead += new
    return linked


def _stuck(document: ScenarioDocument, states: States) -> Iterator[Problem]:
    for scene, state in _first_states(document, states, states.stuck):
        yield Problem(
            "stuck",
            f"At {quoted(scene)} no choice is open{_when(states, state, [scene])}: "
            "the learner could not go on.",
            scene=scene.key,
        )


def _never_open(document: ScenarioDocument, states: States) -> Iterator[Problem]:
    opened = {id(move.choice) for move in states.opened}
    for place in sorted(set(states.scenes)):
        scene = document.scenes[place]
        for choice in () if scene.ending else scene.choices:
            if id(choice) not in opened:
                yield Problem(
                    "never-open",
                    f"The choice {quoted(choice)} at {quoted(scene)} can never be made: "
                    "its conditions do not hold on any way to this scene.",
                    scene=scene.key,
                    choice=choice.key,
                )


def _no_escape(document: ScenarioDocument, states: States, paths: Paths) -> Iterator[Problem]:
    unfollowed = range(states.expanded, len(states))
    escaping = paths.reaching(states.endings.union(unfollowed))
    caught = [state for state in range(states.expanded) if state not in escaping]
    for scene, state in _first_states(document, states, caught):
        yield Problem(
            "no-escape",
            f"From {quoted(scene)} no ending can be reached"
            f"{_when(states, state, document.scenes)}.",
            scene=scene.key,
        )


def _score_loops(document: ScenarioDocument, paths: Paths) -> Iterator[Problem]:
    loops = {frozenset(loop): loop for loop in paths.uneven_loops()}
    places = {scene.key: place for place, scene in enumerate(document.scenes)}
    told = []
    for loop in loops.values():
        first = min(range(len(loop)), key=lambda at: places[loop[at].scene.key])
        told.append(loop[first:] + loop[:first])
    for loop in sorted(told, key=lambda loop: places[loop[0].scene.key]):
        yield Problem(
            "score-loop",
            f"{_round_trip(loop)} changes the score by {sum(m.points for m in loop):+d} each time, "
            "so a learner could go round to collect or lose points. "
            "Let the points of the round add up to zero.",
            scene=loop[0].scene.key,
            choice=loop[0].choice.key,
        )


def _round_trip(loop: Loop) -> str:
    scenes = list(dict.fromkeys(quoted(move.scene) for move in loop))
    by = f"by {quoted(loop[0].choice)}"
    if len(scenes) == 1:
        return f"Coming back to {scenes[0]} {by}"
    if len(scenes) > 4:
        scenes = [*scenes[:2], f"{len(scenes) - 3} more scenes", scenes[-1]]
    return f"Going round {', '.join(scenes[:-1])} and {scenes[-1]} {by}"


def _first_states(
    document: ScenarioDocument, states: States, among: Iterable[int]
) -> list[tuple[Scene, int]]:
    """Each scene that has one of these states, in the order of the document, with the first."""
    first: dict[int, int] = {}
    for state in among:
        first.setdefault(states.scenes[state], state)
    return [(document.scenes[place], first[place]) for place in sorted(first)]


def _when(states: States, state: int, scenes: Iterable[Scene]) -> str:
    """The counters and flags that the scenes' conditions ask for, as they are at a state."""
    conditions = [when for scene in scenes for choice in scene.choices for when in choice.when]
    asked = {
        condition.counter if isinstance(condition, CounterCondition) else condition.flag
        for condition in conditions
    }
    counters, flags = states.variables.named(states.values[state])
    labels = {part.key: part.label or part.key for part in states.variables.counters}
    flag_labels = {part.key: part.label or part.key for part in states.variables.flags}
    told = [f"“{labels[key]}” at {value}" for key, value in counters.items() if key in asked]
    told += [
        f"“{flag_labels[key]}” {'' if value else 'not '}set"
        for key, value in flags.items()
        if key in asked
    ]
    return f" (for instance with {', '.join(told)})" if told else ""


def _problems_of_pass_rule(rule: PassRule | None, paths: Paths) -> list[Problem]:
    everywhere = range(len(paths.targets))
    if rule is None or not paths.is_even(everywhere) or 0 not in paths.useful:
        return []
    if not _can_pass(rule, paths):
        return [
            Problem("pass-impossible", "No way through the story passes: soften the pass rule.")
        ]
    if not _can_fail(rule, paths):
        return [
            Problem(
                "pass-inevitable",
                "Every way through the story passes, so passing says nothing: make the pass rule "
                "stricter, or leave it out.",
            )
        ]
    return []


def _can_pass(rule: PassRule, paths: Paths) -> bool:
    most = (paths.without_unsafe() if rule.no_unsafe else paths).most_remaining
    return 0 in most and (rule.min_score is None or most[0] >= rule.min_score)


def _can_fail(rule: PassRule, paths: Paths) -> bool:
    if rule.min_score is not None and paths.least_remaining[0] < rule.min_score:
        return True
    return rule.no_unsafe and any(
        move.choice.quality == "unsafe" and target in paths.useful
        for _, move, target in paths.legs(paths.useful)
    )


def _facts(document: ScenarioDocument, states: States, paths: Paths) -> Facts:
    words = _words(document, states)
    is_scored = paths.is_even(paths.useful)
    return Facts(
        scenes=len(document.scenes),
        states=len(states),
        min_score=paths.least_remaining.get(0) if is_scored else None,
        max_score=paths.most_remaining.get(0) if is_scored else None,
        shortest=paths.shortest(),
        longest=paths.longest(),
        words=words,
        minutes=-(-words // WORDS_A_MINUTE),
    )


def _words(document: ScenarioDocument, states: States) -> int:
    texts = []
    for place in set(states.scenes):
        scene = document.scenes[place]
        texts += [scene.title, scene.note, scene.text]
        texts += [scene.ending.debrief] if scene.ending else []
    for move in states.opened:
        texts += [move.choice.text, move.choice.feedback]
    return sum(count_words(text) for text in texts)
