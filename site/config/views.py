"""Views that belong to no app: the door, the language, files, and what went wrong."""

import json

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import translate_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET
from django.views.static import serve

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
    return redirect(translate_url(at, language))


@require_GET
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Uploads, whatever server stands in front. Pictures in lessons are not secret."""
    return serve(request, path, document_root=str(settings.MEDIA_ROOT))


@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    """All components on one page, where the settings show it."""
    if not settings.GALLERY:
        raise Http404
    sample = json.loads((settings.SITE_DIR / "templates" / "gallery.json").read_text())
    return render(request, "gallery.html", sample)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Mostly a page that was open while somebody signed in again: say so and offer a way back."""
    return render(request, "403_csrf.html", {"back": request.path}, status=403)
