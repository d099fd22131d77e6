"""People in the Wagtail admin."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.account import NameEmailSettingsPanel

from people.admin_views import corrections, people, roster, units
from people.models import Person

# It asks for a first and a last name, which people do not have here; names come from the roster.
NameEmailSettingsPanel.is_active = lambda panel: False


@hooks.register("before_bulk_action")
def leave_superusers_to_superusers(
    request: HttpRequest, action_type: str, objects: Sequence[Any], action: object
) -> HttpResponse | None:
    """As on the page of one account, so for many at once: whatever is done, to nobody then."""
    above = [one for one in objects if isinstance(one, Person) and one.is_superuser]
    if not above or request.user.is_superuser:
        return None
    words = _("Only a superuser changes a superuser: %(names)s. Nothing was changed.")
    messages.error(request, words % {"names": ", ".join(one.name for one in above)})
    return redirect("wagtailusers_users:index")


@hooks.register("register_admin_urls")
def organisation_urls() -> list[URLPattern | URLResolver]:
    person: list[URLPattern | URLResolver] = [
        path("", people.person, name="person"),
        path("post/", people.post, name="post"),
        path("postings/<int:posting_id>/correct/", people.correct, name="correct"),
        path("postings/<int:posting_id>/remove/", people.remove, name="remove"),
        path("leave/", people.leave, name="leave"),
        path("oversight/", people.give_oversight, name="give_oversight"),
        path("oversight/<int:oversight_id>/end/", people.end_oversight, name="end_oversight"),
        path("access/", people.set_access, name="set_access"),
    ]
    patterns: list[URLPattern | URLResolver] = [
        path("", units.tree, name="tree"),
        path("open/", units.open_unit, name="open"),
        path("units/<slug:code>/", units.unit, name="unit"),
        path("units/<slug:code>/<slug:what>/", units.change, name="change"),
        path("people/", people.people, name="people"),
        path("people/<uuid:key>/", include(person)),
        path("corrections/", corrections.corrections, name="corrections"),
        path("corrections/<uuid:key>/", corrections.settle, name="settle"),
        path("roster/", roster.upload, name="roster"),
        path("roster/<uuid:key>/", roster.apply, name="apply_roster"),
    ]
    return [path("organisation/", include((patterns, "organisation")))]


class OrganisationItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return isinstance(request.user, Person) and request.user.menu.organisation


@hooks.register("register_admin_menu_item")
def organisation_in_menu() -> MenuItem:
    label, address = gettext_lazy("Organisation"), reverse("organisation:tree")
    return OrganisationItem(label, address, name="organisation", icon_name="group", order=250)
