"""Tables that people upload: whatever their spreadsheet made of them, with the row of each line."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from tablib import Dataset

from people.uploads import Unreadable, read_csv

ROW = "#"  # the column of a line's row in the spreadsheet; the headings are row 1
MOST_ROWS = 50_000
MOST_BYTES = 10_000_000


def read_table(
    content: bytes, columns: Sequence[str], others: Mapping[str, str] | None = None
) -> Dataset:
    """The lines of a CSV file, each with its row, without the empty ones. Raises Unreadable.

    The columns may come in any order and among others; `others` are further names by which one may
    go.
    """
    lines = read_csv(content)
    headings = [_heading(cell, others or {}) for cell in lines[0]] if lines else []
    missing = [column for column in columns if headings.count(column) != 1]
    if missing:
        words = _(
            "The first row has to name the columns %(columns)s, each once. Missing or doubled: "
            "%(missing)s."
        )
        places = {"columns": ", ".join(columns), "missing": ", ".join(missing)}
        raise Unreadable(words % places)
    if len(lines) > MOST_ROWS + 1:
        words = _("The file has %(rows)s rows. Split it into files of at most %(most)s rows.")
        raise Unreadable(words % {"rows": len(lines) - 1, "most": MOST_ROWS})
    table = Dataset(headers=[ROW, *columns])
    for row, cells in enumerate(lines[1:], start=2):
        if any(cell.strip() for cell in cells):
            named = dict(zip(headings, cells, strict=False))
            table.append([row, *(named.get(column, "").strip() for column in columns)])
    if not len(table):
        raise Unreadable(_("The file has no rows below the names of its columns."))
    return table


def _heading(cell: str, others: Mapping[str, str]) -> str:
    name = cell.strip().lower()
    return others.get(name, name)
