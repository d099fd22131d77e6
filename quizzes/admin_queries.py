"""What the Wagtail admin shows about publishing."""

from wagtail.models import Page, PageLogEntry

REFUSED = "quizzes.publishing_refused"  # An entry of a page's history.


def refusals_of(page: Page) -> list[str]:
    """Why a due date passed without the page's latest revision being published. One query."""
    entry = PageLogEntry.objects.filter(
        action=REFUSED, page=page, revision_id=page.latest_revision_id
    ).first()
    reasons: list[str] = entry.data["reasons"] if entry else []
    return reasons
