"""What of the reports stands in the Wagtail admin: how a story is played."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from people.models import Person
from quizzes.models import Scenario
from quizzes.page_buttons import on_pages
from reports.views import plays


@hooks.register("register_admin_urls")
def plays_urls() -> list[URLPattern | URLResolver]:
    patterns = [
        path("<int:page_id>/", plays.plays, name="show"),
        path("<int:page_id>/table.<str:form>", plays.download, name="file"),
    ]
    return [path("plays/", include((patterns, "plays")))]


@on_pages
def plays_button(page: Page, user: Person) -> Iterator[Button]:
    if page.pk and issubclass(page.specific_class, Scenario):
        url = reverse("plays:show", args=[page.pk])
        yield Button(_("What people decide"), url, icon_name="view", priority=65)
