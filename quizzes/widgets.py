"""Form fields that the scenario editor needs."""

import json
from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.rich_text import DraftailRichTextArea
from wagtail.admin.rich_text.editors.draftail import DraftailRichTextAreaAdapter
from wagtail.admin.telepath import register
from wagtailmedia.widgets import AdminMediaChooser

WORDS: dict[str, Any] = {
    "add": _("Add a choice"),
    "addScene": _("Add a scene for it"),
    "addEnding": _("Add an ending for it"),
    "choices": _("Choices"),
    "ending": _("ending"),
    "gone": _("A scene that is not there any more"),
    "moveDown": _("Move down"),
    "moveUp": _("Move up"),
    "none": _("Choose a scene"),
    "noQuality": _("Choose"),
    "nowhere": _("leads nowhere yet"),
    "remove": _("Remove this choice"),
    "untitled": _("without a title"),
    "without": _("without words yet"),
    "text": _("What the practitioner does or says"),
    "to": _("Leads to"),
    "quality": _("How helpful it is"),
    "points": _("Points"),
    "pointsHelp": _("They may be negative. 0 for none."),
    "feedback": _("Feedback"),
    "feedbackHelp": _("What somebody who chose this should hear."),
    "findings": _("Findings"),
    "findingsHelp": _("References of findings, such as S1, S3."),
    "effects": _("Effects"),
    "effectsHelp": _("For example: trust +1, asked. Leave empty for none."),
    "when": _("Only open when"),
    "whenHelp": _("For example: trust >= 2, not asked. Leave empty for always."),
}


class ChoicesInput(forms.Textarea):
    """Holds a scene's choices as JSON; a script puts an editor in its place.

    A choice's fields are made when it is opened: a long story would be slow with all of them.
    """

    def __init__(self, qualities: Iterable[tuple[str, str | Promise]]) -> None:
        super().__init__(attrs={"data-controller": "scene-choices", "rows": 4})
        self.qualities = list(qualities)

    def build_attrs(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        attrs: dict[str, Any] = super().build_attrs(*args, **kwargs)
        words: dict[str, Any] = {name: str(word) for name, word in WORDS.items()}
        words["qualities"] = [[value, str(word)] for value, word in self.qualities]
        return {**attrs, "data-words": json.dumps(words, ensure_ascii=False)}

    class Media:
        css: ClassVar[dict[str, list[str]]] = {"all": ["css/admin-scenario.css"]}
        js = [forms.Script("js/admin-scenario.js", type="module")]


class StoryTextArea(DraftailRichTextArea):
    """Wagtail's rich text editor, built when its scene is opened."""

    @property
    def media(self) -> forms.Media:
        return super().media + forms.Media(
            js=[forms.Script("js/admin-story-text.js", type="module")],  # type: ignore[list-item]  # any asset
            css={"all": ["css/admin-scenario.css"]},
        )


class StoryTextAreaAdapter(DraftailRichTextAreaAdapter):
    js_constructor = "quizzes.StoryTextArea"


register(StoryTextAreaAdapter(), StoryTextArea)


class RecordingChooser(AdminMediaChooser):
    """Chooses an audio or a video. Light, because it stands in every scene of a story."""

    template_name = "quizzes/admin/recording_chooser.html"
    choose_one_text = _("Choose audio or video")
    choose_another_text = _("Choose another")
    link_to_chosen_text = _("Edit it")
    clear_choice_text = _("Take it away")
