"""Whenever Wagtail publishes an activity, it becomes an edition."""

from typing import Any

from django.dispatch import receiver
from django.utils import timezone
from wagtail.models import Page, Revision
from wagtail.signals import page_published, page_unpublished

from quizzes.actions.editions import drop_language, move_attempts, publish_edition
from quizzes.models import Activity
from quizzes.publication import publisher


@receiver(page_published, dispatch_uid="quizzes.freeze_activity")
def freeze_activity(
    instance: Page, revision: Revision | None = None, *, alias: bool = False, **kwargs: Any
) -> None:
    """A page scheduled for later is announced too, but is not live: it is frozen when due."""
    if not isinstance(instance, Activity) or alias or not instance.live:
        return
    at = timezone.now()
    edition = publish_edition(page=instance, by=publisher(revision), at=at)
    move_attempts(to=edition, at=at)


@receiver(page_unpublished, dispatch_uid="quizzes.drop_language")
def stop_showing_translation(instance: Page, **kwargs: Any) -> None:
    if isinstance(instance, Activity) and not instance.alias_of_id:
        drop_language(page=instance, at=timezone.now())
