"""What people say is wrong about their unit or job role, and settling it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from people import admin_queries as queries
from people import forms
from people.actions import corrections as actions
from people.admin_views.shell import for_administrators, page, refused
from people.models import Correction
from people.queries import organisation, working
from people.requests import PersonRequest


@for_administrators
@require_GET
def corrections(request: HttpRequest) -> HttpResponse:
    title = _("Corrections asked for")
    listed = queries.corrections_listed(request.GET.get("p"))
    return page(request, "corrections", title=title, crumbs=[("", title)], listed=listed)


@for_administrators
@require_http_methods(["GET", "POST"])
def settle(request: PersonRequest, key: uuid.UUID) -> HttpResponse:
    correction = get_object_or_404(
        Correction.objects.select_related("person", "unit", "job_role", "settled_by"), key=key
    )
    today = timezone.localdate()
    now = working(correction.person, day=today)
    form = forms.SettleForm(
        request.POST or None, tree=organisation(today), initial=_suggested(correction, now)
    )
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and not refused(form, lambda: _settle(request, correction, form.cleaned_data)):
        messages.success(request, _("Settled. The person sees it in their details."))
        return redirect("organisation:corrections")
    listed = reverse("organisation:corrections")
    return page(
        request,
        "settle",
        title=_("What %(name)s asked for") % {"name": correction.person.name},
        crumbs=[(listed, _("Corrections asked for")), ("", correction.person.name)],
        status=422 if form.errors else 200,
        correction=correction,
        now=now,
        form=form,
    )


def _suggested(correction: Correction, now: Any) -> dict[str, Any]:
    unit = correction.unit_id or (now.unit_id if now else None)
    role = correction.job_role_id or (now.job_role_id if now else None)
    since = correction.from_day or (now.first_day if now else timezone.localdate())
    return {"unit": str(unit or ""), "job_role": role, "first_day": since}


def _settle(request: PersonRequest, correction: Correction, found: dict[str, Any]) -> None:
    done: dict[str, Any] = {"correction": correction, "by": request.user, "at": timezone.now()}
    if "apply" in request.POST:
        actions.apply_correction(**found, **done)
    else:
        actions.decline_correction(answer=found["answer"], **done)
