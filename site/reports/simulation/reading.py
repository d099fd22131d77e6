"""The world of a simulation, found in the database."""

import datetime as dt
from collections.abc import Iterator

from courses.models import Course
from courses.models import Step as StepRow
from courses.queries import latest_edition
from people.models import Placement, Unit
from people.queries import Tree, organisation
from quizzes.domain.documents import QuizDocument, ScenarioDocument, load_quiz, load_scenario
from quizzes.models import ActivityEdition
from reports.simulation.world import CourseToTake, Place, Step, World, first_day

HOMES = {"AP": "approved_premises", "UPW": "unpaid_work", "INT": "interventions"}
WITHOUT_POSTINGS = {Unit.Kind.NATION}


def find_world(until: dt.date) -> World:
    """Units that were there during all the simulated months, and courses that are live now.

    In an order that follows from codes and from the page tree, never from primary keys.
    """
    courses = (_course(page) for page in Course.objects.live().order_by("path"))
    return World(
        until=until,
        places=tuple(_places(until)),
        courses=tuple({course.key: course for course in courses if course}.values()),
    )


def _places(until: dt.date) -> Iterator[Place]:
    tree, at_first = organisation(until), organisation(first_day(until))
    since: dict[int, dt.date] = {}
    for unit_id, day in Placement.objects.values_list("unit_id", "first_day"):
        since[unit_id] = min(day, since.get(unit_id, day))
    start, always = first_day(until), min(since.values(), default=until)
    for unit in sorted(tree.units.values(), key=lambda unit: unit.code):
        is_there = unit.pk in tree.parents or unit.pk not in since
        if unit.kind in WITHOUT_POSTINGS or not is_there or unit.closed_on:
            continue
        # The few people of a home outside all regions would hide the figures of whole nations.
        if unit.kind == Unit.Kind.HOME and not at_first.nearest(unit.pk, Unit.Kind.REGION):
            continue
        place = Place(unit.code, _kind(unit), _region(at_first, unit), since.get(unit.pk, always))
        if place.since <= start:
            yield place


def _kind(unit: Unit) -> str:
    return HOMES.get(unit.code.rpartition("-")[2], "home") if unit.kind == "home" else unit.kind


def _region(tree: Tree, unit: Unit) -> str:
    return (tree.nearest(unit.pk, Unit.Kind.REGION) or unit).code


def _course(page: Course) -> CourseToTake | None:
    """None for a course that nobody can begin, or of which a step is withdrawn."""
    edition = latest_edition(page.translation_key)
    rows = list(edition.steps.select_related("edition").order_by("position")) if edition else []
    if edition is None or not rows or any(row.edition.is_withdrawn for row in rows):
        return None
    steps = tuple(_step(row) for row in rows)
    return CourseToTake(key=page.translation_key, edition=edition.pk, steps=steps)


def _step(row: StepRow) -> Step:
    return Step(
        activity=row.activity_key,
        edition=row.edition_id,
        number=row.edition.number,
        kind=row.edition.kind,
        minutes=row.minutes,
        is_required=row.is_required,
        must_pass=row.must_pass,
        counts_from=row.counts_from,
        document=_document(row.edition),
    )


def _document(edition: ActivityEdition) -> QuizDocument | ScenarioDocument | None:
    """The document that attempts run on; None for a lesson."""
    if edition.kind == ActivityEdition.Kind.QUIZ:
        return load_quiz(edition.document("en"))
    if edition.kind == ActivityEdition.Kind.SCENARIO:
        return load_scenario(edition.document("en"))
    return None
