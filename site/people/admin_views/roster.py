"""Bringing in people from a file: sent, looked at, confirmed."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from people import forms
from people.actions import roster as actions
from people.admin_views.shell import for_administrators, page
from people.models import RosterImport
from people.requests import PersonRequest
from people.roster import COLUMNS, Plan, plan_of
from people.uploads import Unreadable, cells_of

PROBLEMS_SHOWN = 200


@for_administrators
@require_http_methods(["GET", "POST"])
def upload(request: PersonRequest) -> HttpResponse:
    form = forms.RosterForm(request.POST or None, request.FILES or None)
    plan = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            cells = cells_of(file.name, file.read())
        except Unreadable as error:
            form.add_error("file", str(error))
        else:
            plan = plan_of(cells)
            if not plan.problems:
                kept = actions.keep_roster(
                    name=file.name, cells=cells, plan=plan, by=request.user, at=timezone.now()
                )
                return redirect("organisation:apply_roster", kept.key)
    return _upload_page(request, form, plan)


def _upload_page(request: HttpRequest, form: forms.RosterForm, plan: Plan | None) -> HttpResponse:
    title = _("Bring in people from a file")
    past = RosterImport.objects.filter(applied_at__isnull=False).select_related("made_by")
    return page(
        request,
        "roster",
        title=title,
        crumbs=[("", title)],
        icon="upload",
        status=422 if plan or form.errors else 200,
        form=form,
        columns=COLUMNS,
        problems=plan.problems[:PROBLEMS_SHOWN] if plan else [],
        problem_count=len(plan.problems) if plan else 0,
        past=past.defer("rows")[:20],
    )


@for_administrators
@require_http_methods(["GET", "POST"])
def apply(request: PersonRequest, key: uuid.UUID) -> HttpResponse:
    kept = get_object_or_404(RosterImport, key=key, made_by=request.user)
    if request.method == "POST":
        try:
            counts = actions.apply_roster(roster=kept, by=request.user, at=timezone.now())
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return redirect("organisation:roster")
        words = ngettext(
            "%(count)s person of the file is in the service.",
            "%(count)s people of the file are in the service.",
            counts["people"],
        )
        messages.success(request, words % {"count": counts["people"]})
        return redirect("organisation:roster")
    if kept.applied_at:
        return redirect("organisation:roster")
    title = _("What the file does")
    return page(
        request,
        "apply_roster",
        title=title,
        crumbs=[(reverse("organisation:roster"), _("Bring in people from a file")), ("", title)],
        icon="upload",
        kept=kept,
        shown=plan_of(kept.rows).shown(),
    )
