"""Who may do what: every address of ours, every method, every persona, against docs/access.md."""

import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from courses.actions.learning import enrol
from courses.models import Completion, Course, Lesson, Problem
from people.actions.roster import keep_roster
from people.models import Correction, JobRole, Oversight, Person, Posting, Unit
from people.permissions import ADMINISTRATORS, NATIONAL_LEADS, TRAINERS
from people.roster import plan_of
from quizzes.actions.attempts import start_attempt
from quizzes.models import ActivityEdition, Scenario
from standing.models import Assignment, AssignmentVersion, Exemption
from tests.factories.courses import make_lesson
from tests.factories.recordings import make_recording

MATRIX = Path(settings.BASE_DIR) / "docs" / "access.md"
OTHERS = {"wagtailadmin_home", "wagtail_serve", "account_change_password", "mfa_index"}
GROUPS = {"trainer": TRAINERS, "national lead": NATIONAL_LEADS, "administrator": ADMINISTRATORS}
PEOPLE = ("practitioner", "colleague", "manager", "elsewhere", *GROUPS)
FOREIGN = {"allauth", "wagtail", "django", "health_check"}  # tried by their authors


def rows() -> dict[tuple[str, str], dict[str, str]]:
    """The table of docs/access.md: (name of the address, method) to persona to what happens."""
    lines = [line for line in MATRIX.read_text().splitlines() if line.startswith("|")]
    header = cells(lines[0])
    table = [dict(zip(header, cells(line), strict=True)) for line in lines[2:]]
    return {(row.pop("address"), row.pop("method")): row for row in table}


def cells(line: str) -> list[str]:
    return [cell.strip().strip("`") for cell in line.strip("|").split("|")]


