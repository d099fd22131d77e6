"""Two editions of a scenario, or the draft and an edition, scene by scene, in the Wagtail admin."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from people.requests import PersonRequest
from quizzes.authoring_forms import ComparisonForm
from quizzes.authoring_views import breadcrumbs
from quizzes.comparison_queries import DRAFT, shown_comparison, version, versions_of
from quizzes.models import Scenario


@require_GET
def compare_editions(request: PersonRequest, page_id: int) -> HttpResponse:
    """The newest edition and the draft, unless others are asked for: `?from=1&to=2`."""
    page = get_object_or_404(Scenario, pk=page_id)
    permissions = page.permissions_for_user(request.user)
    if not (permissions.can_edit() or permissions.can_publish()):
        raise PermissionDenied
    versions = versions_of(page)
    newest = versions[1][0] if len(versions) > 1 else DRAFT
    asked = {"from": newest, "to": DRAFT} | request.GET.dict()
    form = ComparisonForm(asked, versions=versions)
    shown: dict[str, Any] = {
        "page": page,
        "form": form,
        "header_title": _("What changed in “%(title)s”") % {"title": page.draft_title},
        "header_icon": "history",
        "breadcrumbs_items": breadcrumbs(page, ("", _("What changed"))),
    }
    if len(versions) > 1 and form.is_valid():
        names = (form.cleaned_data["from"], form.cleaned_data["to"])
        before, after = (version(page, name) for name in names)
        shown["labels"] = [dict(versions)[name] for name in names]
        shown["unreadable"] = before is None or after is None
        if before and after:
            shown["shown"] = shown_comparison(before, after)
    status = 422 if form.errors else 200
    return render(request, "quizzes/admin/compare.html", shown, status=status)
