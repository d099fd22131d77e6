"""Courses in Wagtail: who may read the pages, where activities are shown, and their editions."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from courses import admin_views, problem_views
from courses.admin_queries import learnt_from, withdrawn_edition
from people.models import Person
from quizzes.models import Activity, EditionedPage
from quizzes.page_buttons import on_pages


@hooks.register("before_serve_page")
def lead_to_sign_in(
    page: Page, request: HttpRequest, args: Any, kwargs: Any
) -> HttpResponse | None:
    """The catalogue is for people with an account."""
    return None if request.user.is_authenticated else redirect_to_login(request.get_full_path())


@hooks.register("before_serve_document")
def lead_to_sign_in_for_a_document(document: Any, request: HttpRequest) -> HttpResponse | None:
    """So is what is handed out in a lesson."""
    return None if request.user.is_authenticated else redirect_to_login(request.get_full_path())


@hooks.register("before_serve_page")
def lead_to_step(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponse | None:
    """A live activity is taken as a step of its course, on the edition that is pinned there."""
    if isinstance(page, Activity):
        return redirect("courses:activity", page.translation_key)
    return None


@hooks.register("register_admin_menu_item")
def offer_support() -> MenuItem:
    """Whoever writes about this all day needs it near, too. The care bar stands on that page."""
    there = reverse("courses:my_learning") + "#care"
    return MenuItem(gettext_lazy("Support"), there, name="support", icon_name="help", order=9000)


@hooks.register("register_admin_urls")
def editions_urls() -> list[URLPattern | URLResolver]:
    patterns = [
        path("<int:page_id>/", admin_views.editions, name="list"),
        path("<int:page_id>/<int:number>/withdraw/", admin_views.withdraw, name="withdraw"),
        path("<int:page_id>/<int:number>/sign-off/", admin_views.sign_off, name="sign_off"),
    ]
    problems = [
        path("", problem_views.reported, name="list"),
        path("<uuid:key>/", problem_views.answer, name="answer"),
    ]
    return [
        path("editions/", include((patterns, "editions"))),
        path("problems/", include((problems, "problems"))),
    ]


class ProblemsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return isinstance(request.user, Person) and request.user.menu.answering


@hooks.register("register_admin_menu_item")
def problems_in_menu() -> MenuItem:
    label, address = gettext_lazy("Reported problems"), reverse("problems:list")
    return ProblemsItem(label, address, name="problems", icon_name="comment", order=270)


@on_pages
def editions_button(page: Page, user: Person) -> Iterator[Button]:
    if page.pk and issubclass(page.specific_class, EditionedPage):
        url = reverse("editions:list", args=[page.pk])
        yield Button(_("Editions"), url, icon_name="list-ol", priority=64)


@hooks.register("before_edit_page")
def tell_withdrawal_on_opening(request: HttpRequest, page: Page) -> None:
    if request.method != "GET" or "_w_hydrate_create_view" in request.GET:
        return
    if edition := withdrawn_edition(page):
        words = _(
            "Edition %(number)s was withdrawn on %(when)s by %(who)s: “%(reason)s”. "
            "Change what was wrong, then publish."
        )
        when = date_format(localtime(edition.withdrawn_at), "j F Y, H:i")
        place = {
            "number": edition.number,
            "when": when,
            "who": edition.withdrawn_by,
            "reason": edition.withdrawn_because.strip().rstrip("."),
        }
        messages.warning(request, words % place)


@hooks.register("before_copy_page")
def refuse_aliases(request: HttpRequest, page: Page) -> HttpResponse | None:
    if not (request.POST.get("alias") and issubclass(page.specific_class, EditionedPage)):
        return None
    words = _(
        "An alias of “%(title)s” would have no edition of its own, so nobody could take it. "
        "Copy it without “Alias”."
    )
    messages.error(request, words % {"title": page.title})
    return redirect("wagtailadmin_pages:copy", page.pk)


@hooks.register("after_convert_alias_page")
def publish_what_was_an_alias(request: HttpRequest, page: Page) -> None:
    """It followed a page that has editions; from now on it needs its own."""
    if page.live and isinstance(page, EditionedPage):
        page.get_latest_revision().publish(user=request.user)


@hooks.register("before_delete_page")
def keep_what_is_learnt_from(request: HttpRequest, page: Page) -> HttpResponse | None:
    return _refuse_deleting(request, [page])


@hooks.register("before_bulk_action")
def keep_what_is_learnt_from_in_bulk(
    request: HttpRequest, action_type: str, objects: list[Any], action: object
) -> HttpResponse | None:
    if action_type != "delete":
        return None
    return _refuse_deleting(request, [page for page in objects if isinstance(page, Page)])


def _refuse_deleting(request: HttpRequest, pages: list[Page]) -> HttpResponse | None:
    used = learnt_from(pages)
    if not used:
        return None
    words = _("People learn from %(titles)s, so it cannot be deleted. Unpublish it instead.")
    titles = ", ".join(f"“{page.title}”" for page in used)
    messages.error(request, words % {"titles": titles})
    return redirect("wagtailadmin_explore", pages[0].get_parent().pk)
