"""How parts of a document are shown: a question as a heading, a counter as a word."""

import re
from dataclasses import dataclass
from html import escape
from typing import Literal

from quizzes.domain.documents import Counter
from quizzes.domain.reading import is_blank, words_of

Level = Literal["low", "some", "high"]
Moved = Literal["grew", "fell", "stayed"]

_PARAGRAPH = re.compile(r"<p(?:\s[^>]*)?>(.*?)</p>", re.DOTALL)


@dataclass(frozen=True)
class Asked:
    """The HTML of a question: the sentence that asks, and what stands ``before`` and ``after`` it.

    ``sentence`` holds no paragraph or list, so it can stand in a heading.
    """

    sentence: str
    before: str = ""
    after: str = ""


def asked(html: str) -> Asked:
    """A question's text in parts: its last paragraph asks. Without one, all its words do."""
    paragraphs = [found for found in _PARAGRAPH.finditer(html) if not is_blank(found[1])]
    if not paragraphs:
        return Asked(escape(words_of(html)))
    last = paragraphs[-1]
    return Asked(last[1].strip(), html[: last.start()].strip(), html[last.end() :].strip())


def level(counter: Counter, value: int) -> Level:
    """Where a value lies in the counter's range: in the lowest third, the highest, between."""
    above, room = value - counter.min, counter.max - counter.min
    if 3 * above < room:
        return "low"
    return "high" if 3 * above > 2 * room else "some"


def moved(before: int, after: int) -> Moved:
    """Which way a counter went between two moments."""
    if before == after:
        return "stayed"
    return "grew" if after > before else "fell"
