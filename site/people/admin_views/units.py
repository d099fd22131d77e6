"""The tree, a unit, and its changes from a day on: each shown first, then done."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from people import admin_queries as queries
from people import forms
from people.actions import unit_checks as checks
from people.actions import units as actions
from people.admin_views.shell import for_administrators, page, refused
from people.models import Unit
from people.queries import in_full, organisation
from people.requests import PersonRequest

Found = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """A way to change a unit: what is asked, what is refused, what it would do, and doing it."""

    title: str | Promise
    form: type[forms.TreeForm]
    check: Callable[[Unit, Found], None]
    effect: Callable[[Unit, Found], queries.Effect]
    act: Callable[..., None]
    template: str


def _check_rename(unit: Unit, found: Found) -> None:
    checks.check_rename(
        unit=unit, name=found["name"], from_day=found["from_day"], today=timezone.localdate()
    )


def _reopened(unit: Unit, found: Found) -> queries.Effect:
    day = (unit.closed_on or timezone.localdate()) + dt.timedelta(days=1)
    return queries.effect_of_rename(unit, from_day=day)


CHANGES = {
    "rename": Change(
        title=gettext_lazy("Rename %(unit)s"),
        form=forms.RenameForm,
        check=_check_rename,
        effect=lambda unit, found: queries.effect_of_rename(unit, from_day=found["from_day"]),
        act=actions.rename_unit,
        template="rename",
    ),
    "move": Change(
        title=gettext_lazy("Move %(unit)s"),
        form=forms.MoveForm,
        check=lambda unit, found: checks.check_move(unit=unit, **found),
        effect=lambda unit, found: queries.effect_of_move(unit, **found),
        act=actions.move_unit,
        template="move",
    ),
    "merge": Change(
        title=gettext_lazy("Merge %(unit)s"),
        form=forms.MergeForm,
        check=lambda unit, found: checks.check_merge(unit=unit, **found),
        effect=lambda unit, found: queries.effect_of_merge(unit, **found),
        act=actions.merge_unit,
        template="merge",
    ),
    "close": Change(
        title=gettext_lazy("Close %(unit)s"),
        form=forms.CloseForm,
        check=lambda unit, found: checks.check_close(unit=unit, **found),
        effect=lambda unit, found: queries.effect_of_close(unit, **found),
        act=actions.close_unit,
        template="close",
    ),
    "reopen": Change(
        title=gettext_lazy("Open %(unit)s again"),
        form=forms.ReopenForm,
        check=lambda unit, found: checks.check_reopen(unit=unit),
        effect=_reopened,
        act=actions.reopen_unit,
        template="reopen",
    ),
}


@for_administrators
@require_GET
def tree(request: HttpRequest) -> HttpResponse:
    shown = queries.organisation_with_counts(timezone.localdate())
    return page(request, "tree", title=_("Organisation"), organisation=shown)


@for_administrators
@require_GET
def unit(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Unit, code=code)
    shown = queries.unit_page(found, day=timezone.localdate(), number=request.GET.get("p"))
    return page(
        request,
        "unit",
        title=shown.unit.name,
        crumbs=[("", shown.unit.name)],
        shown=shown,
        day=timezone.localdate(),
    )


@for_administrators
@require_http_methods(["GET", "POST"])
def change(request: PersonRequest, code: str, what: str) -> HttpResponse:
    """A form, then what the change does, then the change: only the last is done."""
    if what not in CHANGES:
        raise Http404
    unit, way = get_object_or_404(Unit, code=code), CHANGES[what]
    form = way.form(request.POST or None, tree=organisation(timezone.localdate()), unit=unit)
    effect = None
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        if "confirmed" in request.POST:
            done = {"by": request.user, "at": timezone.now()}
            if not refused(form, lambda: way.act(unit=unit, **found, **done)):
                messages.success(request, _("Done. The history of the unit says so."))
                return redirect("organisation:unit", unit.code)
        elif "back" not in request.POST and not refused(form, lambda: way.check(unit, found)):
            effect = way.effect(unit, found)
    title = way.title % {"unit": unit.name}
    return page(
        request,
        "change",
        title=title,
        crumbs=[(reverse("organisation:unit", args=[code]), unit.name), ("", title)],
        status=422 if form.errors else 200,
        unit=unit,
        form=form,
        effect=effect,
        found=form.cleaned_data if effect else None,
        explained=f"people/admin/{way.template}.html",
    )


@for_administrators
@require_http_methods(["GET", "POST"])
def open_unit(request: PersonRequest) -> HttpResponse:
    today = timezone.localdate()
    tree, code = organisation(today), request.GET.get("below", "")
    below = next((unit for unit in tree.units.values() if unit.code == code), None)
    form = forms.OpenForm(request.POST or None, tree=tree, unit=below, initial={"first_day": today})
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        act = partial(actions.open_unit, by=request.user, at=timezone.now(), **found)
        if not refused(form, act):
            words = _("%(unit)s opens on %(day)s.")
            values = {"unit": found["name"], "day": in_full(found["first_day"])}
            messages.success(request, words % values)
            return redirect("organisation:unit", found["code"].upper())
    return page(
        request,
        "form",
        title=_("Open a new unit"),
        crumbs=[("", _("Open a new unit"))],
        status=422 if form.errors else 200,
        form=form,
        button=_("Open the unit"),
        back=reverse("organisation:tree"),
    )
