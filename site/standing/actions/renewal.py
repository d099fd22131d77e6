"""Taking a course again so that it counts."""

import datetime as dt
import uuid

from django.db import transaction

from courses.actions.learning import enrol
from courses.domain.completion import day_of
from courses.models import Enrolment
from people.models import Person
from standing.person_queries import standings_of


class NotOpenYet(Exception):
    """The completion is valid for longer: taking the course again is practice. `opens`: the first
    day on which it is more, or None."""

    def __init__(self, opens: dt.date | None) -> None:
        super().__init__(opens)
        self.opens = opens


@transaction.atomic
def renew(*, person: Person, course_key: uuid.UUID, at: dt.datetime) -> Enrolment:
    """Begin another pass through a course; returns the open one where there is one.

    Open from 90 days (a setting) before the completion ends, once it has lapsed or was taken back,
    and with an edition that everybody has to take. Raises NotOpenYet, or courses' NotOffered.
    """
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    standing = standings_of(person, day_of(at), [course_key]).get(course_key)
    if standing and not standing.explanation.can_renew:
        raise NotOpenYet(standing.explanation.renewal_opens)
    return enrol(person=person, course_key=course_key, at=at, renews=True)
