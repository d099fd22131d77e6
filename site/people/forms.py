"""What is sent about units, postings, oversight and one's own details."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from people.models import NATIONS, JobRole, Oversight, Posting, Unit
from people.permissions import (
    ACCESS_GROUPS,
    ADMINISTRATORS,
    NATIONAL_LEADS,
    REVIEWERS,
    TRAINERS,
)
from people.queries import Tree, out_of_reach

LARGEST_FILE = 20 * 1024 * 1024
ACCESS_LABELS = {
    TRAINERS: _("Trainer: writes and publishes courses"),
    REVIEWERS: _("Reviewer: reads and approves what trainers submit"),
    NATIONAL_LEADS: _("National lead: sees the figures of every unit exactly"),
    ADMINISTRATORS: _("Administrator: changes units, postings, oversight and access"),
}


class DayInput(forms.DateInput):
    """The browser's own date field, which sends ISO days whatever the language."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DayField(forms.DateField):
    widget = DayInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y"], **kwargs)

    def clean(self, value: Any) -> dt.date | None:
        day: dt.date | None = super().clean(value)
        if day and (words := out_of_reach(day)):
            raise forms.ValidationError(words)
        return day


class UnitField(forms.TypedChoiceField):
    """One of the units of a tree, found by what it stands below; closed ones where asked for."""

    def __init__(
        self, *, tree: Tree, kinds: Sequence[str] = (), also_closed: bool = False, **kwargs: Any
    ) -> None:
        paths = sorted(
            (_path(tree, unit), unit.pk)
            for unit in tree.units.values()
            if (not kinds or unit.kind in kinds) and (also_closed or unit.closed_on is None)
        )
        choices = [("", "–"), *((str(pk), " / ".join(path)) for path, pk in paths)]
        super().__init__(
            choices=choices, coerce=lambda pk: tree.units[int(pk)], empty_value=None, **kwargs
        )


def _path(tree: Tree, unit: Unit) -> list[str]:
    """What the unit stands below, from the region down, and the unit."""
    language = get_language() or "en"
    above = [tree.units[key] for key in tree.ancestors(unit.pk)]
    named = [one for one in above if one.kind != Unit.Kind.NATION or one == unit]
    return [one.name_in(language) for one in reversed(named)]


