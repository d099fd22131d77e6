"""Care: whom to turn to, and the few texts that are the same everywhere."""

import datetime as dt
import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField

from people.models import Unit
from people.validators import refuse_day_to_come
from wellbeing.validators import refuse_unsafe_words

TEXT_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link"]


class SupportContact(models.Model):
    """Somebody to turn to. Shown on every page, so few and checked."""

    class Audience(models.TextChoices):
        EVERYONE = "everyone", _("everyone")
        STAFF = "staff", _("staff only")

    key = models.SlugField(_("key"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    phone = models.CharField(
        _("number"),
        max_length=60,
        blank=True,
        help_text=_("Leave empty where the number is local and has not been entered yet."),
    )
    hours = models.CharField(_("hours"), max_length=200, blank=True)
    cost = models.CharField(_("cost"), max_length=200, blank=True)
    about = models.TextField(_("what it is for"), blank=True, validators=[refuse_unsafe_words])
    audience = models.CharField(
        _("for"), max_length=10, choices=Audience.choices, default=Audience.EVERYONE
    )
    for_england = models.BooleanField(_("in England"), default=True)
    for_wales = models.BooleanField(_("in Wales"), default=True)
    region = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        limit_choices_to={"kind": Unit.Kind.REGION},
        related_name="support_contacts",
        verbose_name=_("in this region only"),
    )
    checked_on = models.DateField(
        _("last checked on"),
        null=True,
        blank=True,
        validators=[refuse_day_to_come],
        help_text=_("Empty: not checked yet."),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    panels = [
        FieldPanel("key"),
        FieldPanel("name"),
        FieldPanel("phone"),
        FieldPanel("hours"),
        FieldPanel("cost"),
        FieldPanel("about"),
        FieldPanel("audience"),
        FieldPanel("for_england"),
        FieldPanel("for_wales"),
        FieldPanel("region"),
        FieldPanel("checked_on"),
        FieldPanel("order"),
    ]

    class Meta:
        verbose_name = _("support contact")
        verbose_name_plural = _("support contacts")
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name

    def is_stale(self, today: dt.date) -> bool:
        """Whether nobody has checked the number for `SUPPORT_CHECK_DAYS` days."""
        if self.checked_on is None:
            return True
        return (today - self.checked_on).days > settings.SUPPORT_CHECK_DAYS


class ApprovedText(models.Model):
    """A text that appears in the same words wherever it is needed. Edited by its owner only."""

    class Key(models.TextChoices):
        DANGER = "immediate-danger", _("immediate danger")
        WORRIED = "worried-about-somebody", _("worried about somebody")
        PAUSE = "pause", _("pause")

    key = models.SlugField(_("where it appears"), unique=True, choices=Key.choices)
    title = models.CharField(_("title"), max_length=200)
    html = RichTextField(_("text"), features=TEXT_FEATURES, validators=[refuse_unsafe_words])

    signed_off_by = models.CharField(_("signed off by"), max_length=200, blank=True)
    signed_off_role = models.CharField(_("their role"), max_length=200, blank=True)
    signed_off_on = models.DateField(
        _("signed off on"),
        null=True,
        blank=True,
        validators=[refuse_day_to_come],
        help_text=_("Empty these three when the words change: the page says that they are open."),
    )

    panels = [
        FieldPanel("key"),
        FieldPanel("title"),
        FieldPanel("html"),
        FieldPanel("signed_off_by"),
        FieldPanel("signed_off_role"),
        FieldPanel("signed_off_on"),
    ]

    class Meta:
        verbose_name = _("approved text")
        verbose_name_plural = _("approved texts")
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_off_by="", signed_off_role="", signed_off_on__isnull=True)
                | (~Q(signed_off_by="") & ~Q(signed_off_role="") & Q(signed_off_on__isnull=False)),
                name="approved_text_signed_off_in_full",
                violation_error_message=_(
                    "A sign-off has a name, a role and a day. Fill in all three, or none."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """What somebody answers for by name is what they have read: other words need another."""
        super().clean()
        before = ApprovedText.objects.filter(pk=self.pk, signed_off_on__isnull=False).first()
        if before and before.sign_off == self.sign_off and before.words != self.words:
            raise ValidationError(
                {
                    "signed_off_on": _(
                        "The words are not those that were signed off. Empty these three, or "
                        "enter who signs off the new words, and on which day."
                    )
                }
            )

    @property
    def sign_off(self) -> tuple[str, str, dt.date | None]:
        return self.signed_off_by, self.signed_off_role, self.signed_off_on

    @property
    def words(self) -> tuple[str, str, list[str]]:
        """What it says and links to, however an editor writes the same in HTML."""
        said = "".join(strip_tags(self.html).split())
        return self.title, said, re.findall(r'href="([^"]*)"', self.html)


class LocalPathway(models.Model):
    """Whom to turn to from a unit, for one purpose. Units below without their own have it too."""

    class Kind(models.TextChoices):
        SOCIAL_CARE = "adult-social-care", _("Adult social care")
        MENTAL_HEALTH = "mental-health", _("Mental health care")
        ESCALATION = "escalation", _("When a service says no")
        COORDINATOR = "health-and-justice", _("Health and justice coordinator")

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="local_pathways", verbose_name=_("unit")
    )
    kind = models.CharField(_("what for"), max_length=20, choices=Kind.choices)
    name = models.CharField(_("service or person"), max_length=200)
    contact = models.CharField(_("how to reach them"), max_length=300, blank=True)
    notes = models.TextField(_("notes"), max_length=1000, blank=True)
    checked_on = models.DateField(_("last checked on"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed at"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="local_pathways_changed",
        verbose_name=_("changed by"),
    )

    class Meta:
        verbose_name = _("local pathway")
        verbose_name_plural = _("local pathways")
        ordering = ["unit_id", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "kind"], name="local_pathway_once_per_unit"),
            models.CheckConstraint(condition=~Q(name=""), name="local_pathway_has_a_name"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.name}"
