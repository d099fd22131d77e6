"""Removing what one person answered and decided, once it has been kept long enough."""

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator

from django.db import transaction
from django.db.models import F, Q

from quizzes.actions.counting import count_plays
from quizzes.actions.stopping import count_stops
from quizzes.models import Answer, Attempt, ChoiceCount, Decision

AT_ONCE = 500

Counted = tuple[int, str, str]


def forget_answers(*, ended_before: dt.datetime, at: dt.datetime) -> int:
    """Remove answers and decisions of attempts that ended before a moment. Answers of finished ones
    are added to the counts, in which decisions are already. How each attempt ended stays. Returns
    the number of attempts; each run goes on where the last one stopped.
    """
    count_plays()
    count_stops(at=at)
    forgotten = 0
    while some := _forget_some(ended_before, at):
        forgotten += some
    return forgotten


@transaction.atomic
def _forget_some(ended_before: dt.datetime, at: dt.datetime) -> int:
    ended = Q(finished_at__lt=ended_before) | Q(moved_on_at__lt=ended_before)
    due = Attempt.objects.select_for_update().filter(ended, forgotten_at__isnull=True)
    keys = list(due.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    for (edition, item, said), times in Counter(_said(keys)).items():
        count, is_new = ChoiceCount.objects.get_or_create(
            edition_id=edition, item=item, said=said, defaults={"times": times}
        )
        if not is_new:
            ChoiceCount.objects.filter(pk=count.pk).update(times=F("times") + times)
    Answer.objects.filter(attempt__in=keys).delete()
    Decision.objects.filter(attempt__in=keys).delete()
    Attempt.objects.filter(pk__in=keys).update(forgotten_at=at)
    return len(keys)


def _said(keys: list[int]) -> Iterator[Counted]:
    """What counts of finished attempts: each question's latest answer."""
    answers = Answer.objects.filter(attempt__in=keys, attempt__finished_at__isnull=False)
    latest = {
        (attempt, question): (edition, question, response)
        for attempt, edition, question, response in answers.order_by("pk").values_list(
            "attempt_id", "attempt__edition_id", "question_key", "response"
        )
    }
    for edition, question, response in latest.values():
        yield edition, question, response if isinstance(response, str) else json.dumps(response)
