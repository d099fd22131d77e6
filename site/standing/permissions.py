"""What may be asked of people, and by whom: yes or no."""

import datetime as dt
import uuid

from django.conf import settings

from courses.queries import sign_off_of
from people.models import Person
from people.permissions import ADMINISTRATORS, in_group
from people.queries import organisation, overseen_units


def can_be_assigned(course_key: uuid.UUID) -> bool:
    """Somebody answers for the course's content; in the demo nobody need."""
    return settings.DEMO or sign_off_of(course_key) is not None


def administers(person: Person) -> bool:
    """Whoever says what is asked of whom."""
    return in_group(person, ADMINISTRATORS)


def exempts(viewer: Person, person: Person, *, day: dt.date) -> bool:
    """Whoever oversees the unit in which the person is posted on the day, and administrators;
    nobody themselves."""
    if viewer.pk == person.pk:
        return False
    if administers(viewer):
        return True
    posting = person.postings.on(day).first()
    return posting is not None and posting.unit_id in overseen_units(
        viewer, organisation(day), day=day
    )
