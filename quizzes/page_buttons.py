"""Buttons beside a page in the Wagtail admin."""

from collections.abc import Callable, Iterator

from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from people.models import Person

Buttons = Callable[[Page, Person], Iterator[Button]]


def on_pages(buttons: Buttons) -> Buttons:
    """Offers these buttons both in the header of a page and in the menu of its line in a list."""

    @hooks.register("register_page_header_buttons")
    def in_header(
        page: Page, user: Person, view_name: str, next_url: str | None = None
    ) -> Iterator[Button]:
        yield from buttons(page, user)

    @hooks.register("register_page_listing_more_buttons")
    def in_listing(page: Page, user: Person, next_url: str | None = None) -> Iterator[Button]:
        yield from buttons(page, user)

    return buttons
