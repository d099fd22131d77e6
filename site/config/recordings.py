"""Audio, video and captions: which files are served as one, and in parts, so that one can seek."""

import re
from pathlib import PurePosixPath

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from whitenoise.responders import SlicedFile

from config.pictures import LONGEST_PATH

_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


def recording_type(request: HttpRequest, path: str) -> str | None:
    """The type of the file below the uploads, if it is audio, video or captions.

    Recordings have people's voices in them, so they are for people with an account.
    """
    place = PurePosixPath(path)
    if ".." in place.parts or len(path) > LONGEST_PATH or not request.user.is_authenticated:
        return None
    kinds = {
        "media": settings.AUDIO_CONTENT_TYPES | settings.VIDEO_CONTENT_TYPES,
        "captions": {"vtt": "text/vtt; charset=utf-8"},
    }
    return kinds.get(place.parts[0], {}).get(place.suffix.lower().lstrip("."))


def in_parts(request: HttpRequest, whole: HttpResponseBase) -> HttpResponseBase:
    """The part of the file that is asked for: browsers ask for parts to seek, some to play at all.

    A file stays the same at its address, so a part of it always fits the parts one has.
    """
    if not isinstance(whole, FileResponse) or (file := whole.file_to_stream) is None:
        return whole
    # Sound and pictures are packed already, and a part that is packed fits nowhere.
    whole.headers["Content-Encoding"] = "identity"
    whole.headers["Accept-Ranges"] = "bytes"
    asked = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if asked is None or not any(asked.groups()):
        return whole
    size = int(whole.headers["Content-Length"])
    start, end = _bounds(asked[1], asked[2], size)
    if start > end:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    part = FileResponse(SlicedFile(file, start, end), status=206)
    for name, value in whole.headers.items():
        part.headers[name] = value
    part.headers["Content-Length"] = str(end + 1 - start)
    part.headers["Content-Range"] = f"bytes {start}-{end}/{size}"
    return part


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """Both included; without a first byte, the last so many. The start is beyond the end where
    there is nothing."""
    if not first:
        return max(0, size - int(last)), size - 1
    return int(first), min(int(last) if last else size - 1, size - 1)
