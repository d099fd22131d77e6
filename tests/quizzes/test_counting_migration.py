"""Attempts that were counted before their month was kept, or before three of one person counted."""

import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from quizzes.actions.counting import count_plays, differences
from quizzes.actions.forgetting import forget_answers
from quizzes.models import ActivityEdition, Attempt, PlayCount
from tests.factories.plays import finish
from tests.factories.quizzes import make_scenario

migration = import_module("quizzes.migrations.0015_three_attempts_of_one_person_count")


@pytest.mark.django_db
def test_what_is_kept_is_counted_again_and_what_is_forgotten_stays(settings):
    settings.DISCLOSURE_MINIMUM_PEOPLE = 1
    kept, forgotten = (
        ActivityEdition.objects.get(activity_key=make_scenario().translation_key) for _ in range(2)
    )
    finish(forgotten, [0])
    forget_answers(ended_before=timezone.now() + dt.timedelta(1), at=timezone.now())
    finish(kept, [0])
    count_plays()
    PlayCount.objects.update(times=7)

    migration.count_again(apps, None)

    assert count_plays() == 1
    assert {key[0] for key in differences()} == {forgotten.pk}


def migrate_to(name: str) -> None:
    MigrationExecutor(connection).migrate([("quizzes", name)])


@pytest.mark.django_db(transaction=True)
def test_what_was_counted_was_counted_in_its_month_in_london():
    edition = ActivityEdition.objects.get(activity_key=make_scenario().translation_key)
    last_minutes = dt.datetime(2026, 3, 31, 23, 30, tzinfo=dt.UTC)  # half past midnight in London
    counted, waiting = finish(edition, [0], at=last_minutes), finish(edition, [0], at=last_minutes)

    migrate_to("0012_attempts_are_counted_in_a_month")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE quizzes_attempt SET is_counted = %s WHERE id = %s", [True, counted.pk]
        )
    migrate_to("0013_the_month_of_what_is_counted")

    months = dict(Attempt.objects.values_list("pk", "counted_in"))
    assert months == {counted.pk: dt.date(2026, 4, 1), waiting.pk: None}
