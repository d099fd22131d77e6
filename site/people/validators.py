"""What holds for fields of several apps."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def refuse_day_to_come(day: dt.date) -> None:
    """Raises ValidationError for a day after today."""
    if day > timezone.localdate():
        raise ValidationError(_("This day has not come yet."))
