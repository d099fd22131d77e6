"""Stories from Twee 3, the text format of Twine, as far as it can carry a scenario.

The notation is that of "Twee 3 Specification" of the Interactive Fiction Technology Foundation.
What a story format (Harlowe, SugarCube, Chapbook, Snowman) does by macros and hooks is left behind
and listed by line, see ``twee_macros``.
"""

import html
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from quizzes.domain.documents import ScenarioDocument, load_scenario
from quizzes.domain.problems import Problem, UnreadableDocument
from quizzes.domain.twee_macros import LINK, NotCarried, without_comments, without_macros

MOST_CHARACTERS = 2_000_000
MOST_PASSAGES = 2_000
LONGEST_STEM = 40  # signs of a key that is made from a name
_HEADER = re.compile(
    r"^::\s*(?P<name>(?:\\.|[^\[\]{}\\])*)"
    r"(?P<tags>\[(?:\\.|[^\]\\])*\])?\s*(?P<about>\{.*\})?\s*$"
)
_OUTCOMES = {"good", "mixed", "bad"}
_OF_THE_FORMAT = {"StoryInit", "StoryCaption", "StoryMenu", "StoryBanner", "StoryInterface"}
_TAGS_OF_THE_FORMAT = {"script", "stylesheet", "header", "footer", "startup", "widget", "init"}


@dataclass
class Passage:
    """A passage as it stands in the file; ``line`` is that of its header, from 1."""

    name: str
    line: int
    tags: tuple[str, ...] = ()
    about: dict[str, Any] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class TweeStory:
    """What a Twee file comes to.

    ``problems`` says what an author has yet to add: Twee knows neither how helpful a choice is nor
    what an ending's debrief says. ``untold`` are the keys of endings that no tag gives an outcome.
    ``positions`` holds where Twine shows each scene, by key.
    """

    document: ScenarioDocument
    problems: list[Problem]
    not_carried: list[NotCarried]
    positions: dict[str, str]
    untold: frozenset[str] = frozenset()


def read_twee(source: str | bytes) -> TweeStory:
    """Read a story; raises UnreadableDocument where the text is no Twee at all."""
    passages = _passages(_text(source))
    return _Reader(passages).story()


def _text(source: str | bytes) -> str:
    if len(source) > MOST_CHARACTERS:
        raise _unreadable("This is too long: at most two million characters can be read.")
    try:
        text = source.decode("utf-8-sig") if isinstance(source, bytes) else source
    except UnicodeDecodeError:
        raise _unreadable("This is not text in UTF-8. Save it as UTF-8 and try again.") from None
    if any(unicodedata.category(sign) == "Cc" and sign not in "\t\n\r\f\v" for sign in set(text)):
        raise _unreadable("This is not text: it holds control characters.")
    return text


def _unreadable(message: str) -> UnreadableDocument:
    return UnreadableDocument([Problem("unreadable", message)])


def _passages(text: str) -> list[Passage]:
    found: list[Passage] = []
    problems: list[Problem] = []
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        if not line.startswith("::"):
            if found:
                found[-1].lines.append(line)
        elif passage := _header(line, number, problems):
            found.append(passage)
    if len(found) > MOST_PASSAGES:
        problems.append(Problem("unreadable", f"There are more than {MOST_PASSAGES:,} passages."))
    if not found and not problems:
        message = "There is no passage: in Twee each begins with a line such as “:: Name”."
        problems.append(Problem("unreadable", message))
    if problems:
        raise UnreadableDocument(problems)
    return found


def _header(line: str, number: int, problems: list[Problem]) -> Passage | None:
    match = _HEADER.match(line)
    name = _unescape(match["name"]).strip() if match else ""
    if not match or not name:
        message = f"Line {number}: this heading of a passage cannot be read."
        problems.append(Problem("unreadable", message))
        return None
    tags = tuple(_unescape(tag) for tag in (match["tags"] or "")[1:-1].split())
    try:
        about = json.loads(match["about"] or "{}")
    except (ValueError, RecursionError):
        about = {}  # The specification: a story is read all the same.
    return Passage(name, number, tags, about if isinstance(about, dict) else {})


