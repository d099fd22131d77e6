"""What a browser loads for a lesson, byte for byte, from files kept and packed as in a service."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.conf import settings as configured
from django.core.management import call_command
from django.test import Client
from django.test.testcases import LiveServerThread
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page

from config.settings import base
from courses.actions.learning import enrol
from courses.models import Course
from people.models import Person
from tests.browser.conftest import Watch

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
FIRST, LATER = 45_000, 10_000  # bytes
MEDIA = {"Image", "Media"}  # but not the site's own icon
NOT_OURS = ["wagtail*", "admin", "account", "mfa", "import_export", "rest_framework"]


@pytest.fixture
def server(settings, tmp_path) -> Iterator[LiveServerThread]:
    """Files with names by their content, packed with brotli, kept for ever."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**configured.STORAGES, "staticfiles": base.STORAGES["staticfiles"]}
    settings.WHITENOISE_AUTOREFRESH = False
    call_command("collectstatic", ignore_patterns=NOT_OURS, interactive=False, verbosity=0)
    thread = LiveServerThread("localhost", static_handler=lambda application: application)
    thread.start()
    thread.is_ready.wait()
    yield thread
    thread.terminate()


@pytest.fixture
def lessons(server) -> list[str]:
    """The lessons of the first course, heaviest first."""
    call_command("load_starter", courses=["suicide-self-harm-prevention"], verbosity=0)
    person = Person.objects.create_user("sam@example.org", name="Sam Rees")
    course = Course.objects.get()
    enrolment = enrol(person=person, course_key=course.translation_key, at=timezone.now())
    client = Client()
    client.force_login(person)
    places = [
        reverse("courses:step", args=[enrolment.key, step.position])
        for step in enrolment.edition.steps.filter(edition__kind="lesson")
    ]
    packed = {"accept-encoding": "gzip"}
    return sorted(places, key=lambda at: -len(client.get(at, headers=packed).content))


@pytest.fixture
def watched(browser: Browser, server) -> Iterator[Page]:
    """Sam's browser, which has been nowhere yet; requests elsewhere fail the test."""
    origin = f"http://localhost:{server.port}"
    context = browser.new_context(base_url=origin, locale="en-GB")
    watch = Watch(origin)
    watch.on(context)
    yield context.new_page()
    context.close()
    assert watch.problems == []


@dataclass
class Wire:
    """What came over the wire: for each address its kind and its bytes, head and all."""

    kinds: dict[str, tuple[str, str]] = field(default_factory=dict)
    loaded: dict[str, int] = field(default_factory=dict)

    def on(self, page: Page) -> None:
        events = page.context.new_cdp_session(page)
        events.on("Network.responseReceived", self.received)
        events.on("Network.loadingFinished", self.finished)
        events.send("Network.enable")

    def received(self, event) -> None:
        self.kinds[event["requestId"]] = (event["type"], event["response"]["url"])

    def finished(self, event) -> None:
        kind, url = self.kinds[event["requestId"]]
        if kind not in MEDIA or "/static/" in url:
            self.loaded[url] = round(event["encodedDataLength"])

    def take(self) -> dict[str, int]:
        taken, self.loaded = self.loaded, {}
        return taken


def open_lesson(page: Page, address: str, wire: Wire) -> dict[str, int]:
    page.goto(address, wait_until="networkidle")
    assert page.locator(".app-lesson").count() == 1
    return wire.take()


def test_a_lesson_keeps_to_its_weight_and_asks_nobody_else(watched, lessons):
    client = Client()
    client.force_login(Person.objects.get())
    cookie = client.cookies[configured.SESSION_COOKIE_NAME]
    origin = {"name": cookie.key, "value": cookie.value, "domain": "localhost", "path": "/"}
    watched.context.add_cookies([origin])
    wire = Wire()
    wire.on(watched)

    first = open_lesson(watched, lessons[1], wire)
    later = open_lesson(watched, lessons[0], wire)

    assert any(url.endswith(".css") and size > 1000 for url, size in first.items())
    assert any(url.endswith(".js") and size > 1000 for url, size in first.items())
    assert sum(first.values()) <= FIRST, first
    assert sum(later.values()) <= LATER, later
