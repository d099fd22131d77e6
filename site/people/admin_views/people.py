"""A person's postings, oversight and access, as administrators change them."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from people import admin_queries as queries
from people import forms
from people.actions import oversight as oversights
from people.actions import postings as actions
from people.admin_views.shell import for_administrators, page, refused
from people.models import Oversight, Person, Posting
from people.permissions import may_change_access
from people.queries import organisation
from people.requests import PersonRequest, words_asked


@for_administrators
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    words = words_asked(request)
    day = timezone.localdate()
    found = queries.people_found(words, day=day, number=request.GET.get("p")) if words else None
    title = _("People and postings")
    return page(
        request, "people", title=title, crumbs=[("", title)], icon="user", words=words, found=found
    )


@for_administrators
@require_GET
def person(request: PersonRequest, key: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(Person, key=key)
    return _person_page(request, found)


def _person_page(
    request: PersonRequest, found: Person, form: forms.AccessForm | None = None
) -> HttpResponse:
    shown = queries.person_page(found, day=timezone.localdate())
    return page(
        request,
        "person",
        title=found.name,
        crumbs=[*_to_people(), ("", found.name)],
        icon="user",
        status=422 if form and form.errors else 200,
        shown=shown,
        day=timezone.localdate(),
        may_change_access=may_change_access(request.user, found),
        form=form or forms.AccessForm(initial={"groups": shown.groups}),
    )


def _to_people() -> list[tuple[str, str]]:
    return [(reverse("organisation:people"), _("People and postings"))]


def _form_page(
    request: HttpRequest, found: Person, form: Any, title: str, button: str, **shown: Any
) -> HttpResponse:
    back = reverse("organisation:person", args=[found.key])
    return page(
        request,
        "form",
        title=title,
        crumbs=[*_to_people(), (back, found.name), ("", title)],
        icon="user",
        status=422 if form.errors else 200,
        form=form,
        button=button,
        back=back,
        **shown,
    )


def _done(
    request: PersonRequest, found: Person, form: Any, action: Callable[..., Any]
) -> HttpResponse | None:
    """Does what was sent, by whoever asks; None where it cannot be, and the form says why."""
    if request.method != "POST" or not form.is_valid():
        return None
    if refused(form, lambda: action(by=request.user, at=timezone.now(), **form.cleaned_data)):
        return None
    messages.success(request, _("Done. It is on the page of %(name)s.") % {"name": found.name})
    return redirect("organisation:person", found.key)


@for_administrators
@require_http_methods(["GET", "POST"])
def post(request: PersonRequest, key: uuid.UUID) -> HttpResponse:
    found, today = get_object_or_404(Person, key=key), timezone.localdate()
    form = forms.PostingForm(
        request.POST or None, tree=organisation(today), initial={"first_day": today}
    )
    return _done(
        request, found, form, lambda **sent: actions.post_person(person=found, **sent)
    ) or _form_page(
        request,
        found,
        form,
        title=_("Post from a day on"),
        button=_("Save the posting"),
        explained=_(
            "What holds on that day ends the day before. With a last day, it goes on afterwards. "
            "Figures change from the first day on, also in the past."
        ),
    )


@for_administrators
@require_http_methods(["GET", "POST"])
def correct(request: PersonRequest, key: uuid.UUID, posting_id: int) -> HttpResponse:
    posting = get_object_or_404(
        Posting.objects.select_related("person"), pk=posting_id, person__key=key
    )
    form = forms.PostingForm(
        request.POST or None,
        tree=organisation(timezone.localdate()),
        initial=forms.posting_as_initial(posting),
    )
    return _done(
        request,
        posting.person,
        form,
        lambda **sent: actions.correct_posting(posting=posting, **sent),
    ) or _form_page(
        request,
        posting.person,
        form,
        title=_("Correct a posting"),
        button=_("Save the correction"),
        explained=_(
            "For what was written down wrongly. Where somebody moved, post them from that day on "
            "instead. The old words stay in the log."
        ),
    )


@for_administrators
@require_http_methods(["GET", "POST"])
def remove(request: PersonRequest, key: uuid.UUID, posting_id: int) -> HttpResponse:
    posting = get_object_or_404(
        Posting.objects.select_related("person", "unit", "job_role"),
        pk=posting_id,
        person__key=key,
    )
    found = posting.person
    if request.method == "POST":
        actions.remove_posting(posting=posting, by=request.user, at=timezone.now())
        messages.success(request, _("The posting was removed. The log keeps it."))
        return redirect("organisation:person", found.key)
    back = reverse("organisation:person", args=[found.key])
    title = _("Remove a posting")
    return page(
        request,
        "remove",
        title=title,
        crumbs=[*_to_people(), (back, found.name), ("", title)],
        icon="user",
        posting=posting,
        back=back,
    )


@for_administrators
@require_http_methods(["GET", "POST"])
def leave(request: PersonRequest, key: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(Person, key=key)
    form = forms.LastDayForm(request.POST or None, initial={"last_day": timezone.localdate()})
    return _done(
        request, found, form, lambda **sent: actions.leave_service(person=found, **sent)
    ) or _form_page(
        request,
        found,
        form,
        title=_("%(name)s leaves") % {"name": found.name},
        button=_("Save the last day"),
        explained=_(
            "Postings and oversight end on that day, with the oversight of deputies. From the day "
            "after nobody can sign in to the account. What was learnt stays."
        ),
        serious=True,
    )


@for_administrators
@require_http_methods(["GET", "POST"])
def give_oversight(request: PersonRequest, key: uuid.UUID) -> HttpResponse:
    found, today = get_object_or_404(Person, key=key), timezone.localdate()
    form = forms.OversightForm(
        request.POST or None,
        tree=organisation(today),
        others=queries.oversights_to_stand_in_for(today),
        initial={"first_day": today},
    )

    def give(*, unit: Any, deputy_of: Oversight | None, **sent: Any) -> None:
        if deputy_of:
            oversights.give_deputy(person=found, oversight=deputy_of, **sent)
        else:
            oversights.give_oversight(person=found, unit=unit, **sent)

    return _done(request, found, form, give) or _form_page(
        request,
        found,
        form,
        title=_("Give oversight to %(name)s") % {"name": found.name},
        button=_("Give oversight"),
        explained=_(
            "Somebody with oversight sees, by name, where everybody in the unit and below it "
            "stands. They never see answers or decisions of one person."
        ),
    )


@for_administrators
@require_http_methods(["GET", "POST"])
def end_oversight(request: PersonRequest, key: uuid.UUID, oversight_id: int) -> HttpResponse:
    oversight = get_object_or_404(
        Oversight.objects.select_related("person", "unit"), pk=oversight_id, person__key=key
    )
    form = forms.LastDayForm(request.POST or None, initial={"last_day": timezone.localdate()})
    return _done(
        request,
        oversight.person,
        form,
        lambda **sent: oversights.end_oversight(oversight=oversight, **sent),
    ) or _form_page(
        request,
        oversight.person,
        form,
        title=_("End the oversight of %(unit)s") % {"unit": oversight.unit.name},
        button=_("Save the last day"),
        explained=_(
            "A day that has passed ends it at once. A day before it begins takes it away. Deputies "
            "of %(name)s lose it too."
        )
        % {"name": oversight.person.name},
    )


@for_administrators
@require_http_methods(["GET", "POST"])
def set_access(request: PersonRequest, key: uuid.UUID) -> HttpResponse:
    """The form is on the person's page; here it is kept."""
    found = get_object_or_404(Person, key=key)
    if request.method == "GET":
        return redirect("organisation:person", found.key)
    if not may_change_access(request.user, found):
        return _person_page(request, found)
    form = forms.AccessForm(request.POST)
    if form.is_valid() and not refused(
        form,
        lambda: oversights.set_access(
            person=found, groups=form.cleaned_data["groups"], by=request.user
        ),
    ):
        messages.success(request, _("Done. It is on the page of %(name)s.") % {"name": found.name})
        return redirect("organisation:person", found.key)
    return _person_page(request, found, form)
