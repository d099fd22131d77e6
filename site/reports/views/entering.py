"""Who may enter, and what the addresses of reports have in common."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from people.models import Unit
from people.permissions import sees_reports
from people.requests import PersonRequest
from reports.files import FORMATS, Line, file_of
from reports.subject_queries import Subject, Subjects, subjects

View = Callable[..., Any]


def for_managers(view: View) -> View:
    """For whoever oversees a unit today, and whoever sees everything exactly."""

    @require_GET
    @never_cache
    @login_required
    @wraps(view)
    def wrapped(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not sees_reports(request.user, day=timezone.localdate()):
            raise PermissionDenied
        response: HttpResponse = view(request, *args, **kwargs)
        return response

    return wrapped


def subject_or_404(slug: str) -> tuple[Subject, Subjects]:
    """What the address is about, and all there is."""
    found = subjects(get_language())
    if slug not in found.by_slug:
        raise Http404
    return found.by_slug[slug], found


def address(name: str, slug: str, code: str | None = "", *more: str, **query: str) -> str:
    """The address of a report on the whole organisation, or on a unit."""
    of_unit = {"completion": "completion_of_unit", "download": "download_of_unit"}
    if code:
        args, name = [slug, code, *more], of_unit.get(name, f"{name}_of_unit")
    else:
        args = [slug, *more]
    asked = {key: value for key, value in query.items() if value}
    return reverse(f"reports:{name}", args=args) + (f"?{urlencode(asked)}" if asked else "")


def breadcrumbs(
    subject: Subject, unit: Unit | None, above: Iterable[Unit], **query: str
) -> list[dict[str, str]]:
    """From the whole organisation down to the unit itself, which is no link."""
    if unit is None:
        return []
    language, slug = get_language(), subject.slug
    return [
        {
            "text": _("England and Wales"),
            "href": address("completion", slug, **query),
        },
        *(
            {
                "text": one.name_in(language),
                "href": address("completion", slug, one.code, **query),
            }
            for one in above
        ),
        {"text": unit.name_in(language)},
    ]


def as_file(lines: Iterable[Line], form: str, *names: object) -> StreamingHttpResponse:
    """A download, sent as it is read. Its name is made of these, but for empty ones."""
    if form not in FORMATS:
        raise Http404
    file = file_of(lines, form)
    name = "-".join(str(part) for part in names if part)
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return StreamingHttpResponse(file.content, content_type=file.content_type, headers=headers)


def downloads(addresses: Mapping[str, str]) -> list[dict[str, str]]:
    words = {"csv": _("Download as CSV"), "xlsx": _("Download as XLSX (Excel)")}
    return [{"href": addresses[form], "text": words[form]} for form in FORMATS]


def day_or_today(day: dt.date, today: dt.date) -> str:
    """The day for an address; nothing for today, so that a kept link stays a link to today."""
    return "" if day == today else day.isoformat()
