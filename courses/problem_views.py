"""“Report a problem with this page”: for readers on the site, for trainers in the admin."""

import uuid
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from django.views.defaults import permission_denied

from courses import problem_queries as queries
from courses.actions import problems as actions
from courses.forms import AnswerProblemForm, ProblemForm
from courses.models import Problem
from courses.models.problems import MOST_ADDRESS
from people.permissions import answers_problems
from people.requests import PersonRequest

PROBLEMS_PER_PAGE = 50


@require_GET
@never_cache
@login_required
def problems(request: PersonRequest) -> HttpResponse:
    """What the reader has reported, and what they were answered."""
    shown = {"problems": queries.problems_of(request.user)}
    return render(request, "courses/problems.html", shown)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def report_problem(request: PersonRequest) -> HttpResponse:
    address = _address(request.POST.get("page") or request.GET.get("page") or "/")
    form = ProblemForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _reported(request, address, form):
        messages.success(
            request, _("Thank you. The trainers see it, and you see their answer here.")
        )
        return redirect("courses:problems")
    shown = {"form": form, "address": address}
    return render(request, "courses/report_problem.html", shown, status=422 if form.errors else 200)


def _reported(request: PersonRequest, address: str, form: ProblemForm) -> bool:
    name, arguments = _named(address)
    if name == "courses:in_words":  # who read a step in other words is not kept
        address = reverse("courses:step", kwargs=arguments)
    place = queries.place_of(request.user, address, name, arguments, get_language())
    try:
        actions.report_problem(
            person=request.user,
            address=address,
            place=place,
            text=form.cleaned_data["text"],
            at=timezone.now(),
        )
    except actions.TooMany:
        words = _("You have reported many problems today. Try again tomorrow, or ask your manager.")
        form.add_error("text", words)
        return False
    return True


def _address(asked: str) -> str:
    """The path of a page of ours, however it was sent; the first page where it is no address."""
    try:
        path = urlsplit(asked[:MOST_ADDRESS].replace("\\", "/")).path
    except ValueError:
        return "/"
    path = "".join(letter for letter in path if letter.isprintable())
    return ("/" + path.lstrip("/"))[:MOST_ADDRESS]


def _named(address: str) -> tuple[str, dict[str, object]]:
    try:
        found = resolve(address)
    except Resolver404:
        return "", {}
    return found.view_name, found.kwargs


@require_GET
def reported(request: HttpRequest) -> HttpResponse:
    if not answers_problems(request.user):  # type: ignore[arg-type]  # the admin let them in
        return permission_denied(request, PermissionDenied())
    shown = {
        "problems": Paginator(queries.problems_to_answer(), PROBLEMS_PER_PAGE).get_page(
            request.GET.get("p")
        ),
        "header_title": _("Reported problems"),
        "header_icon": "comment",
        "breadcrumbs_items": [{"url": "", "label": _("Reported problems")}],
    }
    return render(request, "courses/admin/problems.html", shown)


@require_http_methods(["GET", "POST"])
def answer(request: PersonRequest, key: uuid.UUID) -> HttpResponse:
    if not answers_problems(request.user):
        return permission_denied(request, PermissionDenied())
    problem = get_object_or_404(Problem.objects.select_related("person", "edition"), key=key)
    form = AnswerProblemForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.answer_problem(
                problem=problem,
                answer=form.cleaned_data["answer"],
                by=request.user,
                at=timezone.now(),
            )
        except actions.Answered:
            messages.warning(request, _("Somebody has answered it already."))
        else:
            messages.success(request, _("Answered. The reader sees it under their problems."))
        return redirect("problems:list")
    shown = {
        "problem": problem,
        "page": queries.page_to_mend(problem),
        "form": form,
        "header_title": _("A reported problem"),
        "header_icon": "comment",
        "breadcrumbs_items": [
            {"url": reverse("problems:list"), "label": _("Reported problems")},
            {"url": "", "label": _("Answer")},
        ],
    }
    status = 422 if form.errors else 200
    return render(request, "courses/admin/answer_problem.html", shown, status=status)
