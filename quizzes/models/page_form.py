"""The form of every page that is published as an edition."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks.base import BlockField

from quizzes.domain.problems import Problem
from quizzes.models.editions import EditionChange, Retake
from quizzes.publication import was_published


class EditionedPageForm(WagtailAdminPageForm):
    """Refuses to publish what would not compile, and says every reason at once.

    Saving a draft is never refused for it. A page without changes since it was last published
    starts again from “minor”, so that what was chosen for one edition is not applied to the next.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_compiled = False
        if self.instance.pk and was_published(self.instance.latest_revision):
            self.initial.update(change=EditionChange.MINOR, retake=Retake.NOBODY, retake_by=None)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if not self.is_deferred_validation:
            self.check_change(cleaned.get("change"), cleaned.get("retake"))
        if cleaned.get("retake") != Retake.EVERYBODY:
            cleaned["retake_by"] = None
        return cleaned

    def check_change(self, change: str | None, retake: str | None) -> None:
        if change == EditionChange.MINOR and retake != Retake.NOBODY:
            self.add_error("retake", _("Nobody has to do a minor change again."))
        if retake == Retake.EVERYBODY and not self.cleaned_data.get("retake_by"):
            self.add_error("retake_by", _("Enter the day by which everybody must have done it."))

    def is_valid(self) -> bool:
        valid: bool = super().is_valid()
        if not self.leads_to_publishing or self.is_compiled:
            return valid
        self.is_compiled = True
        problems = self.refusals()
        self.speak_plainly_of_streams()
        for message in dict.fromkeys(problem.message for problem in problems):
            self.add_error(None, message)
        return valid and not problems

    @property
    def leads_to_publishing(self) -> bool:
        """Publishing, scheduling, submitting and approving do; saving and sending back do not."""
        return not (
            self.is_deferred_validation
            or self.data.get("workflow-action-name") == "reject"
            or self.data.get("action-cancel-workflow")
        )

    def refusals(self) -> list[Problem]:
        """Why the page as it stands in the form would not be published; nothing is saved."""
        self.take_over_streams()
        self.save_cluster_m2m()
        self.take_over_inlines()
        return self.instance.refusals()

    def take_over_streams(self) -> None:
        """Put what was typed into the page's stream fields, where a block's error left it out.

        Otherwise the first missing word would hide every other problem of the story.
        """
        for name in self.errors:
            if isinstance(self.fields.get(name), BlockField):
                widget = self.fields[name].widget
                raw = widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
                setattr(self.instance, name, raw)

    def speak_plainly_of_streams(self) -> None:
        """Wagtail says “Validation error in StreamBlock” above what it marks in the blocks."""
        for name, errors in self.errors.items():
            if isinstance(self.fields.get(name), BlockField):
                for error in errors.data:
                    error.message = _("Something is missing or not understood. It is marked below.")

    def take_over_inlines(self) -> None:
        for formset in self.formsets.values():
            if formset.is_valid():
                formset.save(commit=False)
