"""What is sent in a course, about its editions, and about completions."""

import datetime as dt
import uuid
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.domain.elsewhere import day_trouble
from courses.models import Completion, SignOff
from courses.record_queries import Checklist
from courses.resources import MOST_EVIDENCE, day_of_cell, day_words
from courses.uploads import MOST_BYTES
from people.models import Person
from people.queries import out_of_reach


class FinishLessonForm(forms.Form):
    """`edition` is the number of the edition that was shown: that is what was read."""

    edition = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class FinishInWordsForm(forms.Form):
    """`begun` is the key of the attempt that was under way when the words were shown, if any."""

    begun = forms.UUIDField(required=False, widget=forms.HiddenInput)


class WithdrawForm(forms.Form):
    """Why an edition is taken away from everybody."""

    because = forms.CharField(
        label=_("Why it is withdrawn"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept with the edition, for whoever publishes the next one."),
    )


class ProblemForm(forms.Form):
    """What is wrong with a page, in the reader's words."""

    text = forms.CharField(
        label=_("What is wrong?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "Say what you saw and what you expected. No names, and no words about anybody you "
            "supervise."
        ),
        error_messages={"required": _("Say what is wrong.")},
    )


class AnswerProblemForm(forms.Form):
    """What a trainer answers to the reader."""

    answer = forms.CharField(
        label=_("Your answer"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The reader sees it, with your name."),
    )


class SignOffForm(forms.ModelForm[SignOff]):
    """Who answers for a course: name, role, day and scope."""

    class Meta:
        model = SignOff
        fields = ("name", "role", "day", "scope")


class DayField(forms.CharField):
    """A day, written as in a table: 2026-01-31 or 31/01/2026."""

    default_hint = _("Such as 31/1/2026.")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"help_text": self.default_hint, "max_length": 20, **kwargs})

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            day = day_of_cell(text)
        except ValueError as problem:
            raise forms.ValidationError(str(problem)) from problem
        if words := out_of_reach(day):
            raise forms.ValidationError(words)
        return day

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else value


class ElsewhereForm(forms.Form):
    """A completion from elsewhere of one person; `known` is a checklist for that person."""

    course = forms.ChoiceField(
        label=_("Course"), error_messages={"required": _("Choose a course.")}
    )
    day = DayField(
        label=_("Day of the completion"), error_messages={"required": _("Give the day.")}
    )
    evidence = forms.CharField(
        label=_("What shows it"),
        max_length=MOST_EVIDENCE,
        help_text=_(
            "Such as the name and number of a certificate. Nothing about anybody’s health."
        ),
        error_messages={"required": _("Say what shows it.")},
    )

    def __init__(
        self,
        *args: Any,
        person: Person,
        known: Checklist,
        courses: dict[uuid.UUID, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.known = person, known
        titles = [(str(key), title) for key, title in courses.items()]
        course = cast("forms.ChoiceField", self.fields["course"])
        course.choices = [("", _("Choose a course")), *titles]

    def check_day(self, today: dt.date) -> None:
        """Adds an error where the day cannot be."""
        if self.errors:
            return
        trouble = day_trouble(
            self.cleaned_data["day"],
            today=today,
            first_posted=self.known.first_posted.get(self.person.pk),
            known=self.known.days_of(self.person.pk, uuid.UUID(self.cleaned_data["course"])),
        )
        if trouble:
            self.add_error("day", day_words(trouble))

    @property
    def completion(self) -> Completion:
        return Completion(
            person=self.person,
            course_key=uuid.UUID(self.cleaned_data["course"]),
            day=self.cleaned_data["day"],
            evidence=self.cleaned_data["evidence"],
        )


class TakeBackForm(forms.Form):
    """Why a completion is taken back."""

    reason = forms.CharField(
        label=_("Why it is taken back"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person can read this. Nothing about anybody’s health."),
        error_messages={"required": _("Say why.")},
    )


class CompletionsFileForm(forms.Form):
    file = forms.FileField(
        label=_("CSV file"),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("The file is larger than 10 MB. Split it into smaller files.")
            )
        return file


class StoredFileForm(forms.Form):
    """Which uploaded file was looked at before it is recorded."""

    name = forms.UUIDField(widget=forms.HiddenInput)
