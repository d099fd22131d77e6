"""People in the Wagtail admin."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.views.account import NameEmailSettingsPanel

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
