"""The blocks that a scenario is written with."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from findings.blocks import FindingRefsBlock
from quizzes.domain.shorthand import UnreadableShorthand, read_conditions, read_effects
from quizzes.widgets import SceneTargetInput

STORY_FEATURES = ["bold", "italic", "ol", "ul"]
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


class ShorthandBlock(blocks.CharBlock):
    """Effects or conditions in one line."""

    def __init__(self, read: Callable[[str], Any], **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.read = read

    def clean(self, value: str) -> str:
        text: str = super().clean(value)
        try:
            self.read(text)
        except UnreadableShorthand as unreadable:
            raise ValidationError(
                _("Not understood: %(parts)s.") % {"parts": unreadable}
            ) from unreadable
        return text


class SceneTargetBlock(blocks.FieldBlock):
    """The next scene: holds the other block's id, so that renaming a scene keeps its choices."""

    @cached_property
    def field(self) -> forms.Field:
        return forms.CharField(required=False, widget=SceneTargetInput(), label=_("Leads to"))


class ChoiceBlock(blocks.StructBlock):
    """One way on from a scene."""

    text = blocks.TextBlock(label=_("What the practitioner does or says"), rows=2)
    to = SceneTargetBlock(label=_("Leads to"))
    quality = blocks.ChoiceBlock(choices=QUALITIES, label=_("How helpful it is"))
    points = blocks.IntegerBlock(
        default=0, label=_("Points"), help_text=_("They may be negative. 0 for none.")
    )
    feedback = blocks.TextBlock(
        required=False,
        label=_("Feedback"),
        rows=2,
        help_text=_("What somebody who chose this should hear."),
    )
    findings = FindingRefsBlock(label=_("Findings"))
    effects = ShorthandBlock(
        read_effects,
        label=_("Effects"),
        help_text=_("For example: trust +1, asked. Leave empty for none."),
    )
    when = ShorthandBlock(
        read_conditions,
        label=_("Only open when"),
        help_text=_("For example: trust >= 2, not asked. Leave empty for always."),
    )
    key = blocks.CharBlock(required=False, validators=[KEY], label=_("Key"), help_text=KEY_HELP)

    class Meta:
        icon = "arrow-right"
        label = _("Choice")
        label_format = "{text}"
        form_layout = blocks.BlockGroup(
            children=["text", "to", "quality", "points", "feedback", "findings"],
            settings=["effects", "when", "key"],
        )


class MomentBlock(blocks.StructBlock):
    """What scenes and endings have in common."""

    title = blocks.CharBlock(max_length=120, label=_("Title"))
    text = blocks.RichTextBlock(features=STORY_FEATURES, label=_("What happens"))
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


class SceneBlock(MomentBlock):
    """A moment of the story, with choices."""

    choices = blocks.ListBlock(ChoiceBlock(), min_num=0, label=_("Choices"))
    key = blocks.CharBlock(required=False, validators=[KEY], label=_("Key"), help_text=KEY_HELP)

    class Meta:
        icon = "comment"
        label = _("Scene")
        group = _("Story")
        label_format = "{title}"
        form_layout = blocks.BlockGroup(
            children=["title", "text", "choices", "note", "danger", "findings"], settings=["key"]
        )
        description = _("Something happens, and the practitioner decides what to do")


class EndingBlock(MomentBlock):
    """Where the story ends, with a debrief."""

    outcome = blocks.ChoiceBlock(choices=OUTCOMES, label=_("Outcome"))
    debrief = blocks.RichTextBlock(features=STORY_FEATURES, label=_("Debrief"))
    key = blocks.CharBlock(required=False, validators=[KEY], label=_("Key"), help_text=KEY_HELP)

    class Meta:
        icon = "circle-check"
        label = _("Ending")
        group = _("Story")
        label_format = "{title}"
        form_layout = blocks.BlockGroup(
            children=["title", "text", "outcome", "debrief", "note", "danger", "findings"],
            settings=["key"],
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
