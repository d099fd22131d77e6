"""Where one person stands with each course, and why."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.conf import settings

from courses.models import Completion
from people.models import Person
from standing.domain.explanation import Explanation, explain
from standing.domain.rules import State
from standing.fact_queries import Courses, facts_of, surroundings

FROM_THE_MOST_URGENT = (State.OVERDUE, State.NOT_STARTED, State.IN_PROGRESS)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands with a course on a day. `evidence`: the completion that governs."""

    course_key: uuid.UUID
    explanation: Explanation
    evidence: Completion | None = None

    @property
    def state(self) -> State | None:
        return self.explanation.state

    @property
    def urgency(self) -> tuple[int, dt.date]:
        """The least for what has to be done first."""
        due = self.explanation.due or dt.date.max
        if self.state in FROM_THE_MOST_URGENT:
            return 0, due
        return 1, due


def standings_of(
    person: Person, day: dt.date, courses: Courses = None
) -> dict[uuid.UUID, Standing]:
    """By course: each that is asked of anybody or that the person has to do with. Nine queries."""
    around = surroundings(courses)
    facts = facts_of([person.pk], around, courses)[person.pk]
    rows = Completion.objects.valid().filter(person=person, day__lte=day).order_by("pk")
    completions = {(row.course_key, row.day): row for row in rows.select_related("edition")}
    keys = dict.fromkeys([*around.rules, *facts.completions, *facts.passes, *facts.exemptions])
    found = {}
    for key in keys:
        explained = explain(
            facts.facts(key, around.rules[key]),
            around.organisation,
            day,
            opens_days=settings.RENEWAL_OPENS_DAYS,
        )
        governing = explained.completion
        evidence = completions.get((key, governing.day)) if governing else None
        found[key] = Standing(key, explained, evidence)
    return found
