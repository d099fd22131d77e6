"""Standing follows what people and courses announce, in the transaction of the fact."""

import uuid
from collections.abc import Collection
from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from courses.signals import completions_changed
from people.signals import postings_changed
from standing.actions.recalculation import recalculate_soon
from standing.models import Recalculation


@receiver(completions_changed, dispatch_uid="standing_follows_completions")
def follow_completions(
    persons: Collection[int] | None, course_key: uuid.UUID, **_more: Any
) -> None:
    recalculate_soon(
        reason=Recalculation.Reason.COMPLETIONS,
        persons=persons,
        courses=[course_key],
        at=timezone.now(),
    )


@receiver(postings_changed, dispatch_uid="standing_follows_postings")
def follow_postings(persons: Collection[int], **_more: Any) -> None:
    recalculate_soon(reason=Recalculation.Reason.POSTINGS, persons=set(persons), at=timezone.now())
