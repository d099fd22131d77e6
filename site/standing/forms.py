"""What is sent about exemptions and assignments."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.forms import DayField
from people.models import JobRole, Unit
from standing.models import Exemption
from standing.requirement_queries import Terms

MOST_DAYS, MOST_MONTHS = 3650, 120


class CourseField(forms.ChoiceField):
    """One of the courses, as a key; `offer` says which there are."""

    def __init__(self, **kwargs: Any) -> None:
        words = {"required": _("Choose a course.")}
        super().__init__(**{"label": _("Course"), "error_messages": words, **kwargs})

    def offer(self, courses: Mapping[uuid.UUID, str]) -> None:
        titles = [(str(key), title) for key, title in courses.items()]
        self.choices = [("", _("Choose a course")), *titles]

    def clean(self, value: Any) -> uuid.UUID:
        return uuid.UUID(super().clean(value))


class ExemptionForm(forms.Form):
    """That somebody need not do a course. There is no room for words: why is a category."""

    course = CourseField()
    category = forms.ChoiceField(
        label=_("Reason"),
        choices=Exemption.Category.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason.")},
        help_text=_(
            "Nothing about health or bereavement is kept. Where that is why, choose “other”."
        ),
    )
    from_day = DayField(label=_("From"), error_messages={"required": _("Give the first day.")})
    until_day = DayField(
        label=_("Until"),
        required=False,
        help_text=_("The last day, such as 31/1/2026. Empty where it has no end yet."),
    )

    def __init__(self, *args: Any, courses: Mapping[uuid.UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("CourseField", self.fields["course"]).offer(courses)

    def clean(self) -> dict[str, Any]:
        sent: dict[str, Any] = self.cleaned_data
        refuse_wrong_order(self, "from_day", "until_day")
        return sent


LONGEST_KEY = 18  # digits: longer ones are no key, and more than a database can take


class ManyField(forms.ModelMultipleChoiceField):
    """A choice of as many rows as one likes, or of none."""

    def __init__(self, queryset: Any, **kwargs: Any) -> None:
        super().__init__(queryset, **{"required": False, **kwargs})

    def clean(self, value: Any) -> Any:
        for key in value or []:
            if len(str(key)) > LONGEST_KEY:
                raise forms.ValidationError(
                    self.error_messages["invalid_choice"],
                    code="invalid_choice",
                    params={"value": f"{str(key)[:LONGEST_KEY]}…"},
                )
        return super().clean(value)


class TermsForm(forms.Form):
    """What an assignment asks of whom: what can change with a version."""

    units = ManyField(Unit.objects.all(), label=_("Units"))
    excluded = ManyField(Unit.objects.all(), label=_("Units left out"))
    job_roles = ManyField(
        JobRole.objects.all(),
        label=_("Job roles"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen means all of them."),
    )
    due_days = forms.IntegerField(
        label=_("Due so many days after entry"),
        required=False,
        min_value=0,
        max_value=MOST_DAYS,
        help_text=_(
            "Entry is the first day on which somebody is covered, or the first day of the "
            "assignment, if that is later."
        ),
    )
    due_day = DayField(
        label=_("Or due on a day"),
        required=False,
        help_text=_("Such as 31/1/2026. Fill in one of the two."),
    )
    grace_days = forms.IntegerField(
        label=_("Days of grace"),
        min_value=0,
        max_value=MOST_DAYS,
        initial=28,
        help_text=_(
            "How long whoever enters later, or comes back from an exemption, has at the least."
        ),
        error_messages={"required": _("Give a number; 0 for none.")},
    )
    renewal_months = forms.IntegerField(
        label=_("To be renewed every so many months"),
        required=False,
        min_value=1,
        max_value=MOST_MONTHS,
        help_text=_("Empty where one completion is enough for ever."),
    )

    def clean(self) -> dict[str, Any]:
        sent: dict[str, Any] = self.cleaned_data
        if "units" in sent and not sent["units"]:
            self.add_error("units", _("Choose at least one unit."))
        given = [sent.get(name) is not None for name in ("due_days", "due_day")]
        if not {"due_days", "due_day"} & self.errors.keys() and given.count(True) != 1:
            self.add_error("due_days", _("Give either days after entry or a day."))
        return sent

    @property
    def terms(self) -> Terms:
        sent = self.cleaned_data
        return Terms(
            units=frozenset(unit.pk for unit in sent["units"]),
            excluded=frozenset(unit.pk for unit in sent["excluded"]),
            job_roles=frozenset(role.pk for role in sent["job_roles"]),
            due_days=sent["due_days"],
            due_day=sent["due_day"],
            grace_days=sent["grace_days"],
            renewal_months=sent["renewal_months"],
        )


class AssignmentForm(TermsForm):
    """A new assignment."""

    field_order = ("course",)
    course = CourseField()
    first_day = DayField(
        label=_("First day"),
        error_messages={"required": _("Give the first day.")},
        help_text=_("Such as 31/1/2026. A day in the past changes figures of past days."),
    )
    last_day = DayField(
        label=_("Last day"), required=False, help_text=_("Empty where it has no end.")
    )

    def __init__(self, *args: Any, courses: Mapping[uuid.UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("CourseField", self.fields["course"]).offer(courses)

    def clean(self) -> dict[str, Any]:
        sent = super().clean()
        refuse_wrong_order(self, "first_day", "last_day")
        return sent


class VersionForm(TermsForm):
    """What an assignment asks from a day on: today, or later."""

    from_day = DayField(
        label=_("From"),
        error_messages={"required": _("Give the first day.")},
        help_text=_("Such as 31/1/2026. Today or later: what was asked before stays."),
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_from_day(self) -> dt.date:
        day: dt.date = self.cleaned_data["from_day"]
        if day < self.today:
            raise forms.ValidationError(_("Choose today or a later day."))
        return day


class EndForm(forms.Form):
    """The last day on which something is asked: today, or later."""

    last_day = DayField(label=_("Last day"), error_messages={"required": _("Give the last day.")})

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_last_day(self) -> dt.date:
        day: dt.date = self.cleaned_data["last_day"]
        if day < self.today:
            raise forms.ValidationError(_("Choose today or a later day."))
        return day


def refuse_wrong_order(form: forms.Form, first: str, last: str) -> None:
    """Adds an error where a range ends before it begins."""
    begins, ends = form.cleaned_data.get(first), form.cleaned_data.get(last)
    if begins and ends and ends < begins:
        form.add_error(last, _("The last day is before the first."))
