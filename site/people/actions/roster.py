"""Bringing in a roster: kept after it was read without an error, applied whole or not at all."""

import datetime as dt
from collections.abc import Sequence

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from people.actions.histories import NewHistory, write_histories
from people.models import Person, PostingChange, RosterImport, Unit
from people.roster import CHUNK, Cells, PersonPlan, Plan, header_of, plan_of

BATCH = 1000


@transaction.atomic
def keep_roster(
    *, name: str, cells: Sequence[Cells], plan: Plan, by: Person, at: dt.datetime
) -> RosterImport:
    """Keep a file that has no problems until it is confirmed; earlier ones of the same person that
    nobody confirmed are forgotten.
    """
    RosterImport.objects.filter(made_by=by, applied_at__isnull=True).delete()
    return RosterImport.objects.create(
        name=name[:200], rows=list(cells), counts=plan.counts, made_by=by, made_at=at
    )


@transaction.atomic
def apply_roster(*, roster: RosterImport, by: Person, at: dt.datetime) -> dict[str, int]:
    """Make the accounts and write the postings; returns the counts. All of it, or ValidationError:
    where it has been applied, or would now do something else than was shown.
    """
    list(Unit.objects.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    roster = RosterImport.objects.select_for_update().get(pk=roster.pk)
    if roster.applied_at:
        raise ValidationError(_("This file has been applied already."))
    _lock_people(roster.rows)
    plan = plan_of(roster.rows)
    if plan.problems or plan.counts != roster.counts:
        words = _("People or units have changed since the file was read. Look at it again.")
        raise ValidationError(words)
    _write_accounts(plan.people, at)
    histories = [
        NewHistory(one.person.pk, one.before, one.after) for one in plan.people if one.person
    ]
    write_histories(histories, reason=PostingChange.Reason.IMPORTED, by=by, at=at)
    roster.applied_at, roster.rows = at, []
    roster.save(update_fields=["applied_at", "rows"])
    return plan.counts


def _lock_people(cells: Sequence[Cells]) -> None:
    column = header_of(cells).index("email")
    emails = sorted({row[column].lower() for row in cells[1:] if any(row)})
    for start in range(0, len(emails), CHUNK):
        people = Person.objects.filter(email__in=emails[start : start + CHUNK])
        list(people.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))


def _write_accounts(people: Sequence[PersonPlan], at: dt.datetime) -> None:
    """Accounts that are missing, without a password; names that are others; verified addresses."""
    new = [one for one in people if one.person is None]
    for one in new:
        one.person = Person(email=one.email, name=one.name, date_joined=at)
        one.person.set_unusable_password()
    Person.objects.bulk_create([one.person for one in new if one.person], batch_size=BATCH)
    renamed = []
    for one in people:
        if one.person and one.person.name != one.name:
            one.person.name = one.name
            renamed.append(one.person)
    Person.objects.bulk_update(renamed, ["name"], batch_size=BATCH)
    _verify([one.person for one in people if one.person])


def _verify(people: Sequence[Person]) -> None:
    """Second factors are set up only with a verified address, and the roster vouches for it."""
    for start in range(0, len(people), CHUNK):
        part = people[start : start + CHUNK]
        known = set(EmailAddress.objects.filter(user__in=part).values_list("user_id", flat=True))
        EmailAddress.objects.bulk_create(
            (
                EmailAddress(user=person, email=person.email, verified=True, primary=True)
                for person in part
                if person.pk not in known
            ),
            batch_size=BATCH,
        )
