"""Where somebody worked, and whom they may see, from a day to a day."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from people.models.dated import DatedQuerySet
from people.models.organisation import JobRole, Unit


class Posting(models.Model):
    """A fact: the person's unit and job role from `first_day` to `last_day`, both included."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="postings")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="postings")
    job_role = models.ForeignKey(JobRole, models.PROTECT, related_name="postings")
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        ordering = ["person_id", "first_day"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="posting_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(last_day__isnull=True),
                name="posting_one_open_per_person",
            ),
            models.UniqueConstraint(
                fields=["person", "first_day"], name="posting_one_start_per_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.unit} from {self.first_day}"


class Oversight(models.Model):
    """The right to see everybody in `unit` and below it, by today's tree, between two days."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="oversights")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="oversights")
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("oversight")
        verbose_name_plural = _("oversights")
        ordering = ["person_id", "first_day"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="oversight_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} oversees {self.unit} from {self.first_day}"
