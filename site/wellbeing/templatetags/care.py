"""The care bar of every page, and the approved text for immediate danger."""

from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import mark_safe

from wellbeing.queries import care

register = template.Library()


@register.inclusion_tag("wellbeing/care_bar.html")
def care_bar() -> dict[str, Any]:
    shown = care(timezone.localdate())
    return {
        "contacts": shown.contacts,
        "worried_title": shown.worried.title,
        "worried_html": mark_safe(shown.worried.html),  # noqa: S308 -- rich text of an editor
        "pause_title": shown.pause.title,
        "pause_html": mark_safe(shown.pause.html),  # noqa: S308 -- rich text of an editor
    }


@register.inclusion_tag("wellbeing/danger.html")
def danger_text() -> dict[str, Any]:
    shown = care(timezone.localdate()).danger
    return {"title": shown.title, "html": mark_safe(shown.html)}  # noqa: S308 -- as above
