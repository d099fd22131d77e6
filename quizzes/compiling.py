"""From a page, as somebody wrote it, to the document that an edition keeps."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue
from wagtail.rich_text import RichText, expand_db_html

from findings.blocks import split_refs
from findings.models import Finding
from quizzes.domain import marking, scenario
from quizzes.domain.compiled import Compiled, Tie
from quizzes.domain.documents import dump, load_quiz, load_scenario
from quizzes.domain.limits import beyond_limits
from quizzes.domain.problems import Problem, UnreadableDocument
from quizzes.domain.reading import is_blank
from quizzes.domain.shape import in_quotes
from quizzes.domain.shorthand import UnreadableShorthand, read_conditions, read_effects
from quizzes.wording import quiz_wording, scenario_wording

if TYPE_CHECKING:
    from quizzes.models.bank import Question
    from quizzes.models.pages import Quiz, Scenario

Block = Mapping[str, Any]
_EDITOR_MARKS = re.compile(r' data-block-key="[^"]*"')


def compile_quiz(page: Quiz) -> Compiled:
    """A quiz as "quiz/1", its questions in the page's language where they are translated."""
    places = list(page.quiz_questions.all())
    asked = {place.question.translation_key: place.question for place in places}
    questions = [_question(question.localized_in(page.locale)) for question in asked.values()]
    source = {
        "format": "quiz/1",
        "title": page.title,
        "language": page.locale.language_code,
        "intro": html_of(page.intro),
        "pass_mark": page.pass_mark,
        "wait_minutes": page.wait_minutes,
        **({"draw": page.draw} if page.draw else {}),
        "questions": questions,
    }
    ties = frozenset((q["key"], ref) for q in questions for ref in q["findings"])
    twice = _asked_twice([place.question for place in places])
    try:
        document = load_quiz(source)
    except UnreadableDocument as unreadable:
        return Compiled(source, [*twice, *unreadable.problems], ties)
    found = [*twice, *marking.problems(document), *quiz_wording(document)]
    return Compiled(dump(document), found, ties)


def question_problems(question: Question) -> list[Problem]:
    """What would forbid publishing a quiz for this question, said of the question alone."""
    source = {"format": "quiz/1", "title": "", "pass_mark": 0, "questions": [_question(question)]}
    return [
        replace(problem, message=problem.message.replace("Question 1", "The question", 1))
        for problem in marking.problems(load_quiz(source))
        if problem.blocks
    ]


def compile_scenario(page: Scenario) -> Compiled:
    """A scenario as "scenario/1", with everything that its proof finds."""
    source, unfinished = scenario_source(page)
    ties = frozenset(_scenario_ties(source))
    problems = [*unfinished, *_unknown_findings(_scenario_ties(source))]
    try:
        document = load_scenario(source)
    except UnreadableDocument as unreadable:
        return Compiled(source, [*problems, *unreadable.problems], ties)
    proof = scenario.prove(document)
    found = [*problems, *beyond_limits(document), *proof.problems, *scenario_wording(document)]
    return Compiled(dump(document), found, ties, proof.facts)


def scenario_source(page: Scenario) -> tuple[dict[str, Any], list[Problem]]:
    """The page's story in the shape of a document, and what in it is unfinished or not understood.

    What is unfinished is filled in for the proof, so that it hides no other problem.
    """
    blocks = list(with_keys(page.scenes))
    keys = [block.value.get("key") or f"_{at}" for at, block in enumerate(blocks, start=1)]
    reading = _Reading({block.id: key for block, key in zip(blocks, keys, strict=True)})
    scenes = [
        reading.scene(block.block_type, {**block.value, "key": key}, number)
        for number, (block, key) in enumerate(zip(blocks, keys, strict=True), start=1)
    ]
    source: dict[str, Any] = {
        "format": "scenario/1",
        "title": page.title,
        "language": page.locale.language_code,
        "start": scenes[0]["key"] if scenes else "",
        "counters": [reading.counter(b.value) for b in page.variables if b.block_type == "counter"],
        "flags": [reading.flag(b.value) for b in page.variables if b.block_type == "flag"],
        "alternative": html_of(page.alternative),
        "scenes": scenes,
    }
    if page.has_pass_rule:
        source["pass"] = {"min_score": page.pass_score, "no_unsafe": page.pass_without_unsafe}
    return source, reading.problems


