"""Audio and video of a few bytes."""

from typing import Any

from django.core.files.base import ContentFile

from quizzes.models import Recording

BEGINNINGS = {
    "m4a": b"\x00\x00\x00\x18ftypM4A ",
    "mp3": b"ID3\x04",
    "mp4": b"\x00\x00\x00\x18ftypisom",
    "ogg": b"OggS\x00",
    "wav": b"RIFF\x24\x00\x00\x00WAVE",
    "webm": b"\x1a\x45\xdf\xa3",
}
CAPTIONS = b"WEBVTT\n\n00:00.000 --> 00:02.500\nHow have things been at home?\n"
TRANSCRIPT = "Dee: How have things been at home?\n\nSam: Not so good."


def content_of(ending: str) -> bytes:
    """Bytes that begin as such a file does; nothing could play them."""
    return BEGINNINGS[ending] + bytes(range(200))


def make_recording(kind: str = "audio", title: str = "A call", **fields: Any) -> Recording:
    """An audio, or a video with captions."""
    ending = "mp3" if kind == "audio" else "mp4"
    if kind == "video":
        fields.setdefault("captions", ContentFile(CAPTIONS, name="call.vtt"))
    fields.setdefault("file", ContentFile(content_of(ending), name=f"call.{ending}"))
    fields.setdefault("transcript", TRANSCRIPT)
    return Recording.objects.create(type=kind, title=title, **fields)
