"""How a unit stood, and how it will if nobody does anything."""

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from people.requests import PersonRequest
from reports import tables
from reports.files import FORMATS
from reports.subject_queries import Subject
from reports.trend_queries import Trend
from reports.trend_queries import trend as trend_of
from reports.views.entering import (
    address,
    as_file,
    breadcrumbs,
    downloads,
    for_managers,
    subject_or_404,
)


@for_managers
def trend(request: PersonRequest, course: str, code: str | None = None) -> HttpResponse:
    subject, every = subject_or_404(course)
    found = _trend_or_404(request, subject, code)
    context = {
        "trend": found,
        "courses": [{"value": one.slug, "text": one.title} for one in every.shown],
        "labels": list(tables.COUNTS.values()),
        "rows": [(point, tables.counts_of(point.figure)) for point in found.points],
        "breadcrumbs": breadcrumbs(subject, found.unit, found.above),
        "back": address("completion", subject.slug, code),
        "downloads": downloads(
            {form: address("trend_file", subject.slug, code, form) for form in FORMATS}
        ),
    }
    return render(request, "reports/trend.html", context)


@for_managers
def download(
    request: PersonRequest, course: str, form: str, code: str | None = None
) -> StreamingHttpResponse:
    subject, _every = subject_or_404(course)
    lines = tables.trend_lines(_trend_or_404(request, subject, code))
    return as_file(lines, form, "trend", subject.slug, code, timezone.localdate())


def _trend_or_404(request: PersonRequest, subject: Subject, code: str | None) -> Trend:
    found = trend_of(
        subject, code, request.user, today=timezone.localdate(), language=get_language()
    )
    if found is None:
        raise Http404
    return found
