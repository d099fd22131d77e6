"""What the page of a course shows: where people stand today, and how their decisions went.

The database counts: what comes back grows with the units, not with the people.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from django.conf import settings
from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import Completion, Course, Enrolment, Step
from people.models import Person, Posting, Unit
from people.permissions import sees_everything_exactly
from people.queries import Tree, organisation, overseen_units
from quizzes.domain.documents import load_scenario
from quizzes.models import ActivityEdition, Attempt, Decision
from reports.domain.disclosure import DecisionFigure, Figure, decision_figures, figures
from reports.domain.figures import Counts, Decided, Group, Place, T, grouped
from reports.permissions import shows_decisions

MONTHS_OF_DECISIONS = dt.timedelta(days=365)


@dataclass(frozen=True)
class Courses:
    """The live courses in one language: `shown`, by title, and by any of their addresses."""

    shown: tuple[Course, ...]
    by_slug: Mapping[str, Course]


def live_courses(language: str) -> Courses:
    """Each course once, in the language where there is a page in it. One query."""
    pages = list(Course.objects.live().select_related("locale").order_by("path"))
    best: dict[uuid.UUID, Course] = {}
    for page in pages:
        if page.translation_key not in best or page.locale.language_code == language:
            best[page.translation_key] = page
    by_slug: dict[str, Course] = {}
    for page in pages:
        by_slug.setdefault(page.slug, best[page.translation_key])
    return Courses(tuple(sorted(best.values(), key=lambda page: page.title)), by_slug)


Oversees = Literal["", "part", "all"]


@dataclass(frozen=True)
class Row:
    """A line of the table: a unit with everything below it or, `itself`, who is directly in it.

    `unit` is None for the whole organisation. `oversight`: how much of it the viewer oversees.
    """

    name: str
    unit: Unit | None
    itself: bool
    figure: Figure
    decided: DecisionFigure | None
    oversight: Oversees = ""

    @property
    def code(self) -> str:
        return self.unit.code if self.unit else ""


@dataclass(frozen=True)
class OverseenUnit:
    name: str
    code: str


@dataclass(frozen=True)
class Report:
    """How a unit stands with a course on a day, by what is directly below it.

    `overseen` are the units at the top of what the viewer oversees.
    """

    course: Course
    day: dt.date
    above: tuple[Unit, ...]
    total: Row
    rows: tuple[Row, ...]
    shows_decisions: bool
    overseen: tuple[OverseenUnit, ...] = ()

    @property
    def unit(self) -> Unit | None:
        return self.total.unit


def completion_report(
    course: Course,
    code: str | None,
    viewer: Person,
    *,
    day: dt.date,
    language: str,
    with_decisions: bool = True,
) -> Report | None:
    """A unit's report as the viewer may see it; None where there is no unit of that code.

    Without a code the report is about the whole organisation, by region. At most seven queries,
    without decisions five.
    """
    tree = organisation(day)
    unit = next((unit for unit in tree.units.values() if unit.code == code), None)
    if code and unit is None:
        return None
    standing = _in_tree(standing_by_unit(course, day=day), tree, Counts())
    sees_all = sees_everything_exactly(viewer)
    exact = frozenset(tree.units) if sees_all else overseen_units(viewer, tree, day=day)
    tops = () if sees_all else _tops(exact, tree)
    around = {above for top in tops for above in tree.ancestors(top.pk)}
    shown = figures(standing, exact, minimum=settings.DISCLOSURE_MINIMUM_PEOPLE)
    has_decisions = with_decisions and shows_decisions(unit)
    decided = _decided(course, tree, day=day) if has_decisions else {}

    def row(group: Group[Counts]) -> Row:
        of = tree.units[group.place.unit] if group.place.unit else None
        return Row(
            name=_name(of, language, itself=group.place.itself),
            unit=of,
            itself=group.place.itself,
            figure=shown[group.place],
            decided=decided.get(group.place) if shows_decisions(of) else None,
            oversight=_oversight(of, exact, around) if tops else "",
        )

    here = _find(standing, Place(unit.pk if unit else None))
    rows = [row(group) for group in _parts(here, tree)]
    return Report(
        course=course,
        day=day,
        above=_above(unit, tree),
        total=row(here),
        rows=tuple(line for line in rows if _is_listed(line, day)),
        shows_decisions=has_decisions,
        overseen=tuple(OverseenUnit(top.name_in(language), top.code) for top in tops),
    )


def standing_by_unit(course: Course, *, day: dt.date) -> dict[int, Counts]:
    """Where the people posted to each unit stand today. One query, up to four rows a unit.

    Up to date is who has a valid completion, else in progress who has an open enrolment.
    """
    of_course = {"course_key": course.translation_key, "person": OuterRef("person")}
    rows = (
        _posted(day)
        .annotate(
            is_done=Exists(Completion.objects.valid().filter(day__lte=day, **of_course)),
            is_begun=Exists(Enrolment.objects.open().filter(**of_course)),
        )
        .values_list("unit", "is_done", "is_begun")
        .annotate(people=Count("pk"))
        .order_by()
    )
    counts: dict[int, Counts] = defaultdict(Counts)
    for unit, is_done, is_begun, people in rows:
        state = "up_to_date" if is_done else "in_progress" if is_begun else "not_started"
        counts[unit] += Counts(**{state: people})
    return counts


def decisions_by_unit(course: Course, *, day: dt.date) -> dict[int, Decided]:
    """How decisions of the last 12 months went in first attempts at the course's scenarios.

    People count in the unit of their posting today. Two queries, one row a unit.
    """
    choices = _choices_by_quality(course)
    every = [choice for of_quality in choices.values() for choice in of_quality]
    if not every:
        return {}
    since = timezone.make_aware(dt.datetime.combine(day - MONTHS_OF_DECISIONS, dt.time.min))
    unit = _posted(day).filter(person=OuterRef("attempt__person")).values("unit")
    rows = (
        Decision.objects.filter(attempt__in=_first_attempts(course), decided_at__gte=since)
        .annotate(unit=Subquery(unit[:1]), choice=_choice_made())
        .filter(unit__isnull=False, choice__in=every)
        .values_list("unit")
        .annotate(
            people=Count("attempt__person", distinct=True),
            helpful=Count("pk", filter=Q(choice__in=choices["safe"])),
            partly=Count("pk", filter=Q(choice__in=choices["partly"])),
            harmful=Count("pk", filter=Q(choice__in=choices["unsafe"])),
        )
        .order_by()
    )
    return {unit_id: Decided(*counts) for unit_id, *counts in rows}


def _posted(day: dt.date) -> QuerySet[Posting]:
    """The current posting of everybody who can sign in; of several the latest, so each once."""
    later = Posting.objects.on(day).filter(
        person=OuterRef("person"), first_day__gt=OuterRef("first_day")
    )
    return Posting.objects.on(day).filter(~Exists(later), person__is_active=True)


def _first_attempts(course: Course) -> QuerySet[Attempt]:
    """One of a person and scenario at most: what continues an attempt stands in its place."""
    earlier = Attempt.objects.filter(
        person=OuterRef("person"),
        activity_key=OuterRef("activity_key"),
        started_at__lt=OuterRef("started_at"),
    )
    attempts = Attempt.objects.filter(edition__in=_scenarios(course), moved_on_at__isnull=True)
    return attempts.filter(~Exists(earlier))


def _scenarios(course: Course) -> QuerySet[ActivityEdition]:
    """Every edition of the scenarios that an edition of the course has."""
    steps = Step.objects.filter(course_edition__course_key=course.translation_key)
    return ActivityEdition.objects.filter(
        kind=ActivityEdition.Kind.SCENARIO, activity_key__in=steps.values("activity_key")
    )


def _choices_by_quality(course: Course) -> dict[str, list[str]]:
    """The choices of the course's scenarios, each as `edition/scene/choice`. One query."""
    found: dict[str, list[str]] = defaultdict(list)
    for edition in _scenarios(course):
        for scene in load_scenario(edition.document("en")).scenes:
            for choice in scene.choices:
                found[choice.quality].append(f"{edition.pk}/{scene.key}/{choice.key}")
    return found


