"""What is asked of whom: for administrators. Every change is shown before it is saved."""

import datetime as dt
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from courses.record_queries import course_titles
from people.queries import Tree, organisation
from people.requests import PersonRequest
from standing import requirement_queries as queries
from standing.actions import assignments as actions
from standing.domain.drafts import with_last_day, with_version
from standing.forms import AssignmentForm, EndForm, TermsForm, VersionForm
from standing.impact_queries import NEW, impact
from standing.permissions import administers, can_be_assigned

View = Callable[..., HttpResponse]
ONE_DAY = dt.timedelta(days=1)
NOT_SENT_AGAIN = {"csrfmiddlewaretoken", "save", "mend"}


def for_administrators(view: View) -> View:
    @never_cache
    @login_required
    @wraps(view)
    def wrapped(request: PersonRequest, **place: object) -> HttpResponse:
        if not administers(request.user):
            raise PermissionDenied
        return view(request, **place)

    return wrapped


@require_GET
@for_administrators
def requirements(request: PersonRequest) -> HttpResponse:
    today = timezone.localdate()
    views = queries.assignments(get_language())
    shown = {
        "today": today,
        "rows": [(view, view.governing(today)) for view in views],
    }
    return render(request, "standing/requirements.html", shown)


@require_GET
@for_administrators
def assignment(request: PersonRequest, key: uuid.UUID) -> HttpResponse:
    view, today = _view_or_404(key), timezone.localdate()
    shown = {
        "view": view,
        "today": today,
        "governing": view.governing(today),
        "under_way": queries.recalculations_under_way(view.assignment.course_key),
    }
    return render(request, "standing/assignment.html", shown)


@require_http_methods(["GET", "POST"])
@for_administrators
def make(request: PersonRequest) -> HttpResponse:
    """A new assignment: filled in, looked at, saved."""
    courses = course_titles(get_language())
    form = AssignmentForm(_sent(request), courses=courses)
    if form.is_valid() and not can_be_assigned(form.cleaned_data["course"]):
        form.add_error("course", _not_signed_off())
    if not form.is_valid() or "mend" in request.POST:
        return _form_page(request, form, {"title": _("Ask a course of people")})
    sent = form.cleaned_data
    if "save" in request.POST:
        made = actions.make_assignment(
            course_key=sent["course"],
            first_day=sent["first_day"],
            last_day=sent["last_day"],
            terms=form.terms,
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("The assignment was made."))
        return redirect("standing:assignment", made.key)
    first, last = sent["first_day"], sent["last_day"]
    added = form.terms.as_requirement(NEW, first, last, first)
    found = impact(
        sent["course"],
        assignment=NEW,
        draft=lambda asked: with_version(asked, added),
        day=max(first, timezone.localdate()),
    )
    return _preview(request, {"impact": found, "course": courses[sent["course"]]})


@require_http_methods(["GET", "POST"])
@for_administrators
def change(request: PersonRequest, key: uuid.UUID) -> HttpResponse:
    """Another version of an assignment, from a day on."""
    view = _view_or_404(key)
    form = VersionForm(_sent(request), initial=_initial(view), today=timezone.localdate())
    if form.is_valid():
        _check_change(form, view)
    if not form.is_valid() or "mend" in request.POST:
        return _form_page(request, form, {"title": _("Change what is asked"), "view": view})
    sent = form.cleaned_data
    if "save" in request.POST:
        actions.change_assignment(
            assignment=view.assignment,
            from_day=sent["from_day"],
            terms=form.terms,
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("The change was saved."))
        return redirect("standing:assignment", key)
    one, from_day = view.assignment, sent["from_day"]
    added = form.terms.as_requirement(one.pk, from_day, one.last_day, one.first_day)
    found = impact(
        one.course_key,
        assignment=one.pk,
        draft=lambda asked: with_version(asked, added),
        day=from_day,
    )
    return _preview(request, {"impact": found, "course": view.course, "view": view})


@require_http_methods(["GET", "POST"])
@for_administrators
def end(request: PersonRequest, key: uuid.UUID) -> HttpResponse:
    """The last day of an assignment."""
    view = _view_or_404(key)
    form = EndForm(_sent(request), today=timezone.localdate())
    if form.is_valid() and form.cleaned_data["last_day"] < view.assignment.first_day:
        form.add_error("last_day", _("The last day is before the first."))
    if not form.is_valid() or "mend" in request.POST:
        shown = {"form": form, "view": view}
        status = 422 if form.errors else 200
        return render(request, "standing/end_assignment.html", shown, status=status)
    one, last_day = view.assignment, form.cleaned_data["last_day"]
    if "save" in request.POST:
        actions.end_assignment(
            assignment=one, last_day=last_day, by=request.user, at=timezone.now()
        )
        messages.success(request, _("The last day was saved."))
        return redirect("standing:assignment", key)
    found = impact(
        one.course_key,
        assignment=one.pk,
        draft=lambda asked: with_last_day(asked, one.pk, last_day),
        day=last_day + ONE_DAY,
    )
    return _preview(request, {"impact": found, "course": view.course, "view": view})


def _check_change(form: VersionForm, view: queries.AssignmentView) -> None:
    one, from_day = view.assignment, form.cleaned_data["from_day"]
    if not can_be_assigned(one.course_key):
        form.add_error(None, _not_signed_off())
    if from_day < one.first_day:
        form.add_error("from_day", _("The assignment begins later."))
    elif one.last_day and from_day > one.last_day:
        form.add_error("from_day", _("The assignment has ended by then."))


def _not_signed_off() -> str:
    return _(
        "Nobody has signed this course off, so it cannot be asked of anybody. Have somebody who "
        "answers for its content sign it off first."
    )


def _form_page(request: PersonRequest, form: TermsForm, shown: dict[str, Any]) -> HttpResponse:
    day = timezone.localdate()
    tree = organisation(day)
    shown |= {
        "form": form,
        "units": _nodes(form, "units", tree, day),
        "excluded": _nodes(form, "excluded", tree, day),
    }
    status = 422 if form.errors else 200
    return render(request, "standing/assignment_form.html", shown, status=status)


def _nodes(form: TermsForm, name: str, tree: Tree, day: dt.date) -> tuple[queries.UnitNode, ...]:
    value = {str(pk) for pk in form[name].value() or []}
    chosen = frozenset(pk for pk in tree.units if str(pk) in value)
    return queries.unit_nodes(tree, chosen, day=day, language=get_language())


def _preview(request: PersonRequest, shown: dict[str, Any]) -> HttpResponse:
    """What would change, with everything that was sent, to be sent again."""
    sent = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NOT_SENT_AGAIN
        for value in values
    ]
    return render(request, "standing/assignment_preview.html", {**shown, "sent": sent})


def _initial(view: queries.AssignmentView) -> dict[str, Any]:
    latest = view.versions[-1]
    return {
        "units": [unit.pk for unit in latest.units.all()],
        "excluded": [unit.pk for unit in latest.excluded_units.all()],
        "job_roles": [role.pk for role in latest.job_roles.all()],
        "due_days": latest.due_days,
        "due_day": latest.due_day,
        "grace_days": latest.grace_days,
        "renewal_months": latest.renewal_months,
    }


def _view_or_404(key: uuid.UUID) -> queries.AssignmentView:
    found = queries.assignments(get_language(), key=key)
    if not found:
        raise Http404
    return found[0]


def _sent(request: PersonRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None
