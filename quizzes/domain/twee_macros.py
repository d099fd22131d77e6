"""What story formats of Twine add to Twee, found by line so that an author can be told."""

import re
from dataclasses import dataclass
from functools import partial

LINK = re.compile(r"\[\[(?P<inside>[^\[\]]+)\](?:\[(?P<setter>[^\[\]]*)\])?\]")

_MARKS = [
    (re.compile(r"<!--.*?-->", re.DOTALL), "comment"),
    (re.compile(r"/\*.*?\*/|/%.*?%/", re.DOTALL), "comment"),  # SugarCube
    (re.compile(r"<<[^<>]*(?:>(?!>)[^<>]*)*>>"), "macro"),  # SugarCube: <<set $trust to 1>>
    (re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE), "html"),
    (re.compile(r"\{[^{}\n]*\}"), "macro"),  # Chapbook: an insert
    (re.compile(r"^\[(?!\[)[^\[\]\n]*\]\s*$", re.MULTILINE), "hook"),  # Chapbook: a modifier
    (re.compile(r"\|[\w-]+[>)](?=\[)|(?<=\])[<(][\w-]+\|"), "hook"),  # Harlowe: a hook's name
    (re.compile(r"(?<![\w$])[$_][A-Za-z]\w*(?:\.\w+)*"), "variable"),
    (re.compile(r"</?[A-Za-z](?:[^<>\"'|]|\"[^\"]*\"|'[^']*')*>"), "html"),
]
_MACRO = re.compile(r"\([A-Za-z][\w-]*:")  # Harlowe: (set: $trust to 1)
_HOOK = re.compile(r"[\[\]]")
_ASSIGNMENT = re.compile(r"^\s*[\w.]+(?:\s*\([^)]*\))?\s*:\s*.+$")


@dataclass(frozen=True)
class NotCarried:
    """Something of a story format that a scenario does not take over; ``line`` counts from 1.

    ``reason``: comment, macro, variable, hook, setter (of a link), passage, or html.
    """

    line: int
    text: str
    reason: str = ""


def without_macros(lines: list[str], first: int, found: list[NotCarried]) -> list[str]:
    """The lines of a passage without macros, hooks and variables; adds these to ``found``.

    ``first`` is the number of the first line in the file.
    """
    lines = _without_variables_section(lines, first, found)
    text = _cut_macros("\n".join(lines), first, found)
    for mark, reason in _MARKS:
        text = mark.sub(partial(_leave, reason=reason, first=first, found=found), text)
    text = _open_hooks(text, first, found)
    found.sort(key=lambda left: left.line)
    return text.split("\n")


def _without_variables_section(lines: list[str], first: int, found: list[NotCarried]) -> list[str]:
    """Chapbook begins a passage with `name: value` lines and ends them with `--`."""
    rule = next((at for at, line in enumerate(lines) if re.fullmatch(r"--+\s*", line)), None)
    if rule is None or not all(_ASSIGNMENT.match(line) for line in lines[:rule] if line.strip()):
        return lines
    found += [
        NotCarried(first + at, line.strip(), "variable")
        for at, line in enumerate(lines[:rule])
        if line.strip()
    ]
    return [""] * (rule + 1) + lines[rule + 1 :]


def _cut_macros(text: str, first: int, found: list[NotCarried]) -> str:
    """Macros nest, so their brackets are counted; one that never closes ends with its line."""
    kept: list[str] = []
    at = 0
    while match := _MACRO.search(text, at):
        end = _end_of(text, match.start())
        kept += [text[at : match.start()], "\n" * text.count("\n", match.start(), end)]
        _note(text, match.start(), text[match.start() : end], "macro", first, found)
        at = end
    return "".join([*kept, text[at:]])


def _end_of(text: str, start: int) -> int:
    depth = 0
    line_end = text.find("\n", start)
    for at in range(start, min(len(text), start + 5_000)):
        depth += (text[at] == "(") - (text[at] == ")")
        if depth == 0:
            return at + 1
    return line_end if line_end >= 0 else len(text)


def _open_hooks(text: str, first: int, found: list[NotCarried]) -> str:
    """A hook's words stay, its brackets go."""
    for number, line in enumerate(text.split("\n")):
        if "[" in line:
            words = " ".join(line[line.index("[") :].split())
            found.append(NotCarried(first + number, words[:200], "hook"))
    return _HOOK.sub("", text)


def _leave(match: re.Match[str], *, reason: str, first: int, found: list[NotCarried]) -> str:
    _note(match.string, match.start(), match[0], reason, first, found)
    return "\n" * match[0].count("\n")


def _note(text: str, at: int, shown: str, reason: str, first: int, found: list[NotCarried]) -> None:
    words = " ".join(shown.split())
    found.append(NotCarried(first + text.count("\n", 0, at), words[:200], reason))
