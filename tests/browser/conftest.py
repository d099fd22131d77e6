"""A real Chromium against a real server: `page`, `page_without_js`, or `open_page` for several.

Every page opened here is watched. A test fails on a script's error, on whatever Chromium calls an
error in its console (anything the content security policy stopped, an answer of 4xx or 5xx), and on
a request to another server. What a test provokes on purpose it announces: `watch.expect("404")`.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(settings.BASE_DIR)
SCREENSHOTS = ROOT / "var" / "screenshots"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIETLY = [
    "--no-sandbox",  # Chromium has none for root.
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NARROW, WIDE = 320, 1280


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here drives the one Chromium of one worker, and is long: so it starts first."""
    for item in items:
        if is_here(item):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))
    items.sort(key=lambda item: not is_here(item))


def is_here(item: pytest.Item) -> bool:
    return Path(__file__).parent in item.path.parents


class Watch:
    """What went wrong on the pages of one test."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.expected: list[str] = []
        self.problems: list[str] = []

    def expect(self, part: str) -> None:
        """The test provokes a problem whose words contain `part`."""
        self.expected.append(part)

    def note(self, problem: str) -> None:
        self.problems.append(problem)

    def unexpected(self) -> list[str]:
        return [one for one in self.problems if not any(part in one for part in self.expected)]

    def on(self, context) -> None:
        context.on("console", lambda message: self.console(message))
        context.on("weberror", lambda error: self.note(f"script error: {error.error}"))
        context.on("request", lambda request: self.request(request.url))

    def console(self, message) -> None:
        if message.type == "error":
            self.note(f"console of {message.page.url}: {message.text}")

    def request(self, url: str) -> None:
        if urlsplit(url).scheme not in {"data", "blob"} and not url.startswith(f"{self.origin}/"):
            self.note(f"request to another server: {url}")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium, until the last test of this folder: Playwright's event loop ends with it."""
    installed = (shutil.which(name) for name in CHROMIUM_NAMES)
    path = os.environ.get("CHROMIUM") or next(filter(None, installed), None)
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Beside an event loop in its thread, Django refuses to read without this.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        chromium = playwright.chromium.launch(executable_path=path, args=QUIETLY)
        yield chromium
        chromium.close()


@pytest.fixture
def watch(live_server) -> Iterator[Watch]:
    watch = Watch(live_server.url)
    yield watch
    if problems := watch.unexpected():
        pytest.fail("\n".join(["The browser met these:", *problems]), pytrace=False)


@pytest.fixture
def open_page(browser: Browser, live_server, watch: Watch) -> Iterator[Callable[..., Page]]:
    """Opens a page for one more visitor, with cookies of its own."""
    contexts = []

    def open_one(*, javascript: bool = True, width: int = WIDE) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            java_script_enabled=javascript,
            viewport={"width": width, "height": 900},
            locale="en-GB",
            timezone_id="Europe/London",
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        watch.on(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    return open_page()


@pytest.fixture
def page_without_js(open_page: Callable[..., Page]) -> Page:
    return open_page(javascript=False)


@pytest.fixture
def sign_in(live_server) -> Callable[[Page, object], None]:
    """Signs a person in on a page without the form: `sign_in(page, person)`."""

    def sign_in_on(page: Page, person: object) -> None:
        client = Client()
        client.force_login(person)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
        )

    return sign_in_on


@pytest.fixture
def screenshot() -> Callable[[Page, str], None]:
    """Keeps pictures of a page on a phone and on a laptop: `screenshot(page, "lesson")`."""

    def take(page: Page, name: str) -> None:
        page.wait_for_load_state()
        size = page.viewport_size
        for width in (NARROW, WIDE):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (
                f"{page.url} must be scrolled sideways at {width} pixels"
            )
            page.screenshot(path=SCREENSHOTS / f"{name}-{width}.png", full_page=True)
        page.set_viewport_size(size)

    return take


@pytest.fixture
def barriers() -> Callable[..., list[str]]:
    """What axe-core finds on a page, or within one part of it: `barriers(page, "main")`."""
    source = AXE.read_text()

    def find(page: Page, within: str = "html") -> list[str]:
        page.wait_for_load_state()
        page.evaluate(source)
        results = page.evaluate(
            "([part, rules]) => axe.run(part, {runOnly: rules, resultTypes: ['violations']})",
            [within, AXE_RULES],
        )
        return [
            f"{violation['id']} ({violation['help']}): {node['html']}"
            for violation in results["violations"]
            for node in violation["nodes"]
        ]

    return find


@pytest.fixture
def assert_accessible(barriers) -> Callable[..., None]:
    """axe-core finds nothing on a page, or within one part of it: `assert_accessible(page)`."""

    def check(page: Page, within: str = "html") -> None:
        if found := barriers(page, within):
            pytest.fail("\n".join([f"Barriers on {page.url}:", *found]), pytrace=False)

    return check
