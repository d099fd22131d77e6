"""Editions: what was published, frozen and numbered."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from findings.models import Finding
from quizzes.domain.compiled import in_language
from quizzes.immutable import never_changes


class EditionChange(models.TextChoices):
    MINOR = "minor", _("minor: nothing that somebody would have to learn again")
    MATERIAL = "material", _("material: what people should know or do has changed")


class Retake(models.TextChoices):
    NOBODY = "nobody", _("nobody: it is for those who begin from now on")
    IN_PROGRESS = "in_progress", _("those in progress do what has changed")
    EVERYBODY = "everybody", _("everybody, by a day")


class ChosenChange(models.Model):
    """What a publisher says of a change: its weight, and who must do the activity again."""

    change = models.CharField(
        _("this change is"),
        max_length=10,
        choices=EditionChange.choices,
        default=EditionChange.MINOR,
    )
    retake = models.CharField(
        _("who must do it again"),
        max_length=12,
        choices=Retake.choices,
        default=Retake.NOBODY,
        help_text=_("For a material change only."),
    )
    retake_by = models.DateField(
        _("by"), null=True, blank=True, help_text=_("For “everybody, by a day” only.")
    )

    class Meta:
        abstract = True


class ActivityEditionQuerySet(models.QuerySet["ActivityEdition"]):
    def of(self, activity_key: Any) -> Self:
        return self.filter(activity_key=activity_key)

    def standing(self) -> Self:
        """Editions that have not been withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


@never_changes(once=["withdrawn_at", "withdrawn_by_id", "withdrawn_because"])
class ActivityEdition(ChosenChange):
    """A lesson, quiz or scenario as it was published. Immutable but for its withdrawal.

    The activity is the pages that share a translation key. `documents` holds one document for each
    language, all with the same keys inside.
    """

    class Kind(models.TextChoices):
        LESSON = "lesson", _("lesson")
        QUIZ = "quiz", _("quiz")
        SCENARIO = "scenario", _("scenario")

    activity_key = models.UUIDField(_("activity"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
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
        related_name="activity_editions",
        verbose_name=_("published by"),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="withdrawn_activity_editions",
        verbose_name=_("withdrawn by"),
    )
    withdrawn_because = models.TextField(_("reason of the withdrawal"), blank=True)

    objects = ActivityEditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["activity_key", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity_key", "number"], name="activity_edition_number_once"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1), name="activity_edition_number_from_one"
            ),
            models.CheckConstraint(
                condition=Q(
                    withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_because=""
                )
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_because="")),
                name="activity_edition_withdrawn_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(change="material") | Q(retake="nobody"),
                name="activity_edition_retake_is_material",
            ),
            models.CheckConstraint(
                condition=Q(retake="everybody", retake_by__isnull=False)
                | (~Q(retake="everybody") & Q(retake_by__isnull=True)),
                name="activity_edition_retake_by_with_everybody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {_('edition')} {self.number}"

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    def document(self, language: str) -> dict[str, Any]:
        """The document in the language, or in the one that there is (English first)."""
        found: dict[str, Any] = in_language(self.documents, language)
        return found


class EditionFinding(models.Model):
    """That a place of an edition answers a finding.

    `item` is empty for the whole, a question's key, or `scene/choice` by their keys.
    """

    edition = models.ForeignKey(ActivityEdition, models.PROTECT, related_name="findings")
    finding = models.ForeignKey(Finding, models.PROTECT, related_name="edition_findings")
    item = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("finding of an edition")
        verbose_name_plural = _("findings of editions")
        ordering = ["edition_id", "item"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "finding", "item"], name="edition_finding_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.finding_id} · {self.item}"
