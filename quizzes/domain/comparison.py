"""Two editions of a scenario side by side: what is new, what is gone, and what says something else.

Scenes are the same scene where they share a key, choices where their scenes do and they do; so a
new title is a changed scene and no new one.
"""

import re
from collections import Counter as Tally
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal, Protocol, TypeVar

from quizzes.domain.documents import Choice, Counter, Flag, ScenarioDocument, Scene
from quizzes.domain.reading import plain_text
from quizzes.domain.scenario import Facts, prove
from quizzes.domain.shorthand import write_conditions, write_effects

Fate = Literal["added", "removed", "changed", "same"]
# Of words to compare with one another; beyond, a text is replaced as a whole.
MOST_PAIRS = 4_000_000


class Keyed(Protocol):
    @property
    def key(self) -> str: ...


Part = TypeVar("Part", bound=Keyed)


@dataclass(frozen=True)
class Piece:
    """Words that stand in both texts, in the older one only, or in the newer one only."""

    fate: Literal["same", "removed", "added"]
    text: str

    @property
    def words(self) -> str:
        """The text without the space after it."""
        return self.text.rstrip()

    @property
    def gap(self) -> str:
        """The space after it, which may hold the break of a paragraph."""
        return self.text[len(self.words) :]


@dataclass(frozen=True)
class Difference:
    """A field that differs; `before` and `after` as text, empty for nothing.

    `pieces` word by word, where the field holds prose; with the same words in both, only how they
    are set differs.
    """

    field: str
    before: str
    after: str
    pieces: tuple[Piece, ...] = ()

    @property
    def is_only_markup(self) -> bool:
        return bool(self.pieces) and all(piece.fate == "same" for piece in self.pieces)


@dataclass(frozen=True)
class Compared:
    """A scene, choice, counter or flag in both editions. `name` is its newest title or words."""

    key: str
    name: str
    fate: Fate
    differences: tuple[Difference, ...] = ()
    choices: tuple["Compared", ...] = ()


@dataclass(frozen=True)
class Comparison:
    """`whole` is what differs in the scenario as such; the lists hold what is the same as well."""

    whole: tuple[Difference, ...]
    variables: tuple[Compared, ...]
    scenes: tuple[Compared, ...]
    facts: tuple[Facts, Facts]

    @property
    def is_same(self) -> bool:
        parts = (*self.variables, *self.scenes)
        return not self.whole and all(part.fate == "same" for part in parts)

    def counted(self, fate: Fate) -> int:
        """How many scenes met this fate."""
        return sum(scene.fate == fate for scene in self.scenes)


def compare(before: ScenarioDocument, after: ScenarioDocument) -> Comparison:
    """Everything in which the newer document differs from the older one, and the facts of both."""
    return Comparison(
        whole=tuple(_differences(_whole(before), _whole(after))),
        variables=(
            *_compared(before.counters, after.counters, _label, _counter),
            *_compared(before.flags, after.flags, _label, _flag),
        ),
        scenes=tuple(_compared(before.scenes, after.scenes, _title, _scene, _choices)),
        facts=(prove(before).facts, prove(after).facts),
    )


def word_diff(before: str, after: str) -> tuple[Piece, ...]:
    """The two texts as pieces, in the order in which one reads them; equal pieces as they are in
    the newer text. Joined without the added ones they are the older text, but for its spaces."""
    old, new = _words(before), _words(after)
    bare_old, bare_new = [word.strip() for word in old], [word.strip() for word in new]
    pieces: list[Piece] = []
    for kind, a, b, c, d in _steps(bare_old, bare_new):
        if kind == "equal":
            pieces.append(Piece("same", "".join(new[c:d])))
            continue
        if b > a:
            pieces.append(Piece("removed", "".join(old[a:b])))
        if d > c:
            pieces.append(Piece("added", "".join(new[c:d])))
    return tuple(pieces)


def _words(text: str) -> list[str]:
    return re.findall(r"\S+\s*", text.strip())


def _steps(old: Sequence[str], new: Sequence[str]) -> Iterable[tuple[str, int, int, int, int]]:
    if len(old) * len(new) <= MOST_PAIRS or old == new:
        return SequenceMatcher(None, old, new, autojunk=len(old) > 2_000).get_opcodes()
    return [("replace", 0, len(old), 0, len(new))]


