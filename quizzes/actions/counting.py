"""Counting what was decided in scenarios, and proving the counts."""

import datetime as dt
import math
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from django.conf import settings
from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.timezone import localdate

from quizzes.domain.counting import ENDING, MOST_OF_ONE_PERSON, TIME, Made, cells_of
from quizzes.domain.documents import ScenarioDocument, load_scenario
from quizzes.models import ActivityEdition, Attempt, Decision, PlayCount

AT_ONCE = 500  # more than wait for one another, or nobody would ever be counted
CELL = ("edition_id", "month", "is_first", "measure", "scene_key", "detail")

Group = tuple[int, dt.date, bool]  # edition, month, first
Key = tuple[int, dt.date, bool, str, str, str]  # edition, month, first, measure, scene, detail


def count_plays(*, together: int | None = None) -> int:
    """Add finished attempts at scenarios that are not counted yet; returns how many. Of one
    person's attempts at a scenario the first three add something.

    Those of an edition wait until there are so many `together` (by default as many people as may be
    told of), and are counted in the month of the last of them: so counts never change by few. First
    attempts wait for first ones; of later ones a person has up to two, so twice as many wait.

    In portions, each in one transaction with the mark that it is counted. Two at once do no harm.
    """
    together = settings.DISCLOSURE_MINIMUM_PEOPLE if together is None else together
    editions = _waiting().order_by("edition").values("edition").annotate(n=Count("pk"))
    counted = 0
    for edition in editions.filter(n__gte=together).values_list("edition", flat=True):
        while some := _count_some(edition, together):
            counted += some
    return counted


def differences() -> list[Key]:
    """The cells whose count is not what is still kept says.

    Where nothing of an edition and month was forgotten, counts must equal a recount. Where answers
    were forgotten, what they added is the rest of a count over what is remembered: it must be
    something that so many attempts can add, and endings of each outcome (then the cell's detail)
    must be as many as attempts ended so, which is never forgotten.
    """
    recounted: Counter[Key] = Counter()
    endings: Counter[Key] = Counter()
    forgotten: Counter[Group] = Counter()
    for attempts in _portions(_counted()):
        ranks = _ranks(attempts)
        recounted.update(_cells([one for one in attempts if not one.forgotten_at], ranks))
        for attempt in attempts:
            if ranks[attempt.pk] <= MOST_OF_ONE_PERSON:
                group = _group(attempt, ranks[attempt.pk])
                endings[*group, ENDING, "", attempt.outcome] += 1
                forgotten[group] += attempt.forgotten_at is not None
    kept = Counter({row[:6]: row[6] for row in PlayCount.objects.values_list(*CELL, "times")})
    wrong = {
        key
        for key in {*kept, *recounted}
        if not 0 <= kept[key] - recounted[key] <= _most(key, forgotten)
    }
    wrong |= {key for key in _wrong_endings(kept, endings) if forgotten[key[:3]]}
    return sorted(wrong)


def _most(key: Key, forgotten: Counter[Group]) -> float:
    """What forgotten attempts can have added to a cell: one each; of times, one for each visit."""
    attempts = forgotten[key[:3]]
    return math.inf if attempts and key[3] == TIME else attempts


def _wrong_endings(kept: Counter[Key], endings: Counter[Key]) -> set[Key]:
    """Endings by outcome that are not as many as attempts that ended so."""
    outcomes: dict[tuple[int, str], str] = {}
    for edition in ActivityEdition.objects.filter(pk__in={key[0] for key in {*kept, *endings}}):
        for scene in load_scenario(edition.document("en")).scenes:
            if scene.ending:
                outcomes[edition.pk, scene.key] = scene.ending.outcome
    found: Counter[Key] = Counter()
    for key, times in kept.items():
        if key[3] == ENDING:
            found[*key[:4], "", outcomes.get((key[0], key[4]), "")] += times
    return {key for key in {*found, *endings} if found[key] != endings[key]}


