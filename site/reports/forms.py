"""What a manager asks for."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import JobRole
from reports.domain.days import FIRST, LAST
from reports.people_queries import CHOICES, Wanted
from reports.queries import Asked
from reports.subject_queries import Subject

THEN, NOW = "then", "now"


class DayInput(forms.DateInput):
    """A day as a browser's own control takes it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def _offer(form: forms.Form, name: str, choices: Iterable[tuple[str, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- declared so below
    field.choices = list(choices)


class AskedForm(forms.Form):
    """Which course, on which day, counted where. What is wrong is said; the rest is shown."""

    course = forms.ChoiceField(label=_("Course"), required=False)
    on = forms.DateField(
        label=_("On"),
        required=False,
        widget=DayInput(),
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y"],
        error_messages={"invalid": _("Give the day like 31/03/2026.")},
    )
    postings = forms.ChoiceField(
        label=_("Count people"),
        required=False,
        choices=[(THEN, _("where they were that day")), (NOW, _("where they are today"))],
    )

    def __init__(self, sent: dict[str, str], *, subjects: tuple[Subject, ...]) -> None:
        super().__init__(sent)
        _offer(self, "course", [(one.slug, one.title) for one in subjects])

    def clean_on(self) -> dt.date | None:
        day = self.cleaned_data["on"]
        if day and not FIRST <= day <= LAST:
            raise forms.ValidationError(_("Choose a day from 2000 to 2099."))
        return day

    def asked(self, today: dt.date) -> Asked:
        """What was asked for; today, and where people were, for whatever was not said or wrong."""
        sent = getattr(self, "cleaned_data", {})
        return Asked(sent.get("on") or today, today, sent.get("postings") == NOW)


class PeopleForm(forms.Form):
    """Which of the people."""

    course = forms.ChoiceField(label=_("Course"), required=False)
    state = forms.ChoiceField(label=_("Standing"), required=False)
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    job_role = forms.ChoiceField(label=_("Job role"), required=False)
    words = forms.CharField(label=_("Name or e-mail address"), required=False, max_length=100)

    def __init__(
        self,
        sent: dict[str, str],
        *,
        subjects: tuple[Subject, ...],
        units: list[tuple[str, str]],
        job_roles: list[JobRole],
    ) -> None:
        super().__init__(sent)
        _offer(self, "course", [(one.slug, one.title) for one in subjects])
        _offer(self, "state", [("", _("any")), *CHOICES.items()])
        _offer(self, "unit", [("", _("all of yours")), *units])
        _offer(self, "job_role", [("", _("any")), *((r.code, r.name) for r in job_roles)])

    def wanted(self) -> Wanted:
        """What was asked for; of what is not known, nothing."""
        sent = getattr(self, "cleaned_data", {})
        names = ("state", "unit", "job_role", "words")
        return Wanted(**{name: sent.get(name, "") for name in names})


class PlaysForm(forms.Form):
    """Which edition, beside which other, over which period, and which attempts."""

    PERIODS = [("3", _("the last 3 months")), ("12", _("the last 12 months"))]

    edition = forms.ChoiceField(label=_("Edition"), required=False)
    beside = forms.ChoiceField(label=_("Beside edition"), required=False)
    months = forms.ChoiceField(
        label=_("Period"),
        required=False,
        choices=[("", _("all months")), *PERIODS],
    )
    attempts = forms.ChoiceField(
        label=_("Attempts"),
        required=False,
        choices=[("", _("first attempts")), ("all", _("everybody’s first three attempts"))],
    )

    def __init__(self, *args: Any, numbers: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(str(number), str(number)) for number in numbers]
        _offer(self, "edition", offered)
        _offer(self, "beside", [("", "–"), *offered])
