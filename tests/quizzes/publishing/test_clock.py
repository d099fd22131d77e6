"""Pages that are due: each goes live for itself, with its edition."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry, Revision

from quizzes.models import Scenario
from tests.factories.courses import (
    course_editions_of,
    editions_of,
    fresh,
    make_course,
    make_draft_course,
)
from tests.factories.posted import PUBLISH, scenario_form
from tests.factories.quizzes import broken_story, make_scenario, small_story
from tests.quizzes.publishing.desk import NOWHERE, UNREACHED, break_story, edit, said

pytestmark = pytest.mark.django_db


def schedule(page, days: int = 1):
    page.go_live_at = timezone.now() + dt.timedelta(days=days)
    page.save_revision().publish()
    return fresh(page)


def come_due(page) -> None:
    Revision.objects.for_instance(page).filter(approved_go_live_at__isnull=False).update(
        approved_go_live_at=timezone.now() - dt.timedelta(minutes=1)
    )
    revision = page.get_latest_revision()
    revision.content["go_live_at"] = (timezone.now() - dt.timedelta(minutes=1)).isoformat()
    revision.save()


def test_scheduled_page_has_no_edition_before_its_day(desk):
    page = make_scenario(live=False)
    tomorrow = (timezone.localtime() + dt.timedelta(days=1)).strftime("%Y-%m-%d %H:%M")

    desk.post(edit(page), scenario_form(small_story(), go_live_at=tomorrow) | PUBLISH)

    assert fresh(page).approved_schedule
    assert editions_of(page) == []


def test_scheduling_a_broken_story_is_refused(desk):
    page = make_scenario(live=False)
    tomorrow = (timezone.localtime() + dt.timedelta(days=1)).strftime("%Y-%m-%d %H:%M")

    response = desk.post(edit(page), scenario_form(broken_story(), go_live_at=tomorrow) | PUBLISH)

    assert NOWHERE in said(response)
    assert not fresh(page).approved_schedule


def test_due_pages_go_live_each_for_itself(desk, capsys):
    course = make_draft_course()
    broken = schedule(make_scenario(course, "The broken one", live=False))
    sound = schedule(make_scenario(course, "The sound one", live=False))
    for page in (broken, sound):
        come_due(page)
    break_story(broken)

    call_command("publish_scheduled")

    assert fresh(sound).live
    assert [edition.number for edition in editions_of(sound)] == [1]
    assert not fresh(broken).live
    assert editions_of(broken) == []
    assert NOWHERE in capsys.readouterr().err


def test_due_page_that_was_refused_is_not_tried_again_and_tells_why(desk):
    broken = schedule(make_scenario(live=False))
    come_due(broken)
    break_story(broken)

    call_command("publish_scheduled")
    call_command("publish_scheduled")

    entry = PageLogEntry.objects.get(action="quizzes.publishing_refused")
    assert entry.data["reasons"] == [NOWHERE, UNREACHED, "From “Desk” no ending can be reached."]
    history = desk.get(reverse("wagtailadmin_pages:history", args=[broken.pk]))
    assert NOWHERE in history.content.decode()
    assert NOWHERE in desk.get(edit(broken)).content.decode()


def test_reasons_of_a_refusal_are_gone_once_it_was_edited(desk):
    broken = schedule(make_scenario(live=False))
    come_due(broken)
    break_story(broken)
    call_command("publish_scheduled")

    desk.post(edit(broken), scenario_form(small_story()))

    assert NOWHERE not in desk.get(edit(broken)).content.decode()


def test_error_that_nobody_foresaw_holds_up_nothing_else_and_fails_the_run(monkeypatch):
    course = make_draft_course()
    first = schedule(make_scenario(course, "First", live=False))
    second = schedule(make_scenario(course, "Second", live=False))
    for page in (first, second):
        come_due(page)
    compile_scenario = Scenario.compile

    def fail_for_first(page: Scenario):
        if page.title == "First":
            raise RuntimeError("something else")
        return compile_scenario(page)

    monkeypatch.setattr(Scenario, "compile", fail_for_first)

    with pytest.raises(CommandError):
        call_command("publish_scheduled")

    assert not fresh(first).live
    assert fresh(second).live


def test_expired_step_leaves_its_course():
    course = make_course()
    scenario = Scenario.objects.get()
    Scenario.objects.update(expire_at=timezone.now() - dt.timedelta(minutes=1))

    call_command("publish_scheduled")

    assert fresh(scenario).expired
    assert course_editions_of(course)[-1].steps.count() == 2
