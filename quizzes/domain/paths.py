"""What can be said about all paths through states at once: loops, scores and lengths.

Nothing here recurses, so a long story is no deeper than a short one. Where the points of every loop
add up to zero, two states of one loop are the same points apart by every path between them; scores
are computed on that.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property

from quizzes.domain.states import Move

Targets = Sequence[tuple[int, ...]]  # for each state, those that follow
Moves = Sequence[tuple[Move, ...]]  # for each state, the moves that lead to them
Loop = list[Move]
Leg = tuple[int, Move, int]  # from a state, by a move, to a state
Tree = dict[int, Leg]  # the leg by which a path from the root comes to a state


class Paths:
    """All paths from state 0 that follow ``targets`` by ``moves``; they end at ``endings``."""

    def __init__(self, targets: Targets, moves: Moves, endings: Collection[int]) -> None:
        self.targets = targets
        self.moves = moves
        self.endings = endings
        self.components = _components(targets)
        self._home = [-1] * len(targets)
        self._gained = [0] * len(targets)
        self._odd: dict[int, list[Leg]] = {}
        for number, component in enumerate(self.components):
            for state in component:
                self._home[state] = number
            self._compare_points(number)

    def without_unsafe(self) -> "Paths":
        """The paths that take no unsafe choice."""
        targets, moves = list(self.targets), list(self.moves)
        for state, all_moves in enumerate(self.moves):
            kept = [at for at, move in enumerate(all_moves) if move.choice.quality != "unsafe"]
            if len(kept) < len(all_moves):
                targets[state] = tuple(self.targets[state][at] for at in kept)
                moves[state] = tuple(all_moves[at] for at in kept)
        return Paths(targets, moves, self.endings)

    def legs(self, states: Iterable[int]) -> Iterator[Leg]:
        """The single steps of paths from these states on."""
        for state in states:
            for target, move in zip(self.targets[state], self.moves[state], strict=True):
                yield state, move, target

    def reaching(self, goals: Collection[int]) -> set[int]:
        """The states from which one of the goals can be reached, the goals included."""
        found: set[int] = set()
        for component in self.components:
            if any(
                state in goals or not found.isdisjoint(self.targets[state]) for state in component
            ):
                found.update(component)
        return found

    @cached_property
    def useful(self) -> set[int]:
        """The states from which an ending can be reached."""
        return self.reaching(self.endings)

    @cached_property
    def most_remaining(self) -> dict[int, int]:
        """The greatest points from each useful state to an ending; useful loops must be even."""
        return self._best_remaining(sign=1)

    @cached_property
    def least_remaining(self) -> dict[int, int]:
        """The least points from each useful state to an ending; useful loops must be even."""
        return {state: -points for state, points in self._best_remaining(sign=-1).items()}

    def uneven_loops(self) -> list[Loop]:
        """Loops whose points do not add up to zero; none only if there is none.

        Not all of them, which could be countless: in each component, one for every choice that
        shows the unevenness.
        """
        loops = []
        for number, odd in self._odd.items():
            component = self.components[number]
            there = _tree(component[0], self._inside(number))
            back = _tree(component[0], self._inside(number, backwards=True))
            loops += [_uneven_loop(leg, there, back) for leg in odd]
        return loops

    def is_even(self, among: Collection[int]) -> bool:
        """Whether the points of every loop among these states add up to zero."""
        return not any(self.components[number][0] in among for number in self._odd)

    def shortest(self) -> int | None:
        """The number of states on a shortest path to an ending; None where there is no path."""
        level, met, length = [0], {0}, 1
        while level:
            if any(state in self.endings for state in level):
                return length
            level = list({target for state in level for target in self.targets[state]} - met)
            met.update(level)
            length += 1
        return None

    def longest(self) -> int | None:
        """The number of states on a longest path to an ending; None where none is the longest."""
        longest: dict[int, int] = {}
        for component in self.components:
            state = component[0]
            if state not in self.useful:
                continue
            if len(component) > 1 or state in self.targets[state]:
                return None
            ahead = [longest[target] for target in self.targets[state] if target in longest]
            longest[state] = 1 + max(ahead, default=0)
        return longest.get(0)

    def _best_remaining(self, sign: int) -> dict[int, int]:
        best: dict[int, int] = {}
        gained = self._gained
        for component in self.components:
            totals = [sign * gained[state] for state in component if state in self.endings]
            totals += [
                sign * (gained[state] + move.points) + best[target]
                for state, move, target in self.legs(component)
                if target in best
            ]
            if totals:
                most = max(totals)
                best.update({state: most - sign * gained[state] for state in component})
        return best

    def _compare_points(self, number: int) -> None:
        """Keep each state's points by one path inside its component, and where others disagree."""
        root, gained, home = self.components[number][0], self._gained, self._home
        met, ahead = {root}, [root]
        odd: dict[Move, Leg] = {}
        for state in ahead:
            for target, move in zip(self.targets[state], self.moves[state], strict=True):
                if home[target] != number:
                    continue
                if target not in met:
                    gained[target] = gained[state] + move.points
                    met.add(target)
                    ahead.append(target)
                elif gained[target] != gained[state] + move.points:
                    odd.setdefault(move, (state, move, target))
        if odd:
            self._odd[number] = list(odd.values())

    def _inside(self, number: int, *, backwards: bool = False) -> dict[int, list[Leg]]:
        """The legs that stay inside a component, by the state from which they lead."""
        inside: dict[int, list[Leg]] = {state: [] for state in self.components[number]}
        for leg in self.legs(self.components[number]):
            if leg[2] in inside:
                turned = (leg[2], leg[1], leg[0]) if backwards else leg
                inside[turned[0]].append(turned)
        return inside


