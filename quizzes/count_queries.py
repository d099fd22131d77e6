"""What finished attempts at scenarios come to, read from their decisions: to count and recount."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from quizzes.domain.documents import load_scenario
from quizzes.domain.seconds import step_of
from quizzes.models import ActivityEdition, Attempt, Decision, Nth

QUIET_DAYS = 30
ROWS_AT_ONCE = 5_000


class Pick(NamedTuple):
    """A choice, in a month, in attempts of one kind."""

    edition: int
    month: dt.date
    nth: int
    scene: str
    choice: str


class Took(NamedTuple):
    """A step of time at a scene, in a month, in attempts of one kind."""

    edition: int
    month: dt.date
    nth: int
    scene: str
    step: int


class Stop(NamedTuple):
    edition: int
    is_first: bool
    scene: str


@dataclass
class Tally:
    """How often, and in how many attempts at least once, each choice; how often each time."""

    picks: Counter[Pick] = field(default_factory=Counter)
    attempts: Counter[Pick] = field(default_factory=Counter)
    times: Counter[Took] = field(default_factory=Counter)


def tally_of(attempts: QuerySet[Attempt]) -> Tally:
    """What these finished attempts come to. One query; never more than one attempt in memory."""
    tally = Tally()
    for _attempt, rows in groupby(_rows(attempts), key=lambda row: row[0]):
        picked = set()
        for _pk, edition, month, nth, scene, choice, seconds in rows:
            pick = Pick(edition, month, nth, scene, choice)
            picked.add(pick)
            tally.picks[pick] += 1
            tally.times[Took(edition, month, nth, scene, step_of(seconds))] += 1
        tally.attempts.update(picked)
    return tally


Row = tuple[int, int, dt.date, int, str, str, float]


def _rows(attempts: QuerySet[Attempt]) -> Iterator[Row]:
    """Decisions in order, each with the seconds since the one before, or since the beginning."""
    found = (
        Decision.objects.filter(attempt__in=attempts.values("pk"))
        .annotate(is_later=_earlier("attempt__"), is_further=_further("attempt__"))
        .order_by("attempt_id", "number")
        .values_list(
            *("attempt_id", "attempt__edition_id", "attempt__finished_at", "attempt__started_at"),
            *("is_later", "is_further", "scene_key", "choice_key", "decided_at"),
        )
    )
    last, since = None, None
    for pk, edition, finished, started, later, further, scene, choice, at in found.iterator(
        chunk_size=ROWS_AT_ONCE
    ):
        since = started if pk != last or since is None else since
        nth = Nth.MORE if further else Nth.AGAIN if later else Nth.FIRST
        yield pk, edition, month_of(finished), nth, scene, choice, (at - since).total_seconds()
        last, since = pk, at


def month_of(at: dt.datetime) -> dt.date:
    """The first day of the month, as in Europe/London."""
    return timezone.localdate(at).replace(day=1)


def _earlier(prefix: str = "") -> Exists:
    """Whether the person began another attempt at the scenario before. What is continued on another
    edition keeps the moment at which it was begun, so it is no other attempt."""
    return Exists(
        Attempt.objects.filter(
            person=OuterRef(f"{prefix}person"),
            activity_key=OuterRef(f"{prefix}activity_key"),
            started_at__lt=OuterRef(f"{prefix}started_at"),
        )
    )


def _further(prefix: str = "") -> Exists:
    """Whether it is neither the first attempt nor the first of the others on its edition."""
    return Exists(
        Attempt.objects.filter(
            _earlier(),
            person=OuterRef(f"{prefix}person"),
            edition=OuterRef(f"{prefix}edition"),
            finished_at__isnull=False,
            started_at__lt=OuterRef(f"{prefix}started_at"),
        )
    )


def stops(now: dt.datetime) -> Counter[Stop]:
    """Where attempts under way stand in which nothing has happened for QUIET_DAYS. Two queries."""
    before = now - dt.timedelta(days=QUIET_DAYS)
    latest = Decision.objects.filter(attempt=OuterRef("pk")).order_by("-number")
    quiet = (
        Attempt.objects.under_way()
        .filter(edition__kind=ActivityEdition.Kind.SCENARIO, started_at__lt=before)
        .exclude(Exists(latest.filter(decided_at__gte=before)))
        .annotate(
            is_later=_earlier(),
            scene=latest.values("scene_key")[:1],
            choice=latest.values("choice_key")[:1],
        )
        .order_by()
    )
    rows = list(quiet.values_list("edition_id", "is_later", "scene", "choice"))
    places = _next_scenes({edition for edition, *_rest in rows})
    return Counter(
        Stop(edition, not is_later, places[edition].get((scene, choice), scene or ""))
        for edition, is_later, scene, choice in rows
    )


def _next_scenes(editions: Collection[int]) -> dict[int, dict[tuple[str | None, str | None], str]]:
    """Where each choice leads; without one, where the story starts."""
    found = {}
    for edition in ActivityEdition.objects.filter(pk__in=editions):
        document = load_scenario(edition.document("en"))
        ways: dict[tuple[str | None, str | None], str] = {(None, None): document.start}
        for scene in document.scenes:
            ways |= {(scene.key, choice.key): choice.to for choice in scene.choices}
        found[edition.pk] = ways
    return found
