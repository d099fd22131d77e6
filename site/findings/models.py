"""Why we train: what inspections found and recommended."""

from collections.abc import Iterable

from django.core.validators import RegexValidator
from django.db import models
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

REFERENCE = RegexValidator(
    r"^[A-Z][A-Z0-9-]*$", _("Use capital letters and digits, starting with a letter, such as S3.")
)


class Inspection(models.Model):
    """A published report."""

    ref = models.SlugField(_("reference"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=300)
    publisher = models.CharField(_("publisher"), max_length=200)
    published_on = models.DateField(_("published on"))
    summary = models.TextField(_("summary"), blank=True)
    url = models.URLField(_("address"), blank=True)

    panels = [
        FieldPanel("ref"),
        FieldPanel("title"),
        FieldPanel("publisher"),
        FieldPanel("published_on"),
        FieldPanel("summary"),
        FieldPanel("url"),
    ]

    class Meta:
        verbose_name = _("inspection")
        verbose_name_plural = _("inspections")
        ordering = ["-published_on", "title"]

    def __str__(self) -> str:
        return self.title


class FindingQuerySet(models.QuerySet["Finding"]):
    def by_ref(self, refs: Iterable[str]) -> dict[str, "Finding"]:
        """The findings that have these references. One query."""
        return {finding.ref: finding for finding in self.filter(ref__in=list(refs))}

    def unknown(self, refs: Iterable[str]) -> list[str]:
        """Those references that no finding has, in the order given. At most one query."""
        wanted = list(refs)
        known = self.by_ref(wanted) if wanted else {}
        return [ref for ref in wanted if ref not in known]


class Finding(index.Indexed, models.Model):
    """One thing that an inspection found, in our own words, and where it is evidence."""

    class Kind(models.TextChoices):
        CONCERN = "concern", _("concern")
        STRENGTH = "strength", _("strength")

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="findings")
    ref = models.CharField(_("reference"), max_length=12, unique=True, validators=[REFERENCE])
    theme = models.CharField(_("theme"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    text = models.TextField(_("what was found"))
    for_england = models.BooleanField(_("evidence for England"), default=True)
    for_wales = models.BooleanField(_("evidence for Wales"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = FindingQuerySet.as_manager()

    panels = [
        FieldPanel("inspection"),
        FieldPanel("ref"),
        FieldPanel("theme"),
        FieldPanel("kind"),
        FieldPanel("text"),
        FieldPanel("for_england"),
        FieldPanel("for_wales"),
        FieldPanel("order"),
    ]
    search_fields = [
        index.SearchField("ref"),
        index.SearchField("theme"),
        index.SearchField("text"),
        index.AutocompleteField("ref"),
        index.AutocompleteField("theme"),
        index.AutocompleteField("text"),
    ]

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["order", "ref"]

    def __str__(self) -> str:
        return f"{self.ref}: {Truncator(self.text).chars(100)}"


class Recommendation(models.Model):
    """What an inspection recommended, in our own words."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="recommendations")
    ref = models.CharField(_("reference"), max_length=12, unique=True, validators=[REFERENCE])
    text = models.TextField(_("what was recommended"))

    panels = [FieldPanel("inspection"), FieldPanel("ref"), FieldPanel("text")]

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        ordering = ["ref"]

    def __str__(self) -> str:
        return f"{self.ref}: {self.text}"
