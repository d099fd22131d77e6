"""Completions taken back, and completions from elsewhere: one at a time and by file."""

import datetime as dt
import uuid

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from courses.actions.completions import AlreadyRecorded, record_completions, withdraw_completion
from courses.domain.elsewhere import DayTrouble, day_trouble
from courses.models import Completion, Withdrawal
from courses.resources import COLUMNS, preview
from courses.signals import completions_changed
from courses.uploads import Unreadable, read_table
from people.models import Person
from people.permissions import ADMINISTRATORS
from tests.factories.courses import make_catalogue
from tests.factories.people import PersonFactory, PostingFactory
from tests.reports.course import complete, make_course

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 6, 1)
DAY = dt.date(2026, 3, 4)
NOW = dt.datetime(2026, 6, 1, 9, 0, tzinfo=dt.UTC)
HEAD = "person,course,day,evidence\n"


@pytest.fixture
def course():
    make_catalogue()
    return make_course("asking")


@pytest.fixture
def person() -> Person:
    person = PersonFactory(email="sam@example.org", name="Sam Rees")
    PostingFactory(person=person, first_day=dt.date(2025, 1, 1))
    return person


@pytest.fixture
def administrator(client) -> Person:
    one = PersonFactory(name="Ada Ministrator")
    one.groups.add(Group.objects.get_or_create(name=ADMINISTRATORS)[0])
    client.force_login(one)
    return one


def elsewhere(person, course, day=DAY) -> Completion:
    return Completion(
        person=person, course_key=course.translation_key, day=day, evidence="Certificate 7"
    )


def look(text: str | bytes, today=TODAY):
    content = text if isinstance(text, bytes) else text.encode()
    return preview(read_table(content, COLUMNS), today=today)


# The rule


@pytest.mark.parametrize(
    ("day", "first_posted", "known", "trouble"),
    [
        (TODAY, DAY, (), None),
        (DAY, DAY, (), None),
        (TODAY + dt.timedelta(days=1), DAY, (), DayTrouble.FUTURE),
        (DAY, None, (), DayTrouble.NEVER_POSTED),
        (DAY - dt.timedelta(days=1), DAY, (), DayTrouble.BEFORE_FIRST_POSTING),
        (DAY, DAY, (DAY,), DayTrouble.KNOWN),
        (TODAY, DAY, (DAY,), None),
    ],
)
def test_on_which_days_a_completion_can_have_been(day, first_posted, known, trouble):
    found = day_trouble(day, today=TODAY, first_posted=first_posted, known=frozenset(known))

    assert found == trouble


# Recording


def test_a_completion_from_elsewhere_is_marked_and_announced(person, course):
    heard = []

    def listen(**announced):
        heard.append((announced["persons"], announced["course_key"], announced["from_day"]))

    completions_changed.connect(listen)
    record_completions(completions=[elsewhere(person, course)], by=person, at=NOW)

    kept = Completion.objects.get()
    assert (kept.source, kept.edition, kept.enrolment, kept.at) == ("elsewhere", None, None, None)
    assert (kept.recorded_by, kept.recorded_at, kept.evidence) == (person, NOW, "Certificate 7")
    assert heard == [([person.pk], course.translation_key, DAY)]


def test_recording_the_same_again_records_nothing(person, course):
    record_completions(completions=[elsewhere(person, course)], by=person, at=NOW)

    both = [elsewhere(person, course, TODAY), elsewhere(person, course)]
    with pytest.raises(AlreadyRecorded):
        record_completions(completions=both, by=person, at=NOW)

    assert Completion.objects.count() == 1


def test_what_was_taken_back_can_be_recorded_again(person, course):
    for _ in range(2):
        record_completions(completions=[elsewhere(person, course)], by=person, at=NOW)
        latest = Completion.objects.latest("pk")
        withdraw_completion(completion=latest, reason="Slip", by=person, at=NOW)

    assert Completion.objects.count() == 2


@pytest.mark.parametrize(
    "wrong",
    [{"source": "here"}, {"evidence": ""}, {"recorded_at": None}, {"at": NOW}],
)
def test_here_and_elsewhere_cannot_be_mixed_even_past_the_action(person, course, wrong):
    record_completions(completions=[elsewhere(person, course)], by=person, at=NOW)

    with pytest.raises(IntegrityError), transaction.atomic():
        Completion.objects.update(**wrong)


# Files


def test_a_file_names_people_by_address_or_key_and_days_in_two_ways(person, course):
    other = PersonFactory()
    PostingFactory(person=other)

    found = look(
        f"{HEAD}SAM@example.org,asking,2026-03-04,Certificate 7\n"
        f"{str(other.key).upper()},Asking,04/03/2026,Certificate 8\n"
    )

    assert not found.problems
    assert [(one.person_id, one.day) for one in found.completions] == [
        (person.pk, DAY),
        (other.pk, DAY),
    ]
    assert not Completion.objects.exists()


