"""Completions from elsewhere, as a table."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.results import Result
from import_export.widgets import Widget
from tablib import Dataset

from courses.domain.elsewhere import DayTrouble, day_trouble
from courses.models import Completion
from courses.record_queries import Checklist, checklist
from courses.uploads import ROW

T = TypeVar("T")
COLUMNS = ("person", "course", "day", "evidence")
OTHER_NAMES = dict.fromkeys(("email", "e-mail", "e-mail address", "person key", "key"), "person")
MOST_EVIDENCE = 300
DAY_FORMATS = ("%Y-%m-%d", "%d/%m/%Y")


class Checked(Widget):
    """Makes a value of a cell; ValueError says what is wrong with it."""

    def __init__(self, read: Callable[[str], Any]) -> None:
        super().__init__()
        self.read = read

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Any:
        return self.read(value)


class CompletionsFromElsewhere(ModelResource):
    """Checks the rows of a table. It saves nothing: `completions` are what an action records."""

    class Meta:
        model = Completion
        fields: Sequence[str] = ()
        import_id_fields: Sequence[str] = ()
        force_init_instance = True
        use_bulk = True
        skip_diff = True
        clean_model_instances = False

    def __init__(self, today: dt.date) -> None:
        super().__init__()
        self.today = today
        self.completions: list[Completion] = []
        self.rows_of: dict[tuple[int, uuid.UUID, dt.date], int] = {}
        for column, attribute, read in (
            ("person", "person_id", self._person),
            ("course", "course_key", self._course),
            ("day", "day", day_of_cell),
            ("evidence", "evidence", _evidence),
        ):
            self.fields[column] = Field(attribute, column, Checked(read))

    def before_import(self, dataset: Dataset, **kwargs: Any) -> None:
        self.known: Checklist = checklist(dataset["person"])

    def after_init_instance(
        self, instance: Completion, new: bool, row: Mapping[str, Any], **kwargs: Any
    ) -> None:
        instance.source = Completion.Source.ELSEWHERE

    def validate_instance(
        self, instance: Completion, import_validation_errors: Any = None, **kwargs: Any
    ) -> None:
        """After each cell: the day, which depends on who it is and which course."""
        errors = dict(import_validation_errors or {})
        if not {"person_id", "course_key", "day"} & errors.keys():
            known = self.known.days_of(instance.person_id, instance.course_key)
            trouble = day_trouble(
                instance.day,
                today=self.today,
                first_posted=self.known.first_posted.get(instance.person_id),
                known=known,
            )
            if trouble:
                errors["day"] = ValidationError(day_words(trouble))
        if errors:
            raise ValidationError(errors)

    def save_instance(
        self, instance: Completion, is_create: bool, row: Mapping[str, Any], **kwargs: Any
    ) -> None:
        place = (instance.person_id, instance.course_key, instance.day)
        first = self.rows_of.setdefault(place, row[ROW])
        if first != row[ROW]:
            words = _("The same person, course and day as in row %(row)s.")
            raise ValidationError({"person_id": words % {"row": first}})
        self.completions.append(instance)

    def after_import(self, dataset: Dataset, result: Result, **kwargs: Any) -> None:
        """Nothing: primary keys are given out when an action writes."""

    def _person(self, cell: str) -> int:
        if not cell:
            raise ValueError(_("Give the e-mail address or the key of a person."))
        person = self.known.persons.get(cell.lower())
        if person is None:
            words = _("Nobody here has the e-mail address or key “%(cell)s”.")
            raise ValueError(words % {"cell": _short(cell)})
        return person

    def _course(self, cell: str) -> uuid.UUID:
        if not cell:
            raise ValueError(_("Give the short name of a course, as in its address."))
        key = self.known.courses.get(cell.lower())
        if key is None:
            words = _("There is no course “%(cell)s”. There are: %(courses)s.")
            courses = ", ".join(sorted(self.known.courses)) or _("none")
            raise ValueError(words % {"cell": _short(cell), "courses": courses})
        return key


def day_of_cell(cell: str) -> dt.date:
    """2026-01-31 or 31/01/2026. Raises ValueError with words."""
    for form in DAY_FORMATS:
        try:
            return dt.datetime.strptime(cell, form).date()  # noqa: DTZ007 -- a day has no zone
        except ValueError:
            continue
    if not cell:
        raise ValueError(_("Give the day of the completion, such as 2026-01-31."))
    words = _("“%(cell)s” is no day. Write it as 2026-01-31 or 31/01/2026.")
    raise ValueError(words % {"cell": _short(cell)})


def day_words(trouble: DayTrouble) -> str:
    """What is wrong with a day, in words."""
    return {
        DayTrouble.FUTURE: _("The day has not come yet."),
        DayTrouble.NEVER_POSTED: _("The person has never been posted anywhere."),
        DayTrouble.BEFORE_FIRST_POSTING: _("The day is before the person’s first posting."),
        DayTrouble.KNOWN: _("The person has completed the course on this day already."),
    }[trouble]


def _evidence(cell: str) -> str:
    if not cell:
        raise ValueError(_("Say what shows it, such as the name of a certificate."))
    if len(cell) > MOST_EVIDENCE:
        words = _("Say it in at most %(most)s characters; these are %(length)s.")
        raise ValueError(words % {"most": MOST_EVIDENCE, "length": len(cell)})
    return cell


def _short(cell: str) -> str:
    return cell if len(cell) <= 60 else f"{cell[:60]}…"


@dataclass(frozen=True)
class CellProblem:
    """What is wrong in a row of the spreadsheet."""

    row: int
    column: str
    reason: str


@dataclass(frozen=True)
class Preview:
    """What a table would record: everything in it, or nothing where there are problems."""

    completions: Sequence[Completion]
    problems: Sequence[CellProblem]
    rows: int

    @property
    def by_course(self) -> list[tuple[uuid.UUID, int]]:
        """How many of which course, most first."""
        return Counter(one.course_key for one in self.completions).most_common()

    @property
    def people(self) -> int:
        return len({one.person_id for one in self.completions})

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        days = [one.day for one in self.completions]
        return min(days), max(days)


def preview(table: Dataset, *, today: dt.date) -> Preview:
    """Checks a table as `read_table` gives it. It writes nothing, and costs a few queries."""
    resource = CompletionsFromElsewhere(today)
    result = resource.import_data(table, use_transactions=False, raise_errors=False)
    if result.has_errors():
        errors = [*result.base_errors, *(e for _row, found in result.row_errors() for e in found)]
        raise errors[0].error
    return Preview(resource.completions, list(_problems(result, table)), len(table))


def _problems(result: Result, table: Dataset) -> Iterable[CellProblem]:
    columns = {"person_id": "person", "course_key": "course"}
    for invalid in result.invalid_rows:
        row = table[invalid.number - 1][0]
        for attribute, reasons in invalid.field_specific_errors.items():
            for reason in reasons:
                yield CellProblem(row, columns.get(attribute, attribute), reason)
