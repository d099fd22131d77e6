"""The person: the only kind of account there is."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin, UserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Menu:
    """Which parts of the service a person is offered."""

    figures: bool
    writing: bool
    answering: bool
    organisation: bool


class PersonManager(UserManager["Person"]):
    """Creates people by e-mail address: there is no user name."""

    def create_user(  # type: ignore[override]  # there is no user name
        self, email: str, password: str | None = None, **fields: Any
    ) -> "Person":
        person = self.model(email=email.strip().lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(  # type: ignore[override]  # there is no user name
        self, email: str, password: str | None = None, **fields: Any
    ) -> "Person":
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str | None) -> "Person":
        return self.get(email=(email or "").strip().lower())


class Person(AbstractBaseUser, PermissionsMixin):
    """Anybody with an account. What the service lets them do follows from groups and oversight."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(
        _("e-mail address"),
        unique=True,
        error_messages={"unique": _("Somebody with this e-mail address has an account already.")},
    )
    name = models.CharField(_("name"), max_length=200)
    is_active = models.BooleanField(
        _("can sign in"),
        default=True,
        help_text=_("Take the tick away to end somebody's access. Do this instead of deleting."),
    )
    date_joined = models.DateTimeField(_("account made"), default=timezone.now, editable=False)

    objects = PersonManager()

    # Filled by people.sign_in.PeopleBackend, for the person who asks; empty for anybody else.
    menu = Menu(figures=False, writing=False, answering=False, organisation=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="person_email_once",
                violation_error_message=_(
                    "Somebody with this e-mail address has an account already."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]

    def clean(self) -> None:
        super().clean()
        self.email = self.email.strip().lower()

    @property
    def is_staff(self) -> bool:
        """Django's own admin is not part of the service; only superusers would pass there."""
        return self.is_superuser
