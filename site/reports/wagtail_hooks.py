"""What of the reports stands in the Wagtail admin: how a story is played."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from people.models import Person
from quizzes.models import Scenario
from reports.views import plays


@hooks.register("register_admin_urls")
def plays_urls() -> list[URLPattern | URLResolver]:
    patterns = [
        path("<int:page_id>/", plays.plays, name="show"),
        path("<int:page_id>/table.<str:form>", plays.download, name="file"),
    ]
    return [path("plays/", include((patterns, "plays")))]


@hooks.register("register_page_header_buttons")
def plays_in_header(
    page: Page, user: Person, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    yield from _button(page)


@hooks.register("register_page_listing_more_buttons")
def plays_in_listing(page: Page, user: Person, next_url: str | None = None) -> Iterator[Button]:
    yield from _button(page)


def _button(page: Page) -> Iterator[Button]:
    if page.pk and issubclass(page.specific_class, Scenario):
        url = reverse("plays:show", args=[page.pk])
        yield Button(_("What people decide"), url, icon_name="view", priority=65)
