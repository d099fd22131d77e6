"""Care: whom to turn to, and the few texts that are the same everywhere."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField

TEXT_FEATURES = ["h3", "bold", "italic", "ol", "ul", "link"]


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
    about = models.TextField(_("what it is for"), blank=True)
    audience = models.CharField(
        _("for"), max_length=10, choices=Audience.choices, default=Audience.EVERYONE
    )
    for_england = models.BooleanField(_("in England"), default=True)
    for_wales = models.BooleanField(_("in Wales"), default=True)
    checked_on = models.DateField(
        _("last checked on"), null=True, blank=True, help_text=_("Empty: not checked yet.")
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
    html = RichTextField(_("text"), features=TEXT_FEATURES)

    panels = [FieldPanel("key"), FieldPanel("title"), FieldPanel("html")]

    class Meta:
        verbose_name = _("approved text")
        verbose_name_plural = _("approved texts")
        ordering = ["key"]

    def __str__(self) -> str:
        return self.title
