"""What the page shows that sets two editions of a scenario side by side."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quizzes.authoring_queries import document_of, draft_document
from quizzes.blocks import OUTCOMES, QUALITIES
from quizzes.domain.comparison import Compared, Comparison, Difference, Fate, compare
from quizzes.domain.documents import ScenarioDocument
from quizzes.models import ActivityEdition, Scenario

DRAFT = "draft"
NAMES: dict[str, Any] = {
    "title": gettext_lazy("Title"),
    "start": gettext_lazy("Starts at"),
    "pass_rule": gettext_lazy("Can be passed or not"),
    "pass_score": gettext_lazy("Points to pass"),
    "no_unsafe": gettext_lazy("Passed only without a decision that risks harm"),
    "alternative": gettext_lazy("The story in words"),
    "text": gettext_lazy("What happens"),
    "note": gettext_lazy("Content note"),
    "media": gettext_lazy("Audio or video"),
    "danger": gettext_lazy("Immediate danger"),
    "findings": gettext_lazy("Findings"),
    "outcome": gettext_lazy("Ending"),
    "debrief": gettext_lazy("Debrief"),
    "words": gettext_lazy("Words"),
    "to": gettext_lazy("Leads to"),
    "quality": gettext_lazy("How helpful"),
    "points": gettext_lazy("Points"),
    "feedback": gettext_lazy("Feedback"),
    "effects": gettext_lazy("Effects"),
    "when": gettext_lazy("Only open when"),
    "label": gettext_lazy("In words"),
    "counter_start": gettext_lazy("At the start"),
    "counter_min": gettext_lazy("Least"),
    "counter_max": gettext_lazy("Most"),
}
FACTS: dict[str, Any] = {
    "scenes": gettext_lazy("Scenes"),
    "states": gettext_lazy("States"),
    "min_score": gettext_lazy("Least points"),
    "max_score": gettext_lazy("Most points"),
    "shortest": gettext_lazy("Fewest scenes met"),
    "longest": gettext_lazy("Most scenes met"),
    "words": gettext_lazy("Words"),
    "minutes": gettext_lazy("Minutes to read"),
}
FATES: dict[Fate, Any] = {
    "added": gettext_lazy("added"),
    "removed": gettext_lazy("removed"),
    "changed": gettext_lazy("changed"),
    "same": gettext_lazy("unchanged"),
}


@dataclass(frozen=True)
class ShownPart:
    """A scene, choice, counter or flag with what differs in it, in the words of the screen."""

    part: Compared
    fate: Any
    differences: list[tuple[Any, Difference]]
    choices: list["ShownPart"] = field(default_factory=list)


@dataclass(frozen=True)
class ShownComparison:
    """All that the page shows. `facts` are rows: the name, the older value, the newer one."""

    comparison: Comparison
    whole: list[tuple[Any, Difference]]
    variables: list[ShownPart]
    scenes: list[ShownPart]
    unchanged: list[str]
    facts: list[tuple[Any, int | None, int | None]]


def versions_of(page: Scenario) -> list[tuple[str, str]]:
    """The name and the label of the draft and of each edition in the page's language, newest
    first. One query."""
    editions = ActivityEdition.objects.of(page.translation_key).order_by("-number")
    return [
        (DRAFT, _("the draft as it was last saved")),
        *(
            (str(number), _edition_label(number, made_at, withdrawn_at is not None))
            for number, made_at, withdrawn_at in editions.values_list(
                "number", "made_at", "withdrawn_at"
            )
        ),
    ]


def version(page: Scenario, name: str) -> ScenarioDocument | None:
    """The document of the draft or of an edition, by name; None where there is none to read."""
    if name == DRAFT:
        return draft_document(page)
    edition = ActivityEdition.objects.of(page.translation_key).filter(number=name).first()
    return document_of(edition.document(page.locale.language_code)) if edition else None


def shown_comparison(before: ScenarioDocument, after: ScenarioDocument) -> ShownComparison:
    """The comparison of an older and a newer document. No query."""
    found = compare(before, after)
    titles = {scene.key: scene.title or scene.key for scene in (*before.scenes, *after.scenes)}
    old, new = (asdict(facts) for facts in found.facts)
    return ShownComparison(
        comparison=found,
        whole=_named(found.whole, titles),
        variables=[_shown(part, titles) for part in found.variables if part.fate != "same"],
        scenes=[_shown(part, titles) for part in found.scenes if part.fate != "same"],
        unchanged=[part.name for part in found.scenes if part.fate == "same"],
        facts=[(name, old[key], new[key]) for key, name in FACTS.items()],
    )


def _edition_label(number: int, made_at: Any, is_withdrawn: bool) -> str:
    words = _("edition %(number)s, withdrawn") if is_withdrawn else _("edition %(number)s")
    return f"{words % {'number': number}} ({date_format(localtime(made_at), 'j F Y, H:i')})"


def _shown(part: Compared, titles: Mapping[str, str]) -> ShownPart:
    choices = [_shown(choice, titles) for choice in part.choices if choice.fate != "same"]
    if part.fate in ("added", "removed"):
        choices = []  # it came or went as a whole
    return ShownPart(part, FATES[part.fate], _named(part.differences, titles), choices)


def _named(
    differences: tuple[Difference, ...], titles: Mapping[str, str]
) -> list[tuple[Any, Difference]]:
    words: dict[str, Mapping[str, Any]] = {
        **dict.fromkeys(("to", "start"), titles),
        "quality": dict(QUALITIES),
        "outcome": dict(OUTCOMES),
        **{name: {"yes": _("yes"), "": _("no")} for name in ("danger", "pass_rule", "no_unsafe")},
    }
    return [
        (
            NAMES[one.field],
            Difference(
                one.field,
                str(words.get(one.field, {}).get(one.before, one.before)),
                str(words.get(one.field, {}).get(one.after, one.after)),
                one.pieces,
            ),
        )
        for one in differences
    ]
