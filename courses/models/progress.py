"""How far people have come: enrolments, what they have done, and completions as facts."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models.editions import CourseEdition
from people.models import Person
from quizzes.models import ActivityEdition


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def of(self, person: Person) -> Self:
        return self.filter(person=person)

    def open(self) -> Self:
        return self.filter(completed_at__isnull=True)


class Enrolment(models.Model):
    """One person's pass through one course, on one edition of it. A renewal is another."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="enrolments")
    course_key = models.UUIDField(_("course"))
    edition = models.ForeignKey(CourseEdition, models.PROTECT, related_name="enrolments")
    started_at = models.DateTimeField(_("started at"))
    # The first thing done in it: a lesson finished, an attempt started, an alternative confirmed.
    first_act_at = models.DateTimeField(_("first act at"), null=True, blank=True)
    completed_at = models.DateTimeField(_("completed at"), null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "course_key"],
                condition=Q(completed_at__isnull=True),
                name="enrolment_one_open_per_course",
            ),
        ]
        indexes = [
            models.Index(fields=["course_key", "person"], name="enrolment_by_course"),
        ]

    def __str__(self) -> str:
        return str(self.key)


class ActivityDone(models.Model):
    """That an activity was done in an enrolment, on an edition. How it was done is not kept."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="done")
    activity_key = models.UUIDField()
    edition = models.ForeignKey(ActivityEdition, models.PROTECT, related_name="done")
    done_at = models.DateTimeField()

    class Meta:
        verbose_name = _("activity done")
        verbose_name_plural = _("activities done")
        ordering = ["enrolment_id", "done_at"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "edition"], name="activity_done_once"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} · {self.activity_key}"


class CompletionQuerySet(models.QuerySet["Completion"]):
    def valid(self) -> Self:
        """Completions that nobody has withdrawn."""
        return self.filter(withdrawal__isnull=True)


class Completion(models.Model):
    """The fact that a person completed a course on a day (in London). Only added.

    Here: in an enrolment, on an edition, at a moment. Elsewhere: on a day, as somebody recorded it
    from evidence; for standing it counts on the edition that was the newest on its day.
    """

    class Source(models.TextChoices):
        HERE = "here", _("completed here")
        ELSEWHERE = "elsewhere", _("completed elsewhere")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="completions")
    course_key = models.UUIDField(_("course"))
    source = models.CharField(
        _("where"), max_length=10, choices=Source.choices, default=Source.HERE
    )
    edition = models.ForeignKey(
        CourseEdition, models.PROTECT, null=True, blank=True, related_name="completions"
    )
    enrolment = models.OneToOneField(
        Enrolment, models.PROTECT, null=True, blank=True, related_name="completion"
    )
    day = models.DateField(_("day"))
    at = models.DateTimeField(_("at"), null=True, blank=True)
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="completions_recorded",
        verbose_name=_("recorded by"),
    )

    objects = CompletionQuerySet.as_manager()

    class Meta:
        verbose_name = _("completion")
        verbose_name_plural = _("completions")
        ordering = ["-day", "-pk"]
        indexes = [models.Index(fields=["course_key", "person", "day"], name="completion_lookup")]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    source="here",
                    edition__isnull=False,
                    enrolment__isnull=False,
                    at__isnull=False,
                    evidence="",
                    recorded_at__isnull=True,
                    recorded_by__isnull=True,
                )
                | Q(
                    ~Q(evidence=""),
                    source="elsewhere",
                    edition__isnull=True,
                    enrolment__isnull=True,
                    at__isnull=True,
                    recorded_at__isnull=False,
                    recorded_by__isnull=False,
                ),
                name="completion_here_or_recorded",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.day}"


class Withdrawal(models.Model):
    """The fact that a completion was taken back, with the reason. The completion stays."""

    completion = models.OneToOneField(Completion, models.PROTECT, related_name="withdrawal")
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="withdrawals")
    reason = models.TextField(_("reason"))

    class Meta:
        verbose_name = _("withdrawal of a completion")
        verbose_name_plural = _("withdrawals of completions")
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="withdrawal_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.completion_id} · {self.at}"
