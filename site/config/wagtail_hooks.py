"""What is needed elsewhere is not deleted in the admin, by anybody: a page says so, and by what."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model, ProtectedError
from django.db.models.deletion import Collector
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks

from people.models import Person


@hooks.register("before_delete_snippet")
def keep_needed_snippets(request: HttpRequest, instances: Sequence[Any]) -> HttpResponse | None:
    words = _("%(names)s cannot be deleted: needed by %(by)s.")
    if not instances or not _refuse(request, instances, words):
        return None
    return redirect(instances[0].snippet_viewset.get_url_name("list"))


@hooks.register("before_delete_user")
def keep_needed_person(request: HttpRequest, person: Person) -> HttpResponse | None:
    return _keep_people(request, [person])


@hooks.register("before_bulk_action")
def keep_needed_people(
    request: HttpRequest, action_type: str, objects: Sequence[Any], action: object
) -> HttpResponse | None:
    people = [one for one in objects if isinstance(one, Person)]
    return _keep_people(request, people) if people and action_type == "delete" else None


def _keep_people(request: HttpRequest, people: list[Person]) -> HttpResponse | None:
    words = _("%(names)s cannot be deleted: needed by %(by)s. Take “Can sign in” away instead.")
    return redirect("wagtailusers_users:index") if _refuse(request, people, words) else None


def _refuse(request: HttpRequest, instances: Sequence[Model], words: str) -> bool:
    """Whether something needs one of them; then that is said."""
    try:
        Collector(using=DEFAULT_DB_ALIAS).collect(instances)
    except ProtectedError as refusal:
        needing = {str(one._meta.verbose_name_plural) for one in refusal.protected_objects}
        names = ", ".join(f"“{instance}”" for instance in instances)
        messages.error(request, words % {"names": names, "by": ", ".join(sorted(needing))})
        return True
    return False
