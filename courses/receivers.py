"""Courses follow what Wagtail publishes and what quizzes announces."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.dispatch import receiver
from django.utils import timezone
from wagtail.models import Page, Revision
from wagtail.signals import page_published, page_unpublished, post_page_move

from courses.actions.editions import (
    UNASKED,
    Change,
    publish_course_edition,
    unpublish_without_steps,
)
from courses.actions.learning import finish_attempt
from courses.models import Course
from people.models import Person
from quizzes.models import Activity, Attempt, EditionedPage
from quizzes.publication import at_the_end, publisher
from quizzes.signals import attempt_finished


@dataclass(frozen=True)
class Published:
    """That the course or one of its steps was published, how weighty that is, and by whom."""

    change: Change
    by: Person | None


STEP_GONE = None


@receiver(page_published, dispatch_uid="courses.freeze_course")
def freeze_course(
    instance: Page, revision: Revision | None = None, *, alias: bool = False, **kwargs: Any
) -> None:
    """When everything that goes live with it is live: bulk publishing announces a course first."""
    if not alias and instance.live and isinstance(instance, EditionedPage):
        event = Published(Change.of(instance), publisher(revision))
        at_the_end(settle, _course_key(instance), event)


@receiver(page_unpublished, dispatch_uid="courses.drop_step")
def drop_step(instance: Page, **kwargs: Any) -> None:
    if isinstance(instance, Activity):
        at_the_end(settle, _course_key(instance), STEP_GONE)


@receiver(post_page_move, dispatch_uid="courses.reorder_steps")
def reorder_steps(
    instance: Page, parent_page_before: Page, parent_page_after: Page, **kwargs: Any
) -> None:
    """Within a course, or from one to another: both change."""
    if issubclass(instance.specific_class, Activity):
        at_the_end(settle, parent_page_before.translation_key, STEP_GONE)
        at_the_end(settle, parent_page_after.translation_key, STEP_GONE)


def settle(course_key: uuid.UUID, happened: list[Published | None]) -> None:
    """One new edition of a course for all that happened to it and its steps."""
    published = [event for event in happened if event]
    if not published:
        unpublish_without_steps(course_key=course_key)
    publish_course_edition(
        course_key=course_key,
        change=max((event.change for event in published), key=lambda c: c.weight, default=UNASKED),
        by=next((event.by for event in published if event.by), None),
        at=timezone.now(),
    )


def _course_key(page: EditionedPage) -> uuid.UUID:
    key: uuid.UUID = (page if isinstance(page, Course) else page.get_parent()).translation_key
    return key


@receiver(attempt_finished, dispatch_uid="courses.do_step")
def do_step(attempt: Attempt, at: Any, **kwargs: Any) -> None:
    finish_attempt(attempt=attempt, at=at)
