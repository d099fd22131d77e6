"""Panels of the editor that hold no field."""

from typing import Any, ClassVar

from django.forms import Media, Script
from django.urls import reverse
from wagtail.admin.panels import Panel


class StoryPanel(Panel):
    """What is wrong with a story, its outline and its map, kept up to date as it is written."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "quizzes/admin/story_panel.html"
        media: ClassVar[Media] = Media(
            css={"all": ["css/admin-story.css"]},
            js=[Script("js/admin-story.js", type="module")],  # type: ignore[list-item]  # any asset
        )

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            place = self.instance.pk or self.request.resolver_match.kwargs.get("parent_page_id")
            found: dict[str, Any] = super().get_context_data(parent_context)
            return {**found, "look_url": reverse("scenarios:look", args=[place]) if place else ""}
