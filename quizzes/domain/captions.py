"""Captions in WebVTT: what is wrong with a file, line by line, and what it says.

The rules are those of the W3C's WebVTT that matter to a reader: a heading, cues with timings that
go forwards, and words in every cue. Styles and regions are left to the browser.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Reason = Literal[
    "too-long",
    "encoding",
    "heading",
    "timing",
    "backwards",
    "order",
    "no-words",
    "no-timing",
    "no-cues",
]

MOST_BYTES = 500_000  # some ten hours of talk
_TIME = r"(?:(\d{2,4}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMING = re.compile(rf"\s*{_TIME}\s+-->\s+{_TIME}(?:\s.*)?")
_ASIDE = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Fault:
    """Why captions cannot be used; `line` counts from 1."""

    line: int
    reason: Reason


@dataclass(frozen=True)
class Captions:
    """What a file comes to: what is wrong with it, and the words of its cues in order."""

    faults: tuple[Fault, ...]
    words: str = ""


Block = list[tuple[int, str]]  # lines that follow one another, each with its number


def read_captions(content: bytes) -> Captions:
    """Read the bytes of a WebVTT file. All faults are listed; with any, the file is not one."""
    if len(content) > MOST_BYTES:
        return Captions((Fault(1, "too-long"),))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Captions((Fault(content[: error.start].count(b"\n") + 1, "encoding"),))
    lines = re.split(r"\r\n|\r|\n", text)
    if "\x00" in text or not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]):
        return Captions((Fault(1, "heading"),))
    reading = _Reading()
    for block in _blocks(lines):
        reading.take(block)
    if not reading.cues and not reading.faults:
        reading.faults.append(Fault(1, "no-cues"))
    return Captions(tuple(reading.faults), "\n".join(reading.words))


def _blocks(lines: list[str]) -> Iterator[Block]:
    """What stands between empty lines, without the heading's own block."""
    block: Block = []
    is_heading = True
    for number, line in enumerate([*lines, ""], start=1):
        if line.strip():
            block.append((number, line))
        elif block:
            if not is_heading:
                yield block
            block, is_heading = [], False


class _Reading:
    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.words: list[str] = []
        self.cues = 0
        self.latest = 0

    def take(self, block: Block) -> None:
        number, first = block[0]
        if _ASIDE.match(first):
            return
        at = next((at for at, (_, line) in enumerate(block[:2]) if "-->" in line), None)
        if at is None:
            self.faults.append(Fault(number, "no-timing"))
            return
        self.cues += 1
        self.time(*block[at])
        said = [_TAG.sub("", line).strip() for _, line in block[at + 1 :]]
        self.words += said
        if not any(said):
            self.faults.append(Fault(block[at][0], "no-words"))
        self.faults += [Fault(n, "timing") for n, line in block[at + 1 :] if "-->" in line]

    def time(self, number: int, line: str) -> None:
        found = _TIMING.fullmatch(line)
        if found is None:
            self.faults.append(Fault(number, "timing"))
            return
        start, end = _thousandths(*found.groups()[:4]), _thousandths(*found.groups()[4:])
        if end <= start:
            self.faults.append(Fault(number, "backwards"))
        elif start < self.latest:
            self.faults.append(Fault(number, "order"))
        self.latest = max(self.latest, start)


def _thousandths(hours: str | None, minutes: str, seconds: str, thousandths: str) -> int:
    return ((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(thousandths)
