"""What plays of a scenario's edition came to, counted once they are finished."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quizzes.models.editions import ActivityEdition


class PlayCount(models.Model):
    """How many finished attempts of a month add to a cell (see `quizzes.domain.counting`).

    Folded from decisions, and equal to a recount of them for as long as they are kept. `is_first`:
    of attempts that were the first that somebody finished at the scenario; else of their second and
    third. `month`: its first day.
    """

    edition = models.ForeignKey(ActivityEdition, models.PROTECT, related_name="play_counts")
    month = models.DateField(_("month"))
    is_first = models.BooleanField(_("first attempts"))
    measure = models.CharField(max_length=6)
    scene_key = models.CharField(max_length=80)
    detail = models.CharField(max_length=80, blank=True)
    times = models.PositiveIntegerField(_("times"))

    class Meta:
        verbose_name = _("count of plays")
        verbose_name_plural = _("counts of plays")
        ordering = ["edition_id", "month", "-is_first", "measure", "scene_key", "detail"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "month", "is_first", "measure", "scene_key", "detail"],
                name="play_count_once",
            ),
            models.CheckConstraint(condition=Q(times__gte=1), name="play_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} · {self.month} · {self.measure} {self.scene_key} {self.detail}"


class StopCount(models.Model):
    """How many people stand at a scene and have gone no further for two weeks: the attempts that
    are `stopped_after` the decision that led there."""

    edition = models.ForeignKey(ActivityEdition, models.PROTECT, related_name="stop_counts")
    scene_key = models.CharField(max_length=80)
    people = models.PositiveIntegerField(_("people"))

    class Meta:
        verbose_name = _("count of people who stopped")
        verbose_name_plural = _("counts of people who stopped")
        ordering = ["edition_id", "scene_key"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "scene_key"], name="stop_count_once")
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} · {self.scene_key}"
