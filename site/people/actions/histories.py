"""Writing postings: of one person or of twenty thousand, logged and announced."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from people.domain.stints import Stint, first_difference
from people.models import Person, Posting, PostingChange
from people.signals import postings_changed

BATCH = 500


@dataclass(frozen=True)
class NewHistory:
    """One person's postings as they are, and all of them as they shall be."""

    person: int
    before: Sequence[Posting]
    after: Sequence[Stint]


@dataclass
class _Rows:
    """What is to be written, in this order: no two rows ever overlap on the way."""

    gone: list[int] = field(default_factory=list)
    shorter: list[Posting] = field(default_factory=list)
    others: list[Posting] = field(default_factory=list)
    new: list[Posting] = field(default_factory=list)
    log: list[PostingChange] = field(default_factory=list)


def stints_of(rows: Iterable[Posting]) -> list[Stint]:
    return [Stint(row.first_day, row.last_day, row.unit_id, row.job_role_id) for row in rows]


def write_histories(
    changes: Sequence[NewHistory], *, reason: str, by: Person, at: dt.datetime
) -> None:
    """Replace people's postings, log each difference, and announce whom it concerns from when.

    The caller is in a transaction and has locked these people. A posting that begins on the same
    day as before keeps its row. Nothing is written or announced where nothing differs.
    """
    persons, from_day = store_histories(changes, reason=reason, by=by, at=at)
    if from_day:
        announce(persons, from_day)


def store_histories(
    changes: Sequence[NewHistory], *, reason: str, by: Person, at: dt.datetime
) -> tuple[list[int], dt.date | None]:
    """The same without the announcement: returns who has to be announced, and from which day."""
    rows, persons, days = _Rows(), [], []
    for change in changes:
        day = first_difference(stints_of(change.before), change.after)
        _compare(change, rows, PostingChange(reason=reason, made_by=by, made_at=at))
        if day:
            persons.append(change.person)
            days.append(day)
    _write(rows)
    return persons, min(days, default=None)


def announce(persons: list[int], from_day: dt.date) -> None:
    """Tell whoever counts that these people are, or may be, elsewhere from the day on."""
    if persons:
        postings_changed.send(sender=Posting, persons=persons, from_day=from_day)


def _compare(change: NewHistory, rows: _Rows, entry: PostingChange) -> None:
    after = {stint.first: stint for stint in change.after}
    gone: list[Stint] = []
    pairs: list[tuple[Stint | None, Stint | None]] = []
    for row, was in zip(change.before, stints_of(change.before), strict=True):
        stint = after.pop(was.first, None)
        if stint is None:
            rows.gone.append(row.pk)
            gone.append(was)
        elif stint != was:
            row.unit_id, row.job_role_id, row.last_day = stint.unit, stint.job_role, stint.last
            is_shorter = was.last is None or bool(stint.last and stint.last < was.last)
            (rows.shorter if is_shorter else rows.others).append(row)
            pairs.append((was, stint))
    rows.new += [_row(change.person, stint) for stint in after.values()]
    pairs += _paired(gone, list(after.values()))
    rows.log += [_logged(entry, change.person, was, now) for was, now in pairs]


def _paired(gone: list[Stint], new: list[Stint]) -> list[tuple[Stint | None, Stint | None]]:
    """One that went and one that came are one that changed."""
    if len(gone) == len(new) == 1:
        return [(gone[0], new[0])]
    return [(was, None) for was in gone] + [(None, now) for now in new]


def _row(person: int, stint: Stint) -> Posting:
    return Posting(
        person_id=person,
        unit_id=stint.unit,
        job_role_id=stint.job_role,
        first_day=stint.first,
        last_day=stint.last,
    )


def _logged(
    entry: PostingChange, person: int, was: Stint | None, now: Stint | None
) -> PostingChange:
    row = PostingChange(
        person_id=person, reason=entry.reason, made_by=entry.made_by, made_at=entry.made_at
    )
    if was:
        row.was_unit_id, row.was_job_role_id = was.unit, was.job_role
        row.was_first_day, row.was_last_day = was.first, was.last
    if now:
        row.is_unit_id, row.is_job_role_id = now.unit, now.job_role
        row.is_first_day, row.is_last_day = now.first, now.last
    return row


def _write(rows: _Rows) -> None:
    fields = ["unit", "job_role", "last_day"]
    Posting.objects.filter(pk__in=rows.gone).delete()
    Posting.objects.bulk_update(rows.shorter, fields, batch_size=BATCH)
    Posting.objects.bulk_update(rows.others, fields, batch_size=BATCH)
    Posting.objects.bulk_create(rows.new, batch_size=BATCH)
    PostingChange.objects.bulk_create(rows.log, batch_size=BATCH)