class JobRoleField(forms.ModelChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(JobRole.objects.all(), empty_label="–", **kwargs)


# Units


class TreeForm(forms.Form):
    """A form about a unit, beside the tree of today."""

    def __init__(self, *args: Any, tree: Tree, unit: Unit | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tree, self.unit = tree, unit
        self.build()

    def build(self) -> None:
        """Adds the fields whose choices come from the tree, in their place."""


class RenameForm(TreeForm):
    name = forms.CharField(label=_("Name"), max_length=200)
    name_cy = forms.CharField(
        label=_("Name in Welsh"),
        max_length=200,
        required=False,
        help_text=_("Where it is empty, the English name is shown."),
    )
    from_day = DayField(
        label=_("From"), help_text=_("Today or earlier. Before that day the old name stays.")
    )

    def build(self) -> None:
        if self.unit:
            self.initial = {
                "name": self.unit.name,
                "name_cy": self.unit.name_cy,
                **self.initial,
            }


class MoveForm(TreeForm):
    from_day = DayField(label=_("From"), help_text=_("Past, today or to come."))
    field_order = ["below", "from_day"]

    def build(self) -> None:
        self.fields["below"] = UnitField(tree=self.tree, label=_("It stands below"))
        self.order_fields(self.field_order)


class MergeForm(TreeForm):
    from_day = DayField(
        label=_("From"), help_text=_("The day before is the last day of the unit that is merged.")
    )
    field_order = ["into", "from_day"]

    def build(self) -> None:
        kinds = [self.unit.kind] if self.unit else []
        self.fields["into"] = UnitField(tree=self.tree, kinds=kinds, label=_("Merge it into"))
        self.order_fields(self.field_order)


class CloseForm(TreeForm):
    last_day = DayField(label=_("Last day"))


class ReopenForm(TreeForm):
    pass


class OpenForm(TreeForm):
    code = forms.RegexField(
        r"^[A-Za-z0-9-]+$",
        label=_("Code"),
        max_length=30,
        help_text=_("Letters, numbers and hyphens. It never changes and is never used again."),
        error_messages={"invalid": _("Use letters from A to Z, numbers and hyphens only.")},
    )
    name = forms.CharField(label=_("Name"), max_length=200)
    name_cy = forms.CharField(label=_("Name in Welsh"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Unit.Kind.choices, initial=Unit.Kind.TEAM)
    nation = forms.ChoiceField(
        label=_("Nation"),
        choices=[("", _("as the unit that it stands below")), *NATIONS],
        required=False,
    )
    first_day = DayField(label=_("First day"))

    def build(self) -> None:
        kinds = [kind for kind in Unit.Kind.values if kind != Unit.Kind.TEAM]
        self.fields["below"] = UnitField(
            tree=self.tree, kinds=kinds, label=_("It stands below"), required=False
        )
        if self.unit:
            self.initial = {"below": str(self.unit.pk), **self.initial}
        self.order_fields(["code", "name", "name_cy", "kind", "below", "nation", "first_day"])


# People


class PostingForm(TreeForm):
    first_day = DayField(label=_("First day"))
    last_day = DayField(
        label=_("Last day"), required=False, help_text=_("Empty while there is no end to it.")
    )

    def build(self) -> None:
        self.fields["unit"] = UnitField(tree=self.tree, also_closed=True, label=_("Unit"))
        self.fields["job_role"] = JobRoleField(label=_("Job role"))
        self.order_fields(["unit", "job_role", "first_day", "last_day"])


def posting_as_initial(posting: Posting) -> dict[str, Any]:
    return {
        "unit": str(posting.unit_id),
        "job_role": posting.job_role_id,
        "first_day": posting.first_day,
        "last_day": posting.last_day,
    }


class LastDayForm(forms.Form):
    last_day = DayField(label=_("Last day"))


class OversightForm(TreeForm):
    """A unit, or somebody's oversight to stand in for."""

    first_day = DayField(label=_("First day"))
    last_day = DayField(
        label=_("Last day"), required=False, help_text=_("Empty while there is no end to it.")
    )

    def __init__(self, *args: Any, others: QuerySet[Oversight], **kwargs: Any) -> None:
        self.others = others
        super().__init__(*args, **kwargs)

    def build(self) -> None:
        self.fields["unit"] = UnitField(
            tree=self.tree,
            label=_("Unit"),
            required=False,
            help_text=_("They see everybody in it and below it, by name."),
        )
        self.fields["deputy_of"] = OversightField(
            self.others,
            label=_("Or as the deputy of"),
            required=False,
            help_text=_("It ends with the oversight of the other, or before."),
        )
        self.order_fields(["unit", "deputy_of", "first_day", "last_day"])

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if not self.errors and bool(found["unit"]) == bool(found["deputy_of"]):
            raise forms.ValidationError(_("Choose either a unit or somebody to stand in for."))
        return found


class OversightField(forms.ModelChoiceField):
    def label_from_instance(self, oversight: Oversight) -> str:
        return f"{oversight.person.name}: {oversight.unit.name}"


class AccessForm(forms.Form):
    groups = forms.MultipleChoiceField(
        label=_("Beyond taking courses"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(name, ACCESS_LABELS[name]) for name in ACCESS_GROUPS],
    )


# One's own details


class CorrectionForm(TreeForm):
    """What it should be; what is right stays empty."""

    from_day = DayField(label=_("Since when?"), required=False)
    note = forms.CharField(
        label=_("Anything else that helps to put it right"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Say nothing about people on probation, or about anybody’s health."),
    )

    def build(self) -> None:
        self.fields["unit"] = UnitField(
            tree=self.tree,
            label=_("My unit should be"),
            required=False,
            help_text=_("Leave it as it is where the unit is right."),
        )
        self.fields["job_role"] = JobRoleField(
            label=_("My job role should be"),
            required=False,
            help_text=_("Leave it as it is where the job role is right."),
        )
        self.order_fields(["unit", "job_role", "from_day", "note"])


class SettleForm(TreeForm):
    """Apply a request as a posting from a day on, or leave things and say why."""

    first_day = DayField(label=_("From"), required=False)
    answer = forms.CharField(
        label=_("Answer"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person reads it. Needed where it is left as it is."),
    )

    def build(self) -> None:
        self.fields["unit"] = UnitField(tree=self.tree, label=_("Unit"), required=False)
        self.fields["job_role"] = JobRoleField(label=_("Job role"), required=False)
        self.order_fields(["unit", "job_role", "first_day", "answer"])

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if "apply" in self.data:
            for name in ("unit", "job_role", "first_day"):
                if not found.get(name) and name not in self.errors:
                    self.add_error(name, self.fields[name].error_messages["required"])
        return found


class RosterForm(forms.Form):
    file = forms.FileField(label=_("File"), help_text=_("CSV or XLSX, up to 20 MB."))

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 20 MB."))
        return file
