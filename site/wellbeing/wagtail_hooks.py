"""Support contacts and approved texts in the Wagtail admin."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from wellbeing.models import ApprovedText, SupportContact
from wellbeing.queries import unchecked_contacts


class SupportContactViewSet(SnippetViewSet):
    model = SupportContact
    icon = "mobile-alt"
    list_display = ["name", "phone", "audience", "region", "checked_on"]
    list_filter = ["audience", "region"]


class ApprovedTextViewSet(SnippetViewSet):
    model = ApprovedText
    icon = "openquote"
    list_display = ["title", "key", "signed_off_by", "signed_off_on"]


class CareGroup(SnippetViewSetGroup):
    menu_label = _("Care")
    menu_icon = "help"
    menu_order = 260
    items = (SupportContactViewSet, ApprovedTextViewSet)


register_snippet(CareGroup)


class UncheckedContacts(Component):
    """On the first page of the admin: the support contacts whose number is to be checked."""

    name = "unchecked_contacts"
    order = 90
    template_name = "wellbeing/admin/unchecked_contacts.html"

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {"contacts": unchecked_contacts(timezone.localdate())}


@hooks.register("construct_homepage_panels")
def list_unchecked_contacts(request: HttpRequest, panels: list[Component]) -> None:
    if request.user.has_perm("wellbeing.change_supportcontact"):
        panels.append(UncheckedContacts())
