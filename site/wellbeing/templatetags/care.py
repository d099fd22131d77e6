"""The care bar of every page, the approved text for immediate danger, and local pathways."""

import re
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from people.models import Person
from wellbeing.pathway_queries import pathways_of
from wellbeing.queries import care

register = template.Library()
_PLACE = re.compile(r'<div data-local-pathway="([a-z-]*)"></div>')


@register.inclusion_tag("wellbeing/care_bar.html")
def care_bar() -> dict[str, Any]:
    shown = care(timezone.localdate())
    return {
        "contacts": [contact for contact in shown.contacts if not contact.region],
        "regional": [contact for contact in shown.contacts if contact.region],
        "worried_title": shown.worried.title,
        "worried_html": mark_safe(shown.worried.html),  # noqa: S308 -- rich text of an editor
        "worried_signed_off": shown.worried.signed_off,
        "pause_title": shown.pause.title,
        "pause_html": mark_safe(shown.pause.html),  # noqa: S308 -- rich text of an editor
    }


@register.inclusion_tag("wellbeing/danger.html")
def danger_text() -> dict[str, Any]:
    shown = care(timezone.localdate()).danger
    return {"title": shown.title, "html": mark_safe(shown.html)}  # noqa: S308 -- as above


@register.inclusion_tag("wellbeing/pathways_at_hand.html")
def pathways_at_hand(person: Person) -> dict[str, Any]:
    """Whom to turn to from where somebody works, folded. Three queries."""
    unit, pathways = pathways_of(person, timezone.localdate())
    return {"unit": unit, "pathways": pathways}


@register.simple_tag
def with_local_pathways(html: str, person: Person) -> SafeString:
    """The text of an edition, each place for a local pathway filled with what the reader's unit
    keeps today. No query where there is no such place, else three.
    """
    if not _PLACE.search(html):
        return mark_safe(html)  # noqa: S308 -- an edition's own text
    unit, pathways = pathways_of(person, timezone.localdate())

    def shown(place: re.Match[str]) -> str:
        asked = [pathway for pathway in pathways if place[1] in ("", pathway.kind)]
        return render_to_string("wellbeing/pathways.html", {"unit": unit, "pathways": asked})

    return mark_safe(_PLACE.sub(shown, html))  # noqa: S308 -- as above
