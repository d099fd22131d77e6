"""The table of a report in an order, and as a file: both of what the page shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.formats.base_formats import CSV, XLSX
from tablib import Dataset

from reports.queries import Report, Row

FORMATS = {"csv": CSV, "xlsx": XLSX}
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
COUNTS = {
    "people": gettext_lazy("People"),
    "up_to_date": gettext_lazy("Up to date"),
    "in_progress": gettext_lazy("In progress"),
    "not_started": gettext_lazy("Not started"),
    "share": gettext_lazy("Share up to date"),
}
COLUMNS = {"name": gettext_lazy("Where"), **COUNTS}


@dataclass(frozen=True)
class Heading:
    """A column's heading: `sort` is what its link asks for, `order` how the rows stand by it."""

    label: str
    sort: str
    order: str
    is_number: bool


def headings(sort: str) -> list[Heading]:
    """The columns with what to sort by next: a second press turns the order round."""
    column, is_falling = _parse(sort)
    return [
        Heading(
            label=str(label),
            sort=f"-{name}" if name == column and not is_falling else name,
            order=("descending" if is_falling else "ascending") if name == column else "none",
            is_number=name != "name",
        )
        for name, label in COLUMNS.items()
    ]


def in_order(rows: Sequence[Row], sort: str) -> list[Row]:
    """By what is shown, so that the order tells nothing of what is hidden: that comes last."""
    column, is_falling = _parse(sort)
    by_name = sorted(rows, key=lambda row: (row.itself, row.name))
    if column == "name":
        return by_name[::-1] if is_falling else by_name
    shown = [row for row in by_name if getattr(row.figure, column) is not None]
    hidden = [row for row in by_name if getattr(row.figure, column) is None]
    return sorted(shown, key=lambda row: getattr(row.figure, column), reverse=is_falling) + hidden


def file_of(report: Report, rows: Sequence[Row], form: str) -> tuple[bytes, str]:
    """The table as a CSV or XLSX file, with its content type."""
    table = Dataset(
        headers=[
            *(_("Code"), _("Where")),
            *(str(label) for label in COUNTS.values()),
            *(_("How exact"), _("Course"), _("Day")),
        ],
        title="completion",
    )
    for row in (*rows, report.total):
        figures = [getattr(row.figure, name) for name in COUNTS]
        line = [
            *(row.code, row.name),
            *(_absent(row) if figure is None else figure for figure in figures),
            *(_exactness(row), report.course.title, report.day.isoformat()),
        ]
        table.append([neutralised(cell) for cell in line])
    chosen = FORMATS[form]()
    content = chosen.export_data(table)
    # The mark tells a spreadsheet that the text is Unicode.
    encoded = content.encode("utf-8-sig") if isinstance(content, str) else content
    return encoded, chosen.get_content_type()


def neutralised(cell: str | int) -> str | int:
    """Text that a spreadsheet would take for a formula, with a quote before it (OWASP)."""
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return cell


def _absent(row: Row) -> str:
    return _("nobody") if row.figure.is_empty else _("hidden")


def _exactness(row: Row) -> str:
    return _("exact") if row.figure.is_exact else _("rounded to the nearest 5, or hidden")


def _parse(sort: str) -> tuple[str, bool]:
    column = sort.removeprefix("-")
    return (column, sort.startswith("-")) if column in COLUMNS else ("name", False)
