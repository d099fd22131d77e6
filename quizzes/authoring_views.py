"""The desk of whoever writes stories: what is wrong with one, and playing it as a draft."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.models import Page
from wagtailmedia.permissions import permission_policy
from wagtailmedia.views.media import delete

from people.requests import PersonRequest
from quizzes.admin_queries import is_needed
from quizzes.authoring_forms import TrialForm
from quizzes.authoring_queries import as_sent, draft_document, story_of
from quizzes.domain import play
from quizzes.domain.schema import scenario_schema
from quizzes.domain.trail import read_trail
from quizzes.domain.trial import trial
from quizzes.models import Recording, Scenario


@require_GET
def show_schema(request: HttpRequest) -> JsonResponse:
    return JsonResponse(
        scenario_schema(),
        content_type="application/schema+json",
        json_dumps_params={"ensure_ascii": False},
    )


@require_http_methods(["GET", "POST"])
def look(request: PersonRequest, page_id: int) -> HttpResponse:
    """What can be said of a story as it is typed, on its page or below the one it is made in."""
    page = get_object_or_404(Page, pk=page_id).specific
    permissions = page.permissions_for_user(request.user)
    if isinstance(page, Scenario):
        page = page.get_latest_revision_as_object() if permissions.can_edit() else None
    else:
        page = Scenario(locale=page.locale) if permissions.can_add_subpage() else None
    if page is None:
        raise PermissionDenied
    if request.method == "GET":  # who had to sign in again in between
        return redirect("wagtailadmin_pages:edit" if page.pk else "wagtailadmin_explore", page_id)
    if not {"scenes-count", "variables-count"} <= set(request.POST):
        return HttpResponseBadRequest(_("This is not the form of a scenario."))
    story = story_of(as_sent(page, request.POST, request.FILES))
    shown = {"story": story, "page_id": page_id if page.pk else None}
    return render(request, "quizzes/admin/story.html", shown)


@require_GET
def play_draft(request: PersonRequest, page_id: int) -> HttpResponse:
    """One scene of the latest draft, from any scene and with any counters. Nothing is kept."""
    page = get_object_or_404(Scenario, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    document = draft_document(page)
    shown: dict[str, Any] = {
        "page": page,
        "here": reverse("scenarios:play", args=[page.pk]),
        "header_title": _("Playing the draft of “%(title)s”") % {"title": page.draft_title},
        "header_icon": "play",
        "breadcrumbs_items": breadcrumbs(page, ("", _("Play the draft"))),
    }
    if document is None or not document.scenes:
        return render(request, "quizzes/admin/play.html", shown)
    form = TrialForm(request.GET or None, document=document)
    way = request.GET.get("path", "")
    try:
        begun = form.begun()
        shown["trial"] = trial(document, read_trail(document, way, begun=begun))
    except play.PlayError as error:
        shown["refused"] = str(error)
    shown |= {"form": form, "way": way, "beginning": form.beginning()}
    return render(request, "quizzes/admin/play.html", shown)


@require_http_methods(["GET", "POST"])
def delete_recording(request: PersonRequest, media_id: int) -> HttpResponse:
    """As wagtailmedia does, but never what a page or a draft has."""
    recording = get_object_or_404(Recording, pk=media_id)
    if not permission_policy.user_has_permission_for_instance(request.user, "delete", recording):
        raise PermissionDenied
    if is_needed(recording):
        words = _("“%(title)s” cannot be deleted: a lesson or a scenario has it.")
        messages.error(request, words % {"title": recording.title})
        return redirect(recording.usage_url)
    answer: HttpResponse = delete(request, media_id)
    return answer


def breadcrumbs(page: Page, *rest: tuple[str, str]) -> list[dict[str, str]]:
    """The way in the admin to what is said of a page: its parent, its editor, and the rest."""
    course = page.get_parent()
    return [
        {"url": reverse("wagtailadmin_explore", args=[course.pk]), "label": course.title},
        {
            "url": reverse("wagtailadmin_pages:edit", args=[page.pk]),
            "label": page.get_admin_display_title(),
        },
        *({"url": url, "label": label} for url, label in rest),
    ]
