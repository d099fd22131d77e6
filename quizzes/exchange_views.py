"""Stories in files, in the Wagtail admin: JSON and Twee in and out."""

import json
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.models import Page

from people.requests import PersonRequest
from quizzes.actions.importing import add_draft, draft_of
from quizzes.authoring_forms import ScenarioFileForm
from quizzes.compiling import compile_scenario, scenario_source
from quizzes.domain.documents import ScenarioDocument, dump, load_scenario
from quizzes.domain.files import ScenarioFile, read_file
from quizzes.domain.limits import beyond_limits
from quizzes.domain.problems import UnreadableDocument
from quizzes.domain.twee_writing import write_twee
from quizzes.models import ActivityEdition, Scenario

# A page starts at its first scene, gives a scene that shares its key another one, and its endings
# have no choices.
MENDED_ON_THE_WAY = {"missing-start", "duplicate-key", "ending-with-choices"}
CONTENT_TYPES = {"json": "application/json", "twee": "text/plain; charset=utf-8"}


@require_http_methods(["GET", "POST"])
def import_scenario(request: PersonRequest, parent_id: int) -> HttpResponse:
    """Read a file, show what it comes to, and, once that is confirmed, make a draft of it."""
    parent = get_object_or_404(Page, pk=parent_id).specific
    may_add = parent.permissions_for_user(request.user).can_add_subpage()
    if not (may_add and Scenario.can_create_at(parent)):
        raise PermissionDenied
    sent = request.POST if request.method == "POST" else None
    form = ScenarioFileForm(sent, request.FILES if sent is not None else None)
    shown: dict[str, Any] = {
        "parent": parent,
        "form": form,
        "header_title": _("A scenario from a file"),
        "header_icon": "download",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_explore", args=[parent.pk]), "label": parent.title},
            {"url": "", "label": _("A scenario from a file")},
        ],
    }
    if not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "quizzes/admin/import.html", shown, status=status)
    return _look_or_keep(request, parent, form, shown)


def _look_or_keep(
    request: PersonRequest, parent: Page, form: ScenarioFileForm, shown: dict[str, Any]
) -> HttpResponse:
    file = read_file(form.cleaned_data["text"], form.cleaned_data["name"])
    unreadable = file.problems if file.document is None else beyond_limits(file.document)
    if unreadable or file.document is None:
        shown["unreadable"] = unreadable
        return render(request, "quizzes/admin/import.html", _kept(shown, form), status=422)
    draft = draft_of(file, locale=parent.locale)
    if "confirm" in request.POST:
        try:
            page = add_draft(
                page=draft.page, parent=parent, by=request.user, key=form.cleaned_data["key"]
            )
        except ValidationError as error:
            shown["refused"] = error.messages
        else:
            messages.success(request, _("“%(title)s” is a draft now.") % {"title": page.title})
            return redirect("wagtailadmin_pages:edit", page.pk)
    problems = compile_scenario(draft.page).problems
    shown |= {
        "draft": draft,
        "file": file,
        "mended": [problem for problem in file.problems if problem.code in MENDED_ON_THE_WAY],
        "blocking": [problem for problem in problems if problem.blocks],
        "warnings": [problem for problem in problems if not problem.blocks],
    }
    return render(request, "quizzes/admin/import_preview.html", _kept(shown, form))


def _kept(shown: dict[str, Any], form: ScenarioFileForm) -> dict[str, Any]:
    """With the text in the form, also where it came as a file, which no form can hold twice."""
    kept = form.cleaned_data
    initial = {**{name: kept[name] for name in ("text", "name")}, "key": kept["key"] or uuid4()}
    return {**shown, "form": ScenarioFileForm(initial=initial)}


@require_GET
def export_draft(request: PersonRequest, page_id: int, form: str) -> HttpResponse:
    """The page as it stands in its latest draft."""
    page = _scenario(request, page_id)
    latest = page.get_latest_revision_as_object()
    if form == "json" and (unsaid := _unsaid(latest)):
        listed = format_html_join("", "<li>{}</li>", ((message,) for message in unsaid))
        heading = _("A file has no place for what is not said yet. Say it, save, then download.")
        messages.error(request, format_html('{} <ul class="errorlist">{}</ul>', heading, listed))
        return redirect("wagtailadmin_pages:edit", page.pk)
    return _file(scenario_source(latest)[0], form, _("draft"))


def _unsaid(page: Scenario) -> list[str]:
    """What is unfinished in the draft and would look finished once it came back from a file."""
    source, unfinished = scenario_source(page)
    try:
        document = load_scenario(source)
    except UnreadableDocument as unreadable:
        return [problem.message for problem in unreadable.problems]
    back = draft_of(ScenarioFile(document, ()), locale=page.locale).page
    known = {problem.message for problem in scenario_source(back)[1]}
    return list(dict.fromkeys(p.message for p in unfinished if p.message not in known))


@require_GET
def export_edition(request: PersonRequest, page_id: int, number: int, form: str) -> HttpResponse:
    page = _scenario(request, page_id)
    edition = get_object_or_404(ActivityEdition.objects.of(page.translation_key), number=number)
    return _file(edition.document(page.locale.language_code), form, str(number))


def _scenario(request: PersonRequest, page_id: int) -> Scenario:
    page = get_object_or_404(Scenario, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return page


def _file(source: dict[str, Any], form: str, which: str) -> HttpResponse:
    if form not in CONTENT_TYPES:
        raise Http404
    try:
        document = load_scenario(source)
    except UnreadableDocument as unreadable:
        return HttpResponse(str(unreadable), status=422, content_type="text/plain; charset=utf-8")
    answer = HttpResponse(_written(document, form), content_type=CONTENT_TYPES[form])
    name = f"{slugify(document.title) or 'scenario'}-{slugify(which)}.{form}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _written(document: ScenarioDocument, form: str) -> str:
    if form == "twee":
        return write_twee(document)
    return json.dumps(dump(document), ensure_ascii=False, indent=2) + "\n"
