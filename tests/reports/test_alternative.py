"""Of an alternative nothing can be told but that the activity is done: by nobody, from nothing."""

import datetime as dt
import re
import uuid

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from courses.actions.access import give_access
from courses.actions.learning import begin_attempt, enrol, finish_activity, finish_in_words
from courses.models import ActivityDone, CourseEdition, CourseIndex, Enrolment
from people.models import Person
from people.permissions import ADMINISTRATORS, NATIONAL_LEADS, TRAINERS
from quizzes.actions.attempts import make_decision, open_debrief
from tests.factories.people import OversightFactory, PersonFactory, PostingFactory, UnitFactory
from tests.reports.course import ask, make_course, scenario_of, settle

pytestmark = pytest.mark.django_db
STORY = [("office", "listen"), ("talk", "ask")]


@pytest.fixture
def pair() -> tuple[Person, Person]:
    """One who played and one who began to play, then read the story in words, at the same times."""
    course, unit = make_course(), UnitFactory(code="A")
    give_access(CourseIndex.objects.get())
    people = (PersonFactory(name="Sam Player"), PersonFactory(name="Kim Reader"))
    edition, at = scenario_of(course), timezone.now()
    lesson = CourseEdition.objects.get(course_key=course.translation_key).steps.get(position=1)
    for person in people:
        PostingFactory(person=person, unit=unit)
        enrolment = enrol(person=person, course_key=course.translation_key, at=at)
        finish_activity(enrolment=enrolment, edition=lesson.edition, at=at)
        later = at + dt.timedelta(minutes=5)
        attempt = begin_attempt(enrolment=enrolment, edition=edition, key=uuid.uuid4(), at=later)
        make_decision(attempt=attempt, number=1, scene_key="office", choice_key="listen", at=later)
        if person is people[0]:
            make_decision(attempt=attempt, number=2, scene_key="talk", choice_key="ask", at=later)
            open_debrief(attempt=attempt, at=later)
        else:
            finish_in_words(enrolment=enrolment, edition=edition, at=later)
    ask(course, unit)
    settle()
    OversightFactory(unit=unit, person=PersonFactory(email="over@example.org"))
    return people


def without_the_person(text: str, person: Person) -> str:
    """What stands there when the person's name, address and keys are taken out."""
    enrolment = Enrolment.objects.get(person=person)
    keys = (str(person.key), str(enrolment.key))
    own = (person.name, person.email, *keys)
    for part in own:
        text = text.replace(part, "…")
    text = re.sub(r"/\d+/", "/", text)
    return re.sub(r'(csrfmiddlewaretoken" value=|CSRF_TOKEN": |nonce=)"[^"]+"', "", text)


def test_the_same_row_is_kept_of_both(pair):
    kept = [
        ActivityDone.objects.filter(enrolment__person=person)
        .order_by("pk")
        .values_list("activity_key", "edition", "done_at")
        for person in pair
    ]
    began = [Enrolment.objects.get(person=person).first_act_at for person in pair]

    assert list(kept[0]) == list(kept[1])
    assert began[0] == began[1]
    assert not pair[1].attempts.exists()


@pytest.mark.parametrize("role", ["manager", ADMINISTRATORS, NATIONAL_LEADS])
def test_a_page_about_a_person_looks_the_same_for_both(client, pair, role):
    viewer = Person.objects.get(email="over@example.org")
    if role != "manager":
        viewer.groups.add(Group.objects.get(name=role))
    client.force_login(viewer)
    names = ["reports:person"]
    if role == ADMINISTRATORS:
        names += ["organisation:person", "courses:records_of"]

    for name in names:
        pages = [client.get(reverse(name, args=[person.key])) for person in pair]
        assert [page.status_code for page in pages] == [200, 200]
        first, second = (
            without_the_person(page.text, person) for page, person in zip(pages, pair, strict=True)
        )
        assert first == second


def test_files_of_names_say_the_same_of_both(client, pair):
    client.force_login(Person.objects.get(email="over@example.org"))

    answer = client.get(reverse("reports:people_file", args=["asking", "csv"]))
    file = b"".join(answer.streaming_content).decode()

    lines = [
        without_the_person(line, person)
        for person in pair
        for line in file.splitlines()
        if person.name in line
    ]
    assert len(lines) == 2
    assert lines[0] == lines[1]


def test_facts_for_a_recount_say_the_same_of_both(pair, tmp_path):
    call_command("export_facts", tmp_path, verbosity=0)

    for table in tmp_path.glob("*.csv"):
        lines = table.read_text().splitlines()
        own = [[line for line in lines if f"{person.key}" in line] for person in pair]
        assert len(own[0]) == len(own[1]), table.name
    assert any(str(pair[0].key) in table.read_text() for table in tmp_path.glob("*.csv"))


def test_nobody_lists_attempts_in_the_admin(client, pair):
    trainer = PersonFactory(email="trainer@example.org")
    trainer.groups.add(Group.objects.get(name=TRAINERS))
    client.force_login(trainer)

    menu = client.get(reverse("wagtailadmin_home")).text

    assert "attempt" not in menu.lower()
    assert pair[0].name not in menu
