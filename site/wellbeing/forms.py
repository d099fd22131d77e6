"""What is sent about local pathways."""

from django import forms
from django.utils.translation import gettext_lazy

from people.validators import refuse_day_to_come
from wellbeing.validators import refuse_unsafe_words


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
        validators=[refuse_unsafe_words],
        help_text=gettext_lazy(
            "Who may refer, what they ask for, how long it takes. No words about one person."
        ),
    )
    checked_on = forms.DateField(
        label=gettext_lazy("Last checked on"),
        required=False,
        validators=[refuse_day_to_come],
        input_formats=["%d/%m/%Y", "%Y-%m-%d"],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Such as 31/1/2026. Empty: not checked yet."),
    )
