"""What somebody said is wrong with a page, and what they were answered."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models import Person
from quizzes.models import ActivityEdition

MOST_ADDRESS, MOST_PLACE = 300, 200  # characters


class ProblemQuerySet(models.QuerySet["Problem"]):
    def of(self, person: Person) -> Self:
        return self.filter(person=person)

    def open(self) -> Self:
        return self.filter(answered_at__isnull=True)


class Problem(models.Model):
    """What a reader reported about a page: its address, and in which edition where they were."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="problems",
        verbose_name=_("reported by"),
    )
    address = models.CharField(_("page"), max_length=MOST_ADDRESS)
    edition = models.ForeignKey(
        ActivityEdition,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="problems",
        verbose_name=_("edition"),
    )
    place = models.CharField(_("place"), max_length=MOST_PLACE, blank=True)
    text = models.TextField(_("what is wrong"), max_length=2000)
    reported_at = models.DateTimeField(_("reported at"))
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="problems_answered",
        verbose_name=_("answered by"),
    )

    objects = ProblemQuerySet.as_manager()

    class Meta:
        verbose_name = _("reported problem")
        verbose_name_plural = _("reported problems")
        ordering = ["-reported_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="problem_says_something"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="problem_answered_in_full",
            ),
        ]
        indexes = [models.Index(fields=["person", "reported_at"], name="problem_by_person")]

    def __str__(self) -> str:
        return f"{self.address}, {self.reported_at:%Y-%m-%d}"
