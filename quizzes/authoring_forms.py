"""What whoever writes stories and lessons sends: a file, a recording, what to try or to compare."""

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxValueValidator
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtailmedia.forms import BaseMediaForm
from wagtailmedia.models import MediaType

from quizzes.domain import play
from quizzes.domain.captions import read_captions
from quizzes.domain.documents import ScenarioDocument
from quizzes.domain.signatures import LONGEST, begins_as
from quizzes.wording import paragraphs, wording_problems


class TrialForm(forms.Form):
    """Where a trial of a draft begins: at which scene, with which counters and flags."""

    def __init__(self, *args: Any, document: ScenarioDocument, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.document = document
        self.fields["from"] = forms.ChoiceField(
            label=_("From the scene"),
            required=False,
            choices=[(scene.key, scene.title or scene.key) for scene in document.scenes],
            initial=document.start,
        )
        for counter in document.counters:
            self.fields[f"counter-{counter.key}"] = forms.IntegerField(
                label=counter.label or counter.key,
                required=False,
                min_value=counter.min,
                max_value=counter.max,
                initial=counter.start,
            )
        for flag in document.flags:
            self.fields[f"flag-{flag.key}"] = forms.BooleanField(
                label=flag.label or flag.key, required=False
            )

    def begun(self) -> play.PlayState:
        """The state to begin with; the story's own where nothing, or nothing right, was asked for.

        Raises play.Unplayable where the story cannot begin.
        """
        chosen = self.cleaned_data if self.is_valid() else {}
        counters = {one.key: chosen.get(f"counter-{one.key}") for one in self.document.counters}
        return play.begin(
            self.document,
            scene=chosen.get("from") or None,
            counters={key: value for key, value in counters.items() if value is not None},
            flags={one.key: bool(chosen.get(f"flag-{one.key}")) for one in self.document.flags},
        )

    def beginning(self) -> str:
        """The same as the start of a query, for every link of the trial."""
        return urlencode([(name, self.data[name]) for name in self.fields if self.data.get(name)])


class ScenarioFileForm(forms.Form):
    """A story in JSON or Twee, as a file or pasted; the file wins. `text` holds it afterwards."""

    MOST_BYTES = 6_000_000  # of two million characters

    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        help_text=gettext_lazy("JSON of this service, or Twee 3 (Twine: “Export as Twee”)."),
    )
    text = forms.CharField(
        label=gettext_lazy("Or paste it here"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
    )
    name = forms.CharField(required=False, max_length=255, widget=forms.HiddenInput)
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if file := cleaned.get("file"):
            cleaned |= {"name": file.name, "text": self._read(file)}
        if not cleaned.get("text", "").strip() and not self.errors:
            self.add_error("file", _("Choose a file, or paste the story."))
        return cleaned

    def _read(self, file: Any) -> str:
        if file.size > self.MOST_BYTES:
            self.add_error(
                "file", _("This is too long: at most two million characters can be read.")
            )
            return ""
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            self.add_error("file", _("This is not text in UTF-8. Save it as UTF-8 and try again."))
            return ""


class RecordingForm(BaseMediaForm):
    """An audio or a video whose file is what its name says and whose captions can be read.

    Nothing is said in it that could not be published in a lesson.
    """

    LONGEST_SECONDS = 24 * 60 * 60
    MOST_FAULTS = 10
    FAULTS: ClassVar[dict[str, Any]] = {
        "too-long": gettext_lazy("The file is too long: at most 500 kB can be read."),
        "encoding": gettext_lazy("This is not text in UTF-8. Save it as UTF-8 and try again."),
        "heading": gettext_lazy("The first line must be WEBVTT."),
        "timing": gettext_lazy("A timing is written like 00:01.000 --> 00:04.500, with points."),
        "backwards": gettext_lazy("This caption ends before it begins."),
        "order": gettext_lazy("This caption begins before the one above it."),
        "no-words": gettext_lazy("This caption has no words."),
        "no-timing": gettext_lazy("These words have no timing above them."),
        "no-cues": gettext_lazy("There are no captions in this file."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.said_in_captions = ""
        self.fields["captions"].widget.attrs["accept"] = ".vtt"
        self.fields["duration"].validators.append(MaxValueValidator(self.LONGEST_SECONDS))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not isinstance(file, UploadedFile):
            return file
        ending = ending_of(file)
        if self.instance.type not in MediaType.values:
            is_video = ending in settings.VIDEO_CONTENT_TYPES
            self.instance.type = MediaType.VIDEO if is_video else MediaType.AUDIO
        self._check_kind(ending)
        most = settings.LARGEST_MEDIA_MEGABYTES
        if (file.size or 0) > most * 1_000_000:
            words = _("This file is too large: at most %(most)s MB are taken.")
            raise ValidationError(words % {"most": most})
        file.seek(0)
        if not begins_as(ending, file.read(LONGEST)):
            words = _("This is no %(ending)s file, whatever its name says. Save it again as one.")
            raise ValidationError(words % {"ending": ending})
        file.seek(0)
        return file

    def _check_kind(self, ending: str) -> None:
        kinds = {"audio": settings.AUDIO_CONTENT_TYPES, "video": settings.VIDEO_CONTENT_TYPES}
        if ending in kinds[self.instance.type]:
            return
        other = "audio" if self.instance.type == "video" else "video"
        if ending in kinds[other]:
            words = {
                "audio": _("This is audio. Add it as audio."),
                "video": _("This is a video. Add it as a video."),
            }
            raise ValidationError(words[other])
        told = {"taken": ", ".join(kinds[self.instance.type])}
        raise ValidationError(_("Files of this kind are not taken. Use one of: %(taken)s.") % told)

    def clean_captions(self) -> Any:
        file = self.cleaned_data["captions"]
        if self.instance.type == MediaType.VIDEO and not file:
            raise ValidationError(_("A video needs captions: choose a WebVTT file."))
        if not isinstance(file, UploadedFile):
            return file
        if ending_of(file) != "vtt":
            raise ValidationError(_("Captions are a WebVTT file; its name ends with .vtt."))
        captions = read_captions(file.read())
        file.seek(0)
        if captions.faults:
            words = _("Line %(line)s: %(reason)s")
            raise ValidationError(
                [
                    words % {"line": fault.line, "reason": self.FAULTS[fault.reason]}
                    for fault in captions.faults[: self.MOST_FAULTS]
                ]
            )
        self.said_in_captions = captions.words
        return file

    def clean_transcript(self) -> str:
        """As files have it: lines end in one way, and nothing stands in it that is no sign."""
        lines: str = "\n".join(self.cleaned_data["transcript"].splitlines())
        return "".join(sign for sign in lines if sign in "\t\n" or sign.isprintable())

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        said = {
            "title": cleaned.get("title", ""),
            "transcript": cleaned.get("transcript", ""),
            "captions": self.said_in_captions,
        }
        for field, text in said.items():
            for problem in wording_problems([paragraphs(text)]):
                if problem.blocks and field in self.fields:
                    self.add_error(field, problem.message)
        return cleaned


def ending_of(file: UploadedFile) -> str:
    """What stands after the last point of the file's name, in small letters."""
    return PurePosixPath(file.name or "").suffix.lower().lstrip(".")


class ComparisonForm(forms.Form):
    """Which two of a scenario's editions, the draft among them, are set side by side."""

    def __init__(self, *args: Any, versions: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = list(versions)
        self.fields["from"] = forms.ChoiceField(label=_("From"), choices=choices)
        self.fields["to"] = forms.ChoiceField(label=_("To"), choices=choices)
