"""What counters and flags do: when a choice is open, and what follows from it.

The one place that knows, for the player and for the proof alike.
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from quizzes.domain.documents import (
    Choice,
    Condition,
    CounterCondition,
    CounterEffect,
    Effect,
    ScenarioDocument,
)

Values = tuple[int, ...]
Test = tuple[int, Callable[[int, int], bool], int]
Change = tuple[int, int, int, int]

_OPERATORS: dict[str, Callable[[int, int], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
}


class UnknownVariable(ValueError):
    """A choice names a counter or a flag that the scenario does not declare."""


@dataclass(frozen=True)
class Step:
    """A choice made quick to judge: its conditions and effects on values by position."""

    tests: tuple[Test, ...]
    changes: tuple[Change, ...]

    def is_open(self, values: Values) -> bool:
        """Whether every condition holds."""
        for at, holds, value in self.tests:  # noqa: SIM110 - asked for every state: all() is slower
            if not holds(values[at], value):
                return False
        return True

    def after(self, values: Values) -> Values:
        """The values once the effects have applied in order, each clamped to its bounds."""
        if not self.changes:
            return values
        changed = list(values)
        for at, add, low, high in self.changes:
            changed[at] = min(high, max(low, changed[at] + add))
        return tuple(changed)


class Variables:
    """The counters and flags of a scenario as one tuple of numbers, counters first.

    A flag is a number from 0 to 1: setting it adds one, clearing it takes one away, clamped.
    """

    def __init__(self, document: ScenarioDocument) -> None:
        self.counters = document.counters
        self.flags = document.flags
        self._counter_at = {counter.key: at for at, counter in enumerate(self.counters)}
        first_flag = len(self.counters)
        self._flag_at = {flag.key: first_flag + at for at, flag in enumerate(self.flags)}

    def start(self) -> Values:
        return (*(counter.start for counter in self.counters), *(0 for _ in self.flags))

    def values(self, counters: Mapping[str, int], flags: Mapping[str, bool]) -> Values:
        """The tuple for these counters and flags, which must be all that are declared."""
        return (
            *(counters[counter.key] for counter in self.counters),
            *(int(flags[flag.key]) for flag in self.flags),
        )

    def named(self, values: Values) -> tuple[dict[str, int], dict[str, bool]]:
        """The counters and the flags of a tuple, by key."""
        counters = {counter.key: values[at] for at, counter in enumerate(self.counters)}
        flags = {flag.key: bool(values[self._flag_at[flag.key]]) for flag in self.flags}
        return counters, flags

    def step(self, choice: Choice) -> Step:
        """The choice's conditions and effects by position; raises UnknownVariable."""
        return Step(
            tests=tuple(self._test(condition) for condition in choice.when),
            changes=tuple(self._change(effect) for effect in choice.effects),
        )

    def _test(self, condition: Condition) -> Test:
        if isinstance(condition, CounterCondition):
            at = self._at(self._counter_at, condition.counter, "counter")
            return at, _OPERATORS[condition.op], condition.value
        at = self._at(self._flag_at, condition.flag, "flag")
        return at, operator.eq, int(condition.value)

    def _change(self, effect: Effect) -> Change:
        if isinstance(effect, CounterEffect):
            at = self._at(self._counter_at, effect.counter, "counter")
            counter = self.counters[at]
            return at, effect.add, counter.min, counter.max
        at = self._at(self._flag_at, effect.flag, "flag")
        return at, 1 if effect.value else -1, 0, 1

    @staticmethod
    def _at(places: dict[str, int], key: str, kind: str) -> int:
        if key not in places:
            raise UnknownVariable(f"The {kind} “{key}” is not declared in this scenario.")
        return places[key]
