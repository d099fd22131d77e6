"""Whom to turn to locally, who sees what, and how far everybody can use the service."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from people.models import Unit
from people.queries import organisation
from people.requests import PersonRequest, sign_in_first
from wellbeing import actions
from wellbeing import pathway_queries as queries
from wellbeing.forms import PathwayForm
from wellbeing.models import LocalPathway
from wellbeing.permissions import keeps_pathways


@require_GET
def who_sees_what(request: HttpRequest) -> HttpResponse:
    shown = {
        "decisions_months": settings.KEEP_DECISIONS_MONTHS,
        "minimum_people": settings.DISCLOSURE_MINIMUM_PEOPLE,
        "reports_months": settings.KEEP_PROBLEM_REPORTS_MONTHS,
    }
    return render(request, "wellbeing/who_sees_what.html", shown)


@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "wellbeing/accessibility.html")


@require_GET
@login_required
def local_pathways(request: PersonRequest) -> HttpResponse:
    """Whom to turn to from where the reader works, on one page to print."""
    today = timezone.localdate()
    unit, pathways = queries.pathways_of(request.user, today)
    shown = {
        "unit": unit,
        "pathways": pathways,
        "units": queries.units_to_keep(request.user, today),
        "today": today,
    }
    return render(request, "wellbeing/local_pathways.html", shown)


@require_GET
@login_required
def pathways_of_unit(request: PersonRequest, code: str) -> HttpResponse:
    unit = _unit_or_404(request, code)
    today = timezone.localdate()
    pathways = queries.pathways_at(unit, organisation(today), today)
    return render(request, "wellbeing/pathways_of_unit.html", {"unit": unit, "pathways": pathways})


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def change_pathway(request: PersonRequest, code: str, kind: str) -> HttpResponse:
    unit = _unit_or_404(request, code)
    own = LocalPathway.objects.filter(unit=unit, kind=_kind_or_404(kind)).first()
    fields = ("name", "contact", "notes", "checked_on")
    kept = {name: getattr(own, name) for name in fields} if own else {}
    if kept.get("checked_on"):
        kept["checked_on"] = f"{kept['checked_on']:%d/%m/%Y}"
    form = PathwayForm(request.POST if request.method == "POST" else None, initial=kept)
    if form.is_valid():
        actions.keep_pathway(
            unit=unit, kind=kind, by=request.user, at=timezone.now(), **form.cleaned_data
        )
        messages.success(request, _("Saved. People in this unit see it from now on."))
        return redirect("wellbeing:pathways_of_unit", code)
    label = LocalPathway.Kind(kind).label
    shown = {"unit": unit, "kind": kind, "label": label, "own": own, "form": form}
    status = 422 if form.errors else 200
    return render(request, "wellbeing/change_pathway.html", shown, status=status)


@require_POST
@sign_in_first("wellbeing:pathways_of_unit", "code")
def drop_pathway(request: PersonRequest, code: str, kind: str) -> HttpResponse:
    unit = _unit_or_404(request, code)
    if actions.drop_pathway(unit=unit, kind=_kind_or_404(kind)):
        messages.success(request, _("Removed. What the unit above keeps holds here now."))
    return redirect("wellbeing:pathways_of_unit", code)


def _unit_or_404(request: PersonRequest, code: str) -> Unit:
    unit = get_object_or_404(Unit, code=code)
    if not keeps_pathways(request.user, unit, day=timezone.localdate()):
        raise Http404
    return unit


def _kind_or_404(kind: str) -> str:
    if kind not in LocalPathway.Kind.values:
        raise Http404
    return kind