@pytest.mark.parametrize(
    "content",
    [
        ("\ufeff" + HEAD + "sam@example.org,asking,2026-03-04,Tystysgrif Siân\n").encode(),
        (HEAD + "sam@example.org,asking,2026-03-04,Tystysgrif Siân\n").encode("cp1252"),
        (HEAD + "sam@example.org,asking,2026-03-04,Tystysgrif Siân\n").replace(",", ";").encode(),
        (HEAD + "\n,,,\nsam@example.org,asking,2026-03-04,Tystysgrif Siân\n").encode(),
        b"Evidence,Note,Day,Course,Person\r\n"
        b"Tystysgrif Si\xe2n,x,2026-03-04,asking,sam@example.org\r\n",
    ],
)
def test_whatever_a_spreadsheet_makes_of_a_file_is_read(person, course, content):
    (completion,) = look(content).completions

    assert completion.evidence == "Tystysgrif Siân"


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        ("jo@example.org,asking,2026-03-04,C", "person", "Nobody here has"),
        (",asking,2026-03-04,C", "person", "Give the e-mail address"),
        ("sam@example.org,unknown,2026-03-04,C", "course", "There are: asking."),
        ("sam@example.org,asking,2026-06-02,C", "day", "has not come yet"),
        ("sam@example.org,asking,2024-12-31,C", "day", "before the person’s first posting"),
        ("sam@example.org,asking,31.12.2025,C", "day", "“31.12.2025” is no day"),
        ("sam@example.org,asking,,C", "day", "Give the day"),
        ("sam@example.org,asking,2026-03-04,", "evidence", "Say what shows it"),
        ("sam@example.org,asking,2026-03-04," + "x" * 301, "evidence", "at most 300"),
        ("sam@example.org,asking,2026-03-04", "evidence", "Say what shows it"),
        ("left@example.org,asking,2026-03-04,C", "day", "never been posted"),
        ("sam@example.org,asking,2026-01-05,C", "day", "on this day already"),
        ("sam@example.org,asking,2026-05-05,C", "person", "as in row 2"),
    ],
)
def test_a_wrong_row_is_named_with_its_column_and_reason(person, course, line, column, reason):
    PersonFactory(email="left@example.org")
    known = elsewhere(person, course, dt.date(2026, 1, 5))
    record_completions(completions=[known], by=person, at=NOW)

    found = look(f"{HEAD}sam@example.org,asking,2026-05-05,C\n\n{line}\n")

    (problem,) = found.problems
    assert (problem.row, problem.column) == (4, column)
    assert reason in problem.reason


def test_every_wrong_cell_of_a_row_is_named(course):
    found = look(HEAD + "nobody,nothing,never,\n")

    assert [problem.column for problem in found.problems] == list(COLUMNS)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file is empty"),
        (b"PK\x03\x04\x00\x00", "This is no CSV file"),
        (b"person,course,day\n", "Missing or doubled: evidence"),
        (b"person,person,course,day,evidence\n", "Missing or doubled: person"),
        (HEAD.encode(), "no rows below"),
        (HEAD.encode() + b'sam@example.org,"asking,2026-03-04,C\n', "cannot be read as a table"),
        (HEAD.encode() + b"a,b,c,d\n" * 50_001, "has 50001 rows"),
    ],
)
def test_a_file_that_is_no_such_table(content, reason):
    with pytest.raises(Unreadable, match=reason):
        read_table(content, COLUMNS)


@pytest.mark.parametrize("rows", [1, 3])
def test_looking_at_a_file_costs_the_same_for_one_row_and_for_three(
    course, rows, django_assert_num_queries
):
    people = PersonFactory.create_batch(rows)
    for one in people:
        PostingFactory(person=one)
    lines = "".join(f"{one.email},asking,2026-03-04,C\n" for one in people)

    with django_assert_num_queries(4):
        assert len(look(HEAD + lines).completions) == rows


# Pages


def upload(client, text: str, **follow):
    file = SimpleUploadedFile("completions.csv", text.encode())
    return client.post(reverse("courses:upload_completions"), {"file": file}, **follow)


def test_a_file_is_shown_first_and_recorded_when_confirmed(client, administrator, person, course):
    shown = upload(client, HEAD + "sam@example.org,asking,2026-03-04,Certificate 7\n")
    assert "1 completion would be recorded" in shown.text
    assert not Completion.objects.exists()
    name = {"name": shown.context["form"]["name"].value()}

    page = client.post(reverse("courses:record_upload"), name, follow=True)

    assert "1 completion from elsewhere was recorded." in page.text
    assert Completion.objects.get().recorded_by == administrator
    page = client.post(reverse("courses:record_upload"), name, follow=True)
    assert "Upload it again" in page.text
    assert Completion.objects.count() == 1


