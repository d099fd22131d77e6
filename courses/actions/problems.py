"""Reporting a problem with a page, and answering it."""

import datetime as dt

from django.conf import settings
from django.db import transaction

from courses.models import Problem
from courses.problem_queries import Place
from people.models import Person


class TooMany(Exception):
    """The person has reported as many problems as one may in a day."""


class Answered(Exception):
    """Somebody has answered it already."""


@transaction.atomic
def report_problem(
    *, person: Person, address: str, place: Place, text: str, at: dt.datetime
) -> Problem:
    """Keep what is wrong with a page, for the trainers. Raises TooMany."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    since = at - dt.timedelta(days=1)
    lately = Problem.objects.of(person).filter(reported_at__gt=since).count()
    if lately >= settings.PROBLEM_REPORTS_A_DAY:
        raise TooMany
    return Problem.objects.create(
        person=person,
        address=address,
        edition=place.edition,
        place=place.words,
        text=text,
        reported_at=at,
    )


@transaction.atomic
def answer_problem(*, problem: Problem, answer: str, by: Person, at: dt.datetime) -> None:
    """Tell the reader what becomes of it. Raises Answered where that has been done."""
    answered = Problem.objects.open().filter(pk=problem.pk)
    if not answered.update(answer=answer, answered_at=at, answered_by=by):
        raise Answered


@transaction.atomic
def forget_problems(*, answered_before: dt.datetime) -> int:
    """Remove what was answered before a moment; returns how many."""
    return Problem.objects.filter(answered_at__lt=answered_before).delete()[0]