def _components(targets: Targets) -> list[list[int]]:
    """The strongly connected components reachable from state 0, each before those leading to it.

    Tarjan, Depth-first search and linear graph algorithms, SIAM Journal on Computing 1 (1972).
    """
    found: list[list[int]] = []
    order, low = [-1] * len(targets), [0] * len(targets)
    is_placed = bytearray(len(targets))
    order[0], met = 0, 1
    waiting, path = [0], [(0, iter(targets[0]))]
    while path:
        state, ahead = path[-1]
        for target in ahead:
            if order[target] < 0:
                order[target] = low[target] = met
                met += 1
                waiting.append(target)
                path.append((target, iter(targets[target])))
                break
            if not is_placed[target]:
                low[state] = min(low[state], order[target])
        else:
            path.pop()
            if low[state] == order[state]:
                found.append(_take_component(waiting, state, is_placed))
            elif path:
                low[path[-1][0]] = min(low[path[-1][0]], low[state])
    return found


def _take_component(waiting: list[int], root: int, is_placed: bytearray) -> list[int]:
    component: list[int] = []
    while not component or component[-1] != root:
        component.append(waiting.pop())
        is_placed[component[-1]] = 1
    return component


def _tree(root: int, legs: dict[int, list[Leg]]) -> Tree:
    """Shortest paths from the root to all other states, nearer states first."""
    tree: Tree = {}
    ahead = [root]
    for state in ahead:
        for leg in legs[state]:
            if leg[2] != root and leg[2] not in tree:
                tree[leg[2]] = leg
                ahead.append(leg[2])
    return tree


def _climb(state: int, tree: Tree) -> list[Leg]:
    """The legs from a state up to the root of its tree."""
    legs = []
    while state in tree:
        legs.append(tree[state])
        state = tree[state][0]
    return legs


def _uneven_loop(odd: Leg, there: Tree, back: Tree) -> Loop:
    # Two ways lead from the root to the end of the odd leg, one of them by it, and their points
    # differ. So with the same way home one of the two rounds is uneven, and a simple loop in it.
    state, _, target = odd
    home = [(at, move, to) for to, move, at in _climb(target, back)]
    direct = [*reversed(_climb(target, there)), *home]
    return _uneven_part([*reversed(_climb(state, there)), odd, *home]) or _uneven_part(direct)


def _uneven_part(walk: list[Leg]) -> Loop:
    """The first simple loop of a closed walk whose points do not add up to zero, or nothing."""
    walked: list[Leg] = []
    places: dict[int, int] = {}
    for leg in walk:
        places[leg[0]] = len(walked)
        walked.append(leg)
        start = places.get(leg[2])
        if start is None:
            continue
        loop = walked[start:]
        if sum(move.points for _, move, _ in loop):
            return [move for _, move, _ in loop]
        del walked[start:]
        for state, _, _ in loop:
            del places[state]
    return []
