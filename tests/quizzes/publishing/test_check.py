"""The check that every live page has its edition."""

import pytest
from django.core.management import CommandError, call_command

from quizzes.models import Scenario
from tests.factories.courses import make_course, make_lesson, publish
from tests.quizzes.publishing.desk import welsh

pytestmark = pytest.mark.django_db


def test_check_passes_for_whatever_came_through_the_doors(capsys):
    make_course()
    publish(welsh(Scenario.objects.get()))

    call_command("check_editions")

    assert "Every live page has its edition." in capsys.readouterr().out


def test_check_names_what_went_live_behind_the_doors(capsys):
    make_course()
    Scenario.objects.update(title="Changed behind the doors")
    lesson = make_lesson(live=False)
    type(lesson).objects.filter(pk=lesson.pk).update(live=True)

    with pytest.raises(CommandError, match="2 live"):
        call_command("check_editions")

    told = capsys.readouterr().out
    assert "Scenario “Changed behind the doors”: its newest edition says something else" in told
    assert f"{lesson.pk}  Lesson “Why asking matters”: it has no edition" in told
