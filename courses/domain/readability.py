"""How easy a text is to read: its sentences, and the age at which most people can follow it.

The age is that of the Flesch–Kincaid grade (Kincaid and others, 1975, for the United States Navy),
0.39 × words per sentence + 11.8 × syllables per word - 15.59, plus the five years before school.
Syllables are counted by groups of vowels, so the age is a guide and no measurement of a reader.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from html.parser import HTMLParser
from statistics import median
from typing import Any

YEARS_BEFORE_SCHOOL = 5
WORDS_A_MINUTE = 200

_RUNNING = frozenset({"p", "li"})
_APART = frozenset({"table", "h1", "h2", "h3", "h4", "figcaption", "summary", "header", "footer"})
_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
_COUNTED = re.compile(r"[^\W_]+(?:[’'\-–.,:][^\W_]+)*")
_END = re.compile(r"(?<=[.!?…])[”’\")]*\s+(?=[“‘\"(]*[A-Z0-9])")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?:[^laeiouycghsxz]es|[^aeiouytd]ed|[^laeiouy]e)$")


@dataclass(frozen=True)
class Readability:
    """Figures of a text; `age` in years, None where there is no sentence."""

    words: int
    sentences: int
    median: Fraction
    longest: int
    age: Fraction | None

    @property
    def minutes(self) -> Fraction:
        """Minutes of reading at 200 words a minute."""
        return Fraction(self.words, WORDS_A_MINUTE)


def readability(htmls: Iterable[str]) -> Readability:
    """Figures of the running text of pieces of HTML.

    Sentences are those of paragraphs and lists, so headings, captions and the cells of tables are
    none; but all that is read counts as words.
    """
    pieces = list(htmls)
    lengths: list[int] = []
    syllables = spoken = 0
    for sentence in (s for html in pieces for text in _running(html) for s in _sentences(text)):
        found = _COUNTED.findall(sentence)
        if found:
            lengths.append(len(found))
            letters = _WORD.findall(sentence)
            spoken += len(letters)
            syllables += sum(count_syllables(word) for word in letters)
    words = sum(len(_COUNTED.findall(" ".join(_all_text(html)))) for html in pieces)
    return Readability(
        words=words,
        sentences=len(lengths),
        median=Fraction(median(lengths)) if lengths else Fraction(0),
        longest=max(lengths, default=0),
        age=_age(sum(lengths), len(lengths), syllables, spoken) if spoken else None,
    )


def count_syllables(word: str) -> int:
    """Groups of vowels, without an e that is not spoken at the end; at least one."""
    letters = re.sub(r"[’'](?:s|ll|re|ve|d|t|m)?$", "", word.lower()).replace("suic", "su ic")
    spoken = _SILENT.sub(lambda end: end[0][0], letters) if len(letters) > 3 else letters
    return max(1, len(_VOWELS.findall(spoken)))


def texts_of(document: Mapping[str, Any]) -> list[str]:
    """What a learner reads of a lesson, quiz or scenario, as pieces of HTML."""
    if "html" in document:
        return [document["html"]]
    return [f"<p>{text}</p>" if "<p" not in text else text for text in _words_in(document)]


def _words_in(part: Any) -> Iterator[str]:
    """Texts in the order of a document, wherever they stand in it."""
    if isinstance(part, Mapping):
        for name, value in part.items():
            if isinstance(value, str):
                if name in {"intro", "text", "feedback", "match", "debrief", "alternative"}:
                    yield from [value] if value else []
            else:
                yield from _words_in(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from _words_in(value)


def _age(words: int, sentences: int, syllables: int, spoken: int) -> Fraction:
    grade = (
        Fraction("0.39") * Fraction(words, sentences)
        + Fraction("11.8") * Fraction(syllables, spoken)
        - Fraction("15.59")
    )
    return grade + YEARS_BEFORE_SCHOOL


def _sentences(text: str) -> list[str]:
    return [sentence for sentence in _END.split(" ".join(text.split())) if sentence.strip()]


class _Reader(HTMLParser):
    """Collects running text, one string for each paragraph or item, and everything that is read."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.running: list[str] = []
        self.everything: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _RUNNING | _APART:
            self.open.append(tag)
            self.running.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass
            self.running.append("")

    def handle_data(self, data: str) -> None:
        self.everything.append(data)
        if self.open and self.open[-1] in _RUNNING and not _APART & set(self.open):
            self.running[-1] += data


def _running(html: str) -> list[str]:
    return [text for text in _read(html).running if text.strip()]


def _all_text(html: str) -> list[str]:
    return _read(html).everything


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader
