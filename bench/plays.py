"""Measures the counts of plays at one number of decisions, and prints a line for each figure.

`make bench` calls it once for each database, with DATABASE_URL set to an empty one, and with
numbers of decisions that rise: each adds what the one before lacks.
"""

import argparse
import datetime as dt
import random
import time
import uuid
from collections.abc import Iterator
from functools import partial

from django.core.management import call_command
from django.db import connection
from django.db.models import Max
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from bench.standing import measured, say
from courses.models import CourseIndex
from people.models import Person
from quizzes.actions.counting import count_plays, differences
from quizzes.actions.stopping import count_stops, stop_differences
from quizzes.models import ActivityEdition, Attempt, Decision, Scenario
from reports.play_queries import plays_of

SCENES, CHOICES, MONTHS = 20, 3, 24
DECISIONS_OF_ONE = 10  # of an attempt that is finished
SHARE_PLAYING_AGAIN, SHARE_STOPPING = 0.2, 0.1
AT_ONCE = 2_000
QUALITIES = ("safe", "partly", "unsafe")
VIEWS = {
    "all months": {},
    "12 months": {"months": "12"},
    "3 months": {"months": "3"},
    "all attempts": {"attempts": "all"},
    "3 months, all attempts": {"months": "3", "attempts": "all"},
    "two editions": {"beside": "1"},
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("decisions", type=int, nargs="+")
    options = parser.parse_args()
    call_command("migrate", verbosity=0, interactive=False)
    page = story()
    client = author()
    for decisions in options.decisions:
        where = f"{connection.vendor}, {decisions:,} decisions"
        started = time.perf_counter()
        play(page, decisions - Decision.objects.count())
        say(where, "played", 0, time.perf_counter() - started)
        count(where)
        look(where, client, page)


def story() -> Scenario:
    """A story of twenty scenes, three choices each, and two editions."""
    root = Page.objects.get(depth=1)
    index = root.add_child(instance=CourseIndex(title="Courses", slug="courses"))
    page = index.add_child(instance=Scenario(title="A long story", slug="story", live=False))
    for number in (1, 2):
        ActivityEdition.objects.create(
            activity_key=page.translation_key,
            kind=ActivityEdition.Kind.SCENARIO,
            number=number,
            title=page.title,
            documents={"en": document()},
            made_at=timezone.now(),
        )
    return page


def document() -> dict[str, object]:
    """Each choice leads one, two or three scenes onwards."""
    scenes = [
        {
            "key": f"s{at}",
            "title": f"Scene {at}",
            "text": "<p>…</p>",
            "findings": [f"S{at % 5 + 1}"],
            "choices": [
                {
                    "key": f"c{number}",
                    "text": f"Choice {number}",
                    "to": f"s{min(at + number + 1, SCENES)}",
                    "feedback": "…",
                    "quality": QUALITIES[number],
                    "findings": [],
                }
                for number in range(CHOICES)
            ],
        }
        for at in range(SCENES)
    ]
    end = {"outcome": "good", "debrief": "<p>…</p>"}
    last = {"key": f"s{SCENES}", "title": "Afterwards", "text": "<p>…</p>", "ending": end}
    return {
        "format": "scenario/1",
        "title": "A long story",
        "language": "en",
        "start": "s0",
        "scenes": [*scenes, last],
    }


def author() -> Client:
    """May edit every page."""
    client = Client()
    client.force_login(Person.objects.create_superuser("author@example.org", name="An author"))
    return client


def play(page: Scenario, decisions: int) -> None:
    """So many decisions, of people of whom some play again and some stop."""
    chance = random.Random(decisions)  # noqa: S311 -- nothing here is a secret
    editions = list(ActivityEdition.objects.of(page.translation_key).order_by("number"))
    while decisions > 0:
        number = min(AT_ONCE, decisions // DECISIONS_OF_ONE + 1)
        decisions -= _play_some(editions, number, chance, decisions)


def _play_some(
    editions: list[ActivityEdition], number: int, chance: random.Random, most: int
) -> int:
    taken = Person.objects.aggregate(last=Max("pk"))["last"]
    people = Person.objects.bulk_create(
        Person(email=f"p{taken + at}@example.org", name=f"Person {taken + at}")
        for at in range(number)
    )
    attempts, ways = [], []
    for person in people:
        for attempt in _attempts_of(person, editions, chance):
            attempts.append(attempt)
            ways.append(list(_way(chance, stops=attempt.finished_at is None)))
    Attempt.objects.bulk_create(attempts)
    made = [one for each in zip(attempts, ways, strict=True) for one in _decisions(*each)]
    Decision.objects.bulk_create(made[:most], batch_size=AT_ONCE)
    return len(made[:most])


def _attempts_of(
    person: Person, editions: list[ActivityEdition], chance: random.Random
) -> Iterator[Attempt]:
    """One or two, months apart; the last may be left where it stands. Each edition has its year."""
    month = chance.randrange(MONTHS)
    for time_of_it in range(1 + (chance.random() < SHARE_PLAYING_AGAIN)):
        back = max(0, MONTHS - 1 - month - time_of_it * 3) * 30 + 40 - 20 * time_of_it
        at = timezone.now() - dt.timedelta(days=back, minutes=chance.randrange(10_000))
        edition = editions[(MONTHS - 1 - month) * 2 < MONTHS]
        attempt = Attempt(
            key=uuid.uuid4(),
            person=person,
            edition=edition,
            activity_key=edition.activity_key,
            seed=1,
            started_at=at,
        )
        if chance.random() >= SHARE_STOPPING:
            attempt.finished_at = at + dt.timedelta(minutes=20)
            attempt.score, attempt.passed, attempt.outcome = 0, True, "good"
            yield attempt
        else:
            yield attempt
            return


def _way(chance: random.Random, *, stops: bool) -> Iterator[tuple[int, int]]:
    """Scenes, and the choice made at each."""
    at, made = 0, 0
    while at < SCENES and not (stops and made > chance.randrange(1, 10)):
        number = chance.choices(range(CHOICES), (5, 3, 2))[0]
        yield at, number
        at, made = at + number + 1, made + 1


def _decisions(attempt: Attempt, way: list[tuple[int, int]]) -> Iterator[Decision]:
    for number, (scene, choice) in enumerate(way, start=1):
        yield Decision(
            attempt=attempt,
            number=number,
            scene_key=f"s{scene}",
            choice_key=f"c{choice}",
            decided_at=attempt.started_at + dt.timedelta(seconds=number * (7 + attempt.seed)),
        )


def count(where: str) -> None:
    waiting = Attempt.objects.finished().filter(counted_in__isnull=True).count()
    started = time.perf_counter()
    count_plays()
    took = time.perf_counter() - started
    say(where, f"counted, {waiting / took:,.0f} attempts a second", 0, took)
    started = time.perf_counter()
    stopped = count_stops(at=timezone.now())
    say(where, f"stops counted, {stopped:,}", 0, time.perf_counter() - started)
    started = time.perf_counter()
    count_stops(at=timezone.now())
    say(where, "stops, nothing new", 0, time.perf_counter() - started)
    started = time.perf_counter()
    found = len(differences()) + len(stop_differences())
    say(where, f"count_plays --check, {found} differences", 0, time.perf_counter() - started)


def look(where: str, client: Client, page: Scenario) -> None:
    address = reverse("plays:show", args=[page.pk])
    client.get(address)
    edition = ActivityEdition.objects.of(page.translation_key).latest("number")
    figures = partial(plays_of, edition, months=None, firsts_only=False, at=timezone.now())
    say(where, "figures of one edition, all attempts", *measured(figures))
    for name, query in VIEWS.items():
        say(where, f"page, {name}", *measured(partial(client.get, address, query)))
    file = reverse("plays:file", args=[page.pk, "csv"])
    say(where, "download", *measured(lambda: b"".join(client.get(file).streaming_content)))
