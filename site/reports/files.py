"""Tables as files, written as they are read: a long one never stands in memory."""

import csv
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
LINES_AT_ONCE = 500
BYTES_AT_ONCE = 64 * 1024
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cell = str | int | None
Line = Sequence[Cell]


@dataclass(frozen=True)
class File:
    """Its content, piece by piece, and what a browser is told of it."""

    content: Iterator[bytes]
    content_type: str


def file_of(lines: Iterable[Line], form: str) -> File:
    """A CSV or XLSX file of the lines, headings first. Raises KeyError for another format."""
    write, content_type = FORMATS[form]
    neutral = ([neutralised(cell) for cell in line] for line in lines)
    return File(write(neutral), content_type)


def neutralised(cell: Cell) -> Cell:
    """Text that a spreadsheet would take for a formula, with a quote before it (OWASP); without
    the control characters that a workbook cannot hold."""
    if not isinstance(cell, str):
        return cell
    text = ILLEGAL_CHARACTERS_RE.sub("", cell)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _csv(lines: Iterable[Line]) -> Iterator[bytes]:
    """The mark at the beginning tells a spreadsheet that the text is Unicode."""
    writer = csv.writer(_Echo())
    yield b"\xef\xbb\xbf"
    waiting = iter(lines)
    while some := list(islice(waiting, LINES_AT_ONCE)):
        yield "".join(writer.writerow(line) for line in some).encode()


def _xlsx(lines: Iterable[Line]) -> Iterator[bytes]:
    """Written to the disk first: the format puts its table of contents at the end."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("completion")
    for line in lines:
        sheet.append(line)
    with tempfile.TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        while piece := file.read(BYTES_AT_ONCE):
            yield piece


FORMATS = {"csv": (_csv, "text/csv"), "xlsx": (_xlsx, SPREADSHEET)}
