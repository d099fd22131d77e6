"""What there is to read in a piece of HTML."""

import re
from html.parser import HTMLParser

# Tags inside a word do not end it; every other tag does.
_INSIDE_WORDS = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "em", "i", "mark", "q", "s", "small"}
    | {"span", "strong", "sub", "sup", "u"}
)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.images = 0
        self.undescribed = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._separate(tag)
        given = dict(attrs)
        is_image = tag == "img" or (tag == "embed" and given.get("embedtype") == "image")
        self.images += is_image
        self.undescribed += is_image and "alt" not in given

    def handle_endtag(self, tag: str) -> None:
        self._separate(tag)

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def _separate(self, tag: str) -> None:
        if tag not in _INSIDE_WORDS:
            self.text.append(" ")


def words_of(html: str) -> str:
    """The words between the tags, with one space between them; text without tags is HTML too."""
    return " ".join("".join(_read(html).text).split())


def count_words(html: str) -> int:
    """How many words there are between the tags."""
    return len(words_of(html).split())


def is_blank(html: str) -> bool:
    """Whether there is neither a word nor an image."""
    reader = _read(html)
    return not reader.images and not "".join(reader.text).strip()


def count_undescribed_images(html: str) -> int:
    """Images without an ``alt`` attribute; an empty one says that the image is decoration."""
    return _read(html).undescribed


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


def plain_text(html: str) -> str:
    """The words as lines of plain text: a blank line between paragraphs, breaks kept."""
    broken = re.sub(r"\s+", " ", html)
    broken = re.sub(r"<br\s*/?>", "\n", broken)
    broken = re.sub(r"</(p|li|ul|ol|h\d|blockquote|div)>\s*", "</\\1>\n\n", broken)
    text = "".join(_Words.of(broken))
    lines = [line.strip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Words(HTMLParser):
    @classmethod
    def of(cls, html: str) -> list[str]:
        reader = cls(convert_charrefs=True)
        reader.found = []
        reader.feed(html)
        reader.close()
        return reader.found

    found: list[str]

    def handle_data(self, data: str) -> None:
        self.found.append(data)
