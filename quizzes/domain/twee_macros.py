"""What story formats of Twine add to Twee, found by line so that an author can be told."""

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

# The words and the name of a link may hold brackets in pairs; a hook around a link is none of them.
LINK = re.compile(
    r"\[\[(?!\[(?![^\[\]\n]*\][^\]\n]))(?P<inside>(?:[^\[\]\n]|\[[^\[\]\n]*\])+)\]"
    r"(?:\[(?P<setter>(?:[^\[\]\n]|\[[^\[\]\n]*\])*)\])?\]"
)

# No mark reaches over another that begins, so hostile text is read in one go.
_COMMENTS = [
    (re.compile(r"<!--(?:(?!-->|<!--).)*-->", re.DOTALL), "comment"),
    (re.compile(r"/\*(?:(?!\*/|/\*).)*\*/|/%(?:(?!%/|/%).)*%/", re.DOTALL), "comment"),  # SugarCube
]
_CODE = [
    (re.compile(r"<<script\b[^<>\n]*>>.*?(?:<</script>>|\Z)", re.DOTALL), "macro"),  # SugarCube
    (re.compile(r"<%(?:(?!%>|<%).)*%>", re.DOTALL), "macro"),  # Snowman: <% s.trust = 1 %>
]
_MARKS = [
    (re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE), "html"),
    (re.compile(r"\{[^{}\n]*\}"), "macro"),  # Chapbook: an insert
    (re.compile(r"^\[(?!\[)[^\[\]\n]*\]\s*$", re.MULTILINE), "hook"),  # Chapbook: a modifier
    (re.compile(r"\|[\w-]+[>)](?=\[)|(?<=\])[<(][\w-]+\|"), "hook"),  # Harlowe: a hook's name
    (re.compile(r"(?<![\w$])[$_][A-Za-z]\w*(?:\.\w+)*"), "variable"),
    (re.compile(r"</?[A-Za-z](?:[^<>\"'|]|\"[^\"]*\"|'[^']*')*>"), "html"),
]
# Harlowe: (set: $trust to 1), SugarCube: <<set $trust to 1>>
_MACRO = re.compile(r"\((?:[A-Za-z][\w-]*|[$_][A-Za-z]\w*):|<<(?=[A-Za-z/=-])")
_QUOTED = r"\"(?:[^\"\\\n]|\\.)*\"|(?<!\w)'(?:[^'\\\n]|\\.)*'"
_STEPS = {"(": re.compile(_QUOTED + r"|[()]"), "<": re.compile(_QUOTED + r"|<<|>>")}
_FARTHEST, _NEAREST = 5_000, 80  # signs, to where a macro may end
_HOOK = re.compile(r"[\[\]{}]")
_ASSIGNMENT = re.compile(r"^\s*[\w.]+(?:\s*\([^)]*\))?\s*:\s*.+$")


@dataclass(frozen=True)
class NotCarried:
    """Something of a story format that a scenario does not take over; ``line`` counts from 1.

    ``reason``: comment, macro, variable, hook, setter (of a link), passage, or html.
    """

    line: int
    text: str
    reason: str = ""


def without_comments(lines: list[str], first: int, found: list[NotCarried]) -> list[str]:
    """The lines of a passage without comments, whatever these hold; adds them to ``found``."""
    return _without("\n".join(lines), _COMMENTS, first, found).split("\n")


def without_macros(lines: list[str], first: int, found: list[NotCarried]) -> list[str]:
    """The lines of a passage without macros, hooks and variables; adds these to ``found``.

    ``first`` is the number of the first line in the file.
    """
    lines = _without_variables_section(lines, first, found)
    text = _without("\n".join(lines), _CODE, first, found)
    text = _cut_macros(text, first, found)
    text = _without(text, _MARKS, first, found)
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


def _without(
    text: str, marks: list[tuple[re.Pattern[str], str]], first: int, found: list[NotCarried]
) -> str:
    for mark, reason in marks:
        note = partial(_note, reason=reason, line_at=_lines_of(text, first), found=found)
        text = mark.sub(partial(_leave, note=note), text)
    return text


def _cut_macros(text: str, first: int, found: list[NotCarried]) -> str:
    """A macro of Harlowe that never closes ends with its line; one of SugarCube is none."""
    line_at, reach = _lines_of(text, first), _FARTHEST
    kept: list[str] = []
    at = 0
    while match := _MACRO.search(text, at):
        end = _end_of_macro(text, match, reach)
        kept.append(text[at : match.start()])
        if end is None and match[0] == "<<":
            kept.append(match[0])
            at = match.end()
            continue
        if end is None:
            reach = max(_NEAREST, reach // 2)  # where many never close, none is looked far for
            line_end = text.find("\n", match.start())
            end = line_end if line_end >= 0 else len(text)
        kept.append("\n" * text.count("\n", match.start(), end))
        _note(match.start(), text[match.start() : end], "macro", line_at, found)
        at = end
    return "".join([*kept, text[at:]])


def _end_of_macro(text: str, opened: re.Match[str], reach: int) -> int | None:
    """Where it ends, whatever stands in quotation marks; None where it does not within reach.

    Macros of Harlowe nest, those of SugarCube do not.
    """
    depth = 1
    last = opened.start() + reach
    for step in _STEPS[opened[0][0]].finditer(text, opened.end(), last):
        if step[0] == "<<":
            return None
        depth += {"(": 1, ")": -1, ">>": -1}.get(step[0], 0)
        if depth == 0:
            return step.end()
    return None


def _open_hooks(text: str, first: int, found: list[NotCarried]) -> str:
    """A hook's words stay, its brackets go."""
    for number, line in enumerate(text.split("\n")):
        if opened := re.search(r"[\[{]", line):
            words = " ".join(line[opened.start() :].split())
            found.append(NotCarried(first + number, words[:200], "hook"))
    return _HOOK.sub("", text)


def _leave(match: re.Match[str], *, note: Callable[[int, str], None]) -> str:
    note(match.start(), match[0])
    return "\n" * match[0].count("\n")


def _note(
    at: int, shown: str, reason: str, line_at: Callable[[int], int], found: list[NotCarried]
) -> None:
    words = " ".join(shown.split())
    found.append(NotCarried(line_at(at), words[:200], reason))


def _lines_of(text: str, first: int) -> Callable[[int], int]:
    """Tells for a place in the text the number of its line, quickly, for there may be many."""
    ends = [end.start() for end in re.finditer("\n", text)]
    return lambda at: first + bisect_left(ends, at)
