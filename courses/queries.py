"""What a learner's pages show, each in a constant number of queries."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from courses.domain.completion import Progress
from courses.models import (
    Course,
    CourseEdition,
    CourseIndex,
    Enrolment,
    SignOff,
    Step,
    Withdrawal,
)
from courses.own_steps import OwnSteps, first_steps, own_steps
from people.models import Person
from quizzes.domain.compiled import language_of
from quizzes.models import ActivityEdition, Attempt

WITH_ENROLMENT = ("edition", "completion__withdrawal__by")


@dataclass(frozen=True)
class StepView:
    """A step as a learner sees it in a list. `state` is done, next or later."""

    position: int
    language: str
    module: str
    title: str
    summary: str
    note: str
    kind: str
    minutes: int
    is_required: bool
    state: str
    done_at: dt.datetime | None


@dataclass(frozen=True)
class CourseView:
    """Somebody's enrolment in a course, with every step and how far they have come."""

    enrolment: Enrolment
    language: str
    title: str
    summary: str
    rows: tuple[Step, ...]
    steps: tuple[StepView, ...]
    progress: Progress

    @property
    def next(self) -> StepView | None:
        position = self.progress.next_step
        return self.steps[position - 1] if position else None

    @property
    def minutes_left(self) -> int:
        """Minutes of the required steps that are not done."""
        return sum(s.minutes for s in self.steps if s.is_required and s.state != "done")

    @property
    def is_complete(self) -> bool:
        return self.enrolment.completed_at is not None

    @property
    def withdrawal(self) -> Withdrawal | None:
        """That its completion was taken back, where it was."""
        completion = getattr(self.enrolment, "completion", None)
        return getattr(completion, "withdrawal", None)


def course_views(enrolments: Sequence[Enrolment], language: str) -> list[CourseView]:
    """Views of enrolments (with `edition` selected). As many queries as `own_steps` makes."""
    own = own_steps(enrolments)
    return [
        _course_view(enrolment, steps, language)
        for enrolment, steps in zip(enrolments, own, strict=True)
    ]


def _course_view(enrolment: Enrolment, own: OwnSteps, language: str) -> CourseView:
    words = enrolment.edition.document(language)
    return CourseView(
        enrolment=enrolment,
        language=language_of(enrolment.edition.documents, language),
        title=words["title"],
        summary=words["summary"],
        rows=own.rows,
        steps=tuple(_step_view(row, own.progress, language) for row in own.rows),
        progress=own.progress,
    )


def _step_view(row: Step, stand: Progress, language: str) -> StepView:
    words = row.words_in(language)
    done_at = stand.done_at[row.position - 1]
    if done_at:
        state = "done"
    elif row.position == stand.next_step:
        state = "next"
    else:
        state = "later"
    return StepView(
        position=row.position,
        language=language_of(row.words, language),
        module=words.get("module", ""),
        title=words["title"],
        summary=words["summary"],
        note=words.get("note", ""),
        kind=row.edition.kind,
        minutes=row.minutes,
        is_required=row.is_required,
        state=state,
        done_at=done_at,
    )


def find_enrolment(person: Person, key: uuid.UUID) -> Enrolment | None:
    """The person's own enrolment of this key, with its edition. One query."""
    return Enrolment.objects.of(person).select_related(*WITH_ENROLMENT).filter(key=key).first()


def enrolment_in(person: Person, course_key: uuid.UUID) -> Enrolment | None:
    """The person's latest enrolment in a course, with its edition. One query."""
    return (
        Enrolment.objects.of(person)
        .select_related(*WITH_ENROLMENT)
        .filter(course_key=course_key)
        .order_by("-started_at")
        .first()
    )


@dataclass(frozen=True)
class MyLearning:
    """Everything that somebody has begun and finished, and what else there is."""

    open: tuple[CourseView, ...]
    completed: tuple[CourseView, ...]
    others: tuple[Course, ...]


