"""Support contacts and approved texts in the Wagtail admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from wellbeing.models import ApprovedText, SupportContact


class SupportContactViewSet(SnippetViewSet):
    model = SupportContact
    icon = "mobile-alt"
    list_display = ["name", "phone", "audience", "checked_on"]
    list_filter = ["audience"]


class ApprovedTextViewSet(SnippetViewSet):
    model = ApprovedText
    icon = "openquote"
    list_display = ["title", "key"]


class CareGroup(SnippetViewSetGroup):
    menu_label = _("Care")
    menu_icon = "help"
    menu_order = 260
    items = (SupportContactViewSet, ApprovedTextViewSet)


register_snippet(CareGroup)
