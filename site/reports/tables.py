"""The table of a report: its columns, its order, and its lines as a file has them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quizzes.blocks import QUALITIES
from reports.domain.disclosure import Figure
from reports.files import Cell, Line
from reports.people_queries import PersonRow
from reports.play_queries import Plays
from reports.queries import Report, Row
from reports.trend_queries import Trend

COUNTS = {
    "people": gettext_lazy("People"),
    "up_to_date": gettext_lazy("Up to date"),
    "in_progress": gettext_lazy("In progress"),
    "not_started": gettext_lazy("Not started"),
    "overdue": gettext_lazy("Overdue"),
    "lapsing_30": gettext_lazy("Lapsing within 30 days"),
    "lapsing_60": gettext_lazy("Lapsing within 60 days"),
    "lapsing_90": gettext_lazy("Lapsing within 90 days"),
    "exempt": gettext_lazy("Exempt"),
    "voluntary": gettext_lazy("Voluntary"),
}
SHARE = gettext_lazy("Share up to date")
COLUMNS = {"name": gettext_lazy("Where"), "share": SHARE, **COUNTS}


@dataclass(frozen=True)
class Heading:
    """A column's heading: where its link leads, and how the rows stand by it."""

    label: str
    href: str
    order: str
    is_number: bool


def headings(sort: str, kept: dict[str, str]) -> list[Heading]:
    """The columns with links that sort by them, keeping what is asked for: a second press turns the
    order round. The share stands beside the name, where a narrow screen shows it."""
    column, is_falling = _parse(sort)
    return [
        Heading(
            label=str(label),
            href=f"?{urlencode(kept | {'sort': _next(name, column, is_falling=is_falling)})}",
            order=("descending" if is_falling else "ascending") if name == column else "none",
            is_number=name != "name",
        )
        for name, label in COLUMNS.items()
    ]


def _next(name: str, column: str, *, is_falling: bool) -> str:
    return f"-{name}" if name == column and not is_falling else name


def in_order(rows: Sequence[Row], sort: str) -> list[Row]:
    """By what is shown, so that the order tells nothing of what is hidden: that comes last."""
    column, is_falling = _parse(sort)
    by_name = sorted(rows, key=lambda row: (row.itself, row.name))
    if column == "name":
        return by_name[::-1] if is_falling else by_name
    shown = [row for row in by_name if getattr(row.figure, column) is not None]
    hidden = [row for row in by_name if getattr(row.figure, column) is None]
    return sorted(shown, key=lambda row: getattr(row.figure, column), reverse=is_falling) + hidden


def counts_of(figure: Figure) -> list[int | None]:
    """The counts in the order of the columns."""
    return [getattr(figure, name) for name in COUNTS]


def completion_lines(report: Report, rows: Sequence[Row]) -> Iterator[Line]:
    """The table as on the page, with what the page says around it."""
    yield [
        *(_("Code"), _("Where")),
        *(str(label) for label in COUNTS.values()),
        *(str(SHARE), _("How exact"), _("Course"), _("Day"), _("People count where they were on")),
    ]
    counted_on = report.asked.today if report.asked.by_unit_today else report.day
    for row in (*rows, report.total):
        yield [
            *(row.code, row.name),
            *(_shown(row, count) for count in (*counts_of(row.figure), row.figure.share)),
            *(_exactness(row), report.subject.title),
            *(report.day.isoformat(), counted_on.isoformat()),
        ]


def trend_lines(trend: Trend) -> Iterator[Line]:
    yield [
        *(_("Day"), _("If nobody does anything")),
        *(str(label) for label in COUNTS.values()),
        *(str(SHARE), _("Where"), _("Course")),
    ]
    for point in trend.points:
        figure = point.figure
        numbers = [*counts_of(figure), figure.share]
        nothing = _("nobody") if figure.is_empty else _("hidden")
        yield [
            *(point.day.isoformat(), _("yes") if point.is_ahead else _("no")),
            *(nothing if number is None else number for number in numbers),
            *(trend.name, trend.subject.title),
        ]


def people_lines(rows: Iterator[PersonRow], course: str, day: str) -> Iterator[Line]:
    yield [
        *(_("Name"), _("Unit"), _("Job role"), _("Standing"), _("Since")),
        *(_("Next"), _("From"), _("Course"), _("Day")),
    ]
    for row in rows:
        following = row.next_day.isoformat() if row.next_day else ""
        yield [
            *(row.name, row.unit, row.job_role, row.state_label, row.since.isoformat()),
            *(row.next_label, following, course, day),
        ]


def _shown(row: Row, number: int | None) -> Cell:
    if number is not None:
        return number
    return _("nobody") if row.figure.is_empty else _("hidden")


def _exactness(row: Row) -> str:
    return _("exact") if row.figure.is_exact else _("rounded to the nearest 5, or hidden")


def _parse(sort: str) -> tuple[str, bool]:
    column = sort.removeprefix("-")
    return (column, sort.startswith("-")) if column in COLUMNS else ("name", False)


def play_headings() -> Line:
    """Of the file about how a story is played."""
    return [
        _("Edition"),
        _("Scene"),
        _("Met by"),
        _("Choice"),
        _("Quality"),
        _("Leads to"),
        _("Chosen by"),
        _("Share, percent"),
        _("Seconds, more than"),
        _("Seconds, at most"),
        _("Stopped here"),
    ]


def play_lines(found: Plays) -> Iterator[Line]:
    """A line for each choice of each scene, and for each ending."""
    hidden, qualities = _("hidden"), dict(QUALITIES)

    def cell(number: int | None) -> str | int:
        return hidden if number is None else number

    for scene in found.scenes:
        low, high = scene.seconds or (None, None)
        about: list[Cell] = [found.edition.number, scene.scene.title, cell(scene.people)]
        ends: list[Cell] = [low, high, cell(scene.stopped)]
        for one in scene.choices:
            words = [one.choice.text, str(qualities[one.choice.quality]), one.target]
            yield [*about, *words, cell(one.people), cell(one.share), *ends]
        if not scene.choices:
            yield [*about, None, None, None, None, None, *ends]
