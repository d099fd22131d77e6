"""Where somebody worked, and whom they may see, from a day to a day."""

import datetime as dt
from typing import Self

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


class OversightQuerySet(DatedQuerySet):
    def on(self, day: dt.date) -> Self:
        """Rights that hold on the day; a deputy's only while the other's does."""
        principal = Q(deputy_of__last_day__isnull=True) | Q(deputy_of__last_day__gte=day)
        return super().on(day).filter(Q(deputy_of__isnull=True) | principal)


class Oversight(models.Model):
    """The right to see everybody in `unit` and below it, by today's tree, between two days.

    A deputy's ends with that of the person they stand in for, whatever its own last day.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="oversights")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="oversights")
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"), null=True, blank=True)

    deputy_of = models.ForeignKey(
        "self",
        models.CASCADE,
        related_name="deputies",
        null=True,
        blank=True,
        verbose_name=_("deputy of"),
    )
    given_at = models.DateTimeField(_("given at"), null=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    ended_at = models.DateTimeField(_("ended at"), null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )

    objects = OversightQuerySet.as_manager()

    class Meta:
        verbose_name = _("oversight")
        verbose_name_plural = _("oversights")
        ordering = ["person_id", "first_day"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="oversight_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(deputy_of=F("pk")), name="oversight_not_deputy_of_itself"
            ),
            models.CheckConstraint(
                condition=Q(given_at__isnull=True, given_by__isnull=True)
                | Q(given_at__isnull=False, given_by__isnull=False),
                name="oversight_given_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False, last_day__isnull=False),
                name="oversight_ended_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} oversees {self.unit} from {self.first_day}"

    @property
    def ends(self) -> dt.date | None:
        """The last day on which it holds: its own, or that of whom a deputy stands in for."""
        days = [self.last_day, self.deputy_of.last_day if self.deputy_of else None]
        return min((day for day in days if day), default=None)


class PostingChange(models.Model):
    """A log row, never changed: which posting was, and which one is instead; who, when and why.

    Without `was_first_day` the posting is new; without `is_first_day` it is gone.
    """

    class Reason(models.TextChoices):
        POSTED = "posted", _("posted from a day on")
        CORRECTED = "corrected", _("corrected")
        REMOVED = "removed", _("removed")
        LEFT = "left", _("left the service")
        MERGED = "merged", _("the unit was merged")
        IMPORTED = "imported", _("imported from a roster")
        ASKED = "asked", _("asked for by the person")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="posting_changes"
    )
    reason = models.CharField(_("reason"), max_length=12, choices=Reason.choices)
    was_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", null=True)
    was_job_role = models.ForeignKey(JobRole, models.PROTECT, related_name="+", null=True)
    was_first_day = models.DateField(null=True)
    was_last_day = models.DateField(null=True)
    is_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", null=True)
    is_job_role = models.ForeignKey(JobRole, models.PROTECT, related_name="+", null=True)
    is_first_day = models.DateField(null=True)
    is_last_day = models.DateField(null=True)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("made by"),
    )

    class Meta:
        verbose_name = _("posting change")
        verbose_name_plural = _("posting changes")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(was_first_day__isnull=False) | Q(is_first_day__isnull=False),
                name="posting_change_says_something",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(
                        **{
                            f"{side}_unit__isnull": False,
                            f"{side}_job_role__isnull": False,
                            f"{side}_first_day__isnull": False,
                        }
                    )
                    | Q(
                        **{
                            f"{side}_unit__isnull": True,
                            f"{side}_job_role__isnull": True,
                            f"{side}_first_day__isnull": True,
                            f"{side}_last_day__isnull": True,
                        }
                    ),
                    name=f"posting_change_{side}_all_or_nothing",
                )
                for side in ("was", "is")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_reason_display()}, {self.made_at}"