def test_a_file_with_one_wrong_row_records_nothing(client, administrator, person, course):
    shown = upload(
        client,
        HEAD
        + "sam@example.org,asking,2026-03-04,Certificate 7\n"
        + "jo@example.org,asking,2026-03-04,Certificate 8\n",
    )

    assert shown.status_code == 422
    assert "1 thing is wrong in the file" in shown.text
    assert "jo@example.org" in shown.text
    assert not Completion.objects.exists()


def test_what_changed_since_it_was_shown_is_found(client, administrator, person, course):
    shown = upload(client, HEAD + "sam@example.org,asking,2026-03-04,Certificate 7\n")
    record_completions(completions=[elsewhere(person, course)], by=person, at=NOW)

    name = {"name": shown.context["form"]["name"].value()}
    page = client.post(reverse("courses:record_upload"), name)

    assert "on this day already" in page.text
    assert Completion.objects.count() == 1


def test_somebody_elses_file_is_not_recorded(client, administrator, person, course):
    shown = upload(client, HEAD + "sam@example.org,asking,2026-03-04,Certificate 7\n")
    other = PersonFactory()
    other.groups.set(administrator.groups.all())
    client.force_login(other)

    client.post(reverse("courses:record_upload"), {"name": shown.context["form"]["name"].value()})

    assert not Completion.objects.exists()


def test_one_completion_from_elsewhere_by_hand(client, administrator, person, course):
    address = reverse("courses:records_of", args=[person.key])
    sent = {"course": course.translation_key, "day": "4/3/2026", "evidence": "Certificate 7"}

    page = client.post(address, sent, follow=True)
    again = client.post(address, sent)

    assert "From elsewhere" in page.text
    assert Completion.objects.get().day == DAY
    assert again.status_code == 422
    assert "on this day already" in again.text
    assert 'value="Certificate 7"' in again.text


def test_a_completion_is_taken_back_with_a_reason(client, administrator, person, course):
    complete(person, course)
    completion = Completion.objects.get()
    address = reverse("courses:take_back", args=[person.key, completion.pk])

    refused = client.post(address, {"reason": " "})
    page = client.post(address, {"reason": "Another person’s account"}, follow=True)

    assert refused.status_code == 422
    assert "Another person’s account" in page.text
    assert Withdrawal.objects.get().by == administrator
    assert client.get(address).status_code == 404


def test_a_completion_is_found_under_its_own_person_only(client, administrator, person, course):
    complete(person, course)
    number, other = Completion.objects.get().pk, PersonFactory()

    for key in (other.key, uuid.uuid4()):
        assert client.get(reverse("courses:take_back", args=[key, number])).status_code == 404


def test_people_are_found_by_a_part_of_name_or_address(client, administrator, person):
    for words in ("rees", "SAM@exam"):
        assert "Sam Rees" in client.get(reverse("courses:records"), {"q": words}).text

    assert "0 people found" in client.get(reverse("courses:records"), {"q": "nobody"}).text


@pytest.mark.parametrize("words", ["n" * 100_000, "n\0obody"])
def test_words_that_no_database_can_compare_find_nobody(client, administrator, person, words):
    assert "0 people found" in client.get(reverse("courses:records"), {"q": words}).text


@pytest.mark.parametrize("number", [1, 3])
def test_somebodys_records_cost_the_same_for_one_and_for_three(
    client, administrator, person, course, number, django_assert_num_queries
):
    for days in range(number):
        one = elsewhere(person, course, DAY + dt.timedelta(days=days))
        record_completions(completions=[one], by=administrator, at=timezone.now())
    address = reverse("courses:records_of", args=[person.key])
    client.get(address)

    with django_assert_num_queries(11):
        assert client.get(address).text.count("Certificate 7") == number


def test_the_page_to_upload_names_the_courses_and_finds_no_problem(client, administrator, course):
    page = client.get(reverse("courses:upload_completions"))

    assert page.status_code == 200
    assert "<code>asking</code> (A course)" in page.text


def test_nothing_uploaded_is_a_problem(client, administrator):
    page = client.post(reverse("courses:upload_completions"))

    assert page.status_code == 422
    assert "Choose a file." in page.text
    assert 'href="#id_file"' in page.text


def test_the_person_reads_that_it_was_taken_back_and_why(client, administrator, person, course):
    complete(person, course)
    completion = Completion.objects.get()
    withdraw_completion(
        completion=completion, reason="Another person’s account", by=administrator, at=NOW
    )
    client.force_login(person)

    for address in (
        reverse("courses:complete", args=[completion.enrolment.key]),
        course.get_url(),
    ):
        page = client.get(address, follow=True).text
        assert "Another person’s account" in page
        assert "You completed this course" not in page
        assert "You have completed" not in page
    assert "Taken back" in client.get(reverse("courses:my_learning")).text