def _unescape(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


class _Reader:
    def __init__(self, passages: list[Passage]) -> None:
        self.not_carried: list[NotCarried] = []
        self.problems: list[Problem] = []
        self.untold: list[str] = []
        self.title = self._line_of(passages, "StoryTitle") or "Untitled"
        self.data = self._data(passages)
        self.scenes = [passage for passage in passages if self._is_scene(passage)]
        self.keys = _keys(self.scenes)
        self._taken = set(self.keys.values())

    def story(self) -> TweeStory:
        if not self.scenes:
            raise _unreadable("There is no passage that could be a scene.")
        scenes = [self._scene(passage) for passage in self.scenes]
        source = {
            "format": "scenario/1",
            "title": self.title,
            "language": "en",
            "start": self._start(),
            "scenes": scenes,
        }
        positions = {
            self.keys[passage.name]: str(passage.about["position"])
            for passage in self.scenes
            if "position" in passage.about
        }
        document = load_scenario(source)
        untold = frozenset(self.untold)
        return TweeStory(document, self.problems, self.not_carried, positions, untold)

    def _is_scene(self, passage: Passage) -> bool:
        if passage.name in ("StoryTitle", "StoryData"):
            return False
        if passage.name in _OF_THE_FORMAT or _TAGS_OF_THE_FORMAT & set(passage.tags):
            self.not_carried.append(NotCarried(passage.line, f":: {passage.name}", "passage"))
            return False
        return True

    def _line_of(self, passages: list[Passage], name: str) -> str:
        found = [passage for passage in passages if passage.name == name]
        return " ".join(" ".join(found[0].lines).split()) if found else ""

    def _data(self, passages: list[Passage]) -> dict[str, Any]:
        found = next((passage for passage in passages if passage.name == "StoryData"), None)
        try:
            data = json.loads("\n".join(found.lines)) if found else {}
        except (ValueError, RecursionError):
            data = None
        if found and not isinstance(data, dict):
            self.not_carried.append(NotCarried(found.line, ":: StoryData", "passage"))
        return data if isinstance(data, dict) else {}

    def _start(self) -> str:
        named = self.data.get("start")
        if isinstance(named, str) and named:
            return self._key_to(named)
        return self.keys.get("Start") or self.keys[self.scenes[0].name]

    def _key_to(self, name: str) -> str:
        """The key of the passage; where there is none of this very name, one that no scene has."""
        return self.keys.get(name) or self._nowhere(name)

    def _nowhere(self, name: str) -> str:
        key = key_of(name)
        while key in self._taken:
            key += "-"
        return key

    def _scene(self, passage: Passage) -> dict[str, Any]:
        lines, choices = [], []
        kept = without_comments(passage.lines, passage.line + 1, self.not_carried)
        for number, line in enumerate(kept, start=passage.line + 1):
            links, rest = self._links(line, number)
            choices += links
            lines.append(rest)
        text = without_macros(lines, passage.line + 1, self.not_carried)
        key = self.keys[passage.name]
        scene = {"key": key, "title": passage.name, "text": _paragraphs(text)}
        if not choices:
            return {**scene, "ending": self._ending(passage, key)}
        used: Counter[str] = Counter()
        return {**scene, "choices": [self._choice(passage, link, used) for link in choices]}

    def _links(self, line: str, number: int) -> tuple[list[tuple[str, str]], str]:
        """The links of a line, and the line without those that stand in it alone."""
        found = []
        for match in LINK.finditer(line):
            found.append(link_parts(match["inside"]))
            if match["setter"]:
                self.not_carried.append(NotCarried(number, match[0], "setter"))
        alone = found and not re.sub(r"[\s*\-+>•]", "", LINK.sub("", line))
        rest = "" if alone else LINK.sub(lambda match: link_parts(match["inside"])[0], line)
        return found, rest

    def _choice(
        self, passage: Passage, link: tuple[str, str], used: Counter[str]
    ) -> dict[str, Any]:
        text, target = link
        key = _free(key_of(text), used)
        scene = self.keys[passage.name]
        message = f"The choice “{text}” at “{passage.name}” does not say how helpful it is."
        self.problems.append(Problem("unfinished", message, scene=scene, choice=key))
        return {"key": key, "text": text, "to": self._key_to(target), "quality": "partly"}

    def _ending(self, passage: Passage, key: str) -> dict[str, str]:
        outcome = next((tag for tag in passage.tags if tag in _OUTCOMES), "")
        if not outcome:
            self.untold.append(key)
        wanted = "a debrief" if outcome else "an outcome and a debrief"
        message = f"“{passage.name}” has no links, so it became an ending: give it {wanted}."
        self.problems.append(Problem("unfinished", message, scene=key))
        return {"outcome": outcome or "mixed", "debrief": ""}


def link_parts(inside: str) -> tuple[str, str]:
    """The words and the target of a link: `text->target`, `target<-text`, `text|target`, `target`.

    As Twine has it, the last right arrow counts, or else the first left one.
    """
    if "->" in inside:
        text, _, target = inside.rpartition("->")
    elif "<-" in inside:
        target, _, text = inside.partition("<-")
    elif "|" in inside:
        text, _, target = inside.rpartition("|")
    else:
        text = target = inside
    text, target = text.strip(), target.strip()
    return text or target, target


def key_of(name: str) -> str:
    """Few small letters, digits and hyphens for a name; "scene" where none of them is left."""
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9_]+", "-", ascii_only.lower())[:LONGEST_STEM].strip("-") or "scene"


def _free(stem: str, used: Counter[str]) -> str:
    """The stem, or with the next number; ``used`` tells for each key how often it was wanted."""
    key = stem
    while key in used:
        used[stem] += 1
        key = f"{stem}-{used[stem]}"
    used[key] += 1
    return key


def _keys(passages: Iterable[Passage]) -> dict[str, str]:
    """A key for each name: that of our own export, or one made from the name."""
    keys: dict[str, str] = {}
    used: Counter[str] = Counter()
    for passage in passages:
        if passage.name not in keys:
            own = passage.about.get("key")
            is_ours = isinstance(own, str) and re.fullmatch(r"[a-z0-9_-]+", own)
            keys[passage.name] = _free(str(own) if is_ours else key_of(passage.name), used)
    return keys


def _paragraphs(lines: list[str]) -> str:
    blocks = re.split(r"\n\s*\n", "\n".join(lines).strip())
    return "".join(
        f"<p>{html.escape(block.strip(), quote=False).replace(chr(10), '<br/>')}</p>"
        for block in blocks
        if block.strip()
    )
