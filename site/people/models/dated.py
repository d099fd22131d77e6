"""Rows that hold from a day to a day."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q


class DatedQuerySet(models.QuerySet):
    def on(self, day: dt.date) -> Self:
        """Rows that hold on the day; both ends count."""
        return self.filter(Q(last_day__isnull=True) | Q(last_day__gte=day), first_day__lte=day)

    def lasting_after(self, day: dt.date) -> Self:
        """Rows that hold on some day later than this one."""
        return self.filter(Q(last_day__isnull=True) | Q(last_day__gt=day))
