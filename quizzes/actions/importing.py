"""From a file to a draft: a scenario that somebody wrote elsewhere becomes a page."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup
from django.db import transaction
from django.utils.html import escape
from django.utils.translation import gettext as _
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.admin.rich_text.converters.editor_html import EditorHTMLConverter
from wagtail.models import Locale, Page

from findings.blocks import split_refs
from people.models import Person
from quizzes.blocks import DEBRIEF_FEATURES, STORY_FEATURES
from quizzes.compiling import without_editor_marks
from quizzes.domain import documents
from quizzes.domain.documents import Choice, ScenarioDocument
from quizzes.domain.editing import scene_blocks, variable_blocks
from quizzes.domain.files import ScenarioFile
from quizzes.domain.markup import is_plain
from quizzes.domain.reading import words_of
from quizzes.domain.shorthand import (
    UnreadableShorthand,
    read_conditions,
    read_effects,
    write_conditions,
    write_effects,
)
from quizzes.models import Recording, Scenario
from quizzes.models.pages import ALTERNATIVE_FEATURES

NO_WORDS = ["script", "style", "template", "iframe", "object", "noscript"]


@dataclass(frozen=True)
class Draft:
    """A page that is not saved yet, and what of the file it does not hold, in sentences."""

    page: Scenario
    left_behind: tuple[str, ...]


def draft_of(file: ScenarioFile, *, locale: Locale) -> Draft:
    """The file's scenario as a page in this language. The file must have a document.

    Choices of Twee say nothing of how helpful they are, and endings seldom how they end: both are
    left open, so that the page cannot be published before somebody says it.
    """
    assert file.document is not None  # noqa: S101 -- whoever calls has looked
    whole = file.document.model_dump(mode="json", by_alias=True)
    content, left_behind = _cleaned(_start_first(whole))
    left_behind = [
        *_order(file.document),
        *(() if file.is_twee else _language(file.document, locale)),
        *_left_of_scenes(file.document),
        *left_behind,
    ]
    left_behind += _with_media_of_here(content["scenes"])
    names, rule = uuid.uuid4(), content.get("pass")
    page = Scenario(
        title=content["title"],
        locale=locale,
        live=False,
        scenes=_with_ids(
            scene_blocks(
                _undecided(content["scenes"], file), lambda key: str(uuid.uuid5(names, key))
            )
        ),
        variables=variable_blocks(content),
        has_pass_rule=rule is not None,
        pass_score=(rule or {}).get("min_score"),
        pass_without_unsafe=(rule or {}).get("no_unsafe", False),
        alternative=content.get("alternative", ""),
    )
    return Draft(page, tuple(left_behind))


@transaction.atomic
def add_draft(
    *, page: Scenario, parent: Page, by: Person, key: uuid.UUID | None = None
) -> Scenario:
    """Keep the page below its course as a draft. Raises ValidationError where it cannot be one.

    With a `key`, sent again it makes no second page: the one that was made is returned.
    """
    if key and (made := Page.objects.filter(translation_key=key).first()):
        if made.owner_id == by.pk and made.is_child_of(parent):
            return Scenario.objects.get(pk=made.pk)
    elif key:
        page.translation_key = key
    page.owner = by
    parent.add_child(instance=page)
    page.save_revision(user=by, log_action=True)
    return page


def _start_first(content: dict[str, Any]) -> dict[str, Any]:
    """A page starts at its first scene."""
    scenes = sorted(content["scenes"], key=lambda scene: scene["key"] != content["start"])
    return {**content, "scenes": scenes}


def _order(document: ScenarioDocument) -> Iterator[str]:
    first = document.scenes[0].key if document.scenes else document.start
    if document.start != first:
        yield _("The scene that the story starts at comes first now; in the file it did not.")


def _language(document: ScenarioDocument, locale: Locale) -> Iterator[str]:
    if document.language != locale.language_code:
        words = _("The file says that its language is “%(file)s”; the course is in “%(course)s”.")
        yield words % {"file": document.language, "course": locale.language_code}


def _left_of_scenes(document: ScenarioDocument) -> Iterator[str]:
    for scene in document.scenes:
        place = {"scene": scene.title or scene.key}
        if scene.ending and scene.choices:
            yield _("The ending “%(scene)s” has choices; an ending keeps none.") % place
        if any(
            _refs_differ(refs) for refs in (scene.findings, *(c.findings for c in scene.choices))
        ):
            words = _("At “%(scene)s” findings are written otherwise: once each, in capitals.")
            yield words % place
        for choice in scene.choices:
            if not _fits_shorthand(choice):
                words = _(
                    "At “%(scene)s” the choice “%(choice)s” has an effect or a condition that the "
                    "editor cannot write; it stands there as far as it can be told."
                )
                yield words % {**place, "choice": choice.text}


def _with_media_of_here(scenes: list[dict[str, Any]]) -> Iterator[str]:
    """Put in the place of each scene's audio or video the row that it is here, or nothing."""
    keys = [scene["media"]["key"] for scene in scenes if scene["media"]]
    here = {str(media.key): media for media in Recording.objects.filter(key__in=keys)}
    for scene in scenes:
        told = scene["media"]
        if not told:
            continue
        media = here.get(told["key"].lower())
        scene["media"] = media.pk if media else None
        place = {"scene": scene["title"] or scene["key"], "media": told["title"]}
        if media is None:
            words = _(
                "At “%(scene)s” the audio or video “%(media)s” is left out: it is not here. Add it "
                "under Media, then choose it at the scene."
            )
            yield words % place
        elif documents.Recording(**media.document).model_dump(mode="json") != told:
            words = _(
                "At “%(scene)s” the audio or video “%(media)s” is as it is here, "
                "not as in the file."
            )
            yield words % place


