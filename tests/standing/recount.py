"""A stranger who recounts figures from the exported tables and docs/facts.md alone.

Imports nothing of the project. Loops over people and days; slow on purpose.
"""

import calendar
import csv
import datetime as dt
from collections import defaultdict
from functools import cache
from pathlib import Path

ONE = dt.timedelta(days=1)
FOREVER = dt.date.max
REQUIRED = ("overdue", "not_started", "in_progress", "up_to_date")  # from the worst
STATES = ("up_to_date", "overdue", "in_progress", "not_started", "exempt", "voluntary")


def day_or(cell: str, otherwise: dt.date | None = None) -> dt.date | None:
    return dt.date.fromisoformat(cell) if cell else otherwise


def within(row: dict, day: dt.date) -> bool:
    return day_or(row["first_day"]) <= day <= day_or(row["last_day"], FOREVER)


def by(rows: list[dict], *columns: str) -> dict:
    found = defaultdict(list)
    for row in rows:
        key = tuple(row[column] for column in columns)
        found[key if len(key) > 1 else key[0]].append(row)
    return found


class Recount:
    def __init__(self, folder: Path) -> None:
        t = {}
        for path in folder.glob("*.csv"):
            with path.open(encoding="utf-8", newline="") as file:
                t[path.stem] = list(csv.DictReader(file))
        self.people = [row["person"] for row in t["people"]]
        self.names = {row["unit"]: row["name"] for row in t["units"]}
        self.kinds = {row["unit"]: row["kind"] for row in t["units"]}
        self.courses = {row["slug"]: row["course"] for row in t["courses"]}
        self.placements = by(t["placements"], "unit")
        self.postings = by(t["postings"], "person")
        self.assignments = by(t["assignments"], "course")
        self.versions = by(t["assignment_versions"], "assignment")
        self.named = by(t["assignment_units"], "assignment", "version", "is_covered")
        self.roles = by(t["assignment_job_roles"], "assignment", "version")
        self.editions = by(t["editions"], "course")
        self.enrolments = by(t["enrolments"], "person", "course")
        withdrawn = {row["completion"] for row in t["withdrawals"]}
        counting = [row for row in t["completions"] if row["completion"] not in withdrawn]
        self.completions = by(counting, "person", "course")
        standing = [row for row in t["exemptions"] if not row["withdrawn_on"]]
        self.exemptions = by(standing, "person", "course")
        self.covering = cache(self._covering)
        self.state = cache(self._state)

    # Rule 1

    def posting(self, person: str, day: dt.date) -> dict | None:
        return next((row for row in self.postings[person] if within(row, day)), None)

    def chain(self, unit: str, day: dt.date) -> list[str]:
        found = [unit]
        while True:
            here = [row["parent"] for row in self.placements[found[-1]] if within(row, day)]
            if not here:
                return found
            found += here

    # Rule 2

    def _covering(self, unit: str, role: str, course: str, day: dt.date) -> tuple:
        above, found = set(self.chain(unit, day)), []
        for assignment in self.assignments[course]:
            key = assignment["assignment"]
            begun = [v for v in self.versions[key] if day_or(v["from_day"]) <= day]
            if not within(assignment, day) or not begun:
                continue
            version = max(begun, key=lambda one: int(one["version"]))
            number = version["version"]
            units = {row["unit"] for row in self.named[key, number, "yes"]}
            without = {row["unit"] for row in self.named[key, number, "no"]}
            roles = {row["job_role"] for row in self.roles[key, number]}
            if above & units and not above & without and (not roles or role in roles):
                found.append((assignment, version))
        return tuple(found)

    def covered(self, person: str, course: str, day: dt.date) -> tuple:
        row = self.posting(person, day)
        return self.covering(row["unit"], row["job_role"], course, day) if row else ()

    # Rule 3

    def entry(self, person: str, course: str, day: dt.date) -> dt.date:
        first = min(day_or(row["first_day"]) for row in self.postings[person])
        entry, without = day, 0
        while day > first and without < 90:
            day -= ONE
            if self.covered(person, course, day):
                entry, without = day, 0
            else:
                without += 1
        return entry

    # Rules 4 and 5

    def edition(self, completion: dict) -> int:
        if completion["source"] == "here":
            return int(completion["edition"])
        there = [
            int(row["edition"])
            for row in self.editions[completion["course"]]
            if day_or(row["day"]) <= day_or(completion["day"])
        ]
        return max(there, default=0)

    def last_valid(self, completion: dict, months: int | None) -> dt.date:
        last = FOREVER
        if months:
            last = months_later(day_or(completion["day"]), months) - ONE
        for row in self.editions[completion["course"]]:
            if row["retake"] == "everybody" and self.edition(completion) < int(row["edition"]):
                last = min(last, day_or(row["retake_by"]))
        return last

    # Rule 6

    def due(self, person: str, course: str, day: dt.date) -> dt.date:
        entry, dates = self.entry(person, course, day), []
        for assignment, version in self.covered(person, course, day):
            grace = dt.timedelta(days=int(version["grace_days"]))
            if version["due_days"]:
                since = max(entry, day_or(assignment["first_day"]))
                date = since + dt.timedelta(days=int(version["due_days"]))
            else:
                date = max(day_or(version["due_day"]), entry + grace)
            rows = sorted(self.exemptions[person, course], key=lambda row: row["first_day"])
            for row in rows:
                ends = day_or(row["last_day"], FOREVER)
                if ends < day and date >= day_or(row["first_day"]):
                    date = max(date, ends + grace)
            dates.append(date)
        return min(dates)

    # Rules 7 and 8

    def _state(self, person: str, course: str, day: dt.date) -> str | None:
        if not self.posting(person, day):
            return None
        covering = self.covered(person, course, day)
        passes = self.enrolments[person, course]
        if not covering:
            return "voluntary" if any(day_or(p["started_on"]) <= day for p in passes) else None
        if any(within(row, day) for row in self.exemptions[person, course]):
            return "exempt"
        asked = [int(v["renewal_months"]) for _a, v in covering if v["renewal_months"]]
        months = min(asked, default=None)
        made = [row for row in self.completions[person, course] if day_or(row["day"]) <= day]
        valid = [self.last_valid(row, months) for row in made]
        if any(last >= day for last in valid):
            return "up_to_date"
        if day > max([self.due(person, course, day), *valid]):
            return "overdue"
        begun = (
            day_or(p["first_act_on"], FOREVER) <= day < day_or(p["completed_on"], FOREVER)
            for p in passes
        )
        return "in_progress" if any(begun) else "not_started"

    # Rule 11

    def worst(self, person: str, day: dt.date) -> str | None:
        states = {self.state(person, course, day) for course in self.courses.values()}
        return next((s for s in (*REQUIRED, "exempt", "voluntary") if s in states), None)

    # Rules 9, 10 and 12

    def rows(self, slug: str, kind_or_code: str, day: dt.date, now: dt.date | None = None) -> dict:
        """By unit: what `manage.py completion` prints. `now`: by the unit in which people are
        then, instead of that of the day."""
        counts = {unit: defaultdict(int) for unit in self.units(kind_or_code, now or day)}
        for person in self.people:
            posting = self.posting(person, now or day)
            here = self.chain(posting["unit"], now or day) if posting else []
            for measure in self.measures(person, slug, day):
                for unit in counts.keys() & set(here):
                    counts[unit][measure] += 1
        return {unit: self.row(unit, found) for unit, found in counts.items()}

    def measures(self, person: str, slug: str, day: dt.date) -> list[str]:
        def on(d: dt.date) -> str | None:
            if slug == "all":
                return self.worst(person, d)
            return self.state(person, self.courses[slug], d)

        here = on(day)
        lapsing = [
            f"lapsing_{n}"
            for n in (30, 60, 90)
            if here == "up_to_date" and on(day + n * ONE) in REQUIRED[:3]
        ]
        return [here, *lapsing] if here else []

    def units(self, kind_or_code: str, day: dt.date) -> list[str]:
        if kind_or_code in self.kinds.values():
            return [unit for unit, kind in self.kinds.items() if kind == kind_or_code]
        return [
            row["unit"]
            for rows in self.placements.values()
            for row in rows
            if row["parent"] == kind_or_code and within(row, day)
        ]

    def row(self, unit: str, counts: dict[str, int]) -> dict:
        people = sum(counts[state] for state in REQUIRED)
        measures = (*STATES, "lapsing_30", "lapsing_60", "lapsing_90")
        return {
            "unit": unit,
            "name": self.names[unit],
            "people": people,
            **{measure: counts[measure] for measure in measures},
            "share": counts["up_to_date"] * 100 // people if people else None,
        }


def months_later(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
