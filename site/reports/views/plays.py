"""How a story is played, for whoever writes it: a table, a map and files in the Wagtail admin."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from people.requests import PersonRequest
from quizzes.authoring_views import breadcrumbs
from quizzes.models import ActivityEdition, Scenario
from reports.files import FORMATS
from reports.forms import PlaysForm
from reports.play_queries import Plays, plays_of
from reports.tables import play_headings, play_lines
from reports.views.entering import as_file, downloads


@require_GET
def plays(request: PersonRequest, page_id: int) -> HttpResponse:
    page, form, found = _asked(request, page_id)
    shown = {
        "page": page,
        "form": form,
        "found": found,
        "downloads": downloads(_addresses(request, page)),
        "header_title": _("What people decide: %(title)s") % {"title": page.draft_title},
        "header_icon": "view",
        "breadcrumbs_items": breadcrumbs(page, ("", _("What people decide"))),
    }
    return render(request, "reports/admin/plays.html", shown)


@require_GET
def download(request: PersonRequest, page_id: int, form: str) -> StreamingHttpResponse:
    page, _form, found = _asked(request, page_id)
    lines = (line for one in found for line in play_lines(one))
    return as_file([play_headings(), *lines], form, page.slug, "decisions")


def _addresses(request: PersonRequest, page: Scenario) -> dict[str, str]:
    """Of the files that hold what the page shows."""
    query = request.GET.urlencode()
    return {name: f"{reverse('plays:file', args=[page.pk, name])}?{query}" for name in FORMATS}


def _asked(request: PersonRequest, page_id: int) -> tuple[Scenario, PlaysForm, list[Plays]]:
    page = get_object_or_404(Scenario, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    editions = ActivityEdition.objects.of(page.translation_key)
    numbers = list(editions.order_by("-number").values_list("number", flat=True))
    form, now = PlaysForm(request.GET, numbers=numbers), timezone.now()
    chosen = form.cleaned_data if form.is_valid() else {}
    newest = str(numbers[0]) if numbers else ""
    asked = filter(None, [chosen.get("edition") or newest, chosen.get("beside")])
    found = [
        plays_of(
            editions.get(number=number),
            months=int(chosen["months"]) if chosen.get("months") else None,
            firsts_only=not chosen.get("attempts"),
            at=now,
        )
        for number in dict.fromkeys(asked)
    ]
    return page, form, found
