"""Who the three demo buttons sign in as. The people are made by the simulated organisation."""

from django.utils.translation import gettext_lazy as _

DEMO_PEOPLE = {
    "practitioner": ("practitioner@example.org", _("Sign in as a practitioner")),
    "trainer": ("trainer@example.org", _("Sign in as a trainer")),
    "manager": ("manager@example.org", _("Sign in as a manager")),
}