def _choice_made() -> Concat:
    edition = Cast("attempt__edition", CharField())
    return Concat(
        edition, Value("/"), "scene_key", Value("/"), "choice_key", output_field=CharField()
    )


def _tops(units: frozenset[int], tree: Tree) -> tuple[Unit, ...]:
    """Those of the units that are below no other of them, by name."""
    tops = [tree.units[key] for key in units if tree.parents.get(key) not in units]
    return tuple(sorted(tops, key=lambda unit: unit.name))


def _oversight(unit: Unit | None, overseen: frozenset[int], around: set[int]) -> Oversees:
    if unit is None:
        return ""
    return "all" if unit.pk in overseen else "part" if unit.pk in around else ""


def _in_tree(own: Mapping[int, T], tree: Tree, nothing: T) -> Group[T]:
    children = {parent: [unit.pk for unit in units] for parent, units in tree.children.items()}
    tops = [unit for unit in tree.units if unit not in tree.parents]
    return grouped(own, children, tops, nothing)


def _decided(course: Course, tree: Tree, *, day: dt.date) -> dict[Place, DecisionFigure | None]:
    """Of the nations and all below them: a small home beside them would cost one its figure."""
    own = {
        unit: counts
        for unit, counts in decisions_by_unit(course, day=day).items()
        if tree.nearest(unit, Unit.Kind.NATION)
    }
    minimum = settings.DISCLOSURE_MINIMUM_PEOPLE
    return decision_figures(_in_tree(own, tree, Decided()), minimum=minimum)


def _find(top: Group[T], place: Place) -> Group[T]:
    waiting = [top]
    while waiting:
        group = waiting.pop()
        if group.place == place:
            return group
        waiting.extend(group.parts)
    raise LookupError(place)


def _parts(group: Group[Counts], tree: Tree) -> Iterator[Group[Counts]]:
    """What the table lists; for the whole organisation regions, where the tree has nations."""
    for part in group.parts:
        unit = part.place.unit
        if group.place.unit is None and unit and tree.units[unit].kind == Unit.Kind.NATION:
            yield from part.parts
        else:
            yield part


def _above(unit: Unit | None, tree: Tree) -> tuple[Unit, ...]:
    """The units above, from the top; a nation that is one region is left out (Wales)."""
    if unit is None:
        return ()
    chain = [tree.units[key] for key in tree.ancestors(unit.pk)][:0:-1]
    return tuple(
        one for one in chain if one.kind != Unit.Kind.NATION or len(tree.children[one.pk]) > 1
    )


def _name(unit: Unit | None, language: str, *, itself: bool) -> str:
    if unit is None:
        return _("England and Wales")
    name = unit.name_in(language)
    return _("Directly in %(unit)s") % {"unit": name} if itself else name


def _is_listed(row: Row, day: dt.date) -> bool:
    """A closed unit is listed for as long as somebody is posted to it."""
    is_open = row.unit is None or row.unit.closed_on is None or row.unit.closed_on >= day
    return is_open or not row.figure.is_empty
