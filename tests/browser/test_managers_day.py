"""A manager's day: which region is weakest, why, who, and the file for the meeting."""

import csv
import datetime as dt
import io
import re

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from people.actions.postings import post_person
from people.models import JobRole, Person, Unit
from reports.simulation.demo import add_demo_people
from tests.browser.conftest import NARROW
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)

REGION, REGION_CODE, LATE = "Greater Manchester", "N50", "Morgan Price"


@pytest.fixture
def service(settings, live_server):
    settings.DEMO = True
    cache.clear()
    call_command("load_starter", courses=["asking-directly"], verbosity=0)
    call_command("simulate", people=60, seed=1, verbosity=0)
    add_demo_people(timezone.localdate())
    post_somebody_who_has_not_begun()
    return live_server


def post_somebody_who_has_not_begun() -> None:
    post_person(
        person=PersonFactory(email="morgan@example.org", name=LATE),
        unit=Unit.objects.get(name="Bolton"),
        job_role=JobRole.objects.get(code="PO"),
        first_day=timezone.localdate() - dt.timedelta(days=400),
        by=Person.objects.get(email="manager@example.org"),
        at=timezone.now(),
    )


def sign_in_as_manager(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Sign in as a manager").click()
    page.goto("/completion/asking-directly/")


def shares(page: Page) -> list[int]:
    """The shares of the table, in its order; the total is not among them."""
    shown = page.locator("#completion tbody .app-share__summary").all_inner_texts()
    return [int(re.sub(r"\D", "", share)) for share in shown]


def row_of(page: Page, region: str):
    rows = page.locator("#completion").get_by_role("row")
    return rows.filter(has=page.get_by_role("rowheader", name=region))


@pytest.mark.parametrize("javascript", [True, False], ids=["with-script", "without-script"])
def test_a_manager_finds_the_weakest_region_why_who_and_takes_the_file(
    service, open_page, screenshot, assert_accessible, javascript
):
    page = open_page(javascript=javascript, width=NARROW)

    def look(name: str) -> None:
        if javascript:
            assert_accessible(page)
        screenshot(page, f"managers-day/{'with' if javascript else 'without'}-script-{name}")

    sign_in_as_manager(page)
    page.locator("#completion").get_by_role("link", name="Share").click()
    assert shares(page) == sorted(shares(page))
    look("weakest-first")

    row_of(page, REGION).locator("summary").click()
    arithmetic = row_of(page, REGION).locator(".app-share__text")
    expect(arithmetic).to_be_visible()
    expect(arithmetic).to_have_text(re.compile(r"\d+ of \d+ people are up to date: \d+%"))
    row_of(page, REGION).get_by_role("link", name=REGION).click()
    look("region")

    page.get_by_role("link", name="Trend and forecast").click()
    expect(page.locator("table tbody tr")).to_have_count(20)
    if javascript:
        expect(page.locator("svg").first).to_be_visible()
    look("trend")
    page.go_back()

    page.get_by_role("link", name="Who is overdue").click()
    people = page.locator("table tbody tr")
    expect(people.get_by_role("rowheader", name=LATE)).to_have_count(1)
    look("overdue")

    with page.expect_download() as started:
        page.get_by_role("link", name=re.compile("CSV")).first.click()
    file = csv.DictReader(io.StringIO(started.value.path().read_text("utf-8-sig")))
    names = people.get_by_role("rowheader").all_inner_texts()
    assert [line["Name"] for line in file] == [name.strip() for name in names]

    people.get_by_role("link", name=LATE).click()
    expect(page.locator("main")).to_contain_text(re.compile("overdue", re.IGNORECASE))
    expect(page.locator("main")).to_contain_text("asked since")
    look("person")


def test_a_manager_chooses_the_day_by_keyboard_alone(service, page):
    sign_in_as_manager(page)
    page.goto(f"/completion/asking-directly/{REGION_CODE}/")

    page.locator("body").press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "on":
            break
    page.keyboard.press("ArrowDown")  # an earlier or, at the start of a month, a later day
    wanted = dt.date.fromisoformat(page.locator("[name=on]").input_value())
    assert wanted != timezone.localdate()
    page.keyboard.press("Enter")

    expect(page.locator("#completion caption")).to_have_text(
        f"Completion on {wanted.day} {wanted:%B %Y}"
    )
