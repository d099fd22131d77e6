"""Answering for the content of a course."""

import datetime as dt

from django.db import transaction

from courses.models import CourseEdition, SignOff
from people.models import Person


@transaction.atomic
def sign_off(
    *, course_edition: CourseEdition, name: str, role: str, day: dt.date, scope: str, by: Person
) -> SignOff:
    """Record who answers for a course up to an edition. Only ever added: a newer one takes over."""
    return SignOff.objects.create(
        course_edition=course_edition, name=name, role=role, day=day, scope=scope, recorded_by=by
    )
