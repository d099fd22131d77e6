"""Publishes what is due and takes down what has expired; run it every minute."""

import logging
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.apps import apps
from django.core.management.base import CommandError
from django.utils import timezone
from wagtail.management.commands import publish_scheduled
from wagtail.models import DraftStateMixin, Page, Revision

from quizzes.actions.scheduled import publish_due, take_down

logger = logging.getLogger(__name__)


class Command(publish_scheduled.Command):
    help = (
        "Publish the pages whose day has come and take down those that have expired. Each is a "
        "transaction of its own: what cannot be published stays a draft, with the reasons in its "
        "history, and stops nothing else. Fails only on errors that nobody foresaw."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dryrun"]:
            super().handle(*args, **options)
            return
        self.failures = 0
        now = timezone.now()
        for expired in list(_expired(now)):
            self.attempt(expired, partial(take_down, expired=expired))
        due = Revision.objects.filter(approved_go_live_at__lte=now)
        for revision in due.order_by("approved_go_live_at", "pk"):
            self.attempt(revision, partial(self.publish, revision, now))
        if self.failures:
            raise CommandError(f"{self.failures} failed; see the log.")

    def publish(self, revision: Revision, now: Any) -> None:
        for reason in publish_due(revision=revision, at=now):
            self.stderr.write(f"{revision.object_str} was not published: {reason}")

    def attempt(self, what: object, act: Callable[[], None]) -> None:
        try:
            act()
        except Exception:  # One page must not hold up the others.
            self.failures += 1
            logger.exception("Scheduled publishing failed for %s", what)


def _expired(now: Any) -> Iterator[Any]:
    drafted = [
        model
        for model in apps.get_models()
        if issubclass(model, DraftStateMixin) and not issubclass(model, Page)
    ]
    for model in [Page, *drafted]:
        yield from model.objects.filter(live=True, expire_at__lt=now).order_by("expire_at")
