"""Folding: many appended rows of one figure become one. What they add up to stays the same."""

import uuid
from collections import Counter

from django.db import transaction

from standing.models import DailyChange
from standing.rebuilding import Cell, change_rows

PORTION = 5_000
AT_ONCE = 500


def fold() -> int:
    """Fold what was appended, in portions; returns how many rows that were. Safe beside writers and
    readers: each portion is replaced by its sums in one transaction."""
    folded = 0
    while rows := _fold_portion():
        folded += rows
    return folded


@transaction.atomic
def _fold_portion() -> int:
    rows = DailyChange.objects.filter(is_folded=False).order_by("pk").select_for_update()
    found = list(
        rows.values_list("pk", "unit_id", "course_key", "measure", "span", "day", "delta")[:PORTION]
    )
    sums: Counter[Cell] = Counter()
    for _pk, *cell, delta in found:
        sums[tuple(cell)] += delta  # type: ignore[index]
    for course_key in sorted({one[1] for one in sums}):
        _add(
            course_key, Counter({one: delta for one, delta in sums.items() if one[1] == course_key})
        )
    _delete([pk for pk, *_ in found])
    return len(found)


def _add(course_key: uuid.UUID, sums: Counter[Cell]) -> None:
    """Add to the folded rows there are; make those that are missing; drop those that come to 0."""
    known = DailyChange.objects.filter(
        is_folded=True,
        course_key=course_key,
        unit__in={cell[0] for cell in sums},
        day__in={cell[4] for cell in sums},
    )
    changed, gone = [], []
    for row in known.order_by("pk").select_for_update():
        cell = (row.unit_id, row.course_key, row.measure, row.span, row.day)
        delta = sums.pop(cell, 0)
        row.delta += delta
        if row.delta == 0:
            gone.append(row.pk)
        elif delta:
            changed.append(row)
    _delete(gone)
    DailyChange.objects.bulk_update(changed, ["delta"], batch_size=AT_ONCE)
    DailyChange.objects.bulk_create(change_rows(sums, folded=True), batch_size=AT_ONCE)


def _delete(keys: list[int]) -> None:
    for first in range(0, len(keys), AT_ONCE):
        DailyChange.objects.filter(pk__in=keys[first : first + AT_ONCE]).delete()
