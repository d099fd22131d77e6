"""A roster: a file of people with their postings. Read, judged row by row, compared; not written.

From the earliest first day that the file gives for somebody on, the file is all there is of their
postings. What they were before, and everybody whom it does not name, stays.
"""

import datetime as dt
import itertools
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Min
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.widgets import CharWidget, DateWidget, Widget

from people.domain.stints import DAY, Stint, cut_after, first_difference
from people.models import JobRole, Person, Posting, Unit
from people.queries import in_full, out_of_reach
from people.uploads import Cells

COLUMNS = ("email", "name", "unit", "job_role", "first_day", "last_day")
NEEDED = COLUMNS[:-1]
CHUNK = 5_000
SHOWN = 50
LONGEST_EMAIL = 254


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a cell; rows are numbered as a spreadsheet numbers them."""

    row: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row that can be read."""

    row: int
    email: str
    name: str
    stint: Stint


@dataclass
class PersonPlan:
    """One person of the file: the account there is, if any, and the postings before and after."""

    email: str
    name: str
    person: Person | None
    before: list[Posting]
    after: list[Stint]
    lines: list[Line] = field(default_factory=list)


@dataclass
class Plan:
    """What a file would do; nothing, where it has problems."""

    problems: list[Problem]
    people: list[PersonPlan]
    counts: dict[str, int]
    names: Mapping[str, Mapping[int, str]]

    def shown(self) -> list[dict[str, Any]]:
        """The first people whose postings change, in words."""
        return [
            {
                "name": one.name,
                "email": one.email,
                "is_new": one.person is None,
                "before": [self._in_words(stint) for stint in stints(one.before)],
                "after": [self._in_words(stint) for stint in one.after],
            }
            for one in [one for one in self.people if changes(one)][:SHOWN]
        ]

    def _in_words(self, stint: Stint) -> str:
        days = f"{in_full(stint.first)} – {in_full(stint.last) if stint.last else ''}"
        names = self.names["units"][stint.unit], self.names["job_roles"][stint.job_role]
        return f"{', '.join(names)}: {days}"


def stints(rows: Iterable[Posting]) -> list[Stint]:
    return [Stint(row.first_day, row.last_day, row.unit_id, row.job_role_id) for row in rows]


def changes(one: PersonPlan) -> bool:
    return first_difference(stints(one.before), one.after) is not None


# Reading


class EmailWidget(CharWidget):
    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        try:
            validate_email(value)
        except ValidationError as error:
            raise ValueError(_("This is not an e-mail address.")) from error
        if len(value) > LONGEST_EMAIL:
            raise ValueError(_("The e-mail address is longer than 254 letters."))
        return value.lower()


class NameWidget(CharWidget):
    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        if len(value) > 200:
            raise ValueError(_("The name is longer than 200 letters."))
        if any(unicodedata.category(letter) == "Cc" for letter in value):
            raise ValueError(_("The name has a letter in it that cannot be shown."))
        return value


class CodeWidget(Widget):
    """A code that is known, as its primary key."""

    def __init__(self, known: Mapping[str, int], unknown: str) -> None:
        super().__init__()
        self.known, self.unknown = known, unknown

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> int:
        try:
            return self.known[value.upper()]
        except KeyError as error:
            raise ValueError(self.unknown % {"code": value}) from error


class DayWidget(DateWidget):
    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")
        self.formats = ("%Y-%m-%d", "%d/%m/%Y")

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> dt.date | None:
        try:
            day: dt.date | None = super().clean(value, row, **kwargs)
        except ValueError as error:
            raise ValueError(_("Write days as 2026-04-01 or 01/04/2026.")) from error
        if day and (words := out_of_reach(day)):
            raise ValueError(words)
        return day


# Judging


def plan_of(cells: Sequence[Cells]) -> Plan:
    """What the file would do, or every problem it has. About six queries for each 5,000 people."""
    units = {unit.pk: unit for unit in Unit.objects.all()}
    roles = {role.pk: role for role in JobRole.objects.all()}
    lines, problems = _lines(cells, units, roles)
    problems += _outside_units(lines, units)
    people = _by_person(lines, problems)
    _find_accounts(people, problems)
    names = {
        "units": {pk: unit.name for pk, unit in units.items()},
        "job_roles": {pk: role.name for pk, role in roles.items()},
    }
    problems.sort(key=lambda problem: problem.row)
    return Plan(problems=problems, people=people, counts=_counts(people), names=names)


def header_of(cells: Sequence[Cells]) -> list[str]:
    """The names of the columns, however they are written: “E-mail”, “First day”."""
    return [title.lower().replace(" ", "_").replace("-", "") for title in cells[0]]


def _lines(
    cells: Sequence[Cells], units: Mapping[int, Unit], roles: Mapping[int, JobRole]
) -> tuple[list[Line], list[Problem]]:
    header = header_of(cells)
    missing = (name for name in NEEDED if name not in header)
    unknown = (name for name in header if name not in COLUMNS)
    doubled = (name for name in COLUMNS if header.count(name) > 1)
    problems = [
        *(Problem(1, name, _("This column is missing.")) for name in missing),
        *(Problem(1, name, _("This column is there twice.")) for name in doubled),
        *(Problem(1, name, _("Nobody knows this column.")) for name in unknown),
    ]
    if problems:
        return [], problems
    fields = _fields(units, roles)
    lines = []
    for number, row in enumerate(cells[1:], start=2):
        if not any(row):
            continue
        found, wrong = _cleaned(number, dict(zip(header, row, strict=False)), fields)
        problems += wrong
        if not wrong:
            stint = Stint(found["first_day"], found["last_day"], found["unit"], found["job_role"])
            lines.append(Line(number, found["email"], found["name"], stint))
    return lines, problems


