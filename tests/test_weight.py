"""What a lesson weighs over the wire, without its pictures."""

import gzip
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from courses.actions.learning import enrol
from courses.models import Course
from people.models import Person

brotli = pytest.importorskip("brotli")
pytestmark = [pytest.mark.django_db, pytest.mark.once]
FIRST, LATER = 45_000, 10_000  # bytes
STATIC = Path(settings.SITE_DIR) / "static"
ASSETS = ("css/main.css", "js/main.js", "js/init.js", "images/favicon.svg")


@pytest.fixture
def lessons(client) -> list[bytes]:
    """Every lesson of the first course, as a browser gets it."""
    call_command("load_starter", courses=["suicide-self-harm-prevention"], verbosity=0)
    person = Person.objects.create_user("sam@example.org", name="Sam Rees")
    course = Course.objects.get()
    enrolment = enrol(person=person, course_key=course.translation_key, at=timezone.now())
    client.force_login(person)
    places = [
        reverse("courses:step", args=[enrolment.key, step.position])
        for step in enrolment.edition.steps.select_related("edition")
        if step.edition.kind == "lesson"
    ]
    return [client.get(place, headers={"accept-encoding": "gzip"}) for place in places]


def test_lessons_keep_to_their_weight(lessons):
    pages = [len(page.content) for page in lessons]
    assets = sum(len(brotli.compress((STATIC / name).read_bytes())) for name in ASSETS)

    assert len(pages) > 20
    assert all("<main" in gzip.decompress(page.content).decode() for page in lessons)
    assert max(pages) <= LATER, sorted(pages)
    assert assets + max(pages) <= FIRST, (assets, max(pages))
