"""Every form says what is wrong: in the title, in a summary that leads to the field, and there."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.models import Course
from people.models import JobRole, Person
from people.permissions import REVIEWERS
from quizzes.models import Attempt
from tests import test_access

pytestmark = [pytest.mark.django_db, pytest.mark.once]
personas, places = test_access.personas, test_access.places
LONG = "words " * 400


@dataclass(frozen=True)
class Sent:
    """What somebody sends that cannot be right; `kept` is typed text that must come back."""

    name: str
    persona: str
    words: dict[str, Any] = field(default_factory=dict)
    kept: tuple[str, ...] = ()
    method: str = "post"
    arguments: list | None = None  # other than those of its place


WRONG = [
    Sent("account_login", "visitor", {"login": "sam@example.org"}, ("login",)),
    Sent("account_reset_password", "visitor", {"email": "no address"}, ("email",)),
    Sent("account_set_password", "practitioner", {"password1": "short"}),
    Sent("people:ask_correction", "colleague", {"from_day": "soon", "note": "A note"}, ("note",)),
    Sent("people:ask_correction", "practitioner"),
    Sent("courses:report_problem", "practitioner", {"page": "/", "text": LONG}, ("text",)),
    Sent("courses:report_problem", "practitioner", {"page": "/"}),
    Sent("mfa_activate_totp", "practitioner"),
    Sent("quizzes:decide", "practitioner", {"number": "1", "scene": "room"}),
    Sent(
        "wellbeing:change_pathway",
        "manager",
        {"contact": "Extension 1", "checked_on": "soon"},
        ("contact", "checked_on"),
    ),
    Sent("standing:exemptions", "manager", {"from_day": "31/1"}, ("from_day",)),
    Sent("standing:make_assignment", "administrator", {"due_days": "ten"}, ("due_days",)),
    Sent("standing:change_assignment", "administrator", {"due_days": "ten"}, ("due_days",)),
    Sent("standing:end_assignment", "administrator", {"last_day": "soon"}, ("last_day",)),
    Sent("courses:records_of", "administrator", {"evidence": "Certificate 7"}, ("evidence",)),
    Sent("courses:take_back", "administrator"),
    Sent("courses:upload_completions", "administrator"),
    Sent("reports:overview", "manager", {"on": "soon"}, ("on",), method="get"),
    Sent("reports:completion", "manager", {"on": "soon"}, ("on",), method="get"),
    Sent("reports:completion_of_unit", "manager", {"on": "soon"}, ("on",), method="get"),
    Sent("reports:people", "manager", {"words": LONG}, ("words",), method="get"),
    Sent("scenarios:compare", "trainer", {"from": "x"}, method="get"),
    Sent("problems:answer", "trainer", {"answer": LONG}, ("answer",)),
    Sent("editions:withdraw", "trainer", {"because": LONG}, ("because",)),
    Sent("editions:sign_off", "reviewer", {"name": "Jo Hale", "day": "2999-01-01"}, ("name",)),
    Sent("scenarios:import", "trainer"),
    Sent("organisation:open", "administrator", {"name": "North"}, ("name",)),
    Sent("organisation:change", "administrator", {"from_day": "soon"}),
    Sent("organisation:post", "administrator", {"first_day": "soon"}),
    Sent("organisation:correct", "administrator", {"first_day": "soon"}),
    Sent("organisation:leave", "administrator", {"last_day": "soon"}),
    Sent("organisation:give_oversight", "administrator", {"first_day": "soon"}),
    Sent("organisation:end_oversight", "administrator", {"last_day": "soon"}),
    Sent("organisation:settle", "administrator", {"apply": "yes", "answer": "A word"}, ("answer",)),
    Sent("organisation:roster", "administrator"),
]


@pytest.fixture
def reviewer(personas) -> None:
    """Besides the personas: somebody who signs off."""
    person = Person.objects.create_user("reviewer@example.org", name="Reviewer")
    person.groups.add(Group.objects.get(name=REVIEWERS))
    personas["reviewer"] = Client()
    personas["reviewer"].force_login(person)


def barriers(page: BeautifulSoup, sent: Sent) -> Iterator[str]:
    """What keeps somebody from finding, understanding and mending what is wrong."""
    if not (page.title and page.title.text.strip().startswith("Error: ")):
        yield f"its title is “{page.title and page.title.text.strip()}”"
    summary = page.select_one(".govuk-error-summary [role=alert], .help-critical[role=alert]")
    if summary is None:
        yield "there is no summary of what is wrong"
        return
    if not summary.text.split():
        yield "its summary is empty"
    if "This field is required." in summary.text and not page.select_one(".help-critical"):
        yield "its summary does not say what is required"
    for link in summary.select("a"):
        yield from dead_ends(page, link)
    for name in sent.kept:
        shown = page.select_one(f"main [name={name}]")
        if shown is None or sent.words[name].strip() not in (shown.get("value") or shown.text):
            yield f"what was typed into {name} is gone"


def dead_ends(page: BeautifulSoup, link: Tag) -> Iterator[str]:
    words, href = " ".join(link.text.split()), str(link["href"])
    target = page.find(id=href.removeprefix("#"))
    if not href.startswith("#") or target is None:
        yield f"“{words}” leads nowhere ({href})"
    elif not takes_focus(target):
        yield f"“{words}” leads to something that takes no focus ({href})"
    elif not any(error in words or words in error for error in errors_of(page, target)):
        yield f"the error “{words}” is not tied to its field ({href})"


def takes_focus(target: Tag) -> bool:
    is_field = target.name in {"input", "select", "textarea"} and target.get("type") != "hidden"
    return is_field or target.has_attr("tabindex")


def errors_of(page: BeautifulSoup, target: Tag) -> list[str]:
    """What a screen reader says of a field after its name, or of the group around or in it."""
    around = [target, target.find_parent("fieldset"), target.find("fieldset")]
    tied = [str(one.get("aria-describedby", "")) for one in around if one]
    found = [page.find(id=key) for keys in tied for key in keys.split()]
    return [
        " ".join(one.text.split()).removeprefix("Error: ")
        for one in found
        if one and one.text.strip()
    ]


def every_question(places) -> Iterator[Sent]:
    """One of each kind that the quiz asks."""
    key = places["quizzes:attempt"][0]
    document = Attempt.objects.get(key=key).edition.documents["en"]
    kinds = {question["kind"]: at for at, question in enumerate(document["questions"], start=1)}
    for position in kinds.values():
        sent = {"key": str(uuid.uuid4())}
        yield Sent("quizzes:question", "practitioner", sent, arguments=[key, position])


@pytest.mark.usefixtures("reviewer")
def test_every_form_says_what_is_wrong_and_leads_there(personas, places):
    found = []
    for sent in [*WRONG, *every_question(places)]:
        address = reverse(sent.name, args=sent.arguments or places.get(sent.name))
        answer = getattr(personas[sent.persona], sent.method)(
            address, {"csrfmiddlewaretoken": "-", **sent.words}, follow=True
        )
        page = BeautifulSoup(answer.text, "html.parser")
        if answer.status_code not in (200, 422):
            found.append(f"{sent.name}: {answer.status_code}")
            continue
        found += [f"{sent.name}: {barrier}" for barrier in barriers(page, sent)]

    assert not found, "\n".join(found)


# Forms in which one can only confirm or tick what they show: nothing can be wrong there.
CONFIRMED = {
    "organisation:apply_roster",
    "organisation:remove",
    "organisation:set_access",
    "recordings:delete",
}
THEIRS = {"wagtail_serve", "wagtaildocs_serve", "account_change_password"}  # tried by their authors


def test_no_form_is_left_out():
    tried = {sent.name for sent in WRONG} | CONFIRMED | THEIRS
    doors: dict[str, set[str]] = {}
    for (name, method), happens in test_access.rows().items():
        if "yes" in happens.values() and not name.startswith("wagtailmedia:"):
            doors.setdefault(name, set()).add(method)

    assert {name for name, methods in doors.items() if len(methods) == 2} - tried == {
        "quizzes:question"  # one for each kind of question
    }


RIGHT = [
    Sent("people:ask_correction", "practitioner", {"note": "A note"}),
    Sent("people:withdraw_correction", "practitioner"),
    Sent("courses:report_problem", "practitioner", {"page": "/", "text": "A word is wrong."}),
    Sent("wellbeing:change_pathway", "manager", {"name": "The desk"}),
    Sent("wellbeing:drop_pathway", "manager"),
    Sent("standing:exemptions", "manager", {"category": "other", "from_day": "2020-01-01"}),
    Sent("standing:withdraw_exemption", "manager"),
    Sent("courses:take_back", "administrator", {"reason": "Another person’s."}),
    Sent("courses:records_of", "administrator", {"evidence": "Certificate 8"}),
    Sent("standing:end_assignment", "administrator", {"save": "1"}),
    Sent("problems:answer", "trainer", {"answer": "Mended, thank you."}),
    Sent("editions:withdraw", "trainer", {"because": "A word could be misread."}),
    Sent("organisation:set_access", "administrator"),
    Sent("organisation:end_oversight", "administrator"),
    Sent("organisation:apply_roster", "administrator"),
    Sent("organisation:remove", "administrator"),
]


def test_every_success_is_announced(personas, places):
    today = timezone.localdate()
    course = str(Course.objects.get().translation_key)
    role = JobRole.objects.get(code="SPO")
    day = {"day": f"{today:%Y-%m-%d}", "last_day": f"{today:%Y-%m-%d}"}
    more = {**day, "course": course, "until_day": "2020-01-31", "job_role": role.pk}
    silent = []
    for sent in RIGHT:
        address = reverse(sent.name, args=places.get(sent.name))
        answer = personas[sent.persona].post(address, {**more, **sent.words}, follow=True)
        page = BeautifulSoup(answer.text, "html.parser")
        banner = page.select_one(
            "main .govuk-notification-banner--success[role=status], .messages[role=status] .success"
        )
        if answer.status_code != 200 or banner is None or not banner.text.split():
            silent.append(f"{sent.name}: {answer.status_code}, {answer.request['PATH_INFO']}")

    assert not silent, "\n".join(silent)
