"""What stays of answers to quizzes when those of one person are removed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quizzes.models.editions import ActivityEdition


class ChoiceCount(models.Model):
    """How often something was answered, by people whose own rows are removed.

    `item` is a question's key; `said` an option's key, or the response as JSON where it is more
    than one key. Of scenarios forgotten before plays were counted: a scene's and a choice's key.
    """

    edition = models.ForeignKey(ActivityEdition, models.PROTECT, related_name="choice_counts")
    item = models.CharField(max_length=80)
    said = models.TextField()
    times = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("count of answers")
        verbose_name_plural = _("counts of answers")
        ordering = ["edition_id", "item", "said"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "item", "said"], name="choice_count_once"),
            models.CheckConstraint(condition=Q(times__gte=1), name="choice_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} · {self.item} · {self.said}"
