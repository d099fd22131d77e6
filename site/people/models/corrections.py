"""What people ask for: “this is not my unit or role”."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models.organisation import JobRole, Unit


class CorrectionQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(state=Correction.State.OPEN)


class Correction(models.Model):
    """Somebody says which unit or job role should be written down for them, and an administrator
    settles it once. At least one of the two is given; one request of a person is open at a time.
    """

    class State(models.TextChoices):
        OPEN = "open", _("waiting")
        DONE = "done", _("corrected")
        DECLINED = "declined", _("left as it is")
        WITHDRAWN = "withdrawn", _("taken back")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="corrections")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", null=True)
    job_role = models.ForeignKey(JobRole, models.PROTECT, related_name="+", null=True)
    from_day = models.DateField(_("since"), null=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    asked_at = models.DateTimeField(_("asked at"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    settled_at = models.DateTimeField(_("settled at"), null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for a correction")
        verbose_name_plural = _("requests for corrections")
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state="open"), name="correction_one_open_per_person"
            ),
            models.CheckConstraint(
                condition=Q(unit__isnull=False) | Q(job_role__isnull=False),
                name="correction_says_what",
            ),
            models.CheckConstraint(
                condition=Q(state="open", settled_at__isnull=True, settled_by__isnull=True)
                | Q(~Q(state="open"), settled_at__isnull=False, settled_by__isnull=False),
                name="correction_settled_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined", answer=""), name="correction_declined_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.asked_at}"
