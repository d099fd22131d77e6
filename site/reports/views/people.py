"""Who stands where: lists of people, and one person, for whoever oversees them."""

import uuid
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.record_queries import course_titles
from people.models import Person
from people.permissions import can_see_person
from people.queries import working
from people.requests import PersonRequest
from reports import people_queries, tables
from reports.files import FORMATS
from reports.forms import PeopleForm
from reports.subject_queries import Subject, Subjects
from reports.views.entering import address, as_file, downloads, for_managers, subject_or_404
from standing.permissions import exempts
from standing.person_queries import standings_of
from standing.sentences import sentence

FILTERS = ("state", "unit", "job_role", "words")


@for_managers
def people(request: PersonRequest, course: str) -> HttpResponse:
    subject, every = subject_or_404(course)
    today = timezone.localdate()
    overseen = people_queries.overseen_by(request.user, today=today)
    form = _form(request, subject, every, overseen)
    found = people_queries.standing_of_people(subject, overseen, form.wanted(), today=today)
    page = Paginator(found, people_queries.PEOPLE_ON_A_PAGE).get_page(request.GET.get("page"))
    query = {name: request.GET.get(name, "") for name in FILTERS}
    context = {
        "subject": subject,
        "form": form,
        "page": page,
        "rows": _rows(page.object_list, overseen),
        "today": today,
        "oversees": bool(overseen.units),
        "turning": _turning(page, subject, query),
        "downloads": downloads(
            {form: address("people_file", subject.slug, "", form, **query) for form in FORMATS}
        ),
    }
    return render(request, "reports/people.html", context)


@for_managers
def download(request: PersonRequest, course: str, form: str) -> StreamingHttpResponse:
    subject, every = subject_or_404(course)
    today = timezone.localdate()
    overseen = people_queries.overseen_by(request.user, today=today)
    wanted = _form(request, subject, every, overseen).wanted()
    found = people_queries.standing_of_people(subject, overseen, wanted, today=today)
    rows = people_queries.rows_of(found, overseen.tree, today=today, language=get_language())
    lines = tables.people_lines(rows, subject.title, today.isoformat())
    return as_file(lines, form, "people", subject.slug, today)


@for_managers
def person(request: PersonRequest, key: uuid.UUID) -> HttpResponse:
    """Why somebody stands where they stand with each course. No answers, no decisions."""
    somebody = get_object_or_404(Person, key=key)
    today = timezone.localdate()
    if not can_see_person(request.user, somebody, day=today):
        raise Http404
    titles = course_titles(get_language())
    standings = sorted(standings_of(somebody, today).values(), key=lambda one: one.urgency)
    lines = [
        {
            "course": titles.get(one.course_key, ""),
            "state": people_queries.STATES[one.state],
            "value": one.state.value,
            "sentence": sentence(one),
        }
        for one in standings
        if one.state
    ]
    context = {
        "somebody": somebody,
        "posting": working(somebody, day=today),
        "lines": lines,
        "exempts": exempts(request.user, somebody, day=today),
    }
    return render(request, "reports/person.html", context)


def _form(
    request: PersonRequest, subject: Subject, every: Subjects, overseen: people_queries.Overseen
) -> PeopleForm:
    language = get_language()
    units = [overseen.tree.units[pk] for pk in overseen.units]
    named = sorted(((one.code, one.name_in(language)) for one in units), key=lambda pair: pair[1])
    sent: dict[str, Any] = {name: request.GET.get(name, "") for name in FILTERS}
    form = PeopleForm(
        {**sent, "course": subject.slug},
        subjects=every.shown,
        units=named,
        job_roles=people_queries.job_roles(),
    )
    form.is_valid()
    return form


def _rows(found: Any, overseen: people_queries.Overseen) -> list[people_queries.PersonRow]:
    today = timezone.localdate()
    rows = people_queries.rows_of(found, overseen.tree, today=today, language=get_language())
    return list(rows)


def _turning(page: Page[Any], subject: Subject, query: dict[str, str]) -> dict[str, Any]:
    """Previous and next page."""
    of = _("%(page)s of %(pages)s")
    turning = {}
    if page.has_previous():
        turning["previous"] = page.previous_page_number()
    if page.has_next():
        turning["next"] = page.next_page_number()
    return {
        name: {
            "href": address("people", subject.slug, "", **query, page=str(number)),
            "label": of % {"page": number, "pages": page.paginator.num_pages},
        }
        for name, number in turning.items()
    }
