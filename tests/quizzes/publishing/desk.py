"""What the editor of a page is sent, and what it says."""

from django.contrib.messages import get_messages
from django.urls import reverse

from tests.factories.courses import editions_of, fresh, welsh_locale
from tests.factories.quizzes import broken_story, small_story

NOWHERE = "The choice “Ring.” at “Desk” leads nowhere."
UNREACHED = "No way through the story leads to “Plan”."


def edit(page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def add(parent, app: str, model: str) -> str:
    return reverse("wagtailadmin_pages:add", args=[app, model, parent.pk])


def as_published(page) -> list:
    """The small story with the keys that its page's newest edition has."""
    story = small_story()
    for moment, frozen in zip(story, editions_of(page)[-1].document("en")["scenes"], strict=True):
        moment["value"]["key"] = frozen["key"]
        ways = zip(moment["value"].get("choices", []), frozen.get("choices", []), strict=True)
        for way, kept in ways:
            way["key"] = kept["key"]
    return story


def said(response) -> str:
    """All messages that the admin has for the person, as one text."""
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def break_story(page) -> None:
    revision = fresh(page).get_latest_revision()
    page.scenes = broken_story()
    revision.content["scenes"] = page.serializable_data()["scenes"]
    revision.save()


def in_bulk(verb: str, *pages) -> str:
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", verb])
    return url + "?" + "&".join(f"id={page.pk}" for page in pages)


def welsh(page):
    """The page's translation as a draft, its parents as aliases."""
    return page.copy_for_translation(welsh_locale(), copy_parents=True).specific