def _portions(attempts: QuerySet[Attempt]) -> Iterator[list[Attempt]]:
    keys = list(attempts.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        yield list(attempts.filter(pk__in=keys[start : start + AT_ONCE]))


def _counted() -> QuerySet[Attempt]:
    return _finished().filter(counted_in__isnull=False)


@transaction.atomic
def _count_some(edition: int, together: int) -> int:
    held = _waiting().filter(edition=edition).select_for_update(of=("self",))
    some = list(held.order_by("finished_at", "pk")[:AT_ONCE])
    ranks = _ranks(some)
    counted = 0
    for month, attempts in _groups(some, ranks, together):
        for attempt in attempts:
            attempt.counted_in = month
        keys = [attempt.pk for attempt in attempts]
        Attempt.objects.filter(pk__in=keys).update(counted_in=month)
        _add(Counter(_cells(attempts, ranks)))
        counted += len(attempts)
    return counted


def _groups(
    attempts: Iterable[Attempt], ranks: Mapping[int, int], together: int
) -> Iterator[tuple[dt.date, list[Attempt]]]:
    """Those that are counted together, and in which month. Whoever is too few waits on."""
    firsts, again, more = _by_rank(attempts, ranks)
    for some, enough in (
        (firsts, together),
        (again, together * (MOST_OF_ONE_PERSON - 1)),
        (more, 1),
    ):
        waiting: list[Attempt] = []
        for month, of_it in groupby(some, key=_month):
            waiting += of_it
            if len(waiting) >= enough:
                yield month, waiting
                waiting = []


def _by_rank(
    attempts: Iterable[Attempt], ranks: Mapping[int, int]
) -> tuple[list[Attempt], list[Attempt], list[Attempt]]:
    """First ones, the others that count, and those that do not."""
    found: tuple[list[Attempt], list[Attempt], list[Attempt]] = ([], [], [])
    for attempt in attempts:
        rank = ranks[attempt.pk]
        found[(rank > 1) + (rank > MOST_OF_ONE_PERSON)].append(attempt)
    return found


def _waiting() -> QuerySet[Attempt]:
    return _finished().filter(counted_in__isnull=True, forgotten_at__isnull=True)


def _finished() -> QuerySet[Attempt]:
    return Attempt.objects.finished().filter(edition__kind=ActivityEdition.Kind.SCENARIO)


def _add(found: Counter[Key]) -> None:
    """Add to the cells there are, and make the others. Nobody else does meanwhile: whoever counts
    an edition begins with its first attempts that are not counted, and waits for them."""
    known = PlayCount.objects.filter(
        edition__in={key[0] for key in found}, month__in={key[1] for key in found}
    )
    before = {row[:-1]: row[-1] for row in known.values_list(*CELL, "times")}
    PlayCount.objects.bulk_create(
        [
            PlayCount(**dict(zip(CELL, key, strict=True)), times=times + before.get(key, 0))
            for key, times in sorted(found.items())
        ],
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=["edition", *CELL[1:]],
        update_fields=["times"],
    )


def _cells(attempts: Sequence[Attempt], ranks: Mapping[int, int]) -> Iterator[Key]:
    """The cells that these attempts add to. Two queries."""
    editions = ActivityEdition.objects.in_bulk({attempt.edition_id for attempt in attempts})
    stories = {pk: load_scenario(edition.document("en")) for pk, edition in editions.items()}
    made: dict[int, list[Made]] = defaultdict(list)
    keys = [attempt.pk for attempt in attempts]
    decisions = Decision.objects.filter(attempt__in=keys).order_by("attempt_id", "number")
    for row in decisions.iterator(chunk_size=5_000):
        made[row.attempt_id].append(Made(row.scene_key, row.choice_key, row.decided_at))
    for attempt in attempts:
        story, played = stories[attempt.edition_id], made[attempt.pk]
        if ranks[attempt.pk] <= MOST_OF_ONE_PERSON:
            group = _group(attempt, ranks[attempt.pk])
            for cell in cells_of(attempt.started_at, played, _ending(story, played)):
                yield (*group, *cell)


def _group(attempt: Attempt, rank: int) -> Group:
    assert attempt.counted_in is not None  # noqa: S101 -- only those that are marked are added up
    return attempt.edition_id, attempt.counted_in, rank == 1


def _month(attempt: Attempt) -> dt.date:
    """The first day of the month in London in which it was finished."""
    assert attempt.finished_at is not None  # noqa: S101 -- only finished ones are counted
    return localdate(attempt.finished_at).replace(day=1)


def _ending(story: ScenarioDocument, played: list[Made]) -> str:
    if not played:
        return story.start
    scene = story.scene(played[-1].scene)
    choices = scene.choices if scene else ()
    return next((choice.to for choice in choices if choice.key == played[-1].choice), "")


def _ranks(attempts: Iterable[Attempt]) -> dict[int, int]:
    """Which of those that its person finished at the same scenario each attempt is, from 1. One
    query."""
    rows = Attempt.objects.finished().filter(
        person__in={attempt.person_id for attempt in attempts},
        activity_key__in={attempt.activity_key for attempt in attempts},
    )
    before: Counter[tuple[int, uuid.UUID]] = Counter()
    ranks = {}
    for one in rows.order_by("finished_at", "pk"):
        before[one.person_id, one.activity_key] += 1
        ranks[one.pk] = before[one.person_id, one.activity_key]
    return ranks
