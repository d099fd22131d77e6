"""Standing as rows. All of them follow from facts and can be rebuilt from these."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from people.models import Unit
from standing.domain.rules import State
from standing.domain.timeline import MEASURES

ALL_REQUIRED = uuid.UUID(int=0)  # Stands for all required courses in one.
LONGEST_MEASURE = 12


class StandingInterval(models.Model):
    """Where a person stands with a course from a day to a day, both included.

    `path` is what stood above the unit then, from the top, as primary keys: `/1/5/23/`. What the
    row adds to figures follows from the row alone, so it can be taken back after a unit has moved.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="standing")
    course_key = models.UUIDField(_("course"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    path = models.CharField(max_length=200)
    state = models.CharField(max_length=LONGEST_MEASURE)
    from_day = models.DateField()
    to_day = models.DateField(null=True)

    class Meta:
        verbose_name = _("standing from a day to a day")
        verbose_name_plural = _("standing from a day to a day")
        ordering = ["person_id", "course_key", "from_day"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "course_key", "from_day"], name="standing_one_start_per_day"
            ),
            models.UniqueConstraint(
                fields=["person", "course_key"],
                condition=Q(to_day__isnull=True),
                name="standing_one_open_per_course",
            ),
            models.CheckConstraint(
                condition=Q(to_day__isnull=True) | Q(to_day__gte=F("from_day")),
                name="standing_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in State]),
                name="standing_state_is_known",
            ),
        ]
        indexes = [
            models.Index(fields=["course_key", "unit", "from_day"], name="standing_by_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.state} from {self.from_day}"


class DailyChange(models.Model):
    """How many more (or fewer) people of a unit and everything below it count from a day on.

    Appended by whoever changes a fact, folded later into one row each. A row of a month, on its
    first day, is the sum of its days: the figure of a day is whole months before, and days of one.
    """

    class Span(models.TextChoices):
        DAY = "day", _("day")
        MONTH = "month", _("month")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    course_key = models.UUIDField(_("course"))
    measure = models.CharField(max_length=LONGEST_MEASURE)
    span = models.CharField(max_length=5, choices=Span.choices)
    day = models.DateField()
    delta = models.IntegerField()
    is_folded = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("daily change")
        verbose_name_plural = _("daily changes")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["course_key", "unit", "span", "day", "measure"],
                condition=Q(is_folded=True),
                name="daily_change_folded_once",
            ),
            models.CheckConstraint(
                condition=Q(measure__in=MEASURES), name="daily_change_measure_is_known"
            ),
            models.CheckConstraint(
                condition=Q(span="day") | Q(span="month", day__day=1),
                name="daily_change_month_on_its_first",
            ),
            models.CheckConstraint(condition=~Q(delta=0), name="daily_change_changes_something"),
        ]
        indexes = [
            models.Index(
                fields=["course_key", "unit", "span", "day"],
                include=["measure", "delta"],
                name="daily_change_figures",
            ),
            models.Index(fields=["id"], condition=Q(is_folded=False), name="daily_change_to_fold"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} · {self.measure} {self.delta:+} from {self.day}"


class RecalculationQuerySet(models.QuerySet["Recalculation"]):
    def unfinished(self) -> Self:
        return self.exclude(state=Recalculation.State.DONE)


class Recalculation(models.Model):
    """A change that touches many people, worked off in the background, in order of their keys.

    `persons` None is everybody who was ever posted, `courses` None every course. `cursor` is the
    last person done: each portion is committed with it, so that whoever goes on loses nothing.
    """

    class Reason(models.TextChoices):
        ASSIGNMENT = "assignment", _("what is asked has changed")
        POSTINGS = "postings", _("people or units have moved")
        COMPLETIONS = "completions", _("completions count otherwise")
        REBUILD = "rebuild", _("everything was rebuilt")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reason = models.CharField(max_length=12, choices=Reason.choices)
    persons = models.JSONField(null=True)
    courses = models.JSONField(null=True)
    cursor = models.BigIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="recalculations",
        verbose_name=_("made by"),
    )
    moved_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    objects = RecalculationQuerySet.as_manager()

    class Meta:
        verbose_name = _("recalculation")
        verbose_name_plural = _("recalculations")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="done", finished_at__isnull=False)
                | Q(state__in=["waiting", "running"], finished_at__isnull=True),
                name="recalculation_finished_when_done",
            ),
            models.CheckConstraint(
                condition=Q(done__lte=F("total")), name="recalculation_no_more_than_all"
            ),
        ]
        indexes = [
            models.Index(
                fields=["moved_at"], condition=~Q(state="done"), name="recalculation_unfinished"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} · {self.done}/{self.total}"
