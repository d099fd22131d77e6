"""How a story is played, for whoever writes it: a table, a map and files in the Wagtail admin."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from people.domain.days import months_before
from people.requests import PersonRequest
from quizzes.authoring_views import breadcrumbs
from quizzes.models import ActivityEdition, Scenario
from reports.files import FORMATS, Cell, Line, file_of
from reports.play_queries import Plays, plays_of

QUALITIES = {
    "safe": gettext_lazy("helpful"),
    "partly": gettext_lazy("partly helpful"),
    "unsafe": gettext_lazy("risks harm"),
}


class PlaysForm(forms.Form):
    """Which edition, beside which other, over which period, and which attempts."""

    PERIODS = [("3", gettext_lazy("the last 3 months")), ("12", gettext_lazy("the last 12 months"))]

    edition = forms.ChoiceField(label=gettext_lazy("Edition"), required=False)
    beside = forms.ChoiceField(label=gettext_lazy("Beside edition"), required=False)
    months = forms.ChoiceField(
        label=gettext_lazy("Period"),
        required=False,
        choices=[("", gettext_lazy("all of it")), *PERIODS],
    )
    attempts = forms.ChoiceField(
        label=gettext_lazy("Attempts"),
        required=False,
        choices=[("", gettext_lazy("first attempts")), ("all", gettext_lazy("all attempts"))],
    )

    def __init__(self, *args: Any, numbers: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(str(number), str(number)) for number in numbers]
        for name, choices in (("edition", offered), ("beside", [("", "–"), *offered])):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- declared so above
            field.choices = choices


@require_GET
def plays(request: PersonRequest, page_id: int) -> HttpResponse:
    page, form, found = _asked(request, page_id)
    shown = {
        "page": page,
        "form": form,
        "found": found,
        "downloads": [(form, f"{form.upper()}") for form in FORMATS],
        "query": request.GET.urlencode(),
        "qualities": QUALITIES,
        "header_title": _("What people decide: %(title)s") % {"title": page.draft_title},
        "header_icon": "view",
        "breadcrumbs_items": breadcrumbs(page, ("", _("What people decide"))),
    }
    return render(request, "reports/admin/plays.html", shown)


@require_GET
def download(request: PersonRequest, page_id: int, form: str) -> StreamingHttpResponse:
    if form not in FORMATS:
        raise Http404
    page, _form, found = _asked(request, page_id)
    lines = (line for one in found for line in _lines(one))
    file = file_of([_headings(), *lines], form)
    answer = StreamingHttpResponse(file.content, content_type=file.content_type)
    answer["Content-Disposition"] = f'attachment; filename="{page.slug}-decisions.{form}"'
    return answer


def _asked(request: PersonRequest, page_id: int) -> tuple[Scenario, PlaysForm, list[Plays]]:
    page = get_object_or_404(Scenario, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    editions = ActivityEdition.objects.of(page.translation_key).order_by("-number")
    by_number = {str(edition.number): edition for edition in editions}
    form = PlaysForm(request.GET, numbers=[int(number) for number in by_number])
    chosen = form.cleaned_data if form.is_valid() else {}
    newest = next(iter(by_number), "")
    numbers = dict.fromkeys([chosen.get("edition") or newest, chosen.get("beside") or ""])
    now = timezone.now()
    found = [
        plays_of(
            by_number[number],
            since=_since(chosen.get("months") or "", now),
            firsts_only=not chosen.get("attempts"),
            at=now,
        )
        for number in numbers
        if number
    ]
    return page, form, found


def _since(months: str, now: dt.datetime) -> dt.date | None:
    """The month in which the period begins; the one under way is the last of it."""
    return months_before(now, int(months) - 1).date() if months else None


def _headings() -> Line:
    return [
        _("Edition"),
        _("Scene"),
        _("Met by"),
        _("Choice"),
        _("Quality"),
        _("Leads to"),
        _("Chosen by"),
        _("Share, percent"),
        _("Seconds, more than"),
        _("Seconds, at most"),
        _("Stopped here"),
    ]


def _lines(found: Plays) -> Iterator[Line]:
    hidden = _("hidden")

    def cell(number: int | None) -> str | int:
        return hidden if number is None else number

    for scene in found.scenes:
        low, high = scene.seconds or (None, None)
        about: list[Cell] = [found.edition.number, scene.scene.title, cell(scene.people)]
        ends: list[Cell] = [low, high, cell(scene.stopped)]
        for one in scene.choices:
            words = [one.choice.text, str(QUALITIES[one.choice.quality]), one.target]
            yield [*about, *words, cell(one.people), cell(one.share), *ends]
        if not scene.choices:
            yield [*about, None, None, None, None, None, *ends]
