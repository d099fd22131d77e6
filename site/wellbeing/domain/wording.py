"""The safe-wording reviewer: says where a text names a method, stigmatises or grades risk.

Reads English. The rules are those of Samaritans' guidance on language and of NICE NG225; levels of
risk of serious harm to others are no grading of suicide risk and are left alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html.parser import HTMLParser

WORDS_TO_AVOID = "data-words-to-avoid"
BREAK = "\ue000"  # between blocks of text: no rule reaches across
AROUND = 40  # characters shown before and after what was found

WHY = {
    "method": "Names or hints at a method. Say what happened without how.",
    "stigma": "Adds blame or judgement. Say “died by suicide”, “tried to end his life”, "
    "or what the person did and said.",
    "grading": "Grades the risk of suicide or self-harm. Levels do not predict. "
    "Say what you understand together, and what you plan.",
}


@dataclass(frozen=True)
class Remark:
    """What was found: `code` is method, stigma or grading; `where` is the text around it.

    `blocks` is False where the sentence itself warns of the words, or where they can be harmless.
    """

    code: str
    found: str
    where: str
    blocks: bool = True

    @property
    def why(self) -> str:
        return WHY[self.code]


_SELF = r"(?:him|her|my|your|them|one)sel(?:f|ves)"
_OWN = r"(?:his|her|their|my|your|one's)"
_ACT = r"(?:suicide|suicidal|self[- ]harm(?:ing)?)"
_TAKING = rf"(?:{_ACT}|ending {_OWN} (?:own )?life|taking {_OWN} (?:own )?life|killing {_SELF})"
_LEVEL = (
    r"(?:(?:very|extremely|relatively) )?(?:low|medium|moderate|high|minimal|elevated|no|some)"
    r"(?:(?:er|est))?"
)

# What is named here is searched for, so that it is nowhere else. It must not be shown to learners.
METHODS = (
    rf"h(?:a|u)ng(?:ed|s|ing)? {_SELF}",
    r"(?:died|death|suicide) by hanging",
    r"was (?:found )?hanged",
    r"ligatures?",
    r"nooses?",
    rf"(?:cut|cuts|cutting|slit|slits|slitting) {_OWN} (?:wrists?|arms?|throat|neck)",
    rf"(?:jump|jumps|jumped|jumping) (?:off|from|in front of)(?! {_OWN} (?:chair|seat))",
    rf"(?:shot|shoot(?:s|ing)?|drown(?:s|ed|ing)?|poison(?:s|ed|ing)?) {_SELF}",
    r"razor ?blades?",
    r"(?:took|taken|take|takes|taking) (?:an |a fatal |a lethal )?overdoses?(?: of)?",
)
# Harmless in some stories of probation: a date for medicine, a death by accident.
HINTS = (
    r"overdos(?:e|es|ed|ing)",
    r"\d+ ?(?:mg|milligrams?|tablets?|pills?|capsules?)",
    r"suicide (?:note|notes)",
    r"suicide (?:hot ?spots?)",
)
STIGMA = (
    r"(?:commit|commits|committed|committing) (?:suicide|self[- ]harm)",
    r"(?:(?:un)?successful(?:ly)?|failed|completed|botched) suicide(?:s| attempts?)?",
    r"(?:completed|completes|complete|completing) suicide",
    r"(?:successful|unsuccessful|failed) attempts?"
    r"(?! (?:to (?!end|kill|take (?:his|her|their) (?:own )?life)|at\b))",
    r"(?:a |just a |only a |mere )?cry for help",
    r"attention[- ]seek(?:ing|ers?)",
    r"(?:suicide|suicidal) (?:victims?|threats?|gestures?|epidemic)",
    r"self[- ]harmers?",
    r"(?:parasuicid(?:e|al)|suicide[- ]prone)",
    r"(?:an? )?easy way out",
)
GRADING = (
    rf"{_LEVEL}[- ]risk(?: \w+){{0,2}} (?:of|for) (?:\w+ ){{0,2}}{_TAKING}",
    rf"{_LEVEL} (?:\w+ )?{_ACT} risk",
    rf"(?:risk of {_TAKING}|{_ACT} risk)(?: \w+){{0,2}} (?:is|was|as|at|to be|seems|remains|=|:)"
    rf"(?: \w+){{0,2}} {_LEVEL}(?! \w*-)",
    rf"(?:risk of {_ACT}|{_ACT} risk):? {_LEVEL}",
    rf"{_ACT} risk (?:levels?|scores?|ratings?|grades?|categor(?:y|ies)|bands?)",
    rf"(?:levels?|scores?|ratings?|grades?) (?:of|for) {_ACT}(?: risk)?",
)
# A sentence that warns of words may name them.
_WARNS = re.compile(
    r"\b(?:do not|don[’']t|never|avoid|instead of|rather than|not|nobody|no longer|stop|without|"
    r"(?:cannot|can[’']t)|is no|are no|wrong)\b",
    re.IGNORECASE,
)


def _compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    spaced = (pattern.replace(" ", r"\s+") for pattern in patterns)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(spaced)})(?!\w)", re.IGNORECASE)


_RULES = (
    ("method", _compiled(METHODS), True),
    ("method", _compiled(HINTS), False),
    ("stigma", _compiled(STIGMA), True),
    ("grading", _compiled(GRADING), True),
)


def remarks(text: str) -> list[Remark]:
    """All remarks about a text, plain or HTML, in the order in which a reader meets them.

    What stands in an element marked with `data-words-to-avoid` is left alone.
    """
    plain = plain_text(text)
    found = sorted(_found(plain), key=lambda place: (place[0], -len(place[1].found)))
    shown: list[Remark] = []
    end = -1
    for start, remark in found:
        if start >= end:
            shown.append(remark)
            end = start + len(remark.found)
    return shown


def refusals(text: str) -> list[str]:
    """What must be said otherwise before a text is shown to anybody, each with its reason."""
    return [f"“{remark.found}”: {remark.why}" for remark in remarks(text) if remark.blocks]


def _found(plain: str) -> Iterator[tuple[int, Remark]]:
    for code, rule, blocks in _RULES:
        for match in rule.finditer(plain):
            before = _sentence_before(plain, match.start())
            excerpt = _excerpt(plain, match.start(), match.end())
            remark = Remark(code, match[0], excerpt, blocks)
            warns = code != "method" and _WARNS.search(before)
            yield match.start(), replace(remark, blocks=False) if warns else remark


def _sentence_before(plain: str, at: int) -> str:
    """What of the sentence stands before a place."""
    ends = [match.end() for match in re.finditer(rf"[.!?]\s+|{BREAK}", plain[:at])]
    return plain[ends[-1] if ends else 0 : at]


def _excerpt(plain: str, start: int, end: int) -> str:
    left, right = max(0, start - AROUND), min(len(plain), end + AROUND)
    words = " ".join(plain[left:right].replace(BREAK, " ").split())
    return f"{'…' if left else ''}{words}{'…' if right < len(plain) else ''}"


class _Reader(HTMLParser):
    """Collects what a reader sees, with a break around each block of text."""

    INLINE = frozenset({"a", "b", "i", "em", "strong", "span", "abbr", "cite", "q", "mark"})
    VOID = frozenset({"br", "hr", "img", "input", "wbr", "source", "col"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.avoided = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.INLINE:
            self.parts.append(BREAK)
        if tag not in self.VOID and (
            self.avoided or any(name == WORDS_TO_AVOID for name, _ in attrs)
        ):
            self.avoided += 1

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.INLINE:
            self.parts.append(BREAK)
        if self.avoided and tag not in self.VOID:
            self.avoided -= 1

    def handle_data(self, data: str) -> None:
        if not self.avoided:
            self.parts.append(data)


def plain_text(text: str) -> str:
    """The words of plain text or HTML, without what is marked as words to avoid."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return "".join(reader.parts)