_PROSE = {"title", "text", "note", "debrief", "feedback", "words", "alternative", "label"}
_HTML = {"text", "debrief", "alternative"}


def _differences(before: dict[str, str], after: dict[str, str]) -> Iterable[Difference]:
    for field in {**before, **after}:
        old, new = before.get(field, ""), after.get(field, "")
        if old == new:
            continue
        if field in _HTML:
            old, new = plain_text(old), plain_text(new)
        yield Difference(field, old, new, word_diff(old, new) if field in _PROSE else ())


def _compared(
    before: Sequence[Part],
    after: Sequence[Part],
    name_of: Callable[[Part], str],
    fields_of: Callable[[Part], dict[str, str]],
    inner: Callable[[Part | None, Part | None], tuple[Compared, ...]] = lambda old, new: (),
) -> list[Compared]:
    """The newer parts in their order, each removed one after what it stood after."""
    old, new = _by_key(before), _by_key(after)
    found = []
    for key in _merged(list(old), list(new)):
        was, now = old.get(key), new.get(key)
        part = now or was
        assert part is not None  # noqa: S101 -- each key is of one of the two
        differences = tuple(_differences(fields_of(was), fields_of(now))) if was and now else ()
        choices = inner(was, now)
        is_same = not differences and all(choice.fate == "same" for choice in choices)
        fate: Fate = "added" if was is None else "removed" if now is None else "changed"
        fate = "same" if was and now and is_same else fate
        found.append(Compared(part.key, name_of(part), fate, differences, choices))
    return found


def _by_key(parts: Iterable[Part]) -> dict[tuple[str, int], Part]:
    """By key, and by which of those with this key it is: a draft may have two."""
    met: Tally[str] = Tally()
    found = {}
    for part in parts:
        met[part.key] += 1
        found[part.key, met[part.key]] = part
    return found


def _merged(old: list[tuple[str, int]], new: list[tuple[str, int]]) -> list[tuple[str, int]]:
    merged, known = list(new), set(new)
    for at, key in enumerate(old):
        if key not in known:
            merged.insert(merged.index(old[at - 1]) + 1 if at else 0, key)
    return merged


def _whole(document: ScenarioDocument) -> dict[str, str]:
    rule = document.pass_rule
    return {
        "title": document.title,
        "start": document.start,
        "pass_score": str(rule.min_score) if rule and rule.min_score is not None else "",
        "pass_rule": _yes(rule is not None),
        "no_unsafe": _yes(rule is not None and rule.no_unsafe),
        "alternative": document.alternative,
    }


def _scene(scene: Scene) -> dict[str, str]:
    return {
        "title": scene.title,
        "text": scene.text,
        "note": scene.note,
        "media": f"{scene.media.title}: {scene.media.transcript}" if scene.media else "",
        "danger": _yes(scene.danger),
        "findings": ", ".join(scene.findings),
        "outcome": scene.ending.outcome if scene.ending else "",
        "debrief": scene.ending.debrief if scene.ending else "",
    }


def _choice(choice: Choice) -> dict[str, str]:
    return {
        "words": choice.text,
        "to": choice.to,
        "quality": choice.quality,
        "points": str(choice.points),
        "feedback": choice.feedback,
        "findings": ", ".join(choice.findings),
        "effects": write_effects(_plain(choice.effects)),
        "when": write_conditions(_plain(choice.when)),
    }


def _choices(before: Scene | None, after: Scene | None) -> tuple[Compared, ...]:
    old = before.choices if before else ()
    new = after.choices if after else ()
    return tuple(_compared(old, new, lambda choice: choice.text, _choice))


def _counter(counter: Counter) -> dict[str, str]:
    numbers = {name: str(getattr(counter, name)) for name in ("start", "min", "max")}
    return {"label": counter.label, **{f"counter_{name}": text for name, text in numbers.items()}}


def _flag(flag: Flag) -> dict[str, str]:
    return {"label": flag.label}


def _label(variable: Counter | Flag) -> str:
    return variable.label or variable.key


def _title(scene: Scene) -> str:
    return scene.title or scene.key


def _plain(parts: Iterable[Any]) -> list[dict[str, Any]]:
    return [part.model_dump(by_alias=True) for part in parts]


def _yes(holds: bool) -> str:
    return "yes" if holds else ""