def my_learning(person: Person, language: str) -> MyLearning:
    """Each course once, with the latest enrolment. Four queries, whatever the number of courses."""
    rows = Enrolment.objects.of(person).select_related(*WITH_ENROLMENT).order_by("started_at", "pk")
    met = {enrolment.course_key: enrolment for enrolment in rows}
    enrolments = sorted(met.values(), key=lambda one: one.started_at, reverse=True)
    views = course_views(enrolments, language)
    return MyLearning(
        open=tuple(view for view in views if not view.is_complete),
        completed=tuple(view for view in views if view.is_complete),
        others=tuple(course for course in _offered(language) if course.translation_key not in met),
    )


def _offered(language: str) -> list[Course]:
    """The live courses by title, each in the language where there is one. One query."""
    pages: dict[uuid.UUID, Course] = {}
    live = Course.objects.live().filter(alias_of__isnull=True)
    for page in live.select_related("locale").order_by("title"):
        if page.translation_key not in pages or page.locale.language_code == language:
            pages[page.translation_key] = page
    return sorted(pages.values(), key=lambda page: page.title)


def activity_edition(step: Step) -> ActivityEdition:
    """The step's edition with its documents. One query."""
    return ActivityEdition.objects.get(pk=step.edition_id)


def attempts_at(person: Person, activity_key: uuid.UUID) -> list[Attempt]:
    """The person's attempts at an activity, latest first. One query."""
    attempts = Attempt.objects.of(person).filter(activity_key=activity_key)
    return list(attempts.filter(moved_on_at__isnull=True).order_by("-started_at"))


def step_place(person: Person, activity_key: uuid.UUID) -> tuple[Enrolment, int] | None:
    """Where an activity stands in the person's latest enrolment that has it, or None."""
    with_it = Enrolment.objects.of(person).filter(edition__steps__activity_key=activity_key)
    enrolment = with_it.order_by("-started_at").first()
    rows = own_steps([enrolment])[0].rows if enrolment else ()
    position = next((row.position for row in rows if row.activity_key == activity_key), None)
    return (enrolment, position) if enrolment and position else None


def latest_edition(course_key: uuid.UUID) -> CourseEdition | None:
    """The edition that somebody who begins now would get. One query."""
    return CourseEdition.objects.of(course_key).newest_first().first()


def sign_off_of(course_key: uuid.UUID) -> SignOff | None:
    """The latest sign-off of any edition of a course, or None. One query."""
    offs = SignOff.objects.filter(course_edition__course_key=course_key)
    return offs.select_related("course_edition").order_by("-day", "-pk").first()


def course_of_activity(activity_key: uuid.UUID, language: str) -> Course | None:
    """The live course page, in the language where there is one, that has the activity."""
    key = (
        Step.objects.filter(activity_key=activity_key)
        .order_by("-course_edition")
        .values_list("course_edition__course_key", flat=True)
        .first()
    )
    return course_page(key, language) if key else None


def course_page(course_key: uuid.UUID, language: str) -> Course | None:
    """The live page of a course, in the language where there is one. One query."""
    found = Course.objects.live().filter(translation_key=course_key, alias_of__isnull=True)
    pages = list(found.select_related("locale"))
    in_language = [page for page in pages if page.locale.language_code == language]
    return next(iter(in_language or pages), None)


def steps_on_offer(course_key: uuid.UUID, language: str) -> list[StepView]:
    """The steps of the latest edition, as somebody sees them who has not begun. One query."""
    newest = CourseEdition.objects.of(course_key).newest_first().values("pk")[:1]
    rows = Step.objects.filter(course_edition=newest).select_related("edition")
    found = first_steps(rows.defer("edition__documents").order_by("position"))
    return [_step_view(row, found.progress, language) for row in found.rows]


def catalogue(language: str) -> CourseIndex | None:
    """The live catalogue, in the language where there is one. One query."""
    pages = list(CourseIndex.objects.live().select_related("locale").order_by("path"))
    in_language = [page for page in pages if page.locale.language_code == language]
    return next(iter(in_language or pages), None)
