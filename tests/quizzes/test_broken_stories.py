"""Whatever the proof finds, the editor says, and no door to publishing lets through."""

import datetime as dt
import html
import json
import re

import pytest
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry, Revision

from courses.actions.access import give_access
from courses.models import CourseIndex
from findings.models import Finding, Inspection
from people.permissions import REVIEWERS, TRAINERS
from quizzes.actions.importing import draft_of
from quizzes.compiling import compile_scenario
from quizzes.domain.files import read_file
from quizzes.models import ActivityEdition, Scenario
from tests.factories.courses import add_draft, fresh, make_draft_course
from tests.factories.people import PersonFactory
from tests.factories.posted import PUBLISH, SUBMIT, scenario_form, streamfield
from tests.quizzes.broken import BROKEN, STARTER, starter
from tests.quizzes.domain.stories import Json, counter

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.deep]

# A page cannot be broken in these ways: it starts at its first scene, and its endings have no
# choices. What comes nearest to them in the editor stands in their place.
IN_THE_EDITOR = {
    **BROKEN,
    "missing-start": lambda: starter(scenes=[], start="gone", **{"pass": None}),
    "unreadable": lambda: starter(counters=[counter("Not A Key")]),
    "unfinished": lambda: untitled(starter()),
    "unknown-finding": lambda: tied(starter(), "ZZ9"),
}
del IN_THE_EDITOR["ending-with-choices"]


def untitled(made: Json) -> Json:
    made["scenes"][0]["title"] = ""
    return made


def tied(made: Json, ref: str) -> Json:
    made["scenes"][0]["findings"] = [ref]
    return made


@pytest.fixture
def course():
    """A draft, with all findings that the starter scenario names."""
    report = Inspection.objects.create(ref="r", title="A report", published_on="2025-11-13")
    refs = set(re.findall(r'"([A-Z]+[0-9]+)"', STARTER.read_text()))
    for ref in refs:
        Finding.objects.create(inspection=report, ref=ref, kind="concern")
    return make_draft_course()


def signed_in(course, *groups: str) -> Client:
    give_access(CourseIndex.objects.get())
    person, client = PersonFactory(), Client()
    person.groups.add(*Group.objects.filter(name__in=groups))
    client.force_login(person)
    return client


@pytest.fixture
def desk(course) -> Client:
    return signed_in(course, TRAINERS)


@pytest.fixture(params=[code for code in IN_THE_EDITOR if code != "too-large"])
def code(request) -> str:
    return request.param


@pytest.fixture
def broken(code, course) -> Scenario:
    """The page as it would be if somebody had written it, not saved."""
    page = written(IN_THE_EDITOR[code](), course)
    if code == "unreadable":
        page.variables = [("counter", {**counter("x"), "key": "Not A Key"})]
    return page


@pytest.fixture
def reasons(code, broken) -> list[str]:
    problems = compile_scenario(broken).problems
    found = [problem.message for problem in problems if problem.code == code and problem.blocks]
    assert found, f"This story does not show {code}."
    return found


def written(source: Json, course) -> Scenario:
    counters = [one for one in source.get("counters", []) if " " not in one["key"]]
    readable = {**source, "counters": counters}
    return draft_of(read_file(json.dumps(readable)), locale=course.locale).page


def form_of(page: Scenario, **changes) -> dict:
    scenes = [block.get_prep_value() for block in page.scenes]
    scenes = [{**scene, "value": as_sent(scene["value"])} for scene in scenes]
    variables = [(block.block_type, as_sent(block.value)) for block in page.variables]
    rule = {
        "has_pass_rule": page.has_pass_rule,
        "pass_score": "" if page.pass_score is None else page.pass_score,
        "pass_without_unsafe": page.pass_without_unsafe,
    }
    return scenario_form(
        scenes, title=page.title, variables=streamfield(variables), **rule, **changes
    )


def as_sent(value: Json) -> Json:
    return {name: "" if part is None else part for name, part in value.items()}


def said(response) -> str:
    told = " ".join(str(message) for message in get_messages(response.wsgi_request))
    return html.unescape(told)


def edit(page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def sound_draft(course) -> Scenario:
    return add_draft(course, written(starter(), course))


def keep_as_latest(page: Scenario, broken: Scenario, **changes: str) -> None:
    """What a draft becomes that is changed behind the doors."""
    revision = fresh(page).get_latest_revision()
    content = broken.serializable_data()
    for name in ("scenes", "variables", "has_pass_rule", "pass_score", "pass_without_unsafe"):
        revision.content[name] = content[name]
    revision.content.update(changes)
    revision.save()


def test_the_editor_lists_it_with_its_place(desk, course, broken, reasons):
    address = reverse("scenarios:look", args=[course.pk])

    shown = html.unescape(desk.post(address, form_of(broken)).text)

    for reason in reasons:
        start = shown.rindex("<", 0, shown.index(f"{reason}</button>"))
        assert "data-story-field=" in shown[start : shown.index(reason)]


def test_the_button_refuses_it(desk, course, broken, reasons):
    page = sound_draft(course)

    response = desk.post(edit(page), form_of(broken) | PUBLISH)

    assert all(reason in said(response) for reason in reasons)
    assert not fresh(page).live
    assert not ActivityEdition.objects.exists()


def test_the_schedule_refuses_it(desk, course, broken, reasons):
    page = sound_draft(course)
    tomorrow = (timezone.localtime() + dt.timedelta(days=1)).strftime("%Y-%m-%d %H:%M")

    response = desk.post(edit(page), form_of(broken, go_live_at=tomorrow) | PUBLISH)

    assert all(reason in said(response) for reason in reasons)
    assert not fresh(page).approved_schedule


def test_the_day_that_it_is_due_refuses_it(course, broken, reasons):
    page = sound_draft(course)
    page.go_live_at = timezone.now() + dt.timedelta(days=1)
    page.save_revision().publish()
    past = timezone.now() - dt.timedelta(minutes=1)
    Revision.objects.filter(approved_go_live_at__isnull=False).update(approved_go_live_at=past)
    keep_as_latest(page, broken, go_live_at=past.isoformat())

    call_command("publish_scheduled")

    told = PageLogEntry.objects.get(action="quizzes.publishing_refused").data["reasons"]
    assert set(reasons) <= set(told)
    assert not fresh(page).live


def test_the_workflow_takes_no_such_story(desk, course, broken, reasons):
    page = sound_draft(course)

    response = desk.post(edit(page), form_of(broken) | SUBMIT)

    assert all(reason in said(response) for reason in reasons)
    assert not fresh(page).workflow_in_progress


def test_the_approval_refuses_it(desk, course, broken, reasons):
    page = sound_draft(course)
    desk.post(edit(page), form_of(page) | SUBMIT)
    keep_as_latest(page, broken)
    state = fresh(page).current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])

    response = signed_in(course, REVIEWERS).post(address, {"comment": ""})

    assert all(reason in said(response) for reason in reasons)
    assert not fresh(page).live
    assert not ActivityEdition.objects.exists()


def test_the_button_refuses_what_is_too_large_to_prove(desk, course):
    """Once only: it takes as long as the limit on situations allows."""
    page = sound_draft(course)

    response = desk.post(
        edit(page), form_of(written(IN_THE_EDITOR["too-large"](), course)) | PUBLISH
    )

    assert "too many to check" in said(response)
    assert not fresh(page).live


def test_the_starter_itself_passes_the_same_door(desk, course):
    page = sound_draft(course)

    desk.post(edit(page), form_of(page) | PUBLISH)

    assert fresh(page).live
