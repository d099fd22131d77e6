"""Editions in the Wagtail admin: what was published of a page, and taking it away."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from django.views.defaults import permission_denied
from wagtail.models import Page

from courses.actions.editions import withdraw_activity_edition
from courses.actions.sign_offs import sign_off as record_sign_off
from courses.admin_queries import editions_of
from courses.forms import SignOffForm, WithdrawForm
from courses.models import Course, CourseEdition
from courses.permissions import signs_off
from people.requests import PersonRequest
from quizzes.authoring_views import breadcrumbs
from quizzes.models import Activity, ActivityEdition, EditionedPage, Scenario


@require_GET
def editions(request: PersonRequest, page_id: int) -> HttpResponse:
    page = _page(page_id)
    permissions = page.permissions_for_user(request.user)
    if not (permissions.can_edit() or permissions.can_publish() or signs_off(request.user)):
        raise PermissionDenied
    shown = {
        "page": page,
        "editions": editions_of(page),
        "can_sign_off": isinstance(page, Course) and signs_off(request.user),
        "can_take_away": isinstance(page, Scenario) and permissions.can_edit(),
        "can_withdraw": isinstance(page, Activity) and permissions.can_publish(),
        "header_title": _("Editions: %(title)s") % {"title": page.get_admin_display_title()},
        "header_icon": "history",
        "breadcrumbs_items": breadcrumbs(page, ("", _("Editions"))),
    }
    return render(request, "courses/admin/editions.html", shown)


@require_http_methods(["GET", "POST"])
def withdraw(request: PersonRequest, page_id: int, number: int) -> HttpResponse:
    page = _page(page_id)
    if not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    edition = get_object_or_404(
        ActivityEdition.objects.of(page.translation_key).standing(), number=number
    )
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        replacement = withdraw_activity_edition(
            edition=edition,
            because=form.cleaned_data["because"],
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, _withdrawn(edition, replacement))
        return redirect(_where_from(request, page))
    listed = reverse("editions:list", args=[page.pk])
    shown = {
        "page": page,
        "edition": edition,
        "form": form,
        "back": _where_from(request, page),
        "header_title": _("Withdraw edition %(number)s") % {"number": number},
        "header_icon": "warning",
        "breadcrumbs_items": breadcrumbs(page, (listed, _("Editions")), ("", _("Withdraw"))),
    }
    return render(request, "courses/admin/withdraw.html", shown)


@require_http_methods(["GET", "POST"])
def sign_off(request: PersonRequest, page_id: int, number: int) -> HttpResponse:
    """A reviewer records who answers for a course, up to an edition."""
    if not signs_off(request.user):
        return permission_denied(request, PermissionDenied())
    page = _page(page_id)
    edition = get_object_or_404(CourseEdition.objects.of(page.translation_key), number=number)
    today = {"day": timezone.localdate(), "name": request.user.name}
    form = SignOffForm(request.POST if request.method == "POST" else None, initial=today)
    if form.is_valid():
        record_sign_off(course_edition=edition, by=request.user, **form.cleaned_data)
        messages.success(request, _("Signed off. The page of the course says so."))
        return redirect("editions:list", page.pk)
    listed = reverse("editions:list", args=[page.pk])
    shown = {
        "page": page,
        "edition": edition,
        "form": form,
        "header_title": _("Sign off edition %(number)s") % {"number": number},
        "header_icon": "check",
        "breadcrumbs_items": breadcrumbs(page, (listed, _("Editions")), ("", _("Sign off"))),
    }
    return render(request, "courses/admin/sign_off.html", shown, status=422 if form.errors else 200)


def _page(page_id: int) -> EditionedPage:
    page = get_object_or_404(Page, pk=page_id).specific
    if not isinstance(page, EditionedPage):
        raise Http404
    return page


def _where_from(request: PersonRequest, page: EditionedPage) -> str:
    """The reported problem from which somebody came to withdraw, or the list of editions."""
    try:
        return reverse("problems:answer", args=[request.GET.get("problem", "")])
    except NoReverseMatch:
        return reverse("editions:list", args=[page.pk])


def _withdrawn(edition: ActivityEdition, replacement: ActivityEdition | None) -> str:
    if replacement:
        words = _("Edition %(number)s was withdrawn. Everybody goes on with edition %(other)s.")
        return words % {"number": edition.number, "other": replacement.number}
    words = _(
        "Edition %(number)s was withdrawn. Nothing replaces it: whoever is in the middle of it "
        "waits until you publish the next edition."
    )
    return words % {"number": edition.number}