def our_addresses(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[str]:
    """The names of all addresses whose views are ours."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inside = f"{entry.namespace}:" if entry.namespace else ""
            yield from our_addresses(entry, namespace + inside)
        elif isinstance(entry, URLPattern) and is_ours(entry):
            yield f"{namespace}{entry.name}"


def is_ours(entry: URLPattern) -> bool:
    module = getattr(entry.callback, "view_class", entry.callback).__module__
    return module.split(".")[0] not in FOREIGN and module != "people.viewsets"


@pytest.fixture
def personas(db) -> dict[str, Client]:
    """A visitor and seven people; the practitioner has begun the starter course."""
    call_command("load_starter", courses=["asking-directly"], verbosity=0)
    region, elsewhere = Unit.objects.get(code="N50"), Unit.objects.get(code="N53")
    people = {
        name: Person.objects.create_user(
            f"{name.replace(' ', '.')}@example.org", name=name.capitalize()
        )
        for name in PEOPLE
    }
    for name, group in GROUPS.items():
        people[name].groups.add(Group.objects.get(name=group))
    today = timezone.localdate()
    for name, unit in (("manager", region), ("elsewhere", elsewhere)):
        Oversight.objects.create(person=people[name], unit=unit, first_day=today)
    team = Unit.objects.filter(placements__parent=region, kind=Unit.Kind.DELIVERY_UNIT).first()
    for name in ("practitioner", "colleague"):
        Posting.objects.create(
            person=people[name],
            unit=team,
            job_role=JobRole.objects.get(code="PO"),
            first_day=today,
        )
    clients = {name: Client() for name in people}
    for name, client in clients.items():
        client.force_login(people[name])
    return {"visitor": Client(), **clients}


@pytest.fixture
def places(personas) -> dict[str, list]:
    """The arguments of each address, as the practitioner would meet them."""
    person = Person.objects.get(email="practitioner@example.org")
    course = Course.objects.get()
    enrolment = enrol(person=person, course_key=course.translation_key, at=timezone.now())

    def attempt(kind: str) -> uuid.UUID:
        edition = ActivityEdition.objects.get(kind=kind)
        made = start_attempt(person=person, edition=edition, key=uuid.uuid4(), at=timezone.now())
        return made.key

    quiz, story = attempt("quiz"), attempt("scenario")
    lesson = ActivityEdition.objects.filter(kind="lesson").first()
    document = get_document_model().objects.create(
        title="A plan", file=ContentFile(b"content", name="plan.pdf")
    )
    lesson_page = Lesson.objects.get(translation_key=lesson.activity_key)
    assignment = _assignment(person, course)
    return {
        "courses:course": [course.translation_key],
        "courses:enrol": [course.translation_key],
        "courses:activity": [lesson.activity_key],
        "courses:after_attempt": [quiz],
        "courses:attempt_in_words": [story],
        "courses:carry_on": [enrolment.key],
        "courses:complete": [enrolment.key],
        "courses:step": [enrolment.key, 1],
        "courses:finish_lesson": [enrolment.key, 1],
        "courses:records_of": [person.key],
        "courses:start": [enrolment.key, 4],
        "courses:take_back": [person.key, _completion(person, course).pk],
        "courses:in_words": [enrolment.key, 5],
        "courses:finish_in_words": [enrolment.key, 5],
        "courses:practise": [enrolment.key, 5],
        "quizzes:attempt": [quiz],
        "quizzes:question": [quiz, 1],
        "quizzes:check": [quiz],
        "quizzes:submit": [quiz],
        "quizzes:result": [quiz],
        "quizzes:scene": [story],
        "quizzes:decide": [story],
        "quizzes:open_debrief": [story],
        "quizzes:debrief": [story],
        "quizzes:what_if": [story],
        "reports:person": [person.key],
        "standing:assignment": [assignment.key],
        "standing:change_assignment": [assignment.key],
        "standing:end_assignment": [assignment.key],
        "standing:exemptions": [person.key],
        "standing:renew": [course.translation_key],
        "standing:withdraw_exemption": [person.key, _exemption(person, course).key],
        "editions:sign_off": [course.pk, 1],
        "problems:answer": [_problem(person).key],
        "wellbeing:pathways_of_unit": ["N50"],
        "wellbeing:change_pathway": ["N50", "mental-health"],
        "wellbeing:drop_pathway": ["N50", "mental-health"],
        **report_places(),
        **organisation_places(),
        **scenario_places(Scenario.objects.get()),
        **recording_places(course),
        "editions:list": [lesson_page.pk],
        "editions:withdraw": [lesson_page.pk, lesson.number],
        "scenarios:import": [course.pk],
        "scenarios:look": [course.pk],
        "media": [get_image_model().objects.first().file.name],
        "wagtaildocs_serve": [document.pk, document.filename],
        "wagtail_serve": ["courses/"],
    }


def report_places() -> dict[str, list]:
    return {
        "reports:completion": ["asking-directly"],
        "reports:completion_of_unit": ["asking-directly", "N50"],
        "reports:download": ["asking-directly", "csv"],
        "reports:download_of_unit": ["asking-directly", "N50", "xlsx"],
        "reports:trend": ["asking-directly"],
        "reports:trend_of_unit": ["asking-directly", "N50"],
        "reports:trend_file": ["asking-directly", "csv"],
        "reports:trend_file_of_unit": ["asking-directly", "N50", "xlsx"],
        "reports:people": ["asking-directly"],
        "reports:people_file": ["asking-directly", "csv"],
    }


def scenario_places(story: Scenario) -> dict[str, list]:
    return {
        "scenarios:compare": [story.pk],
        "plays:show": [story.pk],
        "plays:file": [story.pk, "csv"],
        "scenarios:play": [story.pk],
        "scenarios:export_draft": [story.pk, "json"],
        "scenarios:export": [story.pk, 1, "json"],
    }


def recording_places(course: Course) -> dict[str, list]:
    recording = make_recording()
    # A lesson has it, so that nobody deletes it before all have tried.
    make_lesson(course, body=[{"type": "media", "value": {"media": recording.pk}}], live=False)
    return {
        "wagtailmedia:add": ["audio"],
        "wagtailmedia:chooser_typed": ["video"],
        "wagtailmedia:chooser_upload": ["audio"],
        "wagtailmedia:delete": [recording.pk],
        "wagtailmedia:edit": [recording.pk],
        "wagtailmedia:media_chosen": [recording.pk],
        "wagtailmedia:media_usage": [recording.pk],
        "recordings:delete": [recording.pk],
    }


def _problem(person: Person) -> Problem:
    return Problem.objects.create(
        person=person, address="/", text="A word is wrong.", reported_at=timezone.now()
    )


def _completion(person: Person, course: Course) -> Completion:
    """One from elsewhere of the person."""
    return Completion.objects.create(
        person=person,
        course_key=course.translation_key,
        source=Completion.Source.ELSEWHERE,
        day=timezone.localdate(),
        evidence="Certificate 7",
        recorded_at=timezone.now(),
        recorded_by=person,
    )


def _assignment(person: Person, course: Course) -> Assignment:
    """One that asks the course of everybody in the practitioner's region."""
    today = timezone.localdate()
    made = {"made_at": timezone.now(), "made_by": person}
    assignment = Assignment.objects.create(
        course_key=course.translation_key, first_day=today, **made
    )
    version = AssignmentVersion.objects.create(
        assignment=assignment, number=1, from_day=today, due_days=28, **made
    )
    version.units.add(Unit.objects.get(code="N50"))
    return assignment


def _exemption(person: Person, course: Course) -> Exemption:
    return Exemption.objects.create(
        person=person,
        course_key=course.translation_key,
        category=Exemption.Category.LONG_LEAVE,
        from_day=timezone.localdate(),
        made_at=timezone.now(),
        made_by=person,
    )


def organisation_places() -> dict[str, list]:
    """The arguments in the Organisation area: the practitioner's unit, postings and requests."""
    people = {person.email.partition("@")[0]: person for person in Person.objects.all()}
    person, administrator = people["practitioner"], people["administrator"]
    role = JobRole.objects.get(code="SPO")
    correction = Correction.objects.create(
        person=people["colleague"], job_role=role, asked_at=timezone.now()
    )
    cells = [
        ["email", "name", "unit", "job_role", "first_day", "last_day"],
        ["new@example.org", "New Person", "N50", "PO", "2026-01-05", ""],
    ]
    roster = keep_roster(
        name="roster.csv", cells=cells, plan=plan_of(cells), by=administrator, at=timezone.now()
    )
    posting = Posting.objects.get(person=person)
    oversight = Oversight.objects.get(person=people["manager"])
    named = {name: [person.key] for name in ("person", "post", "leave", "give_oversight")}
    found = {
        **named,
        "unit": ["N50"],
        "change": ["N50", "move"],
        "correct": [person.key, posting.pk],
        "remove": [person.key, posting.pk],
        "end_oversight": [people["manager"].key, oversight.pk],
        "set_access": [person.key],
        "settle": [correction.key],
        "apply_roster": [roster.key],
    }
    return {f"organisation:{name}": arguments for name, arguments in found.items()}


def happens(client: Client, name: str, method: str, arguments: list) -> str:
    """What the service does, in the words of the matrix."""
    answer = getattr(client, method.lower())(reverse(name, args=arguments))
    to = answer.headers.get("Location", "")
    if to.startswith(reverse("people:admin_sign_in")):
        answer = client.get(to)
        to = answer.headers.get("Location", "")
    if answer.status_code == 302:
        return "sign in" if to.startswith(reverse("account_login")) else "yes"
    if answer.streaming:
        answer.getvalue()  # closes the file
    return "yes" if answer.status_code in (200, 422) else str(answer.status_code)


def test_the_matrix_has_every_address_of_ours():
    known = {name for name, _method in rows()}

    assert set(our_addresses()) - known == set()


def test_the_matrix_has_both_methods_for_every_address():
    names = {name for name, _method in rows()}

    assert {(name, method) for name in names for method in ("GET", "POST")} == set(rows())


@pytest.mark.once
def test_everybody_may_do_what_the_matrix_says_and_nothing_else(personas, places):
    differences = []
    for (name, method), expected in rows().items():
        for persona, what in expected.items():
            # What nobody else may do comes last, so that nothing done before decides it.
            found = happens(personas[persona], name, method, places.get(name, []))
            if found != what:
                differences.append(f"{method} {name}, {persona}: {found}, not {what}")

    assert not differences, "\n".join(differences)


def test_whoever_signs_in_again_after_sending_comes_to_a_page(personas, places):
    only_posted = [
        name
        for (name, method), row in rows().items()
        if method == "GET" and row["administrator"] == "405"
    ]
    dead_ends = []
    for name in only_posted:
        answer = personas["visitor"].post(reverse(name, args=places.get(name, [])))
        if answer.status_code == 302:
            following = parse_qs(urlsplit(answer.headers["Location"]).query)["next"][0]
            if personas["administrator"].get(following).status_code == 405:
                dead_ends.append(f"{name} leads to {following}")

    assert not dead_ends, "\n".join(dead_ends)
