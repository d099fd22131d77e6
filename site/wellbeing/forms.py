"""What is sent about local pathways."""

import datetime as dt

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wellbeing.domain.wording import refusals


class PathwayForm(forms.Form):
    """Whom to turn to, as the unit's people would want to read it."""

    name = forms.CharField(
        label=gettext_lazy("Service or person"),
        max_length=200,
        error_messages={"required": gettext_lazy("Name the service or the person.")},
    )
    contact = forms.CharField(
        label=gettext_lazy("How to reach them"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("A number, an address, and the hours."),
    )
    notes = forms.CharField(
        label=gettext_lazy("Notes"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "Who may refer, what they ask for, how long it takes. No words about one person."
        ),
    )
    checked_on = forms.DateField(
        label=gettext_lazy("Last checked on"),
        required=False,
        input_formats=["%d/%m/%Y", "%Y-%m-%d"],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Such as 31/1/2026. Empty: not checked yet."),
    )

    def clean_notes(self) -> str:
        notes: str = self.cleaned_data["notes"]
        if found := refusals(notes):
            raise forms.ValidationError(found)
        return notes

    def clean_checked_on(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["checked_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return day
