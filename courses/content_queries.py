"""What is taught, seen as a whole: how it reads, and which findings it answers."""

from collections import defaultdict
from dataclasses import dataclass

from courses.domain.readability import Readability, readability, texts_of
from courses.models import Course, CourseEdition, Step
from findings.models import Finding
from quizzes.models import ActivityEdition, EditionFinding

LESSON, SCENARIO = ActivityEdition.Kind.LESSON, ActivityEdition.Kind.SCENARIO


@dataclass(frozen=True)
class ModuleFigures:
    """How a module of a course reads: what its required lessons say, and all that is asked there
    and told."""

    title: str
    lessons: Readability
    practice: Readability


@dataclass(frozen=True)
class CourseFigures:
    title: str
    modules: tuple[ModuleFigures, ...]
    lessons: Readability
    practice: Readability


def course_figures(language: str) -> list[CourseFigures]:
    """How the newest edition of each live course reads, by module."""
    return [_course_figures(edition, language) for edition in _live_editions()]


def _live_editions() -> list[CourseEdition]:
    keys = Course.objects.live().order_by("path").values_list("translation_key", flat=True)
    newest = [CourseEdition.objects.of(key).newest_first().first() for key in dict.fromkeys(keys)]
    return [edition for edition in newest if edition]


def _course_figures(edition: CourseEdition, language: str) -> CourseFigures:
    rows = list(edition.steps.select_related("edition").order_by("position"))
    modules: dict[str, list[Step]] = defaultdict(list)
    for row in rows:
        modules[row.words_in(language).get("module", "")].append(row)
    return CourseFigures(
        title=edition.document(language)["title"],
        modules=tuple(
            ModuleFigures(title, *_figures(steps, language)) for title, steps in modules.items()
        ),
        **dict(zip(("lessons", "practice"), _figures(rows, language), strict=True)),
    )


def _figures(steps: list[Step], language: str) -> tuple[Readability, Readability]:
    """Of the required lessons, and of quizzes and scenarios."""
    lessons = [s for s in steps if s.edition.kind == LESSON and s.is_required]
    practice = [s for s in steps if s.edition.kind != LESSON]
    return _readability(lessons, language), _readability(practice, language)


def _readability(steps: list[Step], language: str) -> Readability:
    documents = (step.edition.document(language) for step in steps)
    return readability(html for document in documents for html in texts_of(document))


@dataclass(frozen=True)
class Covered:
    """What answers a finding in the live courses. A question asked in two quizzes counts once."""

    finding: Finding
    lessons: tuple[str, ...]
    questions: int
    decisions: int

    @property
    def is_met(self) -> bool:
        """A concern is met by a lesson and at least two questions or decisions."""
        return bool(self.lessons) and self.questions + self.decisions >= 2


def coverage() -> list[Covered]:
    """Every finding of an inspection, in the order of their references, with what answers it."""
    steps = Step.objects.filter(course_edition__in=_live_editions())
    editions = {step.edition_id: step for step in steps}
    ties = EditionFinding.objects.filter(edition__in=editions).select_related("edition")
    lessons: dict[int, list[Step]] = defaultdict(list)
    items: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for tie in ties.defer("edition__documents"):
        if tie.edition.kind == LESSON:
            lessons[tie.finding_id].append(editions[tie.edition_id])
        else:
            items[tie.finding_id].add((tie.edition.kind, _item(tie)))
    return [
        Covered(
            finding,
            _titles(lessons[finding.pk]),
            sum(kind != SCENARIO for kind, _item in items[finding.pk]),
            sum(kind == SCENARIO and "/" in item for kind, item in items[finding.pk]),
        )
        for finding in Finding.objects.order_by("inspection", "pk")
    ]


def _titles(steps: list[Step]) -> tuple[str, ...]:
    ordered = sorted(steps, key=lambda step: (step.course_edition_id, step.position))
    return tuple(step.words_in("en")["title"] for step in ordered)


def _item(tie: EditionFinding) -> str:
    """A decision is one of its story; a question is the same in every quiz that asks it."""
    return f"{tie.edition_id}:{tie.item}" if tie.edition.kind == SCENARIO else tie.item
