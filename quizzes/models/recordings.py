"""Audio and video, with captions and what is said."""

import uuid
from typing import Any

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtailmedia.models import AbstractMedia

MOST_SIGNS = 50_000  # of a transcript: some five hours of talk


def lasting_files() -> Storage:
    """Where files stay: an edition shows them for as long as it is kept."""
    return storages["lasting"]


class Recording(AbstractMedia):
    """An audio or a video. Editions keep what they show of it, so changing it changes nothing that
    was published; its files are never removed."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.FileField(_("file"), upload_to="media", storage=lasting_files)
    captions = models.FileField(
        _("captions"),
        upload_to="captions",
        storage=lasting_files,
        blank=True,
        help_text=_("A WebVTT file (.vtt). A video needs one."),
    )
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    transcript = models.TextField(
        _("what is said"),
        validators=[MaxLengthValidator(MOST_SIGNS)],
        help_text=_(
            "Every word, and what there is to hear or see that matters. A blank line between "
            "paragraphs. Shown below the recording, for whoever cannot or would rather not play it."
        ),
    )

    uploaded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("uploaded by"),
    )

    admin_form_fields = (
        "title",
        "file",
        "captions",
        "language",
        "transcript",
        "duration",
        "collection",
    )

    class Meta:
        verbose_name = _("audio or video")
        verbose_name_plural = _("audio and video")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(type__in=["audio", "video"]), name="recording_is_audio_or_video"
            ),
            models.CheckConstraint(
                condition=~Q(type="video") | ~Q(captions=""), name="recording_video_has_captions"
            ),
            models.CheckConstraint(condition=~Q(transcript=""), name="recording_has_a_transcript"),
        ]

    def clean(self) -> None:
        """Of a file that was refused already nothing more is said."""
        if self.file:
            super().clean()

    @property
    def document(self) -> dict[str, Any]:
        """What an edition keeps of it; what there is none of is left out."""
        found = {
            "key": str(self.key),
            "kind": self.type,
            "title": self.title,
            "url": self.file.url,
            "language": self.language,
            "transcript": self.transcript,
        }
        if self.captions:
            found["captions"] = self.captions.url
        if seconds := round(self.duration or 0):
            found["seconds"] = seconds
        return found
