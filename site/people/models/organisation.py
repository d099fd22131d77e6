"""Units, and where they stood in the organisation on which days."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from people.models.dated import DatedQuerySet

NATIONS = [("england", _("England")), ("wales", _("Wales"))]


class Unit(models.Model):
    """A place in the organisation. Closed by a last day, never deleted; its code never changes."""

    class Kind(models.TextChoices):
        NATION = "nation", _("nation")
        REGION = "region", _("region")
        DELIVERY_UNIT = "delivery_unit", _("delivery unit")
        TEAM = "team", _("team")
        HOME = "home", _("other home")

    code = models.CharField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=200)
    name_cy = models.CharField(_("name in Welsh"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    nation = models.CharField(_("nation"), max_length=10, choices=NATIONS, blank=True)
    closed_on = models.DateField(
        _("last day"), null=True, blank=True, help_text=_("Empty while the unit is open.")
    )

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def name_in(self, language: str) -> str:
        return self.name_cy if language == "cy" and self.name_cy else self.name


class FormerName(models.Model):
    """What a unit was called up to `last_day`; the name it has now is the unit's own."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="former_names")
    name = models.CharField(_("name"), max_length=200)
    name_cy = models.CharField(_("name in Welsh"), max_length=200, blank=True)
    last_day = models.DateField(_("last day"))

    class Meta:
        verbose_name = _("former name")
        verbose_name_plural = _("former names")
        ordering = ["unit_id", "last_day"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "last_day"], name="former_name_one_end_per_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, until {self.last_day}"


class UnitChange(models.Model):
    """A log row, never changed: what was done to a unit from a day on, by whom, and when.

    `before` and `after` are words as they stood then: names, or the units concerned.
    """

    class Kind(models.TextChoices):
        OPENED = "opened", _("opened")
        RENAMED = "renamed", _("renamed")
        MOVED = "moved", _("moved")
        MERGED = "merged", _("merged")
        CLOSED = "closed", _("closed")
        REOPENED = "reopened", _("opened again")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="changes")
    kind = models.CharField(_("change"), max_length=10, choices=Kind.choices)
    from_day = models.DateField(_("from"))
    before = models.CharField(max_length=450, blank=True)
    after = models.CharField(max_length=450, blank=True)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by")
    )

    class Meta:
        verbose_name = _("change of a unit")
        verbose_name_plural = _("changes of units")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.unit}: {self.get_kind_display()}, {self.from_day}"


class Placement(models.Model):
    """A fact: from `first_day` to `last_day`, both included, `unit` stood below `parent`."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="placements")
    parent = models.ForeignKey(Unit, models.PROTECT, related_name="placements_below")
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        ordering = ["unit_id", "first_day"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="placement_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(unit=F("parent")), name="placement_not_below_itself"
            ),
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(last_day__isnull=True),
                name="placement_one_open_per_unit",
            ),
            models.UniqueConstraint(
                fields=["unit", "first_day"], name="placement_one_start_per_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} in {self.parent} from {self.first_day}"


class JobRole(models.Model):
    """What somebody works as: probation officer, case administrator, …"""

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=100)

    class Meta:
        verbose_name = _("job role")
        verbose_name_plural = _("job roles")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
