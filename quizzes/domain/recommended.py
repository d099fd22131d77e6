"""The way through a scenario that a debrief shows beside the learner's own."""

from heapq import heappop, heappush
from itertools import count

from quizzes.domain.documents import ScenarioDocument
from quizzes.domain.paths import Paths
from quizzes.domain.play import Decision
from quizzes.domain.shape import is_explorable
from quizzes.domain.states import LIMIT, Move, explore

Moves = tuple[Move, ...]


def recommended(document: ScenarioDocument, *, limit: int = LIMIT) -> tuple[Decision, ...]:
    """The decisions of a best complete play: always the same one for the same document.

    Best is: it passes; then fewest unsafe decisions, fewest partly safe ones, greatest score,
    fewest decisions. Empty where the scenario starts at an ending, or where its problems leave
    no best play.
    """
    if not is_explorable(document):
        return ()
    states = explore(document, limit)
    paths = Paths(states.targets, states.moves, states.endings)
    if not states.complete or not paths.is_even(paths.useful):
        return ()
    moves = _best_passing(document, paths)
    if moves is None:
        moves = _best(paths) or ()
    return tuple((move.scene.key, move.choice.key) for move in moves)


def _best_passing(document: ScenarioDocument, paths: Paths) -> Moves | None:
    rule = document.pass_rule
    if rule is None:
        return None
    return _best(paths.without_unsafe() if rule.no_unsafe else paths, rule.min_score)


def _best(paths: Paths, min_score: int | None = None) -> Moves | None:
    """The best of the complete plays with this score or more; None where there is none.

    Dijkstra's algorithm on (unsafe, partly, points lost, decisions). Points lost are counted
    against the most that could still be had at each state, so no move has less than none of them
    (Johnson 1977), and what may be lost altogether is known from the start.
    """
    most = paths.most_remaining
    if 0 not in most or (min_score is not None and most[0] < min_score):
        return None
    order = count()
    plays = [((0, 0, 0, 0), next(order), 0, _NO_MOVES)]
    least_lost: dict[int, int] = {}
    while plays:
        (unsafe, partly, lost, length), _, state, trail = heappop(plays)
        # Who comes later is no safer, so is worth following only with more points to meet the rule.
        if state in least_lost and (min_score is None or lost >= least_lost[state]):
            continue
        least_lost[state] = lost
        if state in paths.endings:
            return _unwound(trail)
        for _, move, target in paths.legs([state]):
            if target not in most:
                continue
            lost_then = lost + most[state] - move.points - most[target]
            if min_score is not None and most[0] - lost_then < min_score:
                continue
            quality = move.choice.quality
            cost = (unsafe + (quality == "unsafe"), partly + (quality == "partly"), lost_then)
            heappush(plays, ((*cost, length + 1), next(order), target, (trail, move)))
    return None


_Trail = tuple["_Trail", Move] | tuple[()]
_NO_MOVES: _Trail = ()


def _unwound(trail: _Trail) -> Moves:
    moves: list[Move] = []
    while trail:
        trail, move = trail
        moves.append(move)
    return tuple(reversed(moves))
