"""What administrators see of completions, and what one from elsewhere is checked against."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from django.db.models import Exists, Min, OuterRef, Q

from courses.models import Completion, Course, CourseEdition
from people.models import Person, Posting
from quizzes.domain.compiled import in_language

T = TypeVar("T")
AT_ONCE = 5_000  # values in one query
MOST_FOUND = 50
Days = frozenset[dt.date]
NO_DAYS: Days = frozenset()


@dataclass(frozen=True)
class Checklist:
    """What completions from elsewhere are checked against, for the people in question.

    People by e-mail address (lower case) and by key; courses by each address (slug) of theirs.
    """

    persons: Mapping[str, int]
    courses: Mapping[str, uuid.UUID]
    first_posted: Mapping[int, dt.date]
    known: Mapping[tuple[int, uuid.UUID], Days]

    def days_of(self, person: int, course_key: uuid.UUID) -> Days:
        """The days on which the person has completed the course, withdrawn ones left out."""
        return self.known.get((person, course_key), NO_DAYS)


def checklist(names: Iterable[str]) -> Checklist:
    """For the people with these e-mail addresses or keys. Three queries for each 5,000 names, and
    one for the courses."""
    persons: dict[str, int] = {}
    for some in in_portions(sorted({name.strip().lower() for name in names})):
        persons |= _persons(some)
    first_posted: dict[int, dt.date] = {}
    known: dict[tuple[int, uuid.UUID], set[dt.date]] = defaultdict(set)
    for ids in in_portions(sorted(set(persons.values()))):
        posted = Posting.objects.filter(person__in=ids).order_by().values("person")
        first_posted |= dict(posted.annotate(first=Min("first_day")).values_list("person", "first"))
        rows = Completion.objects.valid().filter(person__in=ids).order_by()
        for person, course_key, day in rows.values_list("person", "course_key", "day"):
            known[person, course_key].add(day)
    return Checklist(
        persons=persons,
        courses=course_keys(),
        first_posted=first_posted,
        known={place: frozenset(days) for place, days in known.items()},
    )


def in_portions(values: Sequence[T]) -> Iterator[list[T]]:
    """The values, 5,000 at a time."""
    waiting = iter(values)
    while portion := list(islice(waiting, AT_ONCE)):
        yield portion


def _persons(names: list[str]) -> dict[str, int]:
    keys = [name for name in names if _is_key(name)]
    rows = Person.objects.filter(Q(email__in=names) | Q(key__in=keys)).order_by()
    found: dict[str, int] = {}
    for pk, email, key in rows.values_list("pk", "email", "key"):
        found |= {email.lower(): pk, str(key): pk}
    return found


def _is_key(name: str) -> bool:
    try:
        return str(uuid.UUID(name)) == name
    except ValueError:
        return False


def course_keys() -> dict[str, uuid.UUID]:
    """The courses that have an edition, by each of their slugs; of two, the live one. One query."""
    published = CourseEdition.objects.filter(course_key=OuterRef("translation_key"))
    pages = Course.objects.filter(Exists(published), alias_of__isnull=True).order_by("live", "path")
    return dict(pages.values_list("slug", "translation_key"))


def course_titles(language: str) -> dict[uuid.UUID, str]:
    """Every course that has an edition, with the title of its newest, by title. One query."""
    titles = {
        edition.course_key: in_language(edition.documents, language)["title"]
        for edition in CourseEdition.objects.order_by("number")
    }
    return dict(sorted(titles.items(), key=lambda item: item[1]))


def courses_by_slug(language: str) -> list[tuple[str, str]]:
    """What a table calls the courses, with their titles. Two queries."""
    titles = course_titles(language)
    return sorted((slug, titles[key]) for slug, key in course_keys().items())


def people_found(words: str) -> list[Person]:
    """People whose name or e-mail address has the words in it, by name, 51 at most. One query."""
    named = Q(name__icontains=words) | Q(email__icontains=words)
    return list(Person.objects.filter(named).order_by("name", "pk")[: MOST_FOUND + 1])


@dataclass(frozen=True)
class Record:
    """A completion as administrators see it."""

    completion: Completion
    course: str

    @property
    def is_withdrawn(self) -> bool:
        return hasattr(self.completion, "withdrawal")


def records_of(person: Person, language: str) -> list[Record]:
    """Every completion of somebody, latest first, withdrawn ones too. Two queries."""
    titles = course_titles(language)
    rows = Completion.objects.filter(person=person).select_related(
        "edition", "recorded_by", "withdrawal__by"
    )
    return [Record(row, titles[row.course_key]) for row in rows.defer("edition__documents")]