def with_keys(scenes: StreamValue) -> StreamValue:
    """The same scenes, each scene and each of its choices that has words with a key of its own.

    A key that is there stays, whatever the title says now: decisions are counted by it. What was
    copied within the story gets a new one.
    """
    taken = Counter(block.value["key"] for block in scenes if block.value.get("key"))
    _give_keys([block.value for block in scenes], taken, "title")
    for block in scenes:
        choices = list(block.value.get("choices") or [])
        used = Counter(choice["key"] for choice in choices if choice.get("key"))
        _give_keys(choices, used, "text")
    return scenes


def _give_keys(values: Iterable[Any], taken: Counter[str], named_by: str) -> None:
    met: set[str] = set()
    for value in values:
        key, words = value.get("key"), (value.get(named_by) or "").strip()
        if words and (not key or key in met):
            value["key"] = _free_key(words, taken)
        met.add(value.get("key") or "")


def _free_key(words: str, taken: Counter[str]) -> str:
    stem = slugify(words)[:40].strip("-_") or "x"
    key, number = stem, 2
    while key in taken:
        key, number = f"{stem}-{number}", number + 1
    taken[key] += 1
    return key


class _Reading:
    """Reads blocks as parts of a document and collects what is unfinished, each by its title."""

    def __init__(self, key_of: Mapping[str, str]) -> None:
        self.key_of = key_of
        self.problems: list[Problem] = []

    def scene(self, kind: str, value: Block, number: int) -> dict[str, Any]:
        title = (value.get("title") or "").strip()
        name = in_quotes(title) if title else _("scene %(number)s") % {"number": number}
        message = _("Scene %(number)s has no title.")
        self.need("title", title, message % {"number": number}, value["key"])
        text = html_of(value.get("text"))
        message = _("At %(scene)s it is not said what happens.")
        self.need("text", text, message % {"scene": name}, value["key"])
        scene: dict[str, Any] = {
            "key": value["key"],
            "title": title,
            "text": text,
            "note": value.get("note") or "",
            "danger": bool(value.get("danger")),
            "findings": split_refs(value.get("findings") or ""),
        }
        if media := value.get("media"):
            scene["media"] = media.document
        if kind == "ending":
            return {**scene, "ending": self.ending(value, name)}
        choices = list(value.get("choices") or [])
        found = [self.choice(value["key"], name, c, at) for at, c in enumerate(choices, start=1)]
        return {**scene, "choices": found}

    def ending(self, value: Block, name: str) -> dict[str, str]:
        outcome, debrief = value.get("outcome") or "", html_of(value.get("debrief"))
        message = _("The ending %(scene)s has no outcome.")
        self.need("outcome", outcome, message % {"scene": name}, value["key"])
        message = _("The ending %(scene)s has no debrief.")
        self.need("debrief", debrief, message % {"scene": name}, value["key"])
        return {"outcome": outcome or "mixed", "debrief": debrief}

    def choice(self, scene_key: str, scene: str, value: Block, number: int) -> dict[str, Any]:
        text, target = (value.get("text") or "").strip(), value.get("to") or ""
        name = in_quotes(text) if text else str(number)
        key = value.get("key") or f"_{number}"
        place = {"scene": scene, "choice": name}
        where = (scene_key, key)
        message = _("Choice %(choice)s at %(scene)s has no words.")
        self.need("text", text, message % place, *where)
        quality = value.get("quality") or ""
        message = _("The choice %(choice)s at %(scene)s does not say how helpful it is.")
        self.need("quality", quality, message % place, *where)
        return {
            "key": key,
            "text": text or str(number),
            "to": self.key_of.get(target, target if target in self.key_of.values() else ""),
            "feedback": value.get("feedback") or "",
            "quality": quality or "safe",
            "points": self.whole(value.get("points"), place, where),
            "findings": split_refs(value.get("findings") or ""),
            "effects": self.shorthand("effects", value, read_effects, place, where),
            "when": self.shorthand("when", value, read_conditions, place, where),
        }

    def whole(self, number: object, place: Mapping[str, str], where: tuple[str, str]) -> int:
        found = 0 if number in (None, "") else _whole(number)
        message = _("The choice %(choice)s at %(scene)s: points must be a whole number.")
        self.need("points", "" if found is None else "0", message % place, *where)
        return found or 0

    def shorthand(
        self,
        field: str,
        value: Block,
        read: Callable[[str], list[dict[str, Any]]],
        place: Mapping[str, str],
        where: tuple[str, str],
    ) -> list[dict[str, Any]]:
        try:
            return read(value.get(field) or "")
        except UnreadableShorthand as parts:
            message = _("The choice %(choice)s at %(scene)s: not understood: %(parts)s.")
            self.need(field, "", message % {**place, "parts": parts}, *where)
            return []

    def counter(self, value: Block) -> dict[str, Any]:
        numbers = {name: _whole(value.get(name)) for name in ("start", "min", "max")}
        words = {"counter": value.get("label") or value.get("key") or ""}
        is_whole = None not in numbers.values()
        message = _("The counter “%(counter)s” needs three numbers: at the start, least and most.")
        self.need("variables", str(is_whole or ""), message % words)
        return {**self.flag(value), **(numbers if is_whole else {"start": 0, "min": 0, "max": 0})}

    def flag(self, value: Block) -> dict[str, Any]:
        return {"key": value.get("key") or "", "label": value.get("label") or ""}

    def need(
        self,
        field: str,
        text: str,
        message: str,
        scene: str | None = None,
        choice: str | None = None,
    ) -> None:
        if is_blank(text):
            problem = Problem("unfinished", message, scene=scene, choice=choice, field=field)
            self.problems.append(problem)


