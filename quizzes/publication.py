"""What goes live together goes live in one transaction, whichever door it came through."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import transaction
from wagtail.log_actions import get_active_log_context
from wagtail.models import PageLogEntry, Revision

from people.models import Person

Work = Callable[[Any, list[Any]], None]
Waiting = dict[tuple[Work, Hashable], list[Any]]

_waiting: ContextVar[Waiting | None] = ContextVar("waiting", default=None)


@contextmanager
def one_publication() -> Iterator[None]:
    """All that happens inside happens, or none of it. Inside another one it is part of that.

    Wagtail announces page after page, a course before its steps. What has to see all of them waits
    for the end (`at_the_end`), still in the same transaction.
    """
    if _waiting.get() is not None:
        with transaction.atomic():
            yield
        return
    waiting: Waiting = {}
    token = _waiting.set(waiting)
    try:
        with transaction.atomic():
            yield
            _finish(waiting)
    finally:
        _waiting.reset(token)


def at_the_end(work: Work, subject: Hashable, note: Any) -> None:
    """Call `work(subject, notes)` once when the publication ends, with the notes of every call.

    Outside of a publication it is called at once.
    """
    waiting = _waiting.get()
    if waiting is None:
        work(subject, [note])
    else:
        waiting.setdefault((work, subject), []).append(note)


def _finish(waiting: Waiting) -> None:
    while waiting:
        work, subject = next(iter(waiting))
        work(subject, waiting.pop((work, subject)))


def publisher(revision: Revision | None) -> Person | None:
    """Who publishes: whoever is at work in the admin, else who wrote the revision."""
    person: Person | None = get_active_log_context().user
    return person or (revision.user if revision else None)


def was_published(revision: Revision | None) -> bool:
    """Whether this very revision of a page has gone live before, as the page's history says."""
    return (
        revision is not None
        and PageLogEntry.objects.filter(
            action__in=["wagtail.publish", "wagtail.publish.scheduled"],
            revision=revision,
            timestamp__gte=revision.created_at,  # a draft that is saved on may keep its revision
        ).exists()
    )
