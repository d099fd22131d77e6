"""What the page about how a story is played shows. Reads counts, never decisions of a person."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.conf import settings
from django.db.models import F, Sum

from quizzes.domain.counting import ENDING, Cell
from quizzes.domain.documents import ScenarioDocument, load_scenario
from quizzes.models import ActivityEdition, PlayCount, StopCount
from reports.domain.disclosure import rounded
from reports.domain.plays import (
    FindingFigure,
    SceneFigure,
    finding_figures,
    hidden_in,
    scene_figures,
)


@dataclass(frozen=True)
class Plays:
    """How one edition was played in a period. `people`: who finished it, rounded; None where hidden
    or, of all attempts, where it would tell about few who played twice."""

    edition: ActivityEdition
    story: ScenarioDocument
    people: int | None
    scenes: tuple[SceneFigure, ...]
    findings: tuple[FindingFigure, ...]


def plays_of(
    edition: ActivityEdition, *, since: dt.date | None, firsts_only: bool, at: dt.datetime
) -> Plays:
    """From the month of a day on, or all. Four queries, whatever was played."""
    language = next(iter(edition.documents))
    story = load_scenario(edition.document(language))
    minimum = settings.DISCLOSURE_MINIMUM_PEOPLE
    firsts = _counts(edition, since, is_first=True)
    later = Counter() if firsts_only else _counts(edition, since, is_first=False)
    enough = _finished(firsts) >= minimum and not 0 < _finished(later) < minimum
    counts = firsts + later if enough else Counter()
    hidden, stopped = hidden_in(story, counts, minimum=minimum), _stopped(edition)
    return Plays(
        edition=edition,
        story=story,
        people=rounded(_finished(counts)) if enough else None,
        scenes=scene_figures(story, counts, stopped, hidden, minimum=minimum),
        findings=finding_figures(story, counts, hidden, minimum=minimum),
    )


def _counts(edition: ActivityEdition, since: dt.date | None, *, is_first: bool) -> Counter[Cell]:
    rows = PlayCount.objects.filter(edition=edition, is_first=is_first)
    if since:
        rows = rows.filter(month__gte=since.replace(day=1))
    cells = rows.values_list("measure", "scene_key", "detail").annotate(all=Sum(F("times")))
    return Counter({(measure, scene, detail): n for measure, scene, detail, n in cells.order_by()})


def _stopped(edition: ActivityEdition) -> dict[str, int]:
    return dict(StopCount.objects.filter(edition=edition).values_list("scene_key", "people"))


def _finished(counts: Counter[Cell]) -> int:
    return sum(times for (measure, _scene, _detail), times in counts.items() if measure == ENDING)
