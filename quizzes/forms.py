"""What a practitioner sends: a start, an answer, a decision."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quizzes.domain.documents import Option, Question

STRANGE = gettext_lazy("Choose one of the answers that are shown.")


class AnswerForm(forms.Form):
    """The answer to one question; its fields follow from the kind of question.

    `options` are the question's options in the order that the attempt pins.
    """

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, question: Question, options: list[Option], **kwargs: Any
    ) -> None:
        self.question, self.options = question, options
        super().__init__(*args, **kwargs)
        self.fields.update(getattr(self, f"_fields_of_{question.kind}")())

    def _fields_of_single(self) -> dict[str, forms.Field]:
        return {
            "answer": forms.ChoiceField(
                choices=[(option.key, option.text) for option in self.options],
                widget=forms.RadioSelect,
                error_messages={
                    "required": _("Choose an answer."),
                    "invalid_choice": STRANGE,
                },
            )
        }

    def _fields_of_multiple(self) -> dict[str, forms.Field]:
        return {
            "answer": forms.MultipleChoiceField(
                choices=[(option.key, option.text) for option in self.options],
                widget=forms.CheckboxSelectMultiple,
                error_messages={
                    "required": _("Choose at least one answer."),
                    "invalid_choice": STRANGE,
                    "invalid_list": STRANGE,
                },
            )
        }

    def _fields_of_matching(self) -> dict[str, forms.Field]:
        matches = sorted(self.options, key=lambda option: option.match.casefold())
        choices = [("", _("Choose")), *((option.key, option.match) for option in matches)]
        return {
            option.key: forms.ChoiceField(
                label=option.text,
                choices=choices,
                error_messages={
                    "required": _("Choose what belongs to “%(option)s”.")
                    % {"option": option.text.rstrip(".")},
                    "invalid_choice": STRANGE,
                },
            )
            for option in self.options
        }

    def _fields_of_ordering(self) -> dict[str, forms.Field]:
        places = [(str(place), str(place)) for place in range(1, len(self.options) + 1)]
        return {
            option.key: forms.ChoiceField(
                label=option.text,
                choices=[("", _("Choose")), *places],
                error_messages={
                    "required": _("Choose the place of “%(option)s”.")
                    % {"option": option.text.rstrip(".")},
                    "invalid_choice": STRANGE,
                },
            )
            for option in self.options
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.question.kind == "ordering":
            self._clean_order(cleaned)
        return cleaned

    def _clean_order(self, cleaned: dict[str, Any]) -> None:
        """Each place may be given once; the later one of two says so."""
        taken: set[str] = set()
        for option in self.options:
            place = cleaned.get(option.key)
            if place in taken:
                self.add_error(
                    option.key,
                    _("Place %(place)s is given twice. Give “%(option)s” one of its own.")
                    % {"place": place, "option": option.text.rstrip(".")},
                )
            elif place:
                taken.add(place)

    def renew_key(self) -> None:
        """A fresh key for the same answer, so that it can be sent again."""
        sent: Any = self.data
        self.data = MultiValueDict({**dict(sent.lists()), "key": [str(uuid.uuid4())]})

    def response(self) -> Any:
        """The answer as it is kept: a key, a list of keys (ordering: in their order), or an object
        from key to key."""
        if self.question.kind == "ordering":
            places = {option.key: int(self.cleaned_data[option.key]) for option in self.options}
            return sorted(places, key=lambda key: places[key])
        if self.question.kind == "matching":
            return {option.key: self.cleaned_data[option.key] for option in self.options}
        return self.cleaned_data["answer"]


def initial_answer(question: Question, response: Any) -> dict[str, Any]:
    """The form's initial values for an answer that was given before, with a fresh key."""
    initial: dict[str, Any] = {"key": uuid.uuid4()}
    if question.kind == "ordering":
        places = enumerate(response or [], start=1)
        return {**initial, **{key: str(place) for place, key in places}}
    if isinstance(response, Mapping):
        return {**initial, **response}
    return {**initial, "answer": response}


class DecisionForm(forms.Form):
    """Which choice was made at which scene, as decision `number` of the attempt."""

    number = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    scene = forms.CharField(max_length=80, widget=forms.HiddenInput)
    choice = forms.CharField(
        max_length=80, error_messages={"required": gettext_lazy("Choose what you would do.")}
    )

    def is_made_elsewhere(self, number: int, scene_key: str) -> bool:
        """Whether the page that was sent shows another moment of the play than this one."""
        sent = self.cleaned_data
        if "number" not in sent or "scene" not in sent:
            return False
        return (sent["number"], sent["scene"]) != (number, scene_key)


class PracticeForm(forms.Form):
    """Which of the scene's choices somebody makes who plays for practice."""

    choice = forms.TypedChoiceField(
        coerce=int,
        error_messages={
            "required": gettext_lazy("Choose what you would do."),
            "invalid_choice": gettext_lazy("Choose one of the ways on that are shown."),
        },
    )

    def __init__(self, *args: Any, numbers: Iterable[int], **kwargs: Any) -> None:
        """`numbers` of the open choices, each counted from 1 among all choices of the scene."""
        super().__init__(*args, **kwargs)
        field = self.fields["choice"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- declared so above
        field.choices = [(number, number) for number in numbers]


class StartForm(forms.Form):
    """Begins an attempt; `key` becomes the attempt's, so that a repeated request makes no other."""

    key = forms.UUIDField(widget=forms.HiddenInput)
