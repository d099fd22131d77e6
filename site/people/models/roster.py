"""Files of people with their postings, from somewhere else."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class RosterImport(models.Model):
    """A file that was read without an error. It waits to be confirmed, then keeps its counts only:
    `rows` is emptied when it is applied.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("file"), max_length=200)
    rows = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    made_at = models.DateTimeField(_("read at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    applied_at = models.DateTimeField(_("applied at"), null=True)

    class Meta:
        verbose_name = _("roster import")
        verbose_name_plural = _("roster imports")
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.name
