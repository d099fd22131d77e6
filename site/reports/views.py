"""What managers see of a course: who is up to date where, and how decisions went."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from people.permissions import sees_reports
from people.requests import PersonRequest
from reports import queries, tables
from reports.domain.tile_map import Region, tile_map


@require_GET
@login_required
def overview(request: PersonRequest) -> HttpResponse:
    """To the course that was chosen, else to the first."""
    if not sees_reports(request.user, day=timezone.localdate()):
        raise PermissionDenied
    courses = queries.live_courses(get_language())
    if not courses.shown:
        return render(request, "reports/no_course.html")
    slug, code = request.GET.get("course", ""), request.GET.get("unit", "")
    return redirect(_address(courses.by_slug.get(slug, courses.shown[0]).slug, code))


@require_GET
@login_required
def completion(request: PersonRequest, course: str, code: str | None = None) -> HttpResponse:
    if not sees_reports(request.user, day=timezone.localdate()):
        raise PermissionDenied
    courses = queries.live_courses(get_language())
    report = _report_or_404(request, courses, course, code)
    sort = request.GET.get("sort", "")
    context = {
        "report": report,
        "courses": [{"value": page.slug, "text": page.title} for page in courses.shown],
        "rows": tables.in_order(report.rows, sort),
        "headings": _share_first(tables.headings(sort)),
        "breadcrumbs": _breadcrumbs(report),
        "map": _map(report),
        "has_rounded": any(not row.figure.is_exact for row in (*report.rows, report.total)),
        "downloads": {form: _download(report, form, sort) for form in tables.FORMATS},
    }
    return render(request, "reports/overview.html", context)


@require_GET
@login_required
def download(
    request: PersonRequest, course: str, form: str, code: str | None = None
) -> HttpResponse:
    """The same table as on the page, as a file."""
    if not sees_reports(request.user, day=timezone.localdate()):
        raise PermissionDenied
    if form not in tables.FORMATS:
        raise Http404
    courses = queries.live_courses(get_language())
    report = _report_or_404(request, courses, course, code, with_decisions=False)
    rows = tables.in_order(report.rows, request.GET.get("sort", ""))
    content, content_type = tables.file_of(report, rows, form)
    name = "-".join(filter(None, ("completion", report.course.slug, code, str(report.day))))
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)


def _report_or_404(
    request: PersonRequest,
    courses: queries.Courses,
    slug: str,
    code: str | None,
    *,
    with_decisions: bool = True,
) -> queries.Report:
    course, day = courses.by_slug.get(slug), timezone.localdate()
    if course is None:
        raise Http404
    report = queries.completion_report(course, code, request.user, day=day, language=get_language())
    if report is None:
        raise Http404
    return report


def _address(slug: str, code: str = "") -> str:
    if code:
        return reverse("reports:completion_of_unit", args=[slug, code])
    return reverse("reports:completion", args=[slug])


def _download(report: queries.Report, form: str, sort: str) -> str:
    slug, query = report.course.slug, f"?{urlencode({'sort': sort})}" if sort else ""
    if report.unit is None:
        return reverse("reports:download", args=[slug, form]) + query
    return reverse("reports:download_of_unit", args=[slug, report.unit.code, form]) + query


def _share_first(headings: list[tables.Heading]) -> list[tables.Heading]:
    """The share beside the name, where a narrow screen shows it: see reports/cells.html."""
    name, *counts, share = headings
    return [name, share, *counts]


def _breadcrumbs(report: queries.Report) -> list[dict[str, str]]:
    """From the whole organisation down to the unit itself, which is no link."""
    if report.unit is None:
        return []
    slug, language = report.course.slug, get_language()
    above = [
        {"text": unit.name_in(language), "href": _address(slug, unit.code)} for unit in report.above
    ]
    return [
        {"text": _("England and Wales"), "href": _address(slug)},
        *above,
        {"text": report.total.name},
    ]


def _map(report: queries.Report) -> Any:
    if report.unit is not None:
        return None
    drawn = tile_map(Region(row.code, row.name, row.figure.share) for row in report.rows)
    return drawn if drawn.tiles else None
