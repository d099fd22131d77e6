"""What the page about how a story is played shows. Reads counts, never decisions of a person."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, F, OuterRef, Subquery, Sum

from quizzes.domain.counting import ENDING, Cell
from quizzes.domain.documents import ScenarioDocument, load_scenario
from quizzes.models import ActivityEdition, Attempt, Decision, PlayCount
from reports.domain.disclosure import rounded
from reports.domain.plays import (
    FindingFigure,
    SceneFigure,
    finding_figures,
    hidden_in,
    scene_figures,
)

NOBODY_CAME_BACK = dt.timedelta(days=14)


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
    hidden, stopped = hidden_in(story, counts, minimum=minimum), stopped_at(edition, story, at=at)
    return Plays(
        edition=edition,
        story=story,
        people=rounded(_finished(counts)) if enough else None,
        scenes=scene_figures(story, counts, stopped, hidden, minimum=minimum),
        findings=finding_figures(story, counts, hidden, minimum=minimum),
    )


def stopped_at(
    edition: ActivityEdition, story: ScenarioDocument, *, at: dt.datetime
) -> dict[str, int]:
    """How many stand at a scene and have not decided anything for two weeks. Two queries."""
    under_way = Attempt.objects.under_way().filter(edition=edition)
    before = at - NOBODY_CAME_BACK
    last = Decision.objects.filter(attempt=OuterRef("attempt")).order_by("-number")
    rows = (
        Decision.objects.filter(attempt__in=under_way, decided_at__lt=before)
        .filter(number=Subquery(last.values("number")[:1]))
        .values("scene_key", "choice_key")
        .annotate(people=Count("pk"))
        .order_by()
    )
    leads = {(scene.key, one.key): one.to for scene in story.scenes for one in scene.choices}
    found: Counter[str] = Counter()
    for row in rows:
        found[leads.get((row["scene_key"], row["choice_key"]), "")] += row["people"]
    undecided = under_way.filter(started_at__lt=before, decisions__isnull=True)
    found[story.start] += undecided.count()
    return dict(found)


def _counts(edition: ActivityEdition, since: dt.date | None, *, is_first: bool) -> Counter[Cell]:
    rows = PlayCount.objects.filter(edition=edition, is_first=is_first)
    if since:
        rows = rows.filter(month__gte=since.replace(day=1))
    cells = rows.values_list("measure", "scene_key", "detail").annotate(all=Sum(F("times")))
    return Counter({(measure, scene, detail): n for measure, scene, detail, n in cells.order_by()})


def _finished(counts: Counter[Cell]) -> int:
    return sum(times for (measure, _scene, _detail), times in counts.items() if measure == ENDING)
