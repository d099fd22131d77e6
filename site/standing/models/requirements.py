"""What is asked of whom: assignments in their versions, and exemptions."""

import datetime as dt
import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from people.models import JobRole, Unit


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def of(self, course_key: uuid.UUID) -> Self:
        return self.filter(course_key=course_key)

    def on(self, day: dt.date) -> Self:
        """Those in force on the day; both ends count."""
        return self.filter(Q(last_day__isnull=True) | Q(last_day__gte=day), first_day__lte=day)


class Assignment(models.Model):
    """A rule: this course, from a day to a day. What it asks of whom stands in its versions.

    Never deleted. `ended_at` and `ended_by`: that somebody has set another last day since.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course_key = models.UUIDField(_("course"))
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"), null=True, blank=True)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="assignments_made",
        verbose_name=_("made by"),
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments_ended",
        verbose_name=_("ended by"),
    )

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["first_day", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="assignment_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False, last_day__isnull=False),
                name="assignment_ended_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["course_key"], name="assignment_by_course")]

    def __str__(self) -> str:
        return f"{self.course_key} from {self.first_day}"


class AssignmentVersion(models.Model):
    """What an assignment asks from a day on: of two that have begun, the one added last holds.

    It covers who is posted to one of `units` or below, but not to one of `excluded_units` or below,
    in one of `job_roles`; none named means every job role.
    """

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("number"))
    from_day = models.DateField(_("from"))
    units = models.ManyToManyField(Unit, related_name="+", verbose_name=_("units"))
    excluded_units = models.ManyToManyField(
        Unit, related_name="+", blank=True, verbose_name=_("without")
    )
    job_roles = models.ManyToManyField(
        JobRole, related_name="+", blank=True, verbose_name=_("job roles")
    )
    due_days = models.PositiveIntegerField(_("days after entry"), null=True, blank=True)
    due_day = models.DateField(_("due on"), null=True, blank=True)
    grace_days = models.PositiveIntegerField(_("days of grace"), default=0)
    renewal_months = models.PositiveIntegerField(_("renewal in months"), null=True, blank=True)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="assignment_versions_made",
        verbose_name=_("made by"),
    )

    class Meta:
        verbose_name = _("version of an assignment")
        verbose_name_plural = _("versions of assignments")
        ordering = ["assignment_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "number"], name="assignment_version_number_once"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="assignment_version_from_one"),
            models.CheckConstraint(
                condition=Q(due_days__isnull=False, due_day__isnull=True)
                | Q(due_days__isnull=True, due_day__isnull=False),
                name="assignment_due_in_one_way",
            ),
            models.CheckConstraint(
                condition=Q(renewal_months__isnull=True) | Q(renewal_months__gte=1),
                name="assignment_renewal_from_one_month",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} · {self.number}"


class ExemptionQuerySet(models.QuerySet["Exemption"]):
    def standing(self) -> Self:
        """Exemptions that nobody has withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class Exemption(models.Model):
    """The person need not do the course from a day to a day. Why is a category, never health."""

    class Category(models.TextChoices):
        LONG_LEAVE = "long_leave", _("long leave")
        NOT_IN_ROLE = "not_in_role", _("not in the role at present")
        EQUIVALENT_LEARNING = "equivalent_learning", _("equivalent learning")
        OTHER = "other", _("other")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="exemptions")
    course_key = models.UUIDField(_("course"))
    category = models.CharField(_("reason"), max_length=20, choices=Category.choices)
    from_day = models.DateField(_("from"))
    until_day = models.DateField(_("until"), null=True, blank=True)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="exemptions_made",
        verbose_name=_("made by"),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="exemptions_withdrawn",
        verbose_name=_("withdrawn by"),
    )

    objects = ExemptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("exemption")
        verbose_name_plural = _("exemptions")
        ordering = ["-from_day", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_day__isnull=True) | Q(until_day__gte=F("from_day")),
                name="exemption_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="exemption_withdrawn_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["course_key", "person"], name="exemption_by_course")]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.from_day}"
