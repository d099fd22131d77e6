"""Measures completion by region on one database of one size, and prints a line for each figure.

`make bench` calls it once for each size, with DATABASE_URL set to an empty database.
"""

import argparse
import datetime as dt
import resource
import statistics
import time
from collections.abc import Callable
from functools import partial

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench.organisation import build
from courses.actions.learning import enrol, finish_lesson
from courses.models import CourseEdition
from people.models import Oversight, Person, Unit
from standing.actions.checking import check_standing

TIMES = 15


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("people", type=int)
    parser.add_argument("--copies", type=int, default=1)
    options = parser.parse_args()
    call_command("migrate", verbosity=0, interactive=False)
    started = time.perf_counter()
    build(options.people, copies=options.copies)
    where = f"{connection.vendor}, {options.people:,} people"
    say(where, "built", 0, time.perf_counter() - started)
    client = manager()
    for name in ("course-0", "all"):
        client.get(f"/completion/{name}/")
        overview = partial(client.get, f"/completion/{name}/")
        say(where, f"national overview, {name}", *measured(overview))
    say(where, "a completion recorded", *completions())
    if options.people <= 20_000:
        download(where, client)
        started = time.perf_counter()
        found = check_standing()
        say(where, f"check_standing, {len(found)} differences", 0, time.perf_counter() - started)


def manager() -> Client:
    """Oversees everybody, so names and exact figures are asked for."""
    person = Person.objects.create_user("manager@example.org", name="A manager")
    for nation in Unit.objects.filter(kind=Unit.Kind.NATION):
        Oversight.objects.create(person=person, unit=nation, first_day=dt.date(2020, 1, 1))
    client = Client()
    client.force_login(person)
    return client


def measured(do: Callable[[], object]) -> tuple[int, float]:
    """Queries, and the median of the seconds, of doing it again and again."""
    with CaptureQueriesContext(connection) as queries:
        do()
    return len(queries), statistics.median(seconds(do) for _ in range(TIMES))


def seconds(do: Callable[[], object]) -> float:
    started = time.perf_counter()
    do()
    return time.perf_counter() - started


def completions() -> tuple[int, float]:
    """Of people chosen from all of them, each with a new enrolment."""
    edition = CourseEdition.objects.get(title="Course 0")
    step = edition.steps.select_related("edition").get()
    counts, took = [], []
    for person in Person.objects.filter(postings__last_day=None).order_by("key")[:TIMES]:
        at = timezone.now()
        enrolment = enrol(person=person, course_key=edition.course_key, at=at, renews=True)
        do = partial(finish_lesson, enrolment=enrolment, step=step, number=1, at=at)
        with CaptureQueriesContext(connection) as queries:
            took.append(seconds(do))
        counts.append(len(queries))
    return max(counts), statistics.median(took)


def download(where: str, client: Client) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    size = sum(map(len, client.get("/completion/course-0/people/table.csv").streaming_content))
    took = time.perf_counter() - started
    grew = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    say(
        where, f"download of everybody, {size / 1e6:.1f} MB, memory +{grew / 1024:.0f} MiB", 0, took
    )


def say(where: str, what: str, queries: int, took: float) -> None:
    counted = f"{queries:3} queries" if queries else " " * 11
    print(f"{where:<28} {what:<58} {counted} {1000 * took:>10,.0f} ms", flush=True)
