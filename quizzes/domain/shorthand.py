"""The short way to write effects and conditions: `trust +1, asked` and `trust >= 2, not asked`."""

import re
from collections.abc import Callable, Iterable
from typing import Any

KEY = r"(?:[a-z0-9_-]*[a-z_][a-z0-9_-]*|[0-9][0-9_-]*)"
_FLAG = re.compile(rf"(?P<no>not\s+)?(?P<flag>{KEY})")
# A key may hold a hyphen, so a minus needs a space before it: `trust -1`.
_ADD = re.compile(rf"(?P<counter>{KEY})(?:\s*(?=\+)|\s+)(?P<add>[+\-−]\s*\d+)")
_COMPARE = re.compile(rf"(?P<counter>{KEY})\s*(?P<op><=|>=|==|!=|<|>|=)\s*(?P<value>-?\d+)")


class UnreadableShorthand(ValueError):
    """Parts of a text that are neither an effect nor a condition; `parts` lists them all."""

    def __init__(self, parts: list[str]) -> None:
        super().__init__(", ".join(parts))
        self.parts = parts


def read_effects(text: str) -> list[dict[str, Any]]:
    """`trust +1, asked, not told` as the effects of a document. Raises UnreadableShorthand."""
    return _read(text, _effect)


def read_conditions(text: str) -> list[dict[str, Any]]:
    """`trust >= 1, not asked` as the conditions of a document. Raises UnreadableShorthand."""
    return _read(text, _condition)


def write_effects(effects: Iterable[dict[str, Any]]) -> str:
    """The shorthand that `read_effects` reads back to the same effects."""
    return ", ".join(
        f"{effect['counter']} {effect['add']:+d}"
        if "counter" in effect
        else _flag_text(effect["flag"], effect["set"])
        for effect in effects
    )


def write_conditions(conditions: Iterable[dict[str, Any]]) -> str:
    """The shorthand that `read_conditions` reads back to the same conditions."""
    return ", ".join(
        f"{condition['counter']} {condition['op']} {condition['value']}"
        if "counter" in condition
        else _flag_text(condition["flag"], condition["is"])
        for condition in conditions
    )


def _read(text: str, one: Callable[[str], dict[str, Any] | None]) -> list[dict[str, Any]]:
    parts = [part.strip() for part in re.split(r"[,;\n]", text) if part.strip()]
    found = [(part, one(part.lower())) for part in parts]
    if unread := [part for part, value in found if value is None]:
        raise UnreadableShorthand(unread)
    return [value for _, value in found if value is not None]


def _effect(part: str) -> dict[str, Any] | None:
    if match := _ADD.fullmatch(part):
        return {"counter": match["counter"], "add": _whole(match["add"])}
    if match := _FLAG.fullmatch(part):
        return {"flag": match["flag"], "set": match["no"] is None}
    return None


def _condition(part: str) -> dict[str, Any] | None:
    if match := _COMPARE.fullmatch(part):
        operator = "==" if match["op"] == "=" else match["op"]
        return {"counter": match["counter"], "op": operator, "value": int(match["value"])}
    if match := _FLAG.fullmatch(part):
        return {"flag": match["flag"], "is": match["no"] is None}
    return None


def _whole(text: str) -> int:
    return int(text.replace("−", "-").replace(" ", ""))


def _flag_text(flag: str, holds: bool) -> str:
    return flag if holds else f"not {flag}"
