"""What may be asked of people, and by whom: yes or no."""

import datetime as dt
import uuid

from django.conf import settings

from courses.queries import sign_off_of
from people.models import Person
from people.permissions import ADMINISTRATORS, can_see_person, in_group


def can_be_assigned(course_key: uuid.UUID) -> bool:
    """Somebody answers for the course's content; in the demo nobody need."""
    return settings.DEMO or sign_off_of(course_key) is not None


def administers(person: Person) -> bool:
    """Whoever says what is asked of whom."""
    return in_group(person, ADMINISTRATORS)


def exempts(viewer: Person, person: Person, *, day: dt.date) -> bool:
    """Whoever may see the person; nobody themselves."""
    return viewer.pk != person.pk and can_see_person(viewer, person, day=day)
