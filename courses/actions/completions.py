"""Completions that somebody takes back, or records from elsewhere."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from courses.models import Completion, Withdrawal
from courses.record_queries import AT_ONCE, in_portions
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


class AlreadyRecorded(Exception):
    """Somebody has recorded one of these completions in the meantime; nothing was recorded."""


@transaction.atomic
def record_completions(
    *, completions: Sequence[Completion], by: Person, at: dt.datetime
) -> list[Completion]:
    """Record completions from elsewhere: all of them, or none. They stay marked as such.

    Each has its person, course, day and evidence. Raises AlreadyRecorded.
    """
    persons = sorted({completion.person_id for completion in completions})
    for some in in_portions(persons):
        _refuse_known(completions, _locked(some))
    for completion in completions:
        completion.source = Completion.Source.ELSEWHERE
        completion.recorded_by, completion.recorded_at = by, at
    recorded = Completion.objects.bulk_create(completions, batch_size=AT_ONCE)
    for course_key in sorted({completion.course_key for completion in recorded}):
        of_course = [one for one in recorded if one.course_key == course_key]
        completions_changed.send(
            sender=Completion,
            persons=sorted({one.person_id for one in of_course}),
            course_key=course_key,
            from_day=min(one.day for one in of_course),
        )
    return recorded


def _locked(persons: Sequence[int]) -> list[int]:
    """The same people, whom nobody else writes for until the end."""
    rows = Person.objects.filter(pk__in=persons).order_by("pk").select_for_update(no_key=True)
    return list(rows.values_list("pk", flat=True))


def _refuse_known(completions: Sequence[Completion], persons: Sequence[int]) -> None:
    wanted = {(one.person_id, one.course_key, one.day) for one in completions}
    known = Completion.objects.valid().filter(person__in=persons).order_by()
    if wanted.intersection(known.values_list("person", "course_key", "day")):
        raise AlreadyRecorded
