"""The blocks that a scenario is written with."""

import json
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtailmedia.blocks import AbstractMediaChooserBlock

from findings.blocks import FindingRefsBlock
from quizzes.domain.choices import UnreadChoices, complete_choice, read_choices
from quizzes.widgets import ChoicesInput, RecordingChooser, StoryTextArea

STORY_FEATURES = ["bold", "italic", "ol", "ul"]
DEBRIEF_FEATURES = ["h3", *STORY_FEATURES]
KEY = RegexValidator(
    r"^[a-z0-9_-]+$", _("Use small letters, digits, hyphens and underscores only.")
)
KEY_HELP = _("Made from the title when left empty. It stays when the title changes.")

QUALITIES = [
    ("safe", _("helpful")),
    ("partly", _("partly helpful")),
    ("unsafe", _("risks harm")),
]
OUTCOMES = [("good", _("good")), ("mixed", _("mixed")), ("bad", _("an opportunity missed"))]


class ChoicesField(forms.CharField):
    """The choices of a scene as JSON text."""

    def clean(self, value: str) -> str:
        text: str = super().clean(value)
        choices = read_choices(text)
        if isinstance(choices, UnreadChoices):
            raise ValidationError(_("These choices cannot be read."))
        for number, choice in enumerate(choices, start=1):
            if choice["key"]:
                self.check_key(number, choice["key"])
        return text

    def check_key(self, number: int, key: str) -> None:
        try:
            KEY(key)
        except ValidationError as error:
            words = {"number": number, "reason": " ".join(error.messages)}
            raise ValidationError(_("Choice %(number)s: %(reason)s") % words) from error


class ChoicesBlock(blocks.FieldBlock):
    """The ways on from a scene, all in one field: a block each would make long stories heavy.

    Its value is a list of dicts with the names of ``CHOICE_PARTS``; `to` is the id of a scene's
    block, so that renaming a scene keeps its choices.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.field = ChoicesField(required=False, widget=ChoicesInput(QUALITIES))

    def get_default(self) -> list[dict[str, Any]]:
        return []

    def value_from_form(self, value: str) -> list[dict[str, Any]]:
        return read_choices(value)

    def value_for_form(self, value: Any) -> str:
        if isinstance(value, UnreadChoices):
            return value.text
        return json.dumps(self.to_python(value), ensure_ascii=False)

    def to_python(self, value: Any) -> list[dict[str, Any]]:
        if isinstance(value, UnreadChoices):
            return value
        return [complete_choice(item) for item in value or []]

    def normalize(self, value: Any) -> list[dict[str, Any]]:
        return self.to_python(value)

    def bulk_to_python(self, values: Any) -> list[list[dict[str, Any]]]:
        return [self.to_python(value) for value in values]

    def get_prep_value(self, value: Any) -> list[dict[str, Any]]:
        return self.to_python(value)

    def get_searchable_content(self, value: list[dict[str, Any]]) -> list[str]:
        return [str(part) for one in value for part in (one["text"], one["feedback"])]

    class Meta:
        icon = "arrow-right"


class ShorthandBlock(blocks.CharBlock):
    """Effects or conditions in one line. Named by the first migration only."""

    def __init__(self, read: Callable[[str], Any], **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.read = read


class SceneTargetBlock(blocks.CharBlock):
    """The id of a scene's block. Named by the first migration only."""


class StoryTextBlock(blocks.RichTextBlock):
    """Rich text whose editor is built when its scene is opened."""

    @cached_property
    def field(self) -> forms.CharField:
        return forms.CharField(widget=StoryTextArea(features=self.features), **self.field_options)


class RecordingChooserBlock(AbstractMediaChooserBlock):
    """An audio or a video."""

    @cached_property
    def widget(self) -> RecordingChooser:
        return RecordingChooser()

    def render_basic(self, value: Any, context: Any = None) -> str:
        return str(value or "")

    class Meta:
        icon = "media"


class MomentBlock(blocks.StructBlock):
    """What scenes and endings have in common."""

    title = blocks.CharBlock(max_length=120, label=_("Title"))
    text = StoryTextBlock(features=STORY_FEATURES, label=_("What happens"))
    note = blocks.CharBlock(
        required=False,
        label=_("Content note"),
        help_text=_("Shown first, where this may be hard to read. Short and factual."),
    )
    danger = blocks.BooleanBlock(
        required=False,
        label=_("Immediate danger"),
        help_text=_("Shows the approved text: 999, stay, tell a manager."),
    )
    findings = FindingRefsBlock(label=_("Findings"))
    media = RecordingChooserBlock(
        required=False,
        label=_("Audio or video"),
        help_text=_("Shown below the text, with what is said in it."),
    )


class SceneBlock(MomentBlock):
    """A moment of the story, with choices."""

    choices = ChoicesBlock(label=_("Choices"))
    key = blocks.CharBlock(required=False, validators=[KEY], label=_("Key"), help_text=KEY_HELP)

    class Meta:
        icon = "comment"
        label = _("Scene")
        group = _("Story")
        label_format = "{title}"
        form_layout = blocks.BlockGroup(
            children=["title", "text", "choices", "note", "danger", "findings"],
            settings=["media", "key"],
        )
        description = _("Something happens, and the practitioner decides what to do")


class EndingBlock(MomentBlock):
    """Where the story ends, with a debrief."""

    outcome = blocks.ChoiceBlock(choices=OUTCOMES, label=_("Outcome"))
    debrief = StoryTextBlock(features=DEBRIEF_FEATURES, label=_("Debrief"))
    key = blocks.CharBlock(required=False, validators=[KEY], label=_("Key"), help_text=KEY_HELP)

    class Meta:
        icon = "circle-check"
        label = _("Ending")
        group = _("Story")
        label_format = "{title}"
        form_layout = blocks.BlockGroup(
            children=["title", "text", "outcome", "debrief", "note", "danger", "findings"],
            settings=["media", "key"],
        )
        description = _("The story ends here; a missed opportunity says how to repair it")


class CounterBlock(blocks.StructBlock):
    """A number that choices change, such as trust."""

    key = blocks.CharBlock(
        validators=[KEY],
        label=_("Key"),
        help_text=_("A short word for the fields of choices, such as trust."),
    )
    label = blocks.CharBlock(required=False, label=_("In words"))
    start = blocks.IntegerBlock(default=0, label=_("At the start"))
    min = blocks.IntegerBlock(default=0, label=_("Least"))
    max = blocks.IntegerBlock(default=5, label=_("Most"))

    class Meta:
        icon = "order"
        label = _("Counter")
        label_format = "{label} ({key})"
        description = _("A number that choices raise or lower")


class FlagBlock(blocks.StructBlock):
    """Something that has happened, or not."""

    key = blocks.CharBlock(
        validators=[KEY],
        label=_("Key"),
        help_text=_("A short word for the fields of choices, such as trust."),
    )
    label = blocks.CharBlock(required=False, label=_("In words"))

    class Meta:
        icon = "tag"
        label = _("Flag")
        label_format = "{label} ({key})"
        description = _("Something that has happened, or not")
