"""Tables that administrators upload, as rows of text: CSV, or the first sheet of an XLSX file."""

import csv
import datetime as dt
import io
from collections.abc import Iterator
from zipfile import ZipFile

from django.utils.translation import gettext as _
from openpyxl import load_workbook

LONGEST = 100_000  # rows: far more than the service has people, and still read in a minute
WIDEST = 50  # columns
NUL = "\0"
LARGEST_UNPACKED = 300_000_000  # bytes: a sheet of 100,000 rows has a tenth of that

Cells = list[str]


class Unreadable(ValueError):
    """The file is no table that we read; the words say why."""


def cells_of(name: str, content: bytes) -> list[Cells]:
    """The file as rows of text, the header first, without empty rows at its end. Raises Unreadable.

    An XLSX file is small for what it says it holds: no more is unpacked or read than is allowed.
    """
    try:
        rows = _xlsx(content) if name.lower().endswith(".xlsx") else _stripped(read_csv(content))
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable(_("The file cannot be read as a table: CSV or XLSX.")) from error
    if len(rows) > LONGEST + 1:
        raise Unreadable(_("The file has more rows than 100,000. Divide it."))
    while rows and not any(rows[-1]):
        rows.pop()
    if len(rows) < 2:
        raise Unreadable(_("The file has no rows."))
    return rows


def read_csv(content: bytes) -> list[Cells]:
    """The rows of a CSV file as a spreadsheet saves it, with the empty ones. Raises Unreadable.

    UTF-8, with or without a mark, or Windows-1252; commas, semicolons or tabs.
    """
    text = io.StringIO(_decoded(content), newline="")
    try:
        return list(csv.reader(text, delimiter=_delimiter(content), strict=True))
    except csv.Error as problem:
        words = _("The file cannot be read as a table. Look for a lone quotation mark in it.")
        raise Unreadable(words) from problem


def _decoded(content: bytes) -> str:
    if not content.strip():
        raise Unreadable(_("The file is empty."))
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if NUL not in text:
            return text
    raise Unreadable(
        _("This is no CSV file. In Excel, choose “Save as” and “CSV UTF-8”, then upload that.")
    )


def _delimiter(content: bytes) -> str:
    first = content.split(b"\n", 1)[0]
    return max(",;\t", key=lambda mark: first.count(mark.encode()))


def _xlsx(content: bytes) -> list[Cells]:
    with ZipFile(io.BytesIO(content)) as packed:
        if sum(part.file_size for part in packed.infolist()) > LARGEST_UNPACKED:
            raise Unreadable(_("The file is too large once it is unpacked. Save it as CSV."))
    sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
    sheet.reset_dimensions()  # what the file says of its size need not be true
    return list(_narrowed(sheet.iter_rows(max_row=LONGEST + 2, max_col=WIDEST, values_only=True)))


def _narrowed(rows: Iterator[tuple[object, ...]]) -> Iterator[Cells]:
    """Each row as wide as its headings, or as far as there is something in it."""
    width = 0
    for row in rows:
        cells = [_text(cell) for cell in row]
        while len(cells) > width and not cells[-1]:
            cells.pop()
        width = width or len(cells)
        yield cells


def _stripped(rows: list[Cells]) -> list[Cells]:
    return [[cell.strip() for cell in row] for row in rows]


def _text(cell: object) -> str:
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    return "" if cell is None else str(cell).strip()
