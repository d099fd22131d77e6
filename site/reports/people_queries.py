"""Who stands where: names, for whoever oversees them."""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from people.models import JobRole, Person, Posting, Unit
from people.queries import Tree, organisation, overseen_units
from reports.subject_queries import Subject
from standing.domain.rules import State
from standing.models import StandingInterval

PEOPLE_ON_A_PAGE = 50
AT_ONCE = 2_000
NOT_UP_TO_DATE = (State.OVERDUE, State.IN_PROGRESS, State.NOT_STARTED)
DAYS_AHEAD = (30, 60, 90)
STATES = {
    State.OVERDUE: _("Overdue"),
    State.IN_PROGRESS: _("In progress"),
    State.NOT_STARTED: _("Not started"),
    State.UP_TO_DATE: _("Up to date"),
    State.EXEMPT: _("Exempt"),
    State.VOLUNTARY: _("Voluntary"),
}
DUE_SOON = {f"due_{days}": days for days in DAYS_AHEAD}
LAPSING = {f"lapsing_{days}": days for days in DAYS_AHEAD}
CHOICES = {
    "overdue": STATES[State.OVERDUE],
    "due_30": _("Due within 30 days"),
    "due_60": _("Due within 60 days"),
    "due_90": _("Due within 90 days"),
    "lapsing_30": _("Lapsing within 30 days"),
    "lapsing_60": _("Lapsing within 60 days"),
    "lapsing_90": _("Lapsing within 90 days"),
    "in_progress": STATES[State.IN_PROGRESS],
    "not_started": STATES[State.NOT_STARTED],
    "up_to_date": STATES[State.UP_TO_DATE],
    "exempt": STATES[State.EXEMPT],
    "voluntary": STATES[State.VOLUNTARY],
}


@dataclass(frozen=True)
class Wanted:
    """Which people are asked for: empty means any. `state` is one of CHOICES."""

    state: str = ""
    unit: str = ""
    job_role: str = ""
    words: str = ""


@dataclass(frozen=True)
class Overseen:
    """The units (primary keys) that somebody oversees today, and the tree of today."""

    tree: Tree
    units: Collection[int]

    def below(self, code: str) -> frozenset[int]:
        """The overseen units at and below the one of this code; none where there is no such one."""
        return frozenset(
            pk
            for pk in self.units
            if any(self.tree.units[above].code == code for above in self.tree.ancestors(pk))
        )


@dataclass(frozen=True)
class PersonRow:
    """Somebody, where they are posted, how they stand, since when, and what comes next if nobody
    does anything (`next_state` from `next_day` on; None where nothing does)."""

    key: str
    name: str
    unit: str
    job_role: str
    state: str
    since: dt.date
    next_state: str | None
    next_day: dt.date | None

    @property
    def state_label(self) -> str:
        return str(STATES[State(self.state)])

    @property
    def next_label(self) -> str:
        return str(STATES[State(self.next_state)]) if self.next_state else ""


def overseen_by(viewer: Person, *, today: dt.date) -> Overseen:
    """Three queries."""
    tree = organisation(today)
    return Overseen(tree, overseen_units(viewer, tree, day=today))


def standing_of_people(
    subject: Subject, overseen: Overseen, wanted: Wanted, *, today: dt.date
) -> QuerySet[StandingInterval]:
    """How the people stand today who are posted to overseen units and fit what is wanted, by name;
    each once."""
    units = overseen.below(wanted.unit) if wanted.unit else overseen.units
    now = StandingInterval.objects.filter(
        Q(to_day__isnull=True) | Q(to_day__gte=today),
        course_key=subject.key,
        unit__in=units,
        from_day__lte=today,
    )
    if wanted.words:
        now = now.filter(
            Q(person__name__icontains=wanted.words) | Q(person__email__icontains=wanted.words)
        )
    if wanted.job_role:
        posted = Posting.objects.on(today).filter(person=OuterRef("person"))
        now = now.filter(Exists(posted.filter(job_role__code=wanted.job_role)))
    return _in_state(now, wanted.state, today).order_by("person__name", "person_id")


def _in_state(
    now: QuerySet[StandingInterval], wanted: str, today: dt.date
) -> QuerySet[StandingInterval]:
    later = StandingInterval.objects.filter(
        person=OuterRef("person"), course_key=OuterRef("course_key"), from_day__gt=today
    )
    if days := DUE_SOON.get(wanted):
        until = today + dt.timedelta(days=days)
        due = later.filter(state=State.OVERDUE, from_day__lte=until)
        return now.filter(Exists(due), state__in=(State.IN_PROGRESS, State.NOT_STARTED))
    if days := LAPSING.get(wanted):
        then = today + dt.timedelta(days=days)
        lapsed = later.filter(
            Q(to_day__isnull=True) | Q(to_day__gte=then),
            state__in=NOT_UP_TO_DATE,
            from_day__lte=then,
        )
        return now.filter(Exists(lapsed), state=State.UP_TO_DATE)
    return now.filter(state=wanted) if wanted in STATES else now


def rows_of(
    found: QuerySet[StandingInterval], tree: Tree, *, today: dt.date, language: str
) -> Iterator[PersonRow]:
    """A row for each. One query, read a few at a time."""
    following = StandingInterval.objects.filter(
        person=OuterRef("person"), course_key=OuterRef("course_key"), from_day__gt=today
    ).order_by("from_day")
    posted = Posting.objects.on(today).filter(person=OuterRef("person"))
    rows = found.annotate(
        key=F("person__key"),
        name=F("person__name"),
        role=Subquery(posted.values("job_role__name")[:1]),
        next_state=Subquery(following.exclude(state=OuterRef("state")).values("state")[:1]),
        next_day=Subquery(following.exclude(state=OuterRef("state")).values("from_day")[:1]),
    ).values_list("key", "name", "unit_id", "role", "state", "from_day", "next_state", "next_day")
    for key, name, unit, role, *standing in rows.iterator(chunk_size=AT_ONCE):
        yield PersonRow(str(key), name, _name(tree.units[unit], language), role or "", *standing)


def _name(unit: Unit, language: str) -> str:
    return unit.name_in(language)


def job_roles() -> list[JobRole]:
    return list(JobRole.objects.order_by("name"))
