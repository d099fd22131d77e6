"""How people get in: by e-mail address and password, or by the organisation's sign-in."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from people.models import Oversight, Person
from people.models.person import Menu
from people.permissions import ADMINISTRATORS, ANSWER_PROBLEMS, SEE_EVERYTHING_EXACTLY
from people.queries import has_left, left


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come from the roster: nobody opens one by signing up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse | None:
        """Whichever way somebody comes: who has left is refused like who is switched off."""
        if has_left(user, day=timezone.localdate()):
            user.is_active = False  # not stored: allauth ends the sign-in as it does for those
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return response


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """The organisation's sign-in finds people of the roster; it makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False


class PeopleBackend(AuthenticationBackend):
    """Reads the signed-in person and what their menu depends on in a single query.

    Who has left is not signed in any more from the day after their last one: nothing need run.
    """

    def get_user(self, user_id: int) -> Person | None:
        today = timezone.localdate()
        person = (
            Person.objects.filter(~left(today), pk=user_id, is_active=True)
            .annotate(
                oversees=Exists(
                    Oversight.objects.on(today).filter(person=OuterRef("pk")),
                ),
                writes=Exists(
                    Group.objects.filter(user=OuterRef("pk"), permissions__codename="access_admin"),
                ),
                answers=Exists(
                    Group.objects.filter(user=OuterRef("pk"), name__in=ANSWER_PROBLEMS),
                ),
                sees_everything=Exists(
                    Group.objects.filter(user=OuterRef("pk"), name__in=SEE_EVERYTHING_EXACTLY),
                ),
                administers=Exists(
                    Group.objects.filter(user=OuterRef("pk"), name=ADMINISTRATORS),
                ),
            )
            .first()
        )
        if person:
            figures = person.is_superuser or person.oversees or person.sees_everything
            person.menu = Menu(
                figures=figures,
                writing=person.is_superuser or person.writes,
                answering=person.is_superuser or person.answers,
                organisation=person.is_superuser or person.administers,
            )
        return person
