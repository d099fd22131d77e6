"""Quizzes in the Wagtail admin: the question bank, and what the history says of refusals."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import Page, PageLogEntry
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from people.models import Person
from quizzes import authoring_views, comparison_views, exchange_views
from quizzes.admin_queries import REFUSED, refusals_of
from quizzes.models import EditionedPage, Question, Scenario
from quizzes.page_buttons import on_pages


class QuestionViewSet(SnippetViewSet):
    model = Question
    icon = "clipboard-list"
    menu_label = _("Question bank")
    menu_name = "question-bank"
    menu_order = 240
    add_to_admin_menu = True
    list_display = [
        "__str__",
        Column("kind", label=_("Kind"), accessor="get_kind_display", sort_key="kind"),
        Column("findings", label=_("Findings"), accessor="finding_refs"),
        Column("quizzes", label=_("Quizzes"), accessor="quiz_titles"),
    ]
    list_filter = ["kind", "findings"]
    list_per_page = 50
    ordering = ["-pk"]

    def get_queryset(self, request: HttpRequest) -> Any:
        questions = Question.objects.prefetch_related("findings", "quiz_questions__quiz")
        return questions.order_by("-pk")


register_snippet(QuestionViewSet)


@hooks.register("register_admin_urls")
def scenario_urls() -> list[URLPattern | URLResolver]:
    patterns = [
        path("<int:page_id>/look/", authoring_views.look, name="look"),
        path("<int:page_id>/play/", authoring_views.play_draft, name="play"),
        path("<int:page_id>/compare/", comparison_views.compare_editions, name="compare"),
        path("import/<int:parent_id>/", exchange_views.import_scenario, name="import"),
        path("<int:page_id>/draft.<str:form>", exchange_views.export_draft, name="export_draft"),
        path("<int:page_id>/<int:number>.<str:form>", exchange_views.export_edition, name="export"),
    ]
    return [path("scenarios/", include((patterns, "scenarios")))]


@hooks.register("register_admin_urls", order=-1)
def media_urls() -> list[URLPattern | URLResolver]:
    """Before wagtailmedia's own of the same address, which would delete what pages need."""
    patterns = [path("delete/<int:media_id>/", authoring_views.delete_recording, name="delete")]
    return [path("media/", include((patterns, "recordings")))]


@on_pages
def file_buttons(page: Page, user: Person) -> Iterator[Button]:
    """A scenario goes out in either notation; one comes in below whatever may have one."""
    if not page.pk:
        return
    if issubclass(page.specific_class, Scenario):
        for form, label in (("json", _("Download as JSON")), ("twee", _("Download as Twee"))):
            url = reverse("scenarios:export_draft", args=[page.pk, form])
            yield Button(label, url, icon_name="download", priority=66)
        url = reverse("scenarios:compare", args=[page.pk])
        yield Button(_("What changed"), url, icon_name="history", priority=65)
        return
    takes_one = Scenario in page.specific_class.allowed_subpage_models()
    if takes_one and page.permissions_for_user(user).can_add_subpage():
        url = reverse("scenarios:import", args=[page.pk])
        yield Button(_("Add a scenario from a file"), url, icon_name="upload", priority=66)


@hooks.register("register_log_actions")
def tell_refusals_in_history(actions: LogActionRegistry) -> None:
    @actions.register_action(REFUSED)
    class RefusedFormatter(LogFormatter):
        label = _("Publishing refused")

        def format_message(self, log_entry: PageLogEntry) -> str:
            reasons = " ".join(log_entry.data.get("reasons", []))
            return _("Not published when it was due. %(reasons)s") % {"reasons": reasons}


@hooks.register("before_edit_page")
def tell_refusals_on_opening(request: HttpRequest, page: Page) -> None:
    if request.method != "GET" or not isinstance(page, EditionedPage) or is_partial(request):
        return
    if reasons := refusals_of(page):
        listed = format_html_join("", "<li>{}</li>", ((reason,) for reason in reasons))
        heading = _("This was due to be published, and was not. Mend it, then publish.")
        messages.error(request, format_html('{} <ul class="errorlist">{}</ul>', heading, listed))


def is_partial(request: HttpRequest) -> bool:
    """Whether Wagtail asks for parts of the editor, which show no messages."""
    return "_w_hydrate_create_view" in request.GET
