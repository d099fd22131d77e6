"""What every page has around it: the menu, the languages, the footer."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from people.demo import demo_people
from people.models import Person

LANGUAGE_NAMES = {"en": "English", "cy": "Cymraeg"}


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """No query: what the menu depends on comes with the signed-in person."""
    person = getattr(request, "user", None)
    return {
        "navigation": _navigation(request, person) if isinstance(person, Person) else [],
        "language_links": _language_links(request),
        "footer_links": _footer_links(request, person),
        "demo_mode": settings.DEMO,
        "demo_people": demo_people(request),
    }


def _footer_links(request: HttpRequest, person: object) -> list[dict[str, str]]:
    links = [
        {"text": _("Who sees what"), "href": reverse("wellbeing:who_sees_what")},
        {"text": _("Accessibility"), "href": reverse("wellbeing:accessibility")},
    ]
    if isinstance(person, Person):
        href = f"{reverse('courses:report_problem')}?{urlencode({'page': request.path})}"
        links.append({"text": _("Report a problem with this page"), "href": href})
    return links


def _navigation(request: HttpRequest, person: Person) -> list[dict[str, Any]]:
    mine = reverse("courses:my_learning")
    catalogue = reverse("wagtail_serve", args=["courses/"])
    items = [
        (
            _("My learning"),
            mine,
            (mine, *(mine.replace("my-learning", place) for place in ("learning", "attempts"))),
        ),
        (_("Courses"), reverse("courses:catalogue"), (catalogue,)),
    ]
    if person.menu.figures:
        figures = reverse("reports:overview")
        items.append((_("Completion"), figures, (figures,)))
    if person.menu.organisation:
        records = reverse("courses:records")
        rules = reverse("standing:requirements")
        items.append((_("Requirements"), rules, (rules, records)))
    if person.menu.writing:
        admin = reverse("wagtailadmin_home")
        items.append((_("Write and publish"), admin, (admin,)))
    here = request.path
    return [
        {"text": text, "href": href, "current": here.startswith(inside)}
        for text, href, inside in items
    ]


def _language_links(request: HttpRequest) -> list[dict[str, Any]]:
    here = get_language()
    choose = reverse("choose_language")
    return [
        {
            "text": LANGUAGE_NAMES[code],
            "lang": code,
            "href": f"{choose}?{urlencode({'to': code, 'at': request.get_full_path()})}",
            "current": code == here,
        }
        for code, _name in settings.LANGUAGES
    ]
