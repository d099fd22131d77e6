"""What people did: attempts, answers and decisions. Rows are added; what was said stays said."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models import Person
from quizzes.models.editions import ActivityEdition


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def of(self, person: Person) -> Self:
        return self.filter(person=person)

    def under_way(self) -> Self:
        """Attempts that somebody can go on with."""
        return self.filter(finished_at__isnull=True, moved_on_at__isnull=True)

    def finished(self) -> Self:
        return self.filter(finished_at__isnull=False)


class Attempt(models.Model):
    """One sitting of a quiz or scenario, on one edition, with one order of the options.

    When its edition is withdrawn, it is `moved_on_at` that moment, and another attempt, on the
    replacement, `continues` it. The decisions of a finished scenario stand in the counts of
    the month that it is `counted_in`; one under way is `stopped_after` so many decisions while it
    counts as stopped there. Once it is `forgotten_at`, its answers and decisions are removed.
    """

    class Outcome(models.TextChoices):
        GOOD = "good", _("good")
        MIXED = "mixed", _("mixed")
        BAD = "bad", _("an opportunity missed")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="attempts")
    edition = models.ForeignKey(ActivityEdition, models.PROTECT, related_name="attempts")
    activity_key = models.UUIDField(editable=False)
    seed = models.PositiveIntegerField(_("seed of the order of options"))
    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    score = models.IntegerField(
        _("score"), null=True, blank=True, help_text=_("Percent, rounded down, or points.")
    )
    passed = models.BooleanField(_("passed"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=6, choices=Outcome.choices, blank=True)
    moved_on_at = models.DateTimeField(_("moved on at"), null=True, blank=True)
    counted_in = models.DateField(_("counted in the month"), null=True, blank=True, editable=False)
    stopped_after = models.PositiveSmallIntegerField(
        _("counted as stopped after decisions"), null=True, blank=True, editable=False
    )
    forgotten_at = models.DateTimeField(_("answers removed at"), null=True, blank=True)
    continues = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="continued_in"
    )

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "activity_key"],
                condition=Q(finished_at__isnull=True, moved_on_at__isnull=True),
                name="attempt_one_under_way",
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(moved_on_at__isnull=True),
                name="attempt_finished_or_moved_on",
            ),
            models.CheckConstraint(
                condition=Q(forgotten_at__isnull=True)
                | Q(finished_at__isnull=False)
                | Q(moved_on_at__isnull=False),
                name="attempt_forgotten_after_its_end",
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True, score__isnull=True, passed__isnull=True)
                | Q(finished_at__isnull=False, score__isnull=False, passed__isnull=False),
                name="attempt_finished_with_result",
            ),
            models.CheckConstraint(
                condition=Q(counted_in__isnull=True) | Q(finished_at__isnull=False),
                name="attempt_counted_when_finished",
            ),
        ]
        indexes = [
            models.Index(fields=["edition", "finished_at"], name="attempt_by_edition"),
            models.Index(fields=["person", "activity_key"], name="attempt_by_person"),
            models.Index(
                fields=["edition", "finished_at"],
                condition=Q(finished_at__isnull=False, counted_in__isnull=True),
                name="attempt_to_count",
            ),
            models.Index(
                fields=["started_at"],
                condition=Q(
                    finished_at__isnull=True, moved_on_at__isnull=True, stopped_after__isnull=True
                ),
                name="attempt_that_may_stop",
            ),
            models.Index(
                fields=["edition"],
                condition=Q(stopped_after__isnull=False),
                name="attempt_stopped",
            ),
        ]

    def __str__(self) -> str:
        return str(self.key)

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None


class Answer(models.Model):
    """What somebody answered to a question. The latest of an attempt's answers to it counts.

    `response` is an option's key, a list of keys (ordering: in their order), or (matching) an
    object from key to key.
    `key` comes with the form, so a repeated request finds the row that it made.
    """

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="answers")
    question_key = models.CharField(max_length=64)
    response = models.JSONField()
    key = models.UUIDField()
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "key"], name="answer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} · {self.question_key}"


class Decision(models.Model):
    """Which choice was made at a scene; `number` counts an attempt's decisions from 1."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="decisions")
    number = models.PositiveSmallIntegerField()
    scene_key = models.CharField(max_length=80)
    choice_key = models.CharField(max_length=80)
    decided_at = models.DateTimeField()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["attempt_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "number"], name="decision_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="decision_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} · {self.number}"
