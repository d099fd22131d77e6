"""What the desk of whoever writes a story shows: its outline, its problems, what is known of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from quizzes.compiling import compile_scenario, scenario_source, with_keys
from quizzes.domain.documents import ScenarioDocument, load_scenario
from quizzes.domain.outline import Outline, outline
from quizzes.domain.problems import UnreadableDocument
from quizzes.domain.scenario import Facts
from quizzes.models import Scenario

AS_SENT = ("scenes", "variables", "alternative")  # Read by their widgets, whatever is wrong in them
PARTS = (*AS_SENT, "title", "has_pass_rule", "pass_score", "pass_without_unsafe")


@dataclass(frozen=True)
class Story:
    """A story as it is written at the moment. Without facts where it cannot be proved."""

    outline: Outline
    facts: Facts | None


def story_of(page: Scenario) -> Story:
    """What can be said of the page as it stands. Reads the findings and the wording rules."""
    compiled = compile_scenario(page)
    blocks = [str(block.id or "") for block in with_keys(page.scenes)]
    lines = outline(compiled.document["scenes"], blocks, compiled.problems)
    return Story(lines, compiled.facts)


def draft_document(page: Scenario) -> ScenarioDocument | None:
    """The story of the latest draft as it can be played; None where it is no document yet.

    Nothing of it is proved: playing and comparing a draft do not ask whether it can be published.
    """
    source, _unfinished = scenario_source(page.get_latest_revision_as_object())
    return document_of(source)


def document_of(source: Mapping[str, Any]) -> ScenarioDocument | None:
    """The document, or None where it is none."""
    try:
        return load_scenario(source)
    except UnreadableDocument:
        return None


def as_sent(page: Scenario, data: QueryDict, files: MultiValueDict[str, Any]) -> Scenario:
    """The page with the story that the editor sent, which is saved nowhere.

    Nothing of it is refused: what is wrong with it is for the proof to say.
    """
    fields = Scenario.get_edit_handler().get_form_class().base_fields
    sent = {name: fields[name].widget.value_from_datadict(data, files, name) for name in PARTS}
    for name in AS_SENT:
        setattr(page, name, sent[name] or "" if name == "alternative" else sent[name])
    page.title = sent["title"] or ""
    page.has_pass_rule = bool(sent["has_pass_rule"])
    page.pass_without_unsafe = bool(sent["pass_without_unsafe"])
    page.pass_score = _whole(sent["pass_score"])
    return page


def _whole(text: str | None) -> int | None:
    try:
        return int(text or "")
    except ValueError:
        return None
