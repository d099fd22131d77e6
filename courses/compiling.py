"""From a lesson or a course, as somebody wrote it, to the document that its edition keeps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.rich_text import RichText

from quizzes.compiling import html_of, without_editor_marks
from quizzes.domain.compiled import Compiled
from quizzes.domain.problems import Problem
from quizzes.domain.reading import is_blank
from quizzes.wording import wording_problems

if TYPE_CHECKING:
    from courses.models.pages import Course, Lesson


def compile_lesson(page: Lesson) -> Compiled:
    """A lesson with its rendered text, so that showing it costs no walk of the page tree."""
    language = page.locale.language_code
    with translation.override(language):
        html = without_editor_marks("".join(block.render() for block in page.body))
    refs = {finding.ref for finding in page.findings.all()} | set(_card_refs(page))
    document: dict[str, Any] = {
        "format": "lesson/1",
        "title": page.title,
        "language": language,
        "summary": page.summary,
        "note": page.note,
        "minutes": page.minutes,
        "findings": sorted(refs),
        "body": _lasting(page.body.get_prep_value()),
        "html": html,
    }
    if alternative := html_of(page.alternative):
        document["alternative"] = alternative
    problems = [
        *_empty_lesson(page),
        *_unfinished_blocks(page),
        *_undescribed_images(page),
        *wording_problems([page.title, page.summary, page.note, html, alternative]),
    ]
    return Compiled(document, problems, frozenset(("", ref) for ref in refs))


def compile_course(page: Course) -> Compiled:
    """The words of a course; its steps are added when the edition is made."""
    document = {
        "title": page.title,
        "summary": page.summary,
        "intro": html_of(page.intro),
        "language": page.locale.language_code,
    }
    words = wording_problems([page.title, page.summary, document["intro"]])
    return Compiled(document, [*_missing_words(page), *_no_steps(page), *words])


def _missing_words(page: Course) -> list[Problem]:
    missing = []
    if not page.summary.strip():
        missing.append(Problem("no-summary", _("The course has no sentence that says what it is.")))
    if is_blank(page.intro):
        missing.append(Problem("no-intro", _("The course has no introduction.")))
    return missing


def _no_steps(page: Course) -> list[Problem]:
    if page.pk and page.live_steps().exists():
        return []
    message = _(
        "A course needs at least one step. Save it as a draft, publish a lesson, a quiz or a "
        "scenario below it, then publish the course."
    )
    return [Problem("no-steps", message)]


def _card_refs(page: Lesson) -> list[str]:
    cards = [block.value for block in page.body if block.block_type == "finding"]
    return [card["finding"].ref for card in cards if card["finding"]]


def _lasting(content: Any) -> Any:
    """The content without the marks by which the editor tells its parts; they may change."""
    if isinstance(content, dict):
        return {name: _lasting(part) for name, part in content.items() if name != "id"}
    if isinstance(content, list):
        return [_lasting(part) for part in content]
    return without_editor_marks(content) if isinstance(content, str) else content


def _empty_lesson(page: Lesson) -> list[Problem]:
    if len(page.body):
        return []
    return [Problem("empty", _("The lesson says nothing yet: add at least one block."))]


def _unfinished_blocks(page: Lesson) -> list[Problem]:
    message = _("Block %(number)s (%(kind)s) is not complete: “%(field)s” is missing.")
    return [
        Problem(
            "unfinished",
            message % {"number": number, "kind": child.block.label, "field": field.label},
        )
        for number, child in enumerate(page.body, start=1)
        for field in _missing(child.block, child.value)
    ]


def _missing(block: blocks.Block, value: Any) -> Iterator[blocks.Block]:
    """The parts of a block that must be filled in and are not.

    What a block requires is read as it was declared: while another thread saves a draft, Wagtail
    lets go of it on the blocks that all threads share.
    """
    if isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            yield from _missing(child, value.get(name))
    elif isinstance(block, blocks.ListBlock):
        if len(value) < (block.meta.min_num or 0):
            yield block
        for item in value:
            yield from (part if part.label else block for part in _missing(block.child_block, item))
    elif block._constructor_args[1].get("required", True) and _is_empty(value):
        yield block


def _is_empty(value: Any) -> bool:
    text = value.source if isinstance(value, RichText) else value
    return not text or (isinstance(text, str) and is_blank(text))


def _undescribed_images(page: Lesson) -> list[Problem]:
    pictures = [block.value for block in page.body if block.block_type == "image"]
    message = _("An image has no words for whoever cannot see it.")
    return [
        Problem("missing-alt-text", message, blocks=False)
        for picture in pictures
        if not picture["alt"]
    ]