def _fields(units: Mapping[int, Unit], roles: Mapping[int, JobRole]) -> dict[str, Field]:
    unit_codes = {unit.code.upper(): pk for pk, unit in units.items()}
    role_codes = {role.code.upper(): pk for pk, role in roles.items()}
    widgets = {
        "email": EmailWidget(),
        "name": NameWidget(),
        "unit": CodeWidget(unit_codes, _("There is no unit with the code “%(code)s”.")),
        "job_role": CodeWidget(role_codes, _("There is no job role with the code “%(code)s”.")),
        "first_day": DayWidget(),
        "last_day": DayWidget(),
    }
    return {name: Field(column_name=name, widget=widget) for name, widget in widgets.items()}


def _cleaned(
    number: int, row: dict[str, str], fields: Mapping[str, Field]
) -> tuple[dict[str, Any], list[Problem]]:
    found: dict[str, Any] = {}
    wrong: list[Problem] = []
    for name, one in fields.items():
        if not row.get(name):
            found[name] = None
            if name in NEEDED:
                wrong.append(Problem(number, name, _("This is empty.")))
            continue
        try:
            found[name] = one.clean(row)
        except ValueError as error:
            wrong.append(Problem(number, name, str(error)))
    if not wrong and found["last_day"] and found["last_day"] < found["first_day"]:
        wrong.append(Problem(number, "last_day", _("The last day lies before the first day.")))
    return found, wrong


def _outside_units(lines: Sequence[Line], units: Mapping[int, Unit]) -> Iterator[Problem]:
    opened = dict(
        Unit.objects.filter(placements__isnull=False)
        .annotate(day=Min("placements__first_day"))
        .values_list("pk", "day")
    )
    for line in lines:
        stint, unit = line.stint, units[line.stint.unit]
        if unit.pk in opened and stint.first < opened[unit.pk]:
            words = _("%(unit)s is there from %(day)s on.")
            values = {"unit": unit.name, "day": in_full(opened[unit.pk])}
            yield Problem(line.row, "first_day", words % values)
        if unit.closed_on and (stint.last is None or stint.last > unit.closed_on):
            words = _(
                "The last day of %(unit)s is %(day)s: choose days up to then, or another unit."
            )
            values = {"unit": unit.name, "day": in_full(unit.closed_on)}
            yield Problem(line.row, "last_day", words % values)


def _by_person(lines: Sequence[Line], problems: list[Problem]) -> list[PersonPlan]:
    """The people of the file, each with the postings that it gives, in order."""
    grouped: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        grouped[line.email].append(line)
    people = []
    for email, own in grouped.items():
        own.sort(key=lambda line: line.stint.first)
        problems += _disagreements(own)
        after = [line.stint for line in own]
        for index, following in enumerate(after[1:]):
            if after[index].last is None:
                after[index] = Stint(
                    after[index].first,
                    following.first - DAY,
                    after[index].unit,
                    after[index].job_role,
                )
        people.append(PersonPlan(email, own[0].name, None, [], after, own))
    return people


def _disagreements(own: Sequence[Line]) -> Iterator[Problem]:
    """Rows of one person that do not fit together."""
    for line, following in itertools.pairwise(own):
        if following.name != line.name:
            words = _("Row %(row)s has another name for this e-mail address.")
            yield Problem(following.row, "name", words % {"row": line.row})
        if following.stint.first == line.stint.first:
            words = _("Row %(row)s has a posting from the same day.")
            yield Problem(following.row, "first_day", words % {"row": line.row})
        elif line.stint.last and line.stint.last >= following.stint.first:
            words = _("The days overlap those of row %(row)s.")
            yield Problem(following.row, "first_day", words % {"row": line.row})


def _find_accounts(people: Sequence[PersonPlan], problems: list[Problem]) -> None:
    """Fills in the accounts there are, their postings, and what remains of these."""
    for start in range(0, len(people), CHUNK):
        part = people[start : start + CHUNK]
        emails = [one.email for one in part]
        known = {person.email: person for person in Person.objects.filter(email__in=emails)}
        rows: dict[int, list[Posting]] = defaultdict(list)
        keys = [person.pk for person in known.values()]
        for row in Posting.objects.filter(person__in=keys).order_by("first_day"):
            rows[row.person_id].append(row)
        for one in part:
            if person := known.get(one.email):
                one.person, one.before = person, rows[person.pk]
                earlier = cut_after(stints(one.before), one.after[0].first - DAY)
                one.after = [*earlier, *one.after]
                if person.is_superuser:
                    words = _("The account of a superuser is not changed by a file.")
                    problems.append(Problem(one.lines[0].row, "email", words))


def _counts(people: Sequence[PersonPlan]) -> dict[str, int]:
    known = [one for one in people if one.person]
    renamed = [one for one in known if one.person and one.person.name != one.name]
    reposted = [one for one in known if changes(one)]
    return {
        "people": len(people),
        "new": len(people) - len(known),
        "renamed": len(renamed),
        "reposted": len(reposted),
        "unchanged": len(known) - len({one.email for one in (*renamed, *reposted)}),
        "removed": sum(
            row.first_day not in {stint.first for stint in one.after}
            for one in known
            for row in one.before
        ),
    }