def _refs_differ(refs: Sequence[str]) -> bool:
    return split_refs(", ".join(refs)) != list(refs)


def _fits_shorthand(choice: Choice) -> bool:
    effects = [effect.model_dump(by_alias=True) for effect in choice.effects]
    conditions = [condition.model_dump(by_alias=True) for condition in choice.when]
    try:
        return (
            read_effects(write_effects(effects)) == effects
            and read_conditions(write_conditions(conditions)) == conditions
        )
    except UnreadableShorthand:
        return False


def _undecided(scenes: list[dict[str, Any]], file: ScenarioFile) -> list[dict[str, Any]]:
    if not file.is_twee:
        return scenes
    for scene in scenes:
        for choice in scene.get("choices", []):
            choice["quality"] = ""
        if scene["key"] in file.untold:
            scene["ending"]["outcome"] = ""
    return scenes


def _with_ids(scenes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each block with an id of its own, also where two scenes of the file share a key."""
    met: set[str] = set()
    for scene in scenes:
        if scene["id"] in met:
            scene["id"] = str(uuid.uuid4())
        met.add(scene["id"])
    return scenes


def _cleaned(content: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The content with no more markup in its texts than the editor writes, and which it had."""
    left_behind: list[str] = []
    for scene in content["scenes"]:
        message = _("At “%(scene)s” there is markup that the editor does not keep.")
        place = message % {"scene": scene["title"]}
        scene["text"] = _clean(scene["text"], STORY_FEATURES, place, left_behind)
        if ending := scene.get("ending"):
            ending["debrief"] = _clean(ending["debrief"], DEBRIEF_FEATURES, place, left_behind)
    place = _("In the story in words there is markup that the editor does not keep.")
    words = content["alternative"]
    content["alternative"] = _clean(words, ALTERNATIVE_FEATURES, place, left_behind)
    return content, list(dict.fromkeys(left_behind))


def _clean(html: str, features: list[str], place: str, left_behind: list[str]) -> str:
    """The text letter for letter where the editor could have written it, else what it makes of it.

    What the editor could not open becomes bare words, so that no import makes a page that nobody
    can edit.
    """
    if is_plain(html, features) and _as_edited(html, features) is not None:
        return html
    left_behind.append(place)
    kept = _as_edited(_whitelisted(html, features), features)
    if kept is not None and is_plain(kept, features):
        return kept
    return f"<p>{escape(words_of(html))}</p>"


def _as_edited(html: str, features: list[str]) -> str | None:
    """What the editor would save; None where it cannot open the text."""
    converter = ContentstateConverter(features)
    try:
        return without_editor_marks(
            converter.to_database_format(converter.from_database_format(html))
        )
    except (
        AssertionError,
        AttributeError,
        IndexError,
        KeyError,
        RecursionError,
        TypeError,
        ValueError,
    ):
        return None  # It trusts that every tag is closed where it should be.


def _whitelisted(html: str, features: list[str]) -> str:
    """Well-formed, without what runs, and without tags that the buttons do not write."""
    try:
        soup = BeautifulSoup(html, "html.parser")
        for tag in soup(NO_WORDS):
            tag.decompose()
        return str(EditorHTMLConverter(features).to_database_format(str(soup)))
    except RecursionError:
        return f"<p>{escape(words_of(html))}</p>"
