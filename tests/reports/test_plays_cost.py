"""How a story is played costs the same to show for whatever there is of editions and attempts."""

import datetime as dt
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.models import Person
from quizzes.actions.counting import count_plays
from quizzes.actions.stopping import count_stops
from quizzes.models import ActivityEdition, Attempt, Decision, Scenario
from tests.factories.courses import make_draft_course
from tests.factories.quizzes import make_scenario

pytestmark = pytest.mark.django_db

NOW = timezone.now()
PAGE, BESIDE, FILE = 13, 17, 9  # queries


@pytest.fixture
def author() -> Client:
    client = Client()
    client.force_login(Person.objects.create_superuser("author@example.org", name="An author"))
    return client


def play(edition: ActivityEdition, number: int) -> None:
    """So many people who decide twice, spread over two years; every tenth stops before."""
    people = Person.objects.bulk_create(
        Person(email=f"{edition.pk}-{at}@example.org", name=f"Person {at}") for at in range(number)
    )
    document = edition.document("en")
    ways = {scene["key"]: scene["choices"][0]["key"] for scene in document["scenes"][:2]}
    attempts = []
    for at, person in enumerate(people):
        begun = NOW - dt.timedelta(days=40 + at * 700 // number)
        done = {"finished_at": begun, "score": 0, "passed": True, "outcome": "good"}
        attempts.append(
            Attempt(
                person=person,
                edition=edition,
                activity_key=edition.activity_key,
                key=uuid.uuid4(),
                seed=1,
                started_at=begun,
                **(done if at % 10 else {}),
            )
        )
    Attempt.objects.bulk_create(attempts)
    Decision.objects.bulk_create(
        Decision(
            attempt=attempt,
            number=number,
            scene_key=scene,
            choice_key=choice,
            decided_at=attempt.started_at,
        )
        for attempt in attempts
        for number, (scene, choice) in enumerate(list(ways.items()), start=1)
        if attempt.finished_at or number == 1
    )
    count_plays()
    count_stops(at=NOW)


def edit(page: Scenario, words: str) -> None:
    page.alternative = f"<p>{words}</p>"
    page.save_revision().publish()


@pytest.mark.parametrize("editions", [1, 3])
@pytest.mark.parametrize("scenarios", [1, 3])
@pytest.mark.parametrize("number", [10, 1000])
def test_queries_are_the_same_for_whatever_there_is(
    author, django_assert_num_queries, editions, scenarios, number
):
    course = make_draft_course()
    for at in range(scenarios):
        page = make_scenario(course, f"A call {at}")
        for again in range(1, editions):
            page = Scenario.objects.get(pk=page.pk)
            edit(page, f"In other words {again}.")
    for edition in ActivityEdition.objects.of(page.translation_key):
        play(edition, number // editions)
    show, file = reverse("plays:show", args=[page.pk]), reverse("plays:file", args=[page.pk, "csv"])
    author.get(show)

    for query in ({}, {"months": "3"}, {"months": "12", "attempts": "all"}):
        with django_assert_num_queries(PAGE):
            shown = author.get(show, query).text
        with django_assert_num_queries(FILE):
            b"".join(author.get(file, query).streaming_content)
    if editions > 1:
        with django_assert_num_queries(BESIDE):
            author.get(show, {"beside": "1"})
    assert "Stopped here" in shown
