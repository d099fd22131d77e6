"""“This is not my unit or role”: asked, taken back, and settled once."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from people.actions.postings import post_person
from people.models import Correction, JobRole, Person, PostingChange, Unit

State = Correction.State


@transaction.atomic
def ask_correction(
    *,
    person: Person,
    unit: Unit | None,
    job_role: JobRole | None,
    from_day: dt.date | None,
    note: str,
    at: dt.datetime,
) -> Correction:
    """Keep what should be written down instead. Raises ValidationError where nothing is said, or
    where an earlier request still waits.
    """
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if unit is None and job_role is None:
        raise ValidationError({"unit": _("Choose the unit or the job role that it should be.")})
    if Correction.objects.open().filter(person=person).exists():
        raise ValidationError(_("Your earlier request is still waiting. Take it back first."))
    return Correction.objects.create(
        person=person, unit=unit, job_role=job_role, from_day=from_day, note=note, asked_at=at
    )


@transaction.atomic
def withdraw_correction(*, person: Person, at: dt.datetime) -> bool:
    """Take back the person's own request; whether there was one."""
    asked = Correction.objects.open().filter(person=person)
    return bool(asked.update(state=State.WITHDRAWN, settled_at=at, settled_by=person))


@transaction.atomic
def apply_correction(
    *,
    correction: Correction,
    unit: Unit,
    job_role: JobRole,
    first_day: dt.date,
    answer: str,
    by: Person,
    at: dt.datetime,
) -> None:
    """Post the person as asked, or as the administrator found right, from a day on. Raises
    ValidationError where that cannot be, or where the request is settled already.
    """
    post_person(
        person=correction.person,
        unit=unit,
        job_role=job_role,
        first_day=first_day,
        by=by,
        at=at,
        reason=PostingChange.Reason.ASKED,
    )
    _settle(correction, State.DONE, answer, by, at)


@transaction.atomic
def decline_correction(*, correction: Correction, answer: str, by: Person, at: dt.datetime) -> None:
    """Leave things as they are, and say why. Raises ValidationError where nothing is said, or where
    the request is settled already.
    """
    if not answer.strip():
        raise ValidationError(_("Say why it is left as it is."))
    _settle(correction, State.DECLINED, answer.strip(), by, at)


def _settle(correction: Correction, state: str, answer: str, by: Person, at: dt.datetime) -> None:
    settled = Correction.objects.open().filter(pk=correction.pk)
    if not settled.update(state=state, answer=answer, settled_by=by, settled_at=at):
        raise ValidationError(_("This request has been settled already."))
