"""Who may see whom, from a day to a day; and what people may do in the service."""

import datetime as dt
from collections.abc import Collection

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.models import Oversight, Person, Unit
from people.permissions import ACCESS_GROUPS, ADMINISTRATORS
from people.queries import has_left, outside


@transaction.atomic
def give_oversight(
    *,
    person: Person,
    unit: Unit,
    first_day: dt.date,
    last_day: dt.date | None,
    by: Person,
    at: dt.datetime,
) -> Oversight:
    """The person sees everybody in the unit and below it between the days. Raises ValidationError
    where they have left, or where the days do not fit or another right of theirs covers one.
    """
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    _refuse_days(person, unit, first_day, last_day, today=timezone.localdate(at))
    return Oversight.objects.create(
        person=person,
        unit=unit,
        first_day=first_day,
        last_day=last_day,
        given_by=by,
        given_at=at,
    )


@transaction.atomic
def give_deputy(
    *,
    oversight: Oversight,
    person: Person,
    first_day: dt.date,
    last_day: dt.date | None,
    by: Person,
    at: dt.datetime,
) -> Oversight:
    """The person stands in for somebody; ends with the other's oversight, or before. Raises
    ValidationError.
    """
    oversight = Oversight.objects.select_for_update(of=["self"]).get(pk=oversight.pk)
    if oversight.deputy_of_id:
        raise ValidationError(_("That is a deputy's oversight: choose the one it stands in for."))
    if oversight.person_id == person.pk:
        raise ValidationError(_("Nobody is their own deputy."))
    if first_day < oversight.first_day or (
        oversight.last_day is not None and first_day > oversight.last_day
    ):
        raise ValidationError(_("The first day lies outside the oversight it stands in for."))
    _refuse_days(person, oversight.unit, first_day, last_day, today=timezone.localdate(at))
    return Oversight.objects.create(
        person=person,
        unit=oversight.unit,
        deputy_of=oversight,
        first_day=first_day,
        last_day=last_day,
        given_by=by,
        given_at=at,
    )


@transaction.atomic
def end_oversight(*, oversight: Oversight, last_day: dt.date, by: Person, at: dt.datetime) -> None:
    """The last day of a right; one that has passed ends it at once. A right that would end before
    it began never was: it is taken away, with those of its deputies.
    """
    oversight = Oversight.objects.select_for_update(of=["self"]).get(pk=oversight.pk)
    if last_day < oversight.first_day:
        oversight.delete()
        return
    oversight.last_day, oversight.ended_by, oversight.ended_at = last_day, by, at
    oversight.save(update_fields=["last_day", "ended_by", "ended_at"])


@transaction.atomic
def set_access(*, person: Person, groups: Collection[str], by: Person) -> None:
    """Which of the service's groups somebody is in; groups of other names stay. Raises
    ValidationError where administrators would take that away from themselves.
    """
    if person == by and ADMINISTRATORS not in groups and not by.is_superuser:
        words = _("Ask another administrator to end your own access as an administrator.")
        raise ValidationError(words)
    wanted = [name for name in ACCESS_GROUPS if name in groups]
    unwanted = [name for name in ACCESS_GROUPS if name not in groups]
    person.groups.remove(*Group.objects.filter(name__in=unwanted))
    person.groups.add(*(Group.objects.get_or_create(name=name)[0] for name in wanted))


def _refuse_days(
    person: Person, unit: Unit, first_day: dt.date, last_day: dt.date | None, *, today: dt.date
) -> None:
    if last_day and last_day < first_day:
        raise ValidationError(_("The last day lies before the first day."))
    if has_left(person, day=today):
        words = _("%(name)s has left. Post them first.")
        raise ValidationError(words % {"name": person.name})
    if words := outside(unit, first=first_day, last=last_day):
        raise ValidationError(words)
    same = Oversight.objects.filter(person=person, unit=unit)
    same = same.lasting_after(first_day - dt.timedelta(days=1))
    if last_day:
        same = same.filter(first_day__lte=last_day)
    if same.exists():
        words = _("%(name)s oversees %(unit)s on some of these days already.")
        raise ValidationError(words % {"name": person.name, "unit": unit.name})
