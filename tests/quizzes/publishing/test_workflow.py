"""Approval: publishes what is sound, and sends back what broke."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from people.permissions import REVIEWERS
from tests.factories.courses import editions_of, fresh
from tests.factories.people import PersonFactory
from tests.factories.posted import PUBLISH, SUBMIT, scenario_form
from tests.factories.quizzes import broken_story, make_scenario, small_story
from tests.quizzes.publishing.desk import NOWHERE, break_story, edit, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer(trainer) -> Client:
    person = PersonFactory(email="reviewer@example.org")
    person.groups.add(Group.objects.get(name=REVIEWERS))
    client = Client()
    client.force_login(person)
    return client


def decide(page, verb: str) -> str:
    state = page.current_workflow_task_state
    return reverse("wagtailadmin_pages:workflow_action", args=[page.pk, verb, state.pk])


def test_submitting_a_broken_story_is_refused(desk):
    page = make_scenario(live=False)

    response = desk.post(edit(page), scenario_form(broken_story()) | SUBMIT)

    assert NOWHERE in said(response)
    assert not fresh(page).workflow_in_progress


def test_approval_publishes_with_an_edition(desk, reviewer):
    page = make_scenario(live=False)
    desk.post(edit(page), scenario_form(small_story()) | SUBMIT)

    reviewer.post(decide(fresh(page), "approve"), {"comment": "Good."})

    assert fresh(page).live
    assert [str(edition.made_by.email) for edition in editions_of(page)] == ["reviewer@example.org"]


@pytest.mark.parametrize("dialog", [True, False])
def test_approval_of_what_broke_meanwhile_changes_nothing_and_says_why(desk, reviewer, dialog):
    page = make_scenario(live=False)
    desk.post(edit(page), scenario_form(small_story()) | SUBMIT)
    break_story(page)
    headers = {"x-requested-with": "XMLHttpRequest"} if dialog else {}

    response = reviewer.post(decide(fresh(page), "approve"), {"comment": ""}, headers=headers)

    assert NOWHERE in said(response)
    assert response.status_code == (200 if dialog else 302)
    assert not fresh(page).live
    assert fresh(page).workflow_in_progress
    assert editions_of(page) == []


def test_broken_story_can_be_sent_back_from_the_editor(desk, reviewer):
    page = make_scenario(live=False)
    desk.post(edit(page), scenario_form(small_story()) | SUBMIT)

    reviewer.post(
        edit(page),
        scenario_form(broken_story())
        | {"action-workflow-action": "true", "workflow-action-name": "reject"},
    )

    assert fresh(page).current_workflow_state.status == "needs_changes"


def test_reviewers_cannot_publish_past_the_workflow(desk, reviewer):
    page = make_scenario(live=False)

    reviewer.post(edit(page), scenario_form(small_story()) | PUBLISH)

    assert not fresh(page).live
