"""What the pages of the Organisation area have in common."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.defaults import permission_denied

from people.permissions import runs_organisation

View = Callable[..., HttpResponse]
Crumb = tuple[str, str]


def for_administrators(view: View) -> View:
    """The page that says no to anybody else; Wagtail's own answer would lead home instead."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not runs_organisation(request.user):  # type: ignore[arg-type]  # the admin let them in
            return permission_denied(request, PermissionDenied())
        return view(request, *args, **kwargs)

    return guarded


def page(
    request: HttpRequest,
    template: str,
    *,
    title: str,
    crumbs: Sequence[Crumb] = (),
    icon: str = "group",
    status: int = 200,
    **shown: Any,
) -> HttpResponse:
    """A page of the area, with the way back to the tree above it."""
    top = (reverse("organisation:tree"), _("Organisation"))
    items = [{"url": url, "label": label} for url, label in (top, *crumbs)]
    shown |= {"header_title": title, "header_icon": icon, "breadcrumbs_items": items}
    return render(request, f"people/admin/{template}.html", shown, status=status)


def refused(form: BaseForm, action: Callable[[], Any]) -> bool:
    """Does it; where it is refused, the form says why."""
    try:
        action()
    except ValidationError as refusal:
        form.add_error(None, refusal)
    return not form.is_valid()
