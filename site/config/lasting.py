"""Files that stay: what an edition shows is shown for as long as the edition is kept."""

from django.core.files.storage import FileSystemStorage


class LastingFiles(FileSystemStorage):
    """Keeps every file that was ever made, also after it was replaced or deleted.

    An edition holds the text of a lesson as it was rendered, with the addresses of its pictures,
    and those of the audio and video that it shows.
    """

    def delete(self, name: str) -> None:
        """Not done: an edition may show the file."""
