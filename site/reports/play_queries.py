"""What the page about how a story is played shows. Reads counts, never decisions of a person."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q, Sum
from django.utils.timezone import localdate

from quizzes.domain.counting import ENDING, MOST_OF_ONE_PERSON, Cell
from quizzes.domain.documents import ScenarioDocument, load_scenario
from quizzes.models import ActivityEdition, PlayCount, StopCount
from reports.domain.disclosure import rounded
from reports.domain.flows import Key
from reports.domain.periods import LENGTHS, Span, spans
from reports.domain.plays import (
    ChoiceFigure,
    FindingFigure,
    SceneFigure,
    finding_figures,
    hidden_in,
    riskiest,
    scene_figures,
)

Counts = Counter[Cell]


@dataclass(frozen=True)
class Plays:
    """How one edition was played in a period. `times`: how often it was finished, rounded, in the
    months of `span`; both None where nothing may be shown."""

    edition: ActivityEdition
    story: ScenarioDocument
    times: int | None
    span: Span | None
    scenes: tuple[SceneFigure, ...]
    findings: tuple[FindingFigure, ...]

    @property
    def riskiest(self) -> list[tuple[SceneFigure, ChoiceFigure]]:
        """Where most went wrong: the three choices that risk harm and were taken most often."""
        return riskiest(self.scenes, most=3)


@dataclass(frozen=True)
class Told:
    """What was counted in some months, and what of it must be hidden."""

    span: Span
    counts: Counts
    hidden: frozenset[Key]


def plays_of(
    edition: ActivityEdition, *, months: int | None, firsts_only: bool, at: dt.datetime
) -> Plays:
    """Of this month and so many before it (one of `LENGTHS`), or of all. Three queries.

    All attempts are what may be told of first ones and of those of who played again, added up.
    """
    story = load_scenario(edition.document(next(iter(edition.documents))))
    minimum = settings.DISCLOSURE_MINIMUM_PEOPLE
    firsts, again = _told(edition, story, localdate(at), minimum)[LENGTHS.index(months)]
    if firsts and again and not firsts_only:
        both, hidden = firsts.counts + again.counts, firsts.hidden | again.hidden
        found: Told | None = Told(firsts.span, both, hidden)
    else:
        found = firsts if firsts_only else None
    counts, hidden = (found.counts, found.hidden) if found else (Counter(), frozenset())
    return Plays(
        edition=edition,
        story=story,
        times=rounded(_finished(counts)) if found else None,
        span=found.span if found else None,
        scenes=scene_figures(story, counts, _stopped(edition), hidden, minimum=minimum),
        findings=finding_figures(story, counts, hidden, minimum=minimum),
    )


def _told(
    edition: ActivityEdition, story: ScenarioDocument, today: dt.date, minimum: int
) -> list[tuple[Told | None, Told | None]]:
    """For each of the lengths, what may be told of first attempts and of those after them."""
    finished = _finished_by_month(edition)
    # Whoever played again did so up to twice, which could be all that a count is about.
    minima = {True: minimum, False: minimum * (MOST_OF_ONE_PERSON - 1)}
    periods = {
        is_first: spans(finished[is_first], today=today, minimum=least)
        for is_first, least in minima.items()
    }
    counts = _counts(edition, periods)
    told = {}
    for is_first, least in minima.items():
        hidden = hidden_in(story, counts[is_first], minimum=least)
        told[is_first] = [
            Told(span, of_it, unseen) if span and unseen is not None else None
            for span, of_it, unseen in zip(periods[is_first], counts[is_first], hidden, strict=True)
        ]
    return list(zip(told[True], told[False], strict=True))


def _finished_by_month(edition: ActivityEdition) -> dict[bool, dict[dt.date, int]]:
    rows = PlayCount.objects.filter(edition=edition, measure=ENDING)
    found: dict[bool, dict[dt.date, int]] = defaultdict(dict)
    months = rows.values_list("is_first", "month").annotate(all=Sum("times")).order_by()
    for is_first, month, times in months:
        found[is_first][month] = times
    return found


def _counts(
    edition: ActivityEdition, periods: dict[bool, tuple[Span | None, ...]]
) -> dict[bool, list[Counts]]:
    """Of first attempts and of others, the cells of each period."""
    sums = {
        f"period_{at}": Sum("times", filter=_within(each), default=0)
        for at, each in enumerate(zip(periods[True], periods[False], strict=True))
    }
    rows = PlayCount.objects.filter(edition=edition).order_by()
    cells = rows.values_list("is_first", "measure", "scene_key", "detail").annotate(**sums)
    found: dict[bool, list[Counts]] = {key: [Counter() for _ in sums] for key in periods}
    for is_first, measure, scene, detail, *times in cells:
        for counts, number in zip(found[is_first], times, strict=True):
            if number:
                counts[measure, scene, detail] = number
    return found


def _within(of_both: Sequence[Span | None]) -> Q:
    """The months of a period, of first attempts and of others; of none, nothing."""
    within = Q(pk__isnull=True)
    for is_first, span in zip((True, False), of_both, strict=True):
        if span:
            within |= Q(is_first=is_first, month__range=(span.first, span.last))
    return within


def _stopped(edition: ActivityEdition) -> dict[str, int]:
    return dict(StopCount.objects.filter(edition=edition).values_list("scene_key", "people"))


def _finished(counts: Counts) -> int:
    return sum(times for (measure, _scene, _detail), times in counts.items() if measure == ENDING)
