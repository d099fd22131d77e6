"""What a clock publishes and takes down: each page in a transaction of its own."""

import datetime as dt

from django.db import models, transaction
from wagtail.log_actions import log
from wagtail.models import Revision

from quizzes.admin_queries import REFUSED
from quizzes.domain.compiled import CannotPublish
from quizzes.publication import one_publication


def publish_due(*, revision: Revision, at: dt.datetime) -> list[str]:
    """Publish a revision whose day has come; returns the reasons where that is refused.

    What is refused stays a draft, its reasons are kept in its history, and it is not tried again:
    somebody has to mend it and publish. What is no longer due is left alone.
    """
    try:
        with one_publication():
            due = Revision.objects.select_for_update().filter(approved_go_live_at__lte=at)
            if found := due.filter(pk=revision.pk).first():
                found.publish(log_action="wagtail.publish.scheduled")
    except CannotPublish as refusal:
        reasons = list(dict.fromkeys(problem.message for problem in refusal.problems))
        _keep_refusal(revision, reasons)
        return reasons
    return []


def take_down(*, expired: models.Model) -> None:
    """Unpublish something whose last day has passed."""
    with one_publication():
        expired.unpublish(  # type: ignore[attr-defined]  # a page, or a snippet with drafts
            set_expired=True, log_action="wagtail.unpublish.scheduled"
        )


@transaction.atomic
def _keep_refusal(revision: Revision, reasons: list[str]) -> None:
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
    log(
        instance=revision.content_object,
        action=REFUSED,
        revision=revision,
        data={"reasons": reasons},
    )
