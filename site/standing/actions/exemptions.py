"""That somebody need not do a course for a while, and that they need again."""

import datetime as dt
import uuid

from django.db import transaction

from people.models import Person
from standing.actions.recalculation import recalculate
from standing.models import Exemption


class Overlaps(Exception):
    """The person is exempt from the course on some of these days already."""


@transaction.atomic
def exempt(
    *,
    person: Person,
    course_key: uuid.UUID,
    category: str,
    from_day: dt.date,
    until_day: dt.date | None,
    by: Person,
    at: dt.datetime,
) -> Exemption:
    """Keep that the person need not do the course from a day to a day, or without end.

    Raises Overlaps where they need not on one of the days already.
    """
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    known = Exemption.objects.standing().filter(person=person, course_key=course_key)
    if any(_meet(one, from_day, until_day) for one in known):
        raise Overlaps
    exemption = Exemption.objects.create(
        person=person,
        course_key=course_key,
        category=category,
        from_day=from_day,
        until_day=until_day,
        made_at=at,
        made_by=by,
    )
    recalculate(persons=[person.pk], courses=[course_key])
    return exemption


@transaction.atomic
def withdraw_exemption(*, exemption: Exemption, by: Person, at: dt.datetime) -> Exemption:
    """Take an exemption back, on every day. It stays as a fact; again changes nothing."""
    exemption = Exemption.objects.select_for_update(of=["self"]).get(pk=exemption.pk)
    if exemption.withdrawn_at is None:
        exemption.withdrawn_at, exemption.withdrawn_by = at, by
        exemption.save(update_fields=["withdrawn_at", "withdrawn_by"])
        recalculate(persons=[exemption.person_id], courses=[exemption.course_key])
    return exemption


def _meet(known: Exemption, first: dt.date, last: dt.date | None) -> bool:
    begins_in_time = last is None or known.from_day <= last
    return begins_in_time and (known.until_day is None or known.until_day >= first)
