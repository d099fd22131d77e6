"""What is refused of a change to a unit, in words. Each raises ValidationError."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.domain.places import Place, first_circle, handed_over, moved
from people.models import Placement, Posting, Unit
from people.queries import in_full, outside

# What may stand above what: a smaller number above a greater one.
RANK = {
    Unit.Kind.NATION: 0,
    Unit.Kind.REGION: 1,
    Unit.Kind.DELIVERY_UNIT: 2,
    Unit.Kind.HOME: 2,
    Unit.Kind.TEAM: 3,
}


def refuse(words: str, **values: object) -> None:
    raise ValidationError(words % values)


def refuse_if(words: str) -> None:
    if words:
        raise ValidationError(words)


def places_after(day: dt.date) -> list[Place]:
    """Everything that is known of places on the day and later."""
    rows = Placement.objects.lasting_after(day - dt.timedelta(days=1))
    return [Place(row.first_day, row.last_day, row.unit_id, row.parent_id) for row in rows]


def check_kinds(*, kind: str, nation: str, name: str, below: Unit) -> None:
    if RANK[Unit.Kind(below.kind)] >= RANK[Unit.Kind(kind)]:
        refuse(
            _("%(unit)s is a %(kind)s and cannot stand below %(below)s, a %(above)s."),
            unit=name,
            kind=Unit.Kind(kind).label,
            below=below.name,
            above=below.get_kind_display(),
        )
    if nation and below.nation and nation != below.nation:
        refuse(
            _(
                "%(unit)s and %(below)s are in different nations, whose law differs. Close the one "
                "and open a new unit instead."
            ),
            unit=name,
            below=below.name,
        )


def check_rename(*, unit: Unit, name: str, from_day: dt.date, today: dt.date) -> None:
    if not name.strip():
        refuse(_("Give the unit a name."))
    if from_day > today:
        refuse(_("A name can begin today or earlier. Come back on the day."))
    refuse_if(outside(unit, first=from_day, last=from_day))
    last = unit.former_names.order_by("last_day").last()
    if last and last.last_day >= from_day:
        refuse(
            _("%(unit)s got its name on %(day)s: choose that day or a later one."),
            unit=unit.name,
            day=in_full(last.last_day + dt.timedelta(days=1)),
        )


def check_move(*, unit: Unit, below: Unit, from_day: dt.date) -> None:
    check_kinds(kind=unit.kind, nation=unit.nation, name=unit.name, below=below)
    refuse_if(outside(unit, first=from_day, last=from_day))
    places = places_after(from_day)
    after, new = new_places(places, unit=unit, below=below, from_day=from_day)
    refuse_if(outside(below, first=new.first, last=new.last))
    if any(
        place.holds_on(from_day) and place.parent == below.pk for place in places_of(places, unit)
    ):
        refuse(_("%(unit)s stands below %(below)s already."), unit=unit.name, below=below.name)
    rest = [place for place in places if place.unit != unit.pk]
    if day := first_circle([*rest, *after], new):
        refuse(
            _("%(below)s stands below %(unit)s on %(day)s: neither can be above the other."),
            below=below.name,
            unit=unit.name,
            day=in_full(day),
        )


def places_of(places: list[Place], unit: Unit) -> list[Place]:
    return [place for place in places if place.unit == unit.pk]


def new_places(
    places: list[Place], *, unit: Unit, below: Unit, from_day: dt.date
) -> tuple[list[Place], Place]:
    """The places of the unit after a move. One that stood nowhere stands there for good."""
    own = places_of(places, unit)
    if not own:
        new = Place(from_day, unit.closed_on, unit.pk, below.pk)
        return [new], new
    return moved(own, unit=unit.pk, below=below.pk, from_day=from_day)


def check_merge(*, unit: Unit, into: Unit, from_day: dt.date) -> None:
    if unit == into:
        refuse(_("Choose another unit than %(unit)s itself."), unit=unit.name)
    if unit.kind != into.kind:
        refuse(
            _("%(unit)s is a %(kind)s and %(into)s a %(other)s: merge units of one kind."),
            unit=unit.name,
            kind=unit.get_kind_display(),
            into=into.name,
            other=into.get_kind_display(),
        )
    if unit.nation != into.nation:
        refuse(
            _("%(unit)s and %(into)s are in different nations, whose law differs."),
            unit=unit.name,
            into=into.name,
        )
    before = from_day - dt.timedelta(days=1)
    refuse_if(_still_open(unit) or outside(unit, first=before, last=before))
    refuse_if(outside(into, first=from_day, last=None))
    places = places_after(from_day)
    given = handed_over(places, unit=unit.pk, into=into.pk, from_day=from_day)
    if into.pk in given:
        refuse(_("%(into)s stands below %(unit)s: move it first."), into=into.name, unit=unit.name)


def check_close(*, unit: Unit, last_day: dt.date) -> None:
    refuse_if(_still_open(unit) or outside(unit, first=last_day, last=last_day))
    people = Posting.objects.filter(unit=unit).lasting_after(last_day)
    if count := people.values("person").distinct().count():
        words = ngettext(
            "%(count)s person is posted in %(unit)s after that day: post them elsewhere, or merge "
            "the unit into another.",
            "%(count)s people are posted in %(unit)s after that day: post them elsewhere, or merge "
            "the unit into another.",
            count,
        )
        refuse(words, count=count, unit=unit.name)
    below = Placement.objects.filter(parent=unit).lasting_after(last_day)
    names = below.order_by("unit__name").values_list("unit__name", flat=True).distinct()
    if names:
        refuse(
            _("These stand below %(unit)s after that day: %(names)s. Move or close them first."),
            unit=unit.name,
            names=", ".join(names[:10]) + (" …" if len(names) > 10 else ""),
        )


def check_reopen(*, unit: Unit) -> None:
    if unit.closed_on is None:
        refuse(_("%(unit)s is open."), unit=unit.name)
    parent = Unit.objects.filter(
        placements_below__unit=unit, placements_below__last_day=unit.closed_on
    ).first()
    if parent and unit.closed_on:
        refuse_if(outside(parent, first=unit.closed_on, last=None))


def check_open(
    *, code: str, name: str, kind: str, nation: str, below: Unit | None, first_day: dt.date
) -> None:
    if not name.strip():
        refuse(_("Give the unit a name."))
    if Unit.objects.filter(code__iexact=code).exists():
        refuse(_("There is a unit with the code %(code)s. Codes are never used again."), code=code)
    if below is None:
        if kind not in (Unit.Kind.NATION, Unit.Kind.HOME):
            refuse(_("Choose the unit that it stands below."))
        return
    check_kinds(kind=kind, nation=nation, name=name, below=below)
    refuse_if(outside(below, first=first_day, last=None))


def _still_open(unit: Unit) -> str:
    """Why a unit cannot be closed once more; empty where it is open."""
    if unit.closed_on is None:
        return ""
    words = _("%(unit)s closes on %(day)s already. Open it again first, or leave it.")
    if unit.closed_on < timezone.localdate():
        words = _("%(unit)s closed on %(day)s. Open it again first, or leave it.")
    return words % {"unit": unit.name, "day": in_full(unit.closed_on)}
