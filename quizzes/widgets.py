"""Form fields that the scenario editor needs."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SceneTargetInput(forms.TextInput):
    """Holds the id of a scene's block; a script beside it offers the scenes by title.

    A text field and not a list, because a list filled by a script loses its value when the form
    is drawn again.
    """

    def __init__(self) -> None:
        words = {
            "data-scene-target-none-value": _("Choose a scene"),
            "data-scene-target-gone-value": _("A scene that is not there any more"),
            "data-scene-target-untitled-value": _("without a title"),
            "data-scene-target-ending-value": _("ending"),
        }
        super().__init__(attrs={"data-controller": "scene-target", "autocomplete": "off", **words})

    class Media:
        js = [forms.Script("js/admin-scenario.js", type="module")]
