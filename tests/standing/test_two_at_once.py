"""Several change what one figure rests on at the same moment: nothing is lost or counted twice."""

import datetime as dt

import pytest
from django.utils import timezone

from people.actions.postings import post_person
from people.models import JobRole, Posting
from standing.actions.folding import fold
from standing.actions.recalculation import recalculate
from standing.models import DailyChange
from tests.standing.acts import complete, differences, figure
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)

ONE = dt.timedelta(days=1)


def test_one_person_completes_while_somebody_else_moves_them(asked, course, units, people, boss):
    now, today = timezone.now(), timezone.localdate()
    person, role = people[0], JobRole.objects.get()

    def move():
        post_person(
            person=person, unit=units["south"], job_role=role, first_day=today, by=boss, at=now
        )

    assert at_once(lambda: complete(person, course, now), move) == []

    assert differences() == []
    assert figure(course, units["south"], today).up_to_date == 1
    assert figure(course, units["north"], today).up_to_date == 0


def test_everybody_completes_at_once_while_figures_are_folded(asked, course, units, people):
    now, today = timezone.now(), timezone.localdate()

    def completing(person):
        return lambda: complete(person, course, now)

    assert at_once(*map(completing, people), fold, fold) == []
    fold()

    assert figure(course, units["nation"], today).up_to_date == len(people)
    assert not DailyChange.objects.filter(is_folded=False).exists()
    assert differences() == []


def test_the_same_people_recalculated_by_two_in_other_orders(asked, course, units, people):
    Posting.objects.update(first_day=timezone.localdate() - 30 * ONE)  # behind everybody's back
    keys = [person.pk for person in people]

    assert at_once(lambda: recalculate(persons=keys), lambda: recalculate(persons=keys[::-1])) == []

    assert differences() == []
