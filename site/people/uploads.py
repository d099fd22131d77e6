"""Tables that administrators upload, as rows of text: CSV, or the first sheet of an XLSX file."""

import datetime as dt
import io
from collections.abc import Iterator
from zipfile import ZipFile

from django.utils.translation import gettext as _
from import_export.formats.base_formats import CSV
from openpyxl import load_workbook

LONGEST = 100_000  # rows: far more than the service has people, and still read in a minute
WIDEST = 50  # columns
LARGEST_UNPACKED = 300_000_000  # bytes: a sheet of 100,000 rows has a tenth of that

Cells = list[str]


class Unreadable(ValueError):
    """The file is no table that we read; the words say why."""


def cells_of(name: str, content: bytes) -> list[Cells]:
    """The file as rows of text, the header first, without empty rows at its end. Raises Unreadable.

    An XLSX file is small for what it says it holds: no more is unpacked or read than is allowed.
    """
    try:
        rows = _xlsx(content) if name.lower().endswith(".xlsx") else _csv(content)
    except Unreadable:
        raise
    except UnicodeDecodeError as error:
        raise Unreadable(_("Save the file as CSV in UTF-8, or as XLSX.")) from error
    except Exception as error:
        raise Unreadable(_("The file cannot be read as a table: CSV or XLSX.")) from error
    if len(rows) > LONGEST + 1:
        raise Unreadable(_("The file has more rows than 100,000. Divide it."))
    while rows and not any(rows[-1]):
        rows.pop()
    if len(rows) < 2:
        raise Unreadable(_("The file has no rows."))
    return rows


def _csv(content: bytes) -> list[Cells]:
    table = CSV().create_dataset(content.decode("utf-8-sig"))
    return [[_text(cell) for cell in row] for row in [table.headers or [], *table]]


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


def _text(cell: object) -> str:
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    return "" if cell is None else str(cell).strip()
