"""What is needed elsewhere is not deleted in the admin, and whoever tries is told why."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.actions.learning import enrol
from findings.actions import load_starter_findings
from findings.models import Finding, Inspection
from people.models import Person
from tests.factories.courses import make_course, make_draft_course, make_lesson, publish
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def superuser() -> Client:
    client = Client()
    client.force_login(Person.objects.create_superuser("root@example.org", name="Root"))
    return client


@pytest.fixture
def tied() -> Finding:
    """Only a frozen edition ties it: the page was changed since."""
    load_starter_findings()
    finding = Finding.objects.get(ref="S1")
    lesson = make_lesson(make_draft_course(), findings=[finding])
    lesson.findings.set([])
    publish(lesson)
    return finding


@pytest.fixture
def learner() -> Person:
    person = PersonFactory(name="Sam Rees")
    enrol(person=person, course_key=make_course().translation_key, at=timezone.now())
    return person


def snippet(action: str, row: Finding | Inspection) -> str:
    return reverse(f"wagtailsnippets_findings_{row._meta.model_name}:{action}", args=[row.pk])


def in_bulk(*rows) -> str:
    address = reverse(
        "wagtail_bulk_action", args=[rows[0]._meta.app_label, rows[0]._meta.model_name, "delete"]
    )
    return f"{address}?{'&'.join(f'id={row.pk}' for row in rows)}&next=/admin/"


def test_finding_of_an_edition_stays(superuser, tied):
    page = superuser.post(snippet("delete", tied), follow=True)

    assert f"“{tied}” cannot be deleted: needed by findings of editions." in page.text
    assert Finding.objects.filter(pk=tied.pk).exists()


def test_finding_of_an_edition_is_not_even_asked_about(superuser, tied):
    answer = superuser.get(snippet("delete", tied))

    assert answer.headers["Location"] == reverse("wagtailsnippets_findings_finding:list")


def test_finding_of_an_edition_stays_with_all_that_were_to_go_with_it(superuser, tied):
    before = Finding.objects.count()

    page = superuser.post(in_bulk(*Finding.objects.all()), follow=True)

    assert "cannot be deleted: needed by findings of editions." in page.text
    assert Finding.objects.count() == before


def test_inspection_with_findings_stays(superuser):
    load_starter_findings()
    inspection = Inspection.objects.first()

    page = superuser.post(snippet("delete", inspection), follow=True)

    assert "cannot be deleted: needed by findings, recommendations." in page.text
    assert Inspection.objects.filter(pk=inspection.pk).exists()


def test_finding_that_nothing_needs_is_deleted(superuser):
    load_starter_findings()
    finding = Finding.objects.get(ref="S1")

    superuser.post(snippet("delete", finding))

    assert not Finding.objects.filter(ref="S1").exists()


def test_person_who_has_begun_a_course_stays(superuser, learner):
    page = superuser.post(reverse("wagtailusers_users:delete", args=[learner.pk]), follow=True)

    assert "“Sam Rees” cannot be deleted: needed by enrolments." in page.text
    assert Person.objects.filter(pk=learner.pk).exists()


def test_person_who_has_begun_a_course_stays_in_bulk(superuser, learner):
    page = superuser.post(in_bulk(learner, PersonFactory()), follow=True)

    assert "cannot be deleted: needed by enrolments." in page.text
    assert Person.objects.count() == 3


def test_person_who_has_done_nothing_is_deleted(superuser):
    person = PersonFactory()

    superuser.post(reverse("wagtailusers_users:delete", args=[person.pk]))

    assert not Person.objects.filter(pk=person.pk).exists()
