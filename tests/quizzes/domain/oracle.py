"""A slow, plain walker through small scenarios, to compare the proof and the player with.

It knows only the document. It walks from state to state as a learner would and collects what it
sees until it sees nothing new; it has no components, no potentials and no shortest paths.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from quizzes.domain.documents import Choice, ScenarioDocument, Scene

State = tuple[str, tuple[tuple[tuple[str, str], int], ...]]  # scene; (kind, key) and value
Found = set[tuple[str, str | None, str | None]]


@dataclass(frozen=True)
class Walker:
    document: ScenarioDocument

    # One step

    @property
    def first(self) -> State:
        values = {("counter", c.key): c.start for c in self.document.counters}
        values |= {("flag", f.key): False for f in self.document.flags}
        return self.document.start, tuple(sorted(values.items()))

    def scene(self, key: str) -> Scene:
        return {scene.key: scene for scene in self.document.scenes}[key]

    def open_at(self, state: State) -> list[Choice]:
        scene = self.scene(state[0])
        if scene.ending:
            return []
        return [c for c in scene.choices if all(self._holds(when, state) for when in c.when)]

    def after(self, state: State, choice: Choice) -> State | None:
        values = dict(state[1])
        for effect in choice.effects:
            raw = effect.model_dump(by_alias=True)
            if "flag" in raw:
                values["flag", raw["flag"]] = raw["set"]
            else:
                [limits] = [c for c in self.document.counters if c.key == raw["counter"]]
                value = values["counter", raw["counter"]] + raw["add"]
                value = limits.max if value > limits.max else value
                values["counter", raw["counter"]] = limits.min if value < limits.min else value
        if choice.to not in {scene.key for scene in self.document.scenes}:
            return None
        return choice.to, tuple(sorted(values.items()))

    def _holds(self, condition: Any, state: State) -> bool:
        raw, values = condition.model_dump(by_alias=True), dict(state[1])
        if "flag" in raw:
            return values["flag", raw["flag"]] is raw["is"]
        value, bound = values["counter", raw["counter"]], raw["value"]
        truths: dict[str, bool] = {
            "<": value < bound,
            "<=": value <= bound,
            "==": value == bound,
            "!=": value != bound,
            ">=": value >= bound,
            ">": value > bound,
        }
        return truths[raw["op"]]

    def steps(self, state: State) -> list[tuple[Choice, State]]:
        pairs = [(choice, self.after(state, choice)) for choice in self.open_at(state)]
        return [(choice, after) for choice, after in pairs if after is not None]

    # All states

    @cached_property
    def reached(self) -> set[State]:
        reached, new = {self.first}, {self.first}
        while new:
            new = {after for state in new for _, after in self.steps(state)} - reached
            reached |= new
        return reached

    @cached_property
    def can_end(self) -> set[State]:
        able = {state for state in self.reached if self.scene(state[0]).ending}
        while True:
            more = {s for s in self.reached - able if any(to in able for _, to in self.steps(s))}
            if not more:
                return able
            able |= more

    def has_uneven_loop(self, among: set[State]) -> bool:
        return self._still_grows(among, 1) or self._still_grows(among, -1)

    def _still_grows(self, among: set[State], sign: int) -> bool:
        """Whether walks that are longer than there are states still gain: then they go round."""
        gain = dict.fromkeys(among, 0)
        for _ in range(len(among) + 1):
            following = {
                state: max(
                    [gain[state]]
                    + [
                        sign * choice.points + gain[after]
                        for choice, after in self.steps(state)
                        if after in among
                    ]
                )
                for state in among
            }
            if following == gain:
                return False
            gain = following
        return True

    # All plays

    @cached_property
    def plays(self) -> dict[tuple[State, int], tuple[int, int, int]]:
        """For each state and score together: the least (unsafe, partly, decisions) to get there.

        Only with even loops on the way; else there is no end of it.
        """
        best = {(self.first, 0): (0, 0, 0)} if self.first in self.can_end else {}
        changed = set(best)
        while changed:
            was, changed = changed, set()
            for state, score in was:
                unsafe, partly, length = best[state, score]
                for choice, after in self.steps(state):
                    if after not in self.can_end:
                        continue
                    place = after, score + choice.points
                    cost = (
                        unsafe + (choice.quality == "unsafe"),
                        partly + (choice.quality == "partly"),
                        length + 1,
                    )
                    if place not in best or cost < best[place]:
                        best[place] = cost
                        changed.add(place)
        return best

    def complete(self) -> list[tuple[int, tuple[int, int, int]]]:
        """Score and least (unsafe, partly, decisions) of the complete plays."""
        return [(score, cost) for (state, score), cost in self.plays.items() if self._ends(state)]

    def _ends(self, state: State) -> bool:
        return self.scene(state[0]).ending is not None

    def passes(self, score: int, unsafe: int) -> bool:
        rule = self.document.pass_rule
        if rule is None:
            return True
        low = rule.min_score is not None and score < rule.min_score
        return not low and not (rule.no_unsafe and unsafe > 0)

    def can_fail(self) -> bool:
        """Whether a complete play fails, by its score or by an unsafe choice somewhere on it."""
        rule = self.document.pass_rule
        unsafe_on_the_way = any(
            choice.quality == "unsafe" and after in self.can_end
            for state in self.can_end
            for choice, after in self.steps(state)
        )
        return any(not self.passes(score, 0) for score, _ in self.complete()) or bool(
            rule and rule.no_unsafe and unsafe_on_the_way
        )

    def best(self) -> tuple[bool, int, int, int, int] | None:
        """(fails, unsafe, partly, score lost, decisions) of the best complete play."""
        return min(
            (
                (not self.passes(score, unsafe), unsafe, partly, -score, length)
                for score, (unsafe, partly, length) in self.complete()
            ),
            default=None,
        )

    def lengths(self) -> tuple[int | None, int | None]:
        """Scenes in the shortest and in the longest complete play; the longest None if endless."""
        at, length, ended = {self.first} & self.can_end, 0, []
        while at and length <= len(self.can_end):
            length += 1
            if any(self._ends(state) for state in at):
                ended.append(length)
            at = {after for state in at for _, after in self.steps(state)} & self.can_end
        if not ended:
            return None, None
        return ended[0], None if at else ended[-1]

    # The verdict

    def problems(self) -> Found:
        return self._of_scenes() | self._of_states() | self._of_pass_rule()

    def _of_scenes(self) -> Found:
        found: Found = set()
        for scene in self.document.scenes:
            if scene.ending and scene.choices:
                found.add(("ending-with-choices", scene.key, None))
            if not scene.ending and not scene.choices:
                found.add(("dead-end", scene.key, None))
            for choice in scene.choices:
                if choice.to not in {other.key for other in self.document.scenes}:
                    found.add(("missing-target", scene.key, choice.key))
        if not any(scene.ending for scene in self.document.scenes):
            found.add(("no-ending", None, None))
        return found

    def _of_states(self) -> Found:
        found: Found = set()
        met = {state[0] for state in self.reached}
        opened = {(s[0], choice.key) for s in self.reached for choice in self.open_at(s)}
        for scene in self.document.scenes:
            if scene.key not in met:
                found.add(("unreachable", scene.key, None))
            for choice in scene.choices:
                is_offered = scene.key in met and not scene.ending
                if is_offered and (scene.key, choice.key) not in opened:
                    found.add(("never-open", scene.key, choice.key))
        for state in self.reached:
            scene = self.scene(state[0])
            if scene.choices and not scene.ending and not self.open_at(state):
                found.add(("stuck", scene.key, None))
            if state not in self.can_end:
                found.add(("no-escape", scene.key, None))
        return found

    def _of_pass_rule(self) -> Found:
        if (
            self.document.pass_rule is None
            or self.has_uneven_loop(self.reached)
            or self.first not in self.can_end
        ):
            return set()
        if not any(self.passes(score, cost[0]) for score, cost in self.complete()):
            return {("pass-impossible", None, None)}
        return set() if self.can_fail() else {("pass-inevitable", None, None)}

    def words(self) -> int:
        texts = []
        for key in {state[0] for state in self.reached}:
            scene = self.scene(key)
            texts += [scene.title, scene.note, scene.text]
            texts += [scene.ending.debrief] if scene.ending else []
        opened = {(s[0], choice.key) for s in self.reached for choice in self.open_at(s)}
        for scene in self.document.scenes:
            for choice in scene.choices:
                if (scene.key, choice.key) in opened:
                    texts += [choice.text, choice.feedback]
        return sum(len(re.sub("<[^>]*>", " ", text).split()) for text in texts)
