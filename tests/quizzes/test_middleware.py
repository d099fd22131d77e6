"""Which requests of the admin are one transaction: on SQLite nobody else writes meanwhile."""

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import resolve, reverse

from quizzes.middleware import PublishingInOneTransaction

LESSON = ("courses", "lesson")


def in_a_transaction(request: HttpRequest) -> bool:
    """Whether the view would run in one; a view that is left to Django does not."""

    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(str(connection.in_atomic_block))

    request.resolver_match = resolve(request.path)
    answer = PublishingInOneTransaction(view).process_view(request, view, (), {})
    return answer is not None and answer.content == b"True"


def post(name: str, *arguments: object) -> HttpRequest:
    return RequestFactory().post(reverse(name, args=arguments))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("wagtailadmin_pages:add", (*LESSON, 1)),
        ("wagtailadmin_pages:edit", (1,)),
        ("wagtailadmin_pages:copy", (1,)),
        ("wagtailadmin_pages:delete", (1,)),
        ("wagtailadmin_pages:move_confirm", (1, 2)),
        ("wagtailadmin_pages:set_page_position", (1,)),
        ("wagtailadmin_pages:unpublish", (1,)),
        ("wagtailadmin_pages:workflow_action", (1, "approve", 1)),
        ("wagtail_bulk_action", ("wagtailcore", "page", "publish")),
        ("simple_translation:submit_page_translation", (1,)),
        ("editions:withdraw", (1, 1)),
        ("wagtailsnippets_quizzes_question:edit", (1,)),
        ("wagtailsnippetchoosers_quizzes_question:create", ()),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_door_to_publishing_is_one_transaction(name, arguments):
    assert in_a_transaction(post(name, *arguments))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("wagtailadmin_pages:preview_on_add", (*LESSON, 1)),
        ("wagtailadmin_pages:preview_on_edit", (1,)),
        ("wagtailadmin_pages:workflow_preview", (1, 1)),
        ("wagtailsettings:preview_on_edit", (*LESSON, 1)),
        ("wagtailadmin_block_preview", ()),
        ("wagtailadmin_choose_page_external_link", ()),
        ("wagtailadmin_choose_page_email_link", ()),
        ("wagtailadmin_editing_sessions:ping", (*LESSON, "1", 1)),
        ("wagtailembeds:chooser_upload", ()),
        ("wagtailimages:add", ()),
        ("wagtailimages_chooser:create", ()),
        ("wagtailimages_chooser:select_format", (1,)),
        ("wagtaildocs:add_multiple", ()),
        ("wagtaildocs_chooser:create", ()),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_publishes_nothing_keeps_nobody_waiting(name, arguments):
    assert not in_a_transaction(post(name, *arguments))


@pytest.mark.django_db(transaction=True)
def test_reading_a_page_of_the_admin_keeps_nobody_waiting():
    request = RequestFactory().get(reverse("wagtailadmin_pages:edit", args=[1]))

    assert not in_a_transaction(request)
