"""What is sent in a course, and about its editions."""

from django import forms
from django.utils.translation import gettext_lazy as _


class FinishLessonForm(forms.Form):
    """`edition` is the number of the edition that was shown: that is what was read."""

    edition = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class WithdrawForm(forms.Form):
    """Why an edition is taken away from everybody."""

    because = forms.CharField(
        label=_("Why it is withdrawn"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept with the edition, for whoever publishes the next one."),
    )
