"""Attempts that were counted before only three of one person counted."""

import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from quizzes.actions.counting import count_plays, differences
from quizzes.actions.forgetting import forget_answers
from quizzes.models import ActivityEdition, PlayCount
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
