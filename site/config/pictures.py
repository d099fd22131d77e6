"""Pictures: what is left of one that is uploaded, and which files are served as one."""

from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext as _
from py_svg_hush import filter_svg
from wagtail.images.forms import BaseImageForm

TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}
OF_LESSONS = {"images", "original_images"}
OF_PEOPLE = {"avatar_images"}
# An SVG that is opened by itself runs no script and asks for nothing; in an <img> it is drawn.
POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
SECONDS_KEPT = 30 * 24 * 60 * 60
LONGEST_PATH = 200  # file systems refuse names beyond 255 bytes with an error of their own


class PictureForm(BaseImageForm):
    """Wagtail's form, for an upload from which whatever an SVG might do is taken out."""

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile) and _ending(file.name) == ".svg":
            _take_out_scripts(file)
        return file


def _take_out_scripts(file: UploadedFile) -> None:
    """In the upload itself: Wagtail keeps it as it is where another field has to be mended."""
    file.seek(0)
    try:
        harmless = filter_svg(file.read())
    except ValueError as error:
        raise ValidationError(_("This SVG cannot be read. Save it again, or use a PNG.")) from error
    file.seek(0)
    file.truncate()
    file.write(harmless)
    file.seek(0)
    file.size = len(harmless)


def picture_type(request: HttpRequest, path: str) -> str | None:
    """The type of the file below the uploads, if it is a picture that one may see.

    Pictures in lessons are not secret; those of people are for people with an account. Documents
    are never served from here: Wagtail asks first who wants one.
    """
    parts = PurePosixPath(path).parts
    if len(parts) < 2 or ".." in parts or len(path) > LONGEST_PATH:
        return None
    if parts[0] in OF_LESSONS or (parts[0] in OF_PEOPLE and request.user.is_authenticated):
        return TYPES.get(_ending(path))
    return None


def _ending(name: str | None) -> str:
    return PurePosixPath(name or "").suffix.lower()
