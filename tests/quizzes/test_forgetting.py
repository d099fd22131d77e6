"""Answers and decisions of one person are removed in time; counts and how it ended stay."""

import datetime as dt
import uuid

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from people.domain.days import months_before
from people.models import Person
from quizzes.actions.attempts import save_answer, start_attempt, submit_quiz
from quizzes.actions.forgetting import forget_answers
from quizzes.models import Answer, Attempt, ChoiceCount, Decision, PlayCount
from tests.factories.editions import (
    RIGHT_ANSWERS,
    make_edition,
    quiz_document,
    scenario_document,
)

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 6, 1, 12, 0, tzinfo=dt.UTC)
LONG_AGO = NOW - dt.timedelta(days=400)


def noon(year, month, day):
    return dt.datetime(year, month, day, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def person():
    return Person.objects.create_user("sam@example.org", name="Sam Rees")


def finished_quiz(person, at, edition):
    attempt = start_attempt(person=person, edition=edition, key=uuid.uuid4(), at=at)
    for question, response in RIGHT_ANSWERS.items():
        save_answer(
            attempt=attempt, question_key=question, response=response, key=uuid.uuid4(), at=at
        )
    submit_quiz(attempt=attempt, at=at)
    return attempt


@pytest.mark.parametrize(
    ("at", "months", "expected"),
    [
        (noon(2026, 6, 1), 12, noon(2025, 6, 1)),
        (noon(2026, 3, 31), 1, noon(2026, 2, 28)),
        (noon(2024, 2, 29), 12, noon(2023, 2, 28)),
        (noon(2026, 1, 15), 1, noon(2025, 12, 15)),
    ],
)
def test_months_before_keeps_to_the_calendar(at, months, expected):
    assert months_before(at, months) == expected


def test_what_ended_long_ago_is_removed_and_counted_and_what_is_newer_stays(person):
    edition = make_edition(quiz_document())
    other = Person.objects.create_user("kim@example.org", name="Kim Price")
    old = finished_quiz(person, LONG_AGO, edition)
    new = finished_quiz(other, NOW, edition)

    assert forget_answers(ended_before=NOW - dt.timedelta(days=365), at=NOW) == 1

    old.refresh_from_db()
    assert old.passed
    assert old.forgotten_at == NOW
    assert set(Answer.objects.values_list("attempt_id", flat=True)) == {new.pk}
    counts = set(ChoiceCount.objects.values_list("item", "said", "times"))
    assert counts == {
        ("one", "b", 1),
        ("two", '["d", "f"]', 1),
        ("three", '{"g": "g", "h": "h"}', 1),
    }


def test_counts_add_up_and_a_second_run_counts_nothing_twice(person):
    edition = make_edition(quiz_document())
    other = Person.objects.create_user("kim@example.org", name="Kim Price")
    finished_quiz(person, LONG_AGO, edition)
    forget_answers(ended_before=NOW, at=NOW)
    finished_quiz(other, LONG_AGO, edition)

    forget_answers(ended_before=NOW, at=NOW)

    assert forget_answers(ended_before=NOW, at=NOW) == 0
    assert set(ChoiceCount.objects.values_list("times", flat=True)) == {2}


def test_what_is_not_finished_is_kept_however_old(person):
    edition = make_edition(scenario_document())
    attempt = start_attempt(person=person, edition=edition, key=uuid.uuid4(), at=LONG_AGO)
    Decision.objects.create(
        attempt=attempt, number=1, scene_key="office", choice_key="listen", decided_at=LONG_AGO
    )

    assert forget_answers(ended_before=NOW, at=NOW) == 0
    assert Decision.objects.count() == 1


def test_decisions_are_counted_by_scene(person, settings):
    settings.DISCLOSURE_MINIMUM_PEOPLE = 1
    edition = make_edition(scenario_document())
    attempt = start_attempt(person=person, edition=edition, key=uuid.uuid4(), at=LONG_AGO)
    for number, (scene, choice) in enumerate([("office", "listen"), ("talk", "ask")], start=1):
        Decision.objects.create(
            attempt=attempt,
            number=number,
            scene_key=scene,
            choice_key=choice,
            decided_at=LONG_AGO,
        )
    Attempt.objects.filter(pk=attempt.pk).update(
        finished_at=LONG_AGO, score=3, passed=True, outcome="good"
    )

    forget_answers(ended_before=NOW, at=NOW)

    assert not Decision.objects.exists()
    counts = PlayCount.objects.filter(measure="choice").values_list("scene_key", "detail")
    assert set(counts) == {("office", "listen"), ("talk", "ask")}
    assert not ChoiceCount.objects.exists()


def test_the_command_keeps_to_the_setting_and_the_page_says_what_was_removed(
    client, person, settings, capsys
):
    at = timezone.now() - dt.timedelta(days=70)
    attempt = finished_quiz(person, at, make_edition(quiz_document()))

    call_command("forget_old_answers")
    assert Answer.objects.exists()
    settings.KEEP_DECISIONS_MONTHS = 2
    call_command("forget_old_answers")

    assert not Answer.objects.exists()
    assert "1 attempts" in capsys.readouterr().out
    client.force_login(person)
    page = client.get(reverse("quizzes:result", args=[attempt.key]))
    assert "It stays done." in page.text
