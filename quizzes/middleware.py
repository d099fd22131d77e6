"""Every door to publishing in the admin is one transaction."""

import re
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from quizzes.domain.compiled import CannotPublish
from quizzes.publication import one_publication

View = Callable[..., HttpResponseBase]

# Names of addresses behind which nothing goes live: what is drawn, asked outside or uploaded there
# must not keep everybody else from writing meanwhile, as a transaction does on SQLite.
PUBLISH_NOTHING = re.compile(
    r"(^|:)(preview_on_|workflow_preview$|wagtailadmin_block_preview$)"
    r"|^wagtailadmin_choose_|^wagtailadmin_editing_sessions:"
    r"|^wagtailembeds:|^wagtail(images|docs)(_chooser)?:|^wagtailmedia:"
)


class PublishingInOneTransaction:
    """Wraps what the admin changes in a transaction, and turns a refusal into a message.

    Wagtail publishes before it tells anybody: without this, a page that does not compile would be
    live without its edition. Button, bulk, copy, move and workflow all come through here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        admin = reverse("wagtailadmin_home")
        if request.method != "POST" or not request.path.startswith(admin):
            return None
        if request.resolver_match and PUBLISH_NOTHING.search(request.resolver_match.view_name):
            return None
        try:
            with one_publication():
                return view(request, *args, **kwargs)
        except CannotPublish as refusal:
            messages.error(request, _refusal_message(refusal))
            return _back(request, admin)


def _refusal_message(refusal: CannotPublish) -> str:
    reasons = format_html_join("", "<li>{}</li>", ((p.message,) for p in refusal.problems))
    heading = _("“%(title)s” was not published. Nothing has changed.") % {"title": refusal.title}
    return format_html('{} <ul class="errorlist">{}</ul>', heading, reasons)


def _back(request: HttpRequest, admin: str) -> HttpResponse:
    """To the page that the request came from; a dialog is told to go there."""
    address = request.META.get("HTTP_REFERER", "")
    if not url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        address = admin
    if request.headers.get("x-requested-with") == "XMLHttpRequest":
        return JsonResponse({"step": "success", "redirect": address})
    return redirect(address)
