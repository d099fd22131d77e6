"""How people get in: by e-mail address and password, or by the organisation's sign-in."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.utils import timezone

from people.models import Oversight, Person
from people.models.person import Menu
from people.permissions import SEE_EVERYTHING_EXACTLY


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come from the roster: nobody opens one by signing up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """The organisation's sign-in finds people of the roster; it makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False


class PeopleBackend(AuthenticationBackend):
    """Reads the signed-in person and what their menu depends on in a single query."""

    def get_user(self, user_id: int) -> Person | None:
        today = timezone.localdate()
        person = (
            Person.objects.filter(pk=user_id, is_active=True)
            .annotate(
                oversees=Exists(
                    Oversight.objects.on(today).filter(person=OuterRef("pk")),
                ),
                writes=Exists(
                    Group.objects.filter(user=OuterRef("pk"), permissions__codename="access_admin"),
                ),
                sees_everything=Exists(
                    Group.objects.filter(user=OuterRef("pk"), name__in=SEE_EVERYTHING_EXACTLY),
                ),
            )
            .first()
        )
        if person:
            figures = person.is_superuser or person.oversees or person.sees_everything
            person.menu = Menu(figures=figures, writing=person.is_superuser or person.writes)
        return person
