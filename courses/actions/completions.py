"""Completions that somebody takes back, or records from elsewhere."""

import datetime as dt

from django.db import transaction

from courses.models import Completion, Withdrawal
from courses.signals import completions_changed
from people.models import Person


@transaction.atomic
def withdraw_completion(
    *, completion: Completion, reason: str, by: Person, at: dt.datetime
) -> Withdrawal:
    """Take a completion back, on every day. It stays as a fact; doing it again changes nothing."""
    Completion.objects.select_for_update(of=["self"]).get(pk=completion.pk)
    withdrawal, is_new = Withdrawal.objects.get_or_create(
        completion=completion, defaults={"reason": reason, "by": by, "at": at}
    )
    if is_new:
        completions_changed.send(
            sender=Withdrawal,
            persons=[completion.person_id],
            course_key=completion.course_key,
            from_day=completion.day,
        )
    return withdrawal
