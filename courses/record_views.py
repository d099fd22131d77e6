"""What administrators do with completions: take one back, record some from elsewhere."""

import uuid
from collections.abc import Callable, Sequence
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from import_export.tmp_storages import CacheStorage

from courses import record_queries as queries
from courses.actions import completions as actions
from courses.forms import CompletionsFileForm, ElsewhereForm, StoredFileForm, TakeBackForm
from courses.models import Completion
from courses.resources import COLUMNS, OTHER_NAMES, Preview, preview
from courses.uploads import Unreadable, read_table
from people.models import Person
from people.permissions import ADMINISTRATORS, in_group
from people.requests import PersonRequest, sign_in_first, words_asked

View = Callable[..., HttpResponse]
MOST_PROBLEMS_SHOWN = 200


def for_administrators(view: View) -> View:
    @never_cache
    @login_required
    @wraps(view)
    def wrapped(request: PersonRequest, **place: object) -> HttpResponse:
        if not in_group(request.user, ADMINISTRATORS):
            raise PermissionDenied
        return view(request, **place)

    return wrapped


@require_GET
@for_administrators
def records(request: PersonRequest) -> HttpResponse:
    words = words_asked(request)
    found = queries.people_found(words) if words else []
    shown = {
        "words": words,
        "people": found[: queries.MOST_FOUND],
        "has_more": len(found) > queries.MOST_FOUND,
    }
    return render(request, "courses/records/search.html", shown)


@require_http_methods(["GET", "POST"])
@for_administrators
def records_of(request: PersonRequest, key: uuid.UUID) -> HttpResponse:
    """Somebody's completions; a POST records one from elsewhere."""
    person = get_object_or_404(Person, key=key)
    form = ElsewhereForm(
        _sent(request),
        person=person,
        known=queries.checklist([str(person.key)]),
        courses=queries.course_titles(get_language()),
    )
    if request.method == "POST":
        form.check_day(timezone.localdate())
        if form.is_valid() and _record(request, [form.completion]):
            messages.success(request, _("The completion from elsewhere was recorded."))
            return redirect("courses:records_of", key)
    shown = {
        "person": person,
        "records": queries.records_of(person, get_language()),
        "form": form,
    }
    return render(request, "courses/records/person.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@for_administrators
def take_back(request: PersonRequest, key: uuid.UUID, number: int) -> HttpResponse:
    completion = get_object_or_404(
        Completion.objects.valid().select_related("person", "edition"), pk=number, person__key=key
    )
    form = TakeBackForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        actions.withdraw_completion(
            completion=completion,
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("The completion was taken back. It counts on no day any more."))
        return redirect("courses:records_of", key)
    titles = queries.course_titles(get_language())
    shown = {"completion": completion, "course": titles[completion.course_key], "form": form}
    return render(
        request, "courses/records/take_back.html", shown, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
@for_administrators
def upload(request: PersonRequest) -> HttpResponse:
    """A file of completions from elsewhere: a POST shows what it would record, and no more."""
    form = CompletionsFileForm(_sent(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read()
        try:
            return _show_preview(request, _look_at(content), content)
        except Unreadable as problem:
            form.add_error("file", str(problem))
    shown = {"form": form, "columns": COLUMNS, "courses": queries.courses_by_slug(get_language())}
    return render(request, "courses/records/upload.html", shown, status=422 if form.errors else 200)


@require_POST
@sign_in_first("courses:upload_completions")
@for_administrators
def record_upload(request: PersonRequest) -> HttpResponse:
    """Record what was shown. It is checked again: people and courses may have changed since."""
    form = StoredFileForm(request.POST)
    stored = _storage(request, form.cleaned_data["name"]) if form.is_valid() else None
    content = stored.read() if stored else None
    if stored is None or content is None:
        messages.warning(request, _("The file was not kept that long. Upload it again."))
        return redirect("courses:upload_completions")
    found = _look_at(content)
    if found.problems or not _record(request, found.completions):
        return _show_preview(request, _look_at(content), content)
    stored.remove()
    count = len(found.completions)
    words = ngettext(
        "%(count)s completion from elsewhere was recorded.",
        "%(count)s completions from elsewhere were recorded.",
        count,
    )
    messages.success(request, words % {"count": count})
    return redirect("courses:records")


def _sent(request: PersonRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _record(request: PersonRequest, completions: Sequence[Completion]) -> bool:
    try:
        actions.record_completions(completions=completions, by=request.user, at=timezone.now())
    except actions.AlreadyRecorded:
        messages.warning(request, _("Somebody has recorded some of it in the meantime."))
        return False
    return True


def _look_at(content: bytes) -> Preview:
    return preview(read_table(content, COLUMNS, OTHER_NAMES), today=timezone.localdate())


def _show_preview(request: PersonRequest, found: Preview, content: bytes) -> HttpResponse:
    titles = queries.course_titles(get_language())
    name = uuid.uuid4()
    if not found.problems:
        _storage(request, name).save(content)
    shown = {
        "found": found,
        "problems": found.problems[:MOST_PROBLEMS_SHOWN],
        "by_course": [(titles[key], count) for key, count in found.by_course],
        "form": StoredFileForm(initial={"name": name}),
    }
    return render(
        request, "courses/records/preview.html", shown, status=422 if found.problems else 200
    )


def _storage(request: PersonRequest, name: uuid.UUID) -> CacheStorage:
    """Where a file waits for a day, for the person who uploaded it."""
    return CacheStorage(name=f"completions-{request.user.pk}-{name.hex}")
