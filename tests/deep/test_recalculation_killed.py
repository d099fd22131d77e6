"""What is asked of thousands changes, the worker is killed in the middle, and another goes on."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from config.settings import base
from people.models import Person, Posting, Unit
from standing.actions.assignments import change_assignment, make_assignment
from standing.actions.checking import check_standing
from standing.actions.recalculation import PORTION
from standing.management.commands import tend_standing
from standing.models import Recalculation
from standing.queries import figures
from standing.requirement_queries import Terms
from tests.deep.killing import environment
from tests.factories.people import LONG_AGO, JobRoleFactory, PersonFactory, UnitFactory
from tests.reports.course import make_course

TASKS = base.TASKS  # Tests do what is enqueued at once; here a worker does it.
pytestmark = [pytest.mark.deep, pytest.mark.django_db(transaction=True)]

PEOPLE = 20_000
SECONDS = 600
KILLS = 2


@contextmanager
def worker(log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A background worker of its own, gone at the end whatever happens."""
    with log.open("ab") as told:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "db_worker", "--no-reload", "--interval=0.1"],
            cwd=settings.BASE_DIR,
            env=environment() | {"DJANGO_SETTINGS_MODULE": "config.settings.local"},
            stdout=told,
            stderr=told,
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def wait_until(is_so: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + SECONDS
    while not is_so():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.02)


def done() -> int:
    return Recalculation.objects.latest("pk").done


def is_over() -> bool:
    return not Recalculation.objects.unfinished().exists()


def make_people() -> Unit:
    nation = UnitFactory(code="ENG", kind=Unit.Kind.NATION)
    region = UnitFactory(code="N", kind=Unit.Kind.REGION, below=nation)
    teams = [UnitFactory(below=region) for _ in range(20)]
    people = Person.objects.bulk_create(
        Person(email=f"p{number}@example.org", name=f"P {number}") for number in range(PEOPLE)
    )
    role = JobRoleFactory()
    Posting.objects.bulk_create(
        Posting(person=person, unit=teams[n % 20], job_role=role, first_day=LONG_AGO)
        for n, person in enumerate(people)
    )
    return nation


def test_an_edit_for_thousands_survives_workers_that_are_killed(tmp_path: Path, settings) -> None:
    settings.DEMO = True  # Nobody signs off the course of a test.
    settings.TASKS = TASKS
    log = tmp_path / "worker.log"
    nation, course = make_people(), make_course().translation_key
    by, today = PersonFactory(), timezone.localdate()
    terms = Terms(frozenset({nation.pk}), due_days=10)
    edit = {"by": by, "at": timezone.now()}
    asked = make_assignment(course_key=course, first_day=today, last_day=None, terms=terms, **edit)
    with worker(log) as process:
        wait_until(is_over, process, log)
    assert figures(course, [nation.pk], today)[nation.pk].people == PEOPLE

    later = Terms(frozenset({nation.pk}), due_days=30, renewal_months=12)
    change_assignment(assignment=asked, from_day=today, terms=later, **edit)
    for number in range(1, KILLS + 1):
        with worker(log) as process:
            least = done() + PORTION
            wait_until(lambda least=least: done() >= least, process, log)
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
        assert not is_over(), f"kill {number} came too late to prove anything"
        Recalculation.objects.update(moved_at=timezone.now() - 2 * tend_standing.LOST_AFTER)
        call_command("tend_standing")
    with worker(log) as process:
        wait_until(is_over, process, log)

    assert check_standing() == []
    assert done() == Recalculation.objects.latest("pk").total
