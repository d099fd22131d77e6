"""The two documents that are published, imported and exported: "scenario/1" and "quiz/1".

Their shape is held here, their sense elsewhere: whether a scenario can be played is for
``scenario.problems`` to say, whether a quiz can be marked for ``marking.problems``. So a draft that
is still being written can be read, shown and proved.
"""

import json
from collections import Counter as Tally
from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    StrictBool,
    StrictInt,
    Tag,
    ValidationError,
)

from quizzes.domain.problems import Problem, UnreadableDocument, explain

Key = Annotated[str, Field(pattern=r"^[a-z0-9_-]+$")]
Uuid = Annotated[str, Field(pattern=r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")]
Quality = Literal["safe", "partly", "unsafe"]
OutcomeName = Literal["good", "mixed", "bad"]
Operator = Literal["<", "<=", "==", "!=", ">=", ">"]
Kind = Literal["single", "multiple", "matching", "ordering"]


class Part(BaseModel):
    """A frozen piece of a document; a key that it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Counter(Part):
    """A number that choices change, never leaving ``min`` to ``max``, both included."""

    key: Key
    label: str = ""
    start: StrictInt
    min: StrictInt
    max: StrictInt


class Flag(Part):
    """Something that has happened or not; at the start it has not."""

    key: Key
    label: str = ""


class CounterEffect(Part):
    counter: str
    add: StrictInt


class FlagEffect(Part):
    flag: str
    value: StrictBool = Field(alias="set")


class CounterCondition(Part):
    counter: str
    op: Operator
    value: StrictInt


class FlagCondition(Part):
    flag: str
    value: StrictBool = Field(alias="is")


def _variable_kind(value: Any) -> str:
    has_flag = "flag" in value if isinstance(value, Mapping) else hasattr(value, "flag")
    return "flag" if has_flag else "counter"


Effect = Annotated[
    Annotated[CounterEffect, Tag("counter")] | Annotated[FlagEffect, Tag("flag")],
    Discriminator(_variable_kind),
]
Condition = Annotated[
    Annotated[CounterCondition, Tag("counter")] | Annotated[FlagCondition, Tag("flag")],
    Discriminator(_variable_kind),
]


class Choice(Part):
    """A way on from a scene; open where every condition of ``when`` holds on entering the scene."""

    key: Key
    text: str
    to: str
    feedback: str = ""
    quality: Quality
    points: StrictInt = 0
    findings: tuple[str, ...] = ()
    effects: tuple[Effect, ...] = ()
    when: tuple[Condition, ...] = ()


class Ending(Part):
    outcome: OutcomeName
    debrief: str = ""


class Recording(Part):
    """An audio or a video as it was published: its files never change at their addresses.

    ``captions`` is the address of a WebVTT file, ``seconds`` how long it lasts (0: not known).
    """

    key: Uuid
    kind: Literal["audio", "video"]
    title: str
    url: str
    language: str
    transcript: str
    captions: str = ""
    seconds: Annotated[StrictInt, Field(ge=0)] = 0


class Scene(Part):
    """A moment of the story; with an ``ending`` the play ends here, whatever else it holds."""

    key: Key
    title: str
    text: str
    note: str = ""
    danger: StrictBool = False
    findings: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    ending: Ending | None = None
    media: Recording | None = None


class PassRule(Part):
    """A play passes with ``min_score`` points or more (None: any) and, if so set, none unsafe."""

    min_score: StrictInt | None = None
    no_unsafe: StrictBool = False


class ScenarioDocument(Part):
    """A whole scenario, "scenario/1"; without a pass rule, reaching an ending is enough."""

    format: Literal["scenario/1"]
    title: str
    language: str = "en"
    start: str
    counters: tuple[Counter, ...] = ()
    flags: tuple[Flag, ...] = ()
    pass_rule: PassRule | None = Field(default=None, alias="pass")
    alternative: str = ""
    scenes: tuple[Scene, ...] = ()

    def scene(self, key: str) -> Scene | None:
        """The (first) scene of this key, or None."""
        return next((scene for scene in self.scenes if scene.key == key), None)


class ReadAgain(Part):
    """The lesson to go back to: its page's translation key, so it holds for both languages."""

    key: Uuid
    title: str


class Option(Part):
    """``right`` is for single and multiple questions; ``match``, the text that belongs to this
    option, for matching ones. The options of an ordering question stand in their right order."""

    key: Key
    text: str
    feedback: str = ""
    right: StrictBool = False
    match: str = ""


class Question(Part):
    key: Key
    kind: Kind
    text: str
    findings: tuple[str, ...] = ()
    feedback: str = ""
    read_again: ReadAgain | None = None
    options: tuple[Option, ...] = ()

    def option(self, key: str) -> Option | None:
        """The (first) option of this key, or None."""
        return next((option for option in self.options if option.key == key), None)


class QuizDocument(Part):
    """A whole quiz, "quiz/1"; ``pass_mark`` in percent, ``wait_minutes`` between two attempts.

    With a ``draw`` each attempt asks that many of the questions, otherwise (0) all of them.
    """

    format: Literal["quiz/1"]
    title: str
    language: str = "en"
    intro: str = ""
    pass_mark: Annotated[StrictInt, Field(ge=0, le=100)]
    wait_minutes: Annotated[StrictInt, Field(ge=0)] = 0
    draw: Annotated[StrictInt, Field(ge=0)] = 0
    questions: tuple[Question, ...] = ()


Document = TypeVar("Document", ScenarioDocument, QuizDocument)


def load_scenario(source: object) -> ScenarioDocument:
    """Read a scenario from JSON text, UTF-8 bytes or a parsed object; raises UnreadableDocument."""
    return _load(ScenarioDocument, source)


def load_quiz(source: object) -> QuizDocument:
    """Read a quiz from JSON text, UTF-8 bytes or a parsed object; raises UnreadableDocument."""
    return _load(QuizDocument, source)


def dump(document: ScenarioDocument | QuizDocument) -> dict[str, Any]:
    """The document as it was read: keys that were absent stay absent, keys that were there stay.

    ``dump(load_scenario(source)) == source`` for every readable source.
    """
    return document.model_dump(mode="json", by_alias=True, exclude_unset=True)


def canonical(document: ScenarioDocument | QuizDocument) -> str:
    """One text per content: two documents with the same meaning give the same text.

    The normal form: keys sorted, no spaces, and no key that holds what its absence would mean.
    """
    content = document.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _load(model: type[Document], source: object) -> Document:
    parsed = _parse(source) if isinstance(source, str | bytes) else source
    try:
        return model.model_validate(parsed)
    except ValidationError as error:
        raise UnreadableDocument(explain(error, parsed)) from error


def _parse(source: str | bytes) -> Any:
    twice: list[str] = []

    def named_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            times = Tally(name for name, _value in pairs)
            twice.extend(name for name, number in times.items() if number > 1)
        return found

    try:
        text = source.decode("utf-8-sig") if isinstance(source, bytes) else source
        parsed = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=named_once)
        if not twice:
            return parsed
        reason = f"named twice in one object: {', '.join(dict.fromkeys(twice))}"
    except json.JSONDecodeError as error:
        reason = f"line {error.lineno}, column {error.colno}: {error.msg}"
    except UnicodeDecodeError:
        reason = "it is not text in UTF-8"
    except (ValueError, RecursionError):
        reason = "a number or a nesting in it is too large"
    raise UnreadableDocument([Problem("unreadable", f"This is not valid JSON ({reason}).")])
