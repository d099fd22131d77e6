"""What the pages of an attempt show in words, and their choices as components take them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from findings.models import Finding
from quizzes.domain import showing
from quizzes.domain.shorthand import write_conditions, write_effects
from quizzes.forms import AnswerForm
from quizzes.queries import QuizReview, ScenarioStand

register = template.Library()
Items = list[dict[str, Any]]


@dataclass(frozen=True)
class QuestionHtml:
    """A question's HTML in parts, safe to print: trusted editors wrote it."""

    sentence: SafeString
    before: SafeString
    after: SafeString


@register.filter
def asked(html: str) -> QuestionHtml:
    """The sentence that asks, fit for a heading, and what stands before and after it."""
    parts = showing.asked(html)
    return QuestionHtml(*map(mark_safe, (parts.sentence, parts.before, parts.after)))


@register.filter
def answer_items(form: AnswerForm) -> Items:
    """The options of a question, for radios and checkboxes."""
    return [{"value": option.key, "text": option.text} for option in form.options]


@register.filter
def choice_items(stand: ScenarioStand) -> Items:
    """The choices open at a scene, for radios."""
    return [{"value": choice.key, "text": choice.text} for choice in stand.open_choices]


@register.filter
def numbered_items(stand: ScenarioStand) -> Items:
    """The same, by their numbers among all choices of the scene."""
    return [
        {"value": str(number), "text": choice.text}
        for number, choice in zip(stand.open_numbers, stand.open_choices, strict=True)
    ]


@register.filter
def levels(stand: ScenarioStand) -> Items:
    """Where the counters that have a label stand, as a label and a word, and which way they went
    since the start."""
    words = {"low": _("low"), "some": _("some"), "high": _("high")}
    return [
        {
            "label": counter.label,
            "word": words[showing.level(counter, stand.state.counters[counter.key])],
            "moved": showing.moved(counter.start, stand.state.counters[counter.key]),
        }
        for counter in stand.scenario.counters
        if counter.label
    ]


@register.filter
def which_way(moved: showing.Moved) -> str:
    """Which way a counter went, in words."""
    return {"grew": _("it grew"), "fell": _("it fell"), "stayed": _("as at the start")}[moved]


@register.filter
def with_refs(findings: Mapping[str, Finding], refs: Iterable[str]) -> list[Finding]:
    """Those of the findings that have these references, in the order of the references."""
    return [findings[ref] for ref in refs if ref in findings]


@register.filter
def right_or_partly(review: QuizReview) -> int:
    """How many questions of a quiz were answered right, or right in part."""
    return sum(looked.mark != "wrong" for looked in review.questions)


@register.filter
def has_danger(document: Mapping[str, Any]) -> bool:
    """Whether any scene of a scenario's document comes to a life in immediate danger."""
    return any(scene.get("danger") for scene in document["scenes"])


@register.filter
def first_note(document: Mapping[str, Any]) -> str:
    """The content note of the scene with which a scenario's document starts."""
    found = (scene for scene in document["scenes"] if scene["key"] == document["start"])
    return next((scene.get("note", "") for scene in found), "")


@register.filter
def scene_title(document: Mapping[str, Any], key: str) -> str:
    """The title of a scenario's scene, or its key where there is no such scene."""
    titles = {scene["key"]: scene["title"] for scene in document["scenes"]}
    return titles.get(key, key)


@register.filter
def length_in_words(seconds: int) -> str:
    """How long something lasts: "2 minutes 5 seconds"."""
    minutes, rest = divmod(int(seconds), 60)
    parts = []
    if minutes:
        parts.append(ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes})
    if rest:
        parts.append(ngettext("%(n)s second", "%(n)s seconds", rest) % {"n": rest})
    return " ".join(parts)


@register.filter
def effects_in_short(choice: Mapping[str, Any]) -> str:
    """A choice's effects as its author wrote them: `trust +1, asked`."""
    return write_effects(choice.get("effects", ()))


@register.filter
def conditions_in_short(choice: Mapping[str, Any]) -> str:
    """A choice's conditions as its author wrote them: `trust >= 2, not asked`."""
    return write_conditions(choice.get("when", ()))
