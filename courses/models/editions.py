"""Editions of courses: an ordered list of activity editions, frozen and numbered."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.validators import refuse_day_to_come
from quizzes.domain.compiled import in_language
from quizzes.immutable import never_changes
from quizzes.models import ActivityEdition, ChosenChange


class CourseEditionQuerySet(models.QuerySet["CourseEdition"]):
    def of(self, course_key: Any) -> Self:
        return self.filter(course_key=course_key)

    def newest_first(self) -> Self:
        return self.order_by("-number")


@never_changes()
class CourseEdition(ChosenChange):
    """A course as it was published; enrolments pin one. `documents` holds its words by language."""

    course_key = models.UUIDField(_("course"))
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=255)
    documents = models.JSONField(_("documents"))
    digest = models.CharField(_("digest"), max_length=64, editable=False)
    made_at = models.DateTimeField(_("published at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="course_editions",
        verbose_name=_("published by"),
    )

    objects = CourseEditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("course edition")
        verbose_name_plural = _("course editions")
        ordering = ["course_key", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["course_key", "number"], name="course_edition_number_once"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="course_edition_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {_('edition')} {self.number}"

    def document(self, language: str) -> dict[str, Any]:
        """The words in the language, or in the one that there is (English first)."""
        return in_language(self.documents, language)


@never_changes()
class Step(models.Model):
    """A place in a course edition, and the activity edition that it pins.

    `counts_from` is the least edition number of the activity whose doing still counts here;
    `one_of` names the set of which a pass has one step, "" where it is in none.
    """

    course_edition = models.ForeignKey(CourseEdition, models.PROTECT, related_name="steps")
    position = models.PositiveSmallIntegerField(_("position"))
    edition = models.ForeignKey(ActivityEdition, models.PROTECT, related_name="steps")
    activity_key = models.UUIDField(editable=False)
    is_required = models.BooleanField(_("required"), default=True)
    must_pass = models.BooleanField(_("must be passed"), default=False)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    words = models.JSONField(_("title and summary by language"))
    counts_from = models.PositiveIntegerField(default=1)
    one_of = models.CharField(_("one of a set"), max_length=60, blank=True, default="")

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["course_edition_id", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["course_edition", "position"], name="step_position_once"
            ),
            models.UniqueConstraint(
                fields=["course_edition", "activity_key"], name="step_activity_once"
            ),
        ]
        indexes = [models.Index(fields=["activity_key"], name="step_by_activity")]

    def __str__(self) -> str:
        return f"{self.course_edition_id} · {self.position}"

    def words_in(self, language: str) -> dict[str, str]:
        """Title and summary in the language, or in the one that there is (English first)."""
        return in_language(self.words, language)


class SignOff(models.Model):
    """That somebody answers for the content of a course, up to an edition, for a purpose."""

    course_edition = models.ForeignKey(
        CourseEdition, models.PROTECT, related_name="sign_offs", verbose_name=_("edition")
    )
    name = models.CharField(_("name"), max_length=200)
    role = models.CharField(_("role"), max_length=200)
    day = models.DateField(_("day"), validators=[refuse_day_to_come])
    scope = models.CharField(
        _("scope"), max_length=300, help_text=_("What was looked at, and for where it holds.")
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sign_offs_recorded",
        verbose_name=_("recorded by"),
    )

    class Meta:
        verbose_name = _("sign-off")
        verbose_name_plural = _("sign-offs")
        ordering = ["-day", "-pk"]

    def __str__(self) -> str:
        return f"{self.name}, {self.day}"
