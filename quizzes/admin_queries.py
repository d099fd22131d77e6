"""What the Wagtail admin shows about publishing, and about what is needed for it."""

import re

from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision

from quizzes.models import Recording

REFUSED = "quizzes.publishing_refused"  # An entry of a page's history.


def refusals_of(page: Page) -> list[str]:
    """Why a due date passed without the page's latest revision being published. One query."""
    entry = PageLogEntry.objects.filter(
        action=REFUSED, page=page, revision_id=page.latest_revision_id
    ).first()
    reasons: list[str] = entry.data["reasons"] if entry else []
    return reasons


def is_needed(recording: Recording) -> bool:
    """Whether a page has the audio or video, or a draft of one that Wagtail keeps no index of."""
    if ReferenceIndex.get_references_to(recording).exists():
        return True
    drafts = Page.objects.filter(has_unpublished_changes=True).values("latest_revision_id")
    named = re.compile(rf'"media": {recording.pk}\b')
    contents = Revision.objects.filter(pk__in=drafts).values_list("content", flat=True)
    return any(
        named.search(str(content.get(field, "")))
        for content in contents.iterator()
        for field in ("scenes", "body")
    )