def _whole(number: object) -> int | None:
    """The number, also where it is still as it was typed; None for what is no whole number."""
    try:
        return int(str(number))
    except ValueError:
        return None


def html_of(text: RichText | str | None) -> str:
    """Rich text as it is shown; nothing where it holds nothing but empty paragraphs."""
    source = text.source if isinstance(text, RichText) else text
    html = without_editor_marks(expand_db_html(source or ""))
    return "" if is_blank(html) else html


def without_editor_marks(html: str) -> str:
    """The same without what Wagtail's editor leaves in it for itself, which changes for nothing."""
    return _EDITOR_MARKS.sub("", html)


def _scenario_ties(source: Mapping[str, Any]) -> Iterable[Tie]:
    for scene in source["scenes"]:
        yield from ((scene["key"], ref) for ref in scene["findings"])
        for choice in scene.get("choices", []):
            yield from ((f"{scene['key']}/{choice['key']}", ref) for ref in choice["findings"])


def _unknown_findings(ties: Iterable[Tie]) -> list[Problem]:
    """One for each reference that no finding has, at the first place that names it."""
    first: dict[str, str] = {}
    for item, ref in ties:
        first.setdefault(ref, item)
    message = _("No finding has the reference %(ref)s.")
    found = []
    for ref in Finding.objects.unknown(sorted(first)):
        scene, _slash, choice = first[ref].partition("/")
        found.append(
            Problem(
                "unknown-finding",
                message % {"ref": ref},
                scene=scene,
                choice=choice or None,
                field="findings",
            )
        )
    return found


def _asked_twice(questions: Sequence[Question]) -> list[Problem]:
    times = Counter(question.translation_key for question in questions)
    named = {question.translation_key: str(question) for question in questions}
    message = _("The question “%(question)s” is asked more than once.")
    return [
        Problem("asked-twice", message % {"question": named[key]}, question=key.hex)
        for key, number in times.items()
        if number > 1
    ]


def _question(question: Question) -> dict[str, Any]:
    lesson = question.read_again
    return {
        "key": question.translation_key.hex,
        "kind": question.kind,
        "text": html_of(question.text),
        "findings": [finding.ref for finding in question.findings.all()],
        "feedback": html_of(question.feedback),
        "read_again": (
            {"key": str(lesson.translation_key), "title": lesson.title} if lesson else None
        ),
        "options": [
            {
                "key": option.translation_key.hex,
                "text": option.text,
                "feedback": option.feedback,
                "right": option.is_right,
                "match": option.match,
            }
            for option in question.options.all()
        ],
    }
