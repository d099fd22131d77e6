"""Who is up to date where, and how decisions went."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch
from django.utils import timezone
from django.utils.translation import get_language

from people.requests import PersonRequest
from reports import queries, subject_queries, tables
from reports.domain.tile_map import Region, tile_map
from reports.files import FORMATS
from reports.forms import NOW, AskedForm
from reports.views.entering import (
    address,
    as_file,
    breadcrumbs,
    day_or_today,
    downloads,
    for_managers,
    subject_or_404,
)


@for_managers
def overview(request: PersonRequest) -> HttpResponse:
    """To the course that was chosen, else to the first."""
    found = subject_queries.subjects(get_language())
    if not found.shown:
        return render(request, "reports/no_course.html")
    chosen = found.by_slug.get(request.GET.get("course", ""), found.shown[0])
    kept = {name: request.GET.get(name, "") for name in ("on", "postings")}
    try:
        return redirect(address("completion", chosen.slug, request.GET.get("unit", ""), **kept))
    except NoReverseMatch as no_code:
        raise Http404 from no_code


@for_managers
def completion(request: PersonRequest, course: str, code: str | None = None) -> HttpResponse:
    subject, every = subject_or_404(course)
    form = _form(request.GET, subject, every)
    report = _report_or_404(request, subject, code, form)
    sort = request.GET.get("sort", "")
    rows = tables.in_order(report.rows, sort)
    query = query_of(report.asked)
    kept = {name: value for name, value in query.items() if value}
    context = {
        "report": report,
        "form": form,
        "lines": [(row, tables.counts_of(row.figure)) for row in rows],
        "total": tables.counts_of(report.total.figure),
        "rows": rows,
        "headings": tables.headings(sort, kept),
        "suffix": f"?{urlencode(kept)}" if kept else "",
        "breadcrumbs": breadcrumbs(subject, report.unit, report.above, **query),
        "map": _map(report),
        "meeting": _meeting(report),
        "has_rounded": any(not row.figure.is_exact for row in (*report.rows, report.total)),
        "trend": address("trend", subject.slug, code),
        "downloads": downloads(
            {
                form: address("download", subject.slug, code, form, sort=sort, **query)
                for form in FORMATS
            }
        ),
    }
    return render(request, "reports/overview.html", context, status=422 if form.errors else 200)


@for_managers
def download(
    request: PersonRequest, course: str, form: str, code: str | None = None
) -> StreamingHttpResponse:
    """The same table as on the page, as a file."""
    subject, every = subject_or_404(course)
    asked = _form(request.GET, subject, every)
    report = _report_or_404(request, subject, code, asked, with_decisions=False)
    rows = tables.in_order(report.rows, request.GET.get("sort", ""))
    lines = tables.completion_lines(report, rows)
    return as_file(lines, form, "completion", subject.slug, code, report.day)


def query_of(asked: queries.Asked) -> dict[str, str]:
    """What an address says of the day and of where people count."""
    return {
        "on": day_or_today(asked.day, asked.today),
        "postings": NOW if asked.by_unit_today else "",
    }


def _form(
    sent: QueryDict, subject: subject_queries.Subject, every: subject_queries.Subjects
) -> AskedForm:
    today = timezone.localdate()
    asked = {name: sent.get(name, "") for name in ("on", "postings")}
    asked["on"] = asked["on"] or today.isoformat()
    return AskedForm({**asked, "course": subject.slug}, subjects=every.shown)


def _report_or_404(
    request: PersonRequest,
    subject: subject_queries.Subject,
    code: str | None,
    form: AskedForm,
    *,
    with_decisions: bool = True,
) -> queries.Report:
    form.is_valid()
    report = queries.completion_report(
        subject,
        code,
        request.user,
        asked=form.asked(timezone.localdate()),
        language=get_language(),
        with_decisions=with_decisions,
    )
    if report is None:
        raise Http404
    return report


def _map(report: queries.Report) -> Any:
    if report.unit is not None:
        return None
    drawn = tile_map(
        (Region(row.code, row.name, row.figure.share) for row in report.rows),
        target=report.target,
    )
    return drawn if drawn.tiles else None


def _meeting(report: queries.Report) -> dict[str, int] | None:
    """How many of the rows with a share meet the target."""
    shares = [row.figure.share for row in report.rows if row.figure.share is not None]
    if not shares:
        return None
    return {"meet": sum(share >= report.target for share in shares), "of": len(shares)}
