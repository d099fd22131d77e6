"""Views that belong to no app: the door, the language, uploads, and what went wrong."""

import json
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import Resolver404, ResolverMatch, resolve, reverse, translate_url
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET
from django.views.static import serve
from wagtail.models import Page

from config import pictures, recordings
from people.requests import PersonRequest


@require_GET
@login_required
def home(request: PersonRequest) -> HttpResponse:
    """Each to their own work: figures for a manager, the desk for a trainer, learning for all."""
    menu = request.user.menu
    if menu.figures:
        return redirect("reports:overview")
    if menu.writing:
        return redirect("wagtailadmin_home")
    return redirect("courses:my_learning")


@require_GET
def choose_language(request: HttpRequest) -> HttpResponse:
    """The same page in the other language; the language is in the address, nothing is stored."""
    language = request.GET.get("to", "")
    if language not in dict(settings.LANGUAGES):
        language = settings.LANGUAGE_CODE
    at = request.GET.get("at", "/")
    if not url_has_allowed_host_and_scheme(at, allowed_hosts=None) or not at.startswith("/"):
        at = "/"
    # An address is read in the language that it is in: this one's own is always English.
    with translation.override(translation.get_language_from_path(at) or settings.LANGUAGE_CODE):
        place = _resolve_or_none(at)
        if place is None or place.url_name != "wagtail_serve":
            return redirect(translate_url(at, language))
        page = Page.find_for_request(request, place.args[0])
    return redirect(_page_in(language, page, request))


def _resolve_or_none(address: str) -> ResolverMatch | None:
    try:
        return resolve(unquote(urlsplit(address).path))
    except Resolver404:
        return None


def _page_in(language: str, page: Page | None, request: HttpRequest) -> str:
    """The address of the page's translation, which may have another slug; else of the page itself;
    else of home."""
    with translation.override(language):
        if page is None:
            return reverse("home")
        translations = page.get_translations(inclusive=True).live()
        shown = translations.filter(locale__language_code=language).first() or page
        return shown.specific.get_url(request) or reverse("home")


@require_GET
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Uploaded pictures and recordings, whatever server stands in front, and no other upload."""
    recording_type = recordings.recording_type(request, path)
    content_type = recording_type or pictures.picture_type(request, path)
    if content_type is None:
        raise Http404
    response: HttpResponseBase = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    if recording_type:
        response = recordings.in_parts(request, response)
    response.headers["Content-Type"] = content_type
    response.headers["Content-Security-Policy"] = pictures.POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(response, private=True, max_age=pictures.SECONDS_KEPT)
    return response


@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    """All components on one page, where the settings show it."""
    if not settings.GALLERY:
        raise Http404
    sample = json.loads((settings.SITE_DIR / "templates" / "gallery.json").read_text())
    return render(request, "gallery.html", sample)


def addresses_come_from_the_roster(request: HttpRequest) -> HttpResponse:
    """In the place of allauth's page on which people would add e-mail addresses of their own."""
    raise Http404


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Mostly a page that was open while somebody signed in again: say so and offer a way back."""
    came_from = request.headers.get("Referer", "")
    is_here = url_has_allowed_host_and_scheme(came_from, {request.get_host()})
    back = came_from if is_here else reverse("home")
    return render(request, "403_csrf.html", {"back": back}, status=403)
