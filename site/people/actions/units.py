"""The organisation changes from a day on: units open, are renamed, move, merge and close."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone

from people.actions import unit_checks as checks
from people.actions.histories import NewHistory, announce, stints_of, store_histories
from people.domain.places import Place, closed_after, ever_below, handed_over
from people.domain.stints import moved_to
from people.models import (
    FormerName,
    Oversight,
    Person,
    Placement,
    Posting,
    PostingChange,
    Unit,
    UnitChange,
)

DAY = dt.timedelta(days=1)
Kind = UnitChange.Kind


@transaction.atomic
def open_unit(
    *,
    code: str,
    name: str,
    name_cy: str,
    kind: str,
    nation: str,
    below: Unit | None,
    first_day: dt.date,
    by: Person,
    at: dt.datetime,
) -> Unit:
    """A new unit, below another from its first day on. Raises ValidationError."""
    _lock_tree()
    code, nation = code.strip().upper(), nation or (below.nation if below else "")
    checks.check_open(
        code=code, name=name, kind=kind, nation=nation, below=below, first_day=first_day
    )
    unit = Unit.objects.create(code=code, name=name, name_cy=name_cy, kind=kind, nation=nation)
    if below:
        Placement.objects.create(unit=unit, parent=below, first_day=first_day)
    _log(unit, Kind.OPENED, first_day, "", below.name if below else "", by, at)
    return unit


@transaction.atomic
def rename_unit(
    *, unit: Unit, name: str, name_cy: str, from_day: dt.date, by: Person, at: dt.datetime
) -> None:
    """From a day on, today or earlier, the unit is called this. Raises ValidationError.

    On the day on which its present name began, that name is replaced.
    """
    _lock_tree()
    unit.refresh_from_db()
    today = timezone.localdate(at)
    checks.check_rename(unit=unit, name=name, from_day=from_day, today=today)
    before = _names(unit)
    FormerName.objects.get_or_create(
        unit=unit,
        last_day=from_day - DAY,
        defaults={"name": unit.name, "name_cy": unit.name_cy},
    )
    unit.name, unit.name_cy = name.strip(), name_cy.strip()
    unit.save(update_fields=["name", "name_cy"])
    _log(unit, Kind.RENAMED, from_day, before, _names(unit), by, at)


@transaction.atomic
def move_unit(*, unit: Unit, below: Unit, from_day: dt.date, by: Person, at: dt.datetime) -> None:
    """From a day on the unit stands below another, until its next known move. Announces everybody
    in it and below it. Raises ValidationError.
    """
    _lock_tree()
    checks.check_move(unit=unit, below=below, from_day=from_day)
    places = checks.places_after(from_day)
    after, new = checks.new_places(places, unit=unit, below=below, from_day=from_day)
    was = next(
        (place for place in checks.places_of(places, unit) if place.holds_on(from_day)), None
    )
    _write_places(after, from_day)
    before = Unit.objects.get(pk=was.parent).name if was else ""
    _log(unit, Kind.MOVED, new.first, before, below.name, by, at)
    concerned = ever_below([*places, *after], unit.pk, from_day=from_day)
    announce(_posted_in(concerned, from_day), from_day)


@transaction.atomic
def merge_unit(*, unit: Unit, into: Unit, from_day: dt.date, by: Person, at: dt.datetime) -> None:
    """From a day on, whoever works in the unit works in `into`, what stands below it stands below
    `into`, and the unit is closed. Oversight of it ends. Raises ValidationError.
    """
    _lock_tree()
    unit.refresh_from_db()
    checks.check_merge(unit=unit, into=into, from_day=from_day)
    places = checks.places_after(from_day - DAY)
    below = ever_below(places, unit.pk, from_day=from_day) - {unit.pk}
    for after in handed_over(places, unit=unit.pk, into=into.pk, from_day=from_day).values():
        _write_places(after, from_day)
    changes = _moved_people(unit, into, from_day)
    persons, _day = store_histories(changes, reason=PostingChange.Reason.MERGED, by=by, at=at)
    _close(unit, places, from_day - DAY, by, at)
    _log(unit, Kind.MERGED, from_day, "", into.name, by, at)
    announce(sorted({*persons, *_posted_in(below, from_day)}), from_day)


@transaction.atomic
def close_unit(*, unit: Unit, last_day: dt.date, by: Person, at: dt.datetime) -> None:
    """The unit's last day; oversight of it ends with it. Raises ValidationError while anybody is
    posted in it, or any unit stands below it, on a later day.
    """
    _lock_tree()
    unit.refresh_from_db()
    checks.check_close(unit=unit, last_day=last_day)
    _close(unit, checks.places_after(last_day), last_day, by, at)
    _log(unit, Kind.CLOSED, last_day + DAY, "", "", by, at)


@transaction.atomic
def reopen_unit(*, unit: Unit, by: Person, at: dt.datetime) -> None:
    """The closing is taken back: the unit stands where it stood last. Raises ValidationError."""
    _lock_tree()
    unit.refresh_from_db()
    checks.check_reopen(unit=unit)
    closed_on = unit.closed_on or dt.date.max
    Placement.objects.filter(unit=unit, last_day=closed_on).update(last_day=None)
    unit.closed_on = None
    unit.save(update_fields=["closed_on"])
    _log(unit, Kind.REOPENED, closed_on + DAY, "", "", by, at)


def _lock_tree() -> None:
    """One change of the tree at a time: two moves could close a circle that neither sees alone.

    Units come before people, here as in people.actions.postings.
    """
    list(Unit.objects.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))


def _names(unit: Unit) -> str:
    return " / ".join(name for name in (unit.name, unit.name_cy) if name)


def _write_places(after: Sequence[Place], from_day: dt.date) -> None:
    """The places of one unit that reach into `from_day` or later; earlier ones stay."""
    rows = {
        row.first_day: row
        for row in Placement.objects.filter(unit=after[0].unit).lasting_after(from_day - DAY)
    }
    new = []
    # Those that get shorter come first, in order: no two ever share a day on the way.
    for place in after:
        row = rows.get(place.first)
        if row is None:
            new.append(place)
        elif (row.last_day, row.parent_id) != (place.last, place.parent):
            row.last_day, row.parent_id = place.last, place.parent
            row.save(update_fields=["last_day", "parent"])
    Placement.objects.bulk_create(
        Placement(
            unit_id=place.unit, parent_id=place.parent, first_day=place.first, last_day=place.last
        )
        for place in new
    )


def _posted_in(units: Iterable[int], from_day: dt.date) -> list[int]:
    """Everybody who is posted in one of them on the day or later."""
    rows = Posting.objects.filter(unit__in=units).lasting_after(from_day - DAY)
    return list(rows.order_by("person_id").values_list("person_id", flat=True).distinct())


def _moved_people(unit: Unit, into: Unit, from_day: dt.date) -> list[NewHistory]:
    persons = _posted_in([unit.pk], from_day)
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=persons).order_by("pk"))
    before: dict[int, list[Posting]] = {person: [] for person in persons}
    for row in Posting.objects.filter(person__in=persons).order_by("first_day"):
        before[row.person_id].append(row)
    return [
        NewHistory(
            person,
            rows,
            moved_to(stints_of(rows), unit=unit.pk, into=into.pk, from_day=from_day),
        )
        for person, rows in before.items()
    ]


def _close(
    unit: Unit, places: Sequence[Place], last_day: dt.date, by: Person, at: dt.datetime
) -> None:
    Placement.objects.filter(unit=unit, first_day__gt=last_day).delete()
    for place in closed_after(places, unit=unit.pk, last_day=last_day):
        Placement.objects.filter(unit=unit, first_day=place.first).update(last_day=place.last)
    unit.closed_on = last_day
    unit.save(update_fields=["closed_on"])
    given = Oversight.objects.filter(unit=unit)
    given.filter(first_day__gt=last_day).delete()
    given.lasting_after(last_day).update(last_day=last_day, ended_by=by, ended_at=at)


def _log(
    unit: Unit,
    kind: str,
    from_day: dt.date,
    before: str,
    after: str,
    by: Person,
    at: dt.datetime,
) -> None:
    UnitChange.objects.create(
        unit=unit,
        kind=kind,
        from_day=from_day,
        before=before,
        after=after,
        made_by=by,
        made_at=at,
    )
