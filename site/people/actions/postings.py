"""Where people work: every change of a posting is written here, logged and announced."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from people.actions.histories import NewHistory, stints_of, write_histories
from people.domain.stints import Clash, Stint, cut_after, overlapping, placed_into
from people.models import JobRole, Oversight, Person, Posting, PostingChange, Unit
from people.queries import in_full, outside

Reason = PostingChange.Reason


@transaction.atomic
def post_person(
    *,
    person: Person,
    unit: Unit,
    job_role: JobRole,
    first_day: dt.date,
    last_day: dt.date | None = None,
    by: Person,
    at: dt.datetime,
    reason: str = Reason.POSTED,
) -> None:
    """From a day on, today, earlier or later, the person works there.

    What held before ends the day before; a posting that begins on that very day is replaced. With
    a last day, what held goes on afterwards; without one, the posting holds until the next one
    known begins. Raises ValidationError where the days do not fit the unit or a later posting.
    """
    new = Stint(first_day, last_day, unit.pk, job_role.pk)
    _refuse_wrong_days(new)
    _lock_unit_and_refuse(new)
    before = _locked_history(person)
    try:
        after = placed_into(stints_of(before), new)
    except Clash as clash:
        words = _("Another posting begins on %(day)s: end this one before, or correct that one.")
        raise ValidationError(words % {"day": in_full(clash.other.first)}) from clash
    write_histories([NewHistory(person.pk, before, after)], reason=reason, by=by, at=at)


@transaction.atomic
def correct_posting(
    *,
    posting: Posting,
    unit: Unit,
    job_role: JobRole,
    first_day: dt.date,
    last_day: dt.date | None,
    by: Person,
    at: dt.datetime,
    reason: str = Reason.CORRECTED,
) -> None:
    """A posting was written down wrongly: it says this instead, and always has.

    Raises ValidationError where it would then overlap another or not fit the unit.
    """
    new = Stint(first_day, last_day, unit.pk, job_role.pk)
    _refuse_wrong_days(new)
    _lock_unit_and_refuse(new)
    before = _locked_history(posting.person)
    after = [*stints_of(row for row in before if row.pk != posting.pk), new]
    if clash := overlapping(after):
        other = clash[0] if clash[1] == new else clash[1]
        words = _("The days overlap the posting from %(first)s: correct that one first.")
        raise ValidationError(words % {"first": in_full(other.first)})
    write_histories([NewHistory(posting.person_id, before, after)], reason=reason, by=by, at=at)


@transaction.atomic
def remove_posting(*, posting: Posting, by: Person, at: dt.datetime) -> None:
    """A posting that never was is taken away; the log keeps it."""
    before = _locked_history(posting.person)
    after = stints_of(row for row in before if row.pk != posting.pk)
    change = NewHistory(posting.person_id, before, after)
    write_histories([change], reason=Reason.REMOVED, by=by, at=at)


@transaction.atomic
def leave_service(*, person: Person, last_day: dt.date, by: Person, at: dt.datetime) -> None:
    """The person's last day. Postings and oversight end with it; what was to begin later does not.

    Sign-in is refused from the next day on, because the last posting has ended. Raises
    ValidationError where nothing is posted on that day.
    """
    before = _locked_history(person)
    if not any(stint.holds_on(last_day) for stint in stints_of(before)):
        words = _("%(name)s has no posting on %(day)s that could end on that day.")
        raise ValidationError(words % {"name": person.name, "day": in_full(last_day)})
    after = cut_after(stints_of(before), last_day)
    write_histories([NewHistory(person.pk, before, after)], reason=Reason.LEFT, by=by, at=at)
    given = Oversight.objects.filter(person=person)
    given.filter(first_day__gt=last_day).delete()
    given.lasting_after(last_day).update(last_day=last_day, ended_by=by, ended_at=at)


def _refuse_wrong_days(stint: Stint) -> None:
    if stint.last and stint.last < stint.first:
        raise ValidationError(_("The last day lies before the first day."))


def _lock_unit_and_refuse(stint: Stint) -> None:
    """Nobody works in a unit before it is there, or after it has closed."""
    unit = Unit.objects.select_for_update(no_key=True).get(pk=stint.unit)
    words = outside(unit, first=stint.first, last=stint.last)
    if words:
        raise ValidationError(words)


def _locked_history(person: Person) -> list[Posting]:
    """The person's postings; nobody else changes them before this transaction ends."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    return list(Posting.objects.filter(person=person))
