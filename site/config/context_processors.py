"""What every page has around it: the menu, the languages, the footer."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from people.demo import DEMO_PEOPLE
from people.models import Person

LANGUAGE_NAMES = {"en": "English", "cy": "Cymraeg"}


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """No query: what the menu depends on comes with the signed-in person."""
    person = getattr(request, "user", None)
    return {
        "navigation": _navigation(request, person) if isinstance(person, Person) else [],
        "language_links": _language_links(request),
        "footer_links": [],
        "demo_mode": settings.DEMO,
        "demo_people": DEMO_PEOPLE if settings.DEMO else None,
    }


def _navigation(request: HttpRequest, person: Person) -> list[dict[str, Any]]:
    items = [(_("My learning"), reverse("courses:my_learning"))]
    items.append((_("Courses"), reverse("courses:catalogue")))
    if person.menu.figures:
        items.append((_("Completion"), reverse("reports:overview")))
    if person.menu.writing:
        items.append((_("Write and publish"), reverse("wagtailadmin_home")))
    return [
        {"text": text, "href": href, "current": request.path.startswith(href)}
        for text, href in items
    ]


def _language_links(request: HttpRequest) -> list[dict[str, Any]]:
    here = get_language()
    choose = reverse("choose_language")
    return [
        {
            "text": LANGUAGE_NAMES[code],
            "lang": code,
            "href": f"{choose}?{urlencode({'to': code, 'at': request.path})}",
            "current": code == here,
        }
        for code, _name in settings.LANGUAGES
    ]
