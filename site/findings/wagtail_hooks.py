"""The findings in the Wagtail admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from findings.models import Finding, Inspection, Recommendation


class FindingViewSet(SnippetViewSet):
    model = Finding
    inspect_view_enabled = True
    icon = "list-ul"
    list_display = ["ref", "theme", "kind", "inspection"]
    list_filter = ["kind", "inspection"]
    ordering = ["order", "ref"]


class InspectionViewSet(SnippetViewSet):
    model = Inspection
    inspect_view_enabled = True
    icon = "doc-full"
    list_display = ["title", "publisher", "published_on"]


class RecommendationViewSet(SnippetViewSet):
    model = Recommendation
    inspect_view_enabled = True
    icon = "pick"
    list_display = ["ref", "text", "inspection"]


class FindingsGroup(SnippetViewSetGroup):
    menu_label = _("Findings")
    menu_icon = "list-ul"
    menu_order = 250
    items = (FindingViewSet, InspectionViewSet, RecommendationViewSet)


register_snippet(FindingsGroup)
