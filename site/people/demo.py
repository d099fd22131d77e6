"""Who the three demo buttons sign in as. The people are made by the simulated organisation."""

import ipaddress
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

DEMO_PEOPLE = {
    "practitioner": ("practitioner@example.org", _("Sign in as a practitioner")),
    "trainer": ("trainer@example.org", _("Sign in as a trainer")),
    "manager": ("manager@example.org", _("Sign in as a manager")),
}


def demo_people(request: HttpRequest) -> Mapping[str, Any]:
    """Whom the buttons offer: nobody outside demo mode, or to another machine."""
    try:
        is_here = ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        is_here = False
    return DEMO_PEOPLE if settings.DEMO and is_here else {}
