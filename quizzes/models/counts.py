"""What was decided in scenarios, as counts without names, so that figures cost the same always.

Finished attempts only, each counted once in the month in which it was finished. `forgotten` is the
part of a count whose own rows have been removed since.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from quizzes.models.editions import ActivityEdition


class Nth(models.IntegerChoices):
    """Which of a person's attempts it was. Of the first two kinds a person has one on an edition at
    most, so attempts of these kinds are as many people."""

    FIRST = 1, _("the first attempt at the scenario")
    AGAIN = 2, _("the first of further attempts on this edition")
    MORE = 3, _("any further one")


class DecisionCount(models.Model):
    """How often a choice was made, and in how many attempts at least once."""

    edition = models.ForeignKey(ActivityEdition, models.PROTECT, related_name="decision_counts")
    month = models.DateField(_("month"), help_text=_("Its first day."))
    nth = models.PositiveSmallIntegerField(choices=Nth.choices)
    scene_key = models.CharField(max_length=80)
    choice_key = models.CharField(max_length=80)
    times = models.PositiveIntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0)
    forgotten_times = models.PositiveIntegerField(default=0)
    forgotten_attempts = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("count of decisions")
        verbose_name_plural = _("counts of decisions")
        ordering = ["edition_id", "month", "nth", "scene_key", "choice_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "month", "nth", "scene_key", "choice_key"],
                name="decision_count_once",
            ),
            models.CheckConstraint(
                condition=Q(forgotten_times__lte=F("times"))
                & Q(forgotten_attempts__lte=F("attempts")),
                name="decision_count_holds_forgotten",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} · {self.month} · {self.scene_key}/{self.choice_key}"


class TimeCount(models.Model):
    """How often a decision took as long as a step of `domain.seconds` says."""

    edition = models.ForeignKey(ActivityEdition, models.PROTECT, related_name="time_counts")
    month = models.DateField(_("month"), help_text=_("Its first day."))
    nth = models.PositiveSmallIntegerField(choices=Nth.choices)
    scene_key = models.CharField(max_length=80)
    step = models.PositiveSmallIntegerField()
    times = models.PositiveIntegerField(default=0)
    forgotten_times = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("count of times")
        verbose_name_plural = _("counts of times")
        ordering = ["edition_id", "month", "nth", "scene_key", "step"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "month", "nth", "scene_key", "step"], name="time_count_once"
            ),
            models.CheckConstraint(
                condition=Q(forgotten_times__lte=F("times")), name="time_count_holds_forgotten"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} · {self.month} · {self.scene_key} · {self.step}"


class StopCount(models.Model):
    """How many attempts stand at a scene in which nothing has happened for a month or longer.

    Counted anew every day from the attempts that are there, so one that is gone leaves nothing.
    Nobody has two attempts under way at one scenario: so many attempts are so many people.
    """

    edition = models.ForeignKey(ActivityEdition, models.PROTECT, related_name="stop_counts")
    is_first = models.BooleanField()
    scene_key = models.CharField(max_length=80)
    people = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("count of stops")
        verbose_name_plural = _("counts of stops")
        ordering = ["edition_id", "scene_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "is_first", "scene_key"], name="stop_count_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} · {self.scene_key}"
