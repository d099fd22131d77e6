"""A practitioner's way through a course: one next step at a time."""

import datetime as dt
import uuid
from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from courses import queries
from courses.actions import learning as actions
from courses.forms import FinishInWordsForm, FinishLessonForm
from courses.models import Course, CourseIndex, Enrolment, Step
from people.requests import PersonRequest, sign_in_first
from quizzes.actions import attempts
from quizzes.forms import StartForm
from quizzes.models import ActivityEdition
from quizzes.practice_views import show_practice
from quizzes.queries import find_attempt

KIND = ActivityEdition.Kind
View = Callable[..., HttpResponse]


@require_GET
@login_required
def my_learning(request: PersonRequest) -> HttpResponse:
    shown = queries.my_learning(request.user, get_language())
    return render(request, "courses/my_learning.html", {"learning": shown})


@require_GET
@login_required
def catalogue(request: PersonRequest) -> HttpResponse:
    """The catalogue, in the reader's language where there is one."""
    return _page(request, queries.catalogue(get_language()))


@require_GET
@login_required
def course(request: PersonRequest, course_key: uuid.UUID) -> HttpResponse:
    """The page of a course, in the reader's language where there is one."""
    return _page(request, queries.course_page(course_key, get_language()))


def _page(request: PersonRequest, page: CourseIndex | Course | None) -> HttpResponse:
    """To the page's own address; one that is in another language only, under the reader's."""
    if page is None:
        raise Http404
    own = page.get_url(request)
    if page.locale.language_code == get_language() and own != request.path:
        return redirect(own)
    shown: HttpResponse = page.serve(request)
    return shown


@require_POST
@sign_in_first("courses:course", "course_key")
def enrol(request: PersonRequest, course_key: uuid.UUID) -> HttpResponse:
    if not Course.objects.live().filter(translation_key=course_key).exists():
        raise Http404
    try:
        enrolment = actions.enrol(person=request.user, course_key=course_key, at=timezone.now())
    except actions.NotOffered as nothing:
        raise Http404 from nothing
    return redirect("courses:carry_on", enrolment.key)


def own_enrolment(view: View) -> View:
    """Passes the person's own enrolment to the view; anybody else's does not exist."""

    @never_cache  # going back must show what is kept, not what once was
    @wraps(view)
    def wrapped(request: HttpRequest, key: uuid.UUID, **place: int) -> HttpResponse:
        if not request.user.is_authenticated:
            back = (
                request.path if request.method == "GET" else reverse("courses:carry_on", args=[key])
            )
            return redirect_to_login(back)
        enrolment = queries.find_enrolment(request.user, key)
        if enrolment is None:
            raise Http404
        return view(request, enrolment, **place)

    return wrapped


def own_step(kind: str | None = None) -> Callable[[View], View]:
    """Passes the enrolment's view of its course and the step at the position."""

    def decorate(view: View) -> View:
        @wraps(view)
        @own_enrolment
        def wrapped(request: PersonRequest, enrolment: Enrolment, position: int) -> HttpResponse:
            course = queries.course_views([enrolment], get_language())[0]
            if not 1 <= position <= len(course.rows):
                raise Http404
            row = course.rows[position - 1]
            if kind not in (None, row.edition.kind):
                raise Http404
            return view(request, course, row)

        return wrapped

    return decorate


@require_GET
@own_enrolment
def carry_on(request: PersonRequest, enrolment: Enrolment) -> HttpResponse:
    """To the next step; when there is none, to the page that says so."""
    course = queries.course_views([enrolment], get_language())[0]
    if course.is_complete or course.next is None:
        return redirect("courses:complete", enrolment.key)
    return redirect("courses:step", enrolment.key, course.next.position)


@require_GET
@own_enrolment
def complete(request: PersonRequest, enrolment: Enrolment) -> HttpResponse:
    course = queries.course_views([enrolment], get_language())[0]
    if not course.is_complete and course.next:
        return redirect("courses:carry_on", enrolment.key)
    return render(request, "courses/complete.html", {"course": course})


@require_GET
@own_step()
def step(request: PersonRequest, course: queries.CourseView, row: Step) -> HttpResponse:
    edition = queries.activity_edition(row)
    shown = {
        "course": course,
        "row": row,
        "view": course.steps[row.position - 1],
        "edition": edition,
        "document": edition.document(get_language()),
        "previous": course.steps[row.position - 2] if row.position > 1 else None,
        "following": course.steps[row.position] if row.position < len(course.steps) else None,
    }
    if edition.is_withdrawn:
        return render(request, "courses/unavailable.html", shown)
    if edition.kind == KIND.LESSON:
        return render(request, "courses/lesson.html", shown)
    tries = queries.attempts_at(request.user, row.activity_key)
    shown |= {
        "under_way": next((attempt for attempt in tries if not attempt.is_finished), None),
        "finished": [attempt for attempt in tries if attempt.is_finished],
        "start_key": uuid.uuid4(),
    }
    return render(request, f"courses/{edition.kind}.html", shown)


@require_POST
@own_step(KIND.LESSON)
def finish_lesson(request: PersonRequest, course: queries.CourseView, row: Step) -> HttpResponse:
    enrolment = course.enrolment
    form = FinishLessonForm(request.POST)
    number = form.cleaned_data["edition"] if form.is_valid() else 0
    try:
        actions.finish_lesson(enrolment=enrolment, step=row, number=number, at=timezone.now())
    except actions.Revised:
        messages.warning(request, _("This page has been revised. Read it again, then continue."))
        return redirect("courses:step", enrolment.key, row.position)
    return redirect(_onwards(course, row))


def _onwards(course: queries.CourseView, row: Step) -> str:
    """The step after this one; after the last one, whatever is still open."""
    if row.position < len(course.steps):
        return reverse("courses:step", args=[course.enrolment.key, row.position + 1])
    return reverse("courses:carry_on", args=[course.enrolment.key])


@require_POST
@own_step()
def start(request: PersonRequest, course: queries.CourseView, row: Step) -> HttpResponse:
    """Begin a quiz or a scenario, or go on with the attempt that is under way."""
    form = StartForm(request.POST)
    if row.edition.kind == KIND.LESSON or row.edition.is_withdrawn or not form.is_valid():
        return redirect("courses:step", course.enrolment.key, row.position)
    try:
        attempt = actions.begin_attempt(
            enrolment=course.enrolment,
            edition=queries.activity_edition(row),
            key=form.cleaned_data["key"],
            at=timezone.now(),
        )
    except attempts.NotYetAllowed as wait:
        messages.warning(request, _wait_in_words(wait.until))
        return redirect("courses:step", course.enrolment.key, row.position)
    except attempts.AttemptError:
        return redirect("courses:step", course.enrolment.key, row.position)
    return redirect("quizzes:attempt", attempt.key)


def _wait_in_words(until: dt.datetime) -> str:
    until = timezone.localtime(until)
    place = {"time": f"{until:%H:%M}", "day": date_format(until, "j F Y")}
    if until.date() == timezone.localdate():
        return _("You can try again from %(time)s.") % place
    return _("You can try again on %(day)s, from %(time)s.") % place


@require_GET
@own_step()
def in_words(request: PersonRequest, course: queries.CourseView, row: Step) -> HttpResponse:
    edition = queries.activity_edition(row)
    document = edition.document(get_language())
    if edition.is_withdrawn or not document.get("alternative"):
        raise Http404
    tries = queries.attempts_at(request.user, row.activity_key)
    begun = next((attempt.key for attempt in tries if not attempt.is_finished), None)
    form = FinishInWordsForm(initial={"begun": begun})
    shown = {"course": course, "row": row, "edition": edition, "document": document, "form": form}
    return render(request, "courses/in_words.html", shown)


@require_POST
@own_step()
def finish_in_words(request: PersonRequest, course: queries.CourseView, row: Step) -> HttpResponse:
    edition = queries.activity_edition(row)
    if edition.is_withdrawn or not edition.document(get_language()).get("alternative"):
        raise Http404
    form = FinishInWordsForm(request.POST)
    actions.finish_in_words(
        enrolment=course.enrolment,
        edition=edition,
        at=timezone.now(),
        begun=form.cleaned_data["begun"] if form.is_valid() else None,
    )
    return redirect("courses:carry_on", course.enrolment.key)


@require_GET
@own_step(KIND.SCENARIO)
def practise(request: PersonRequest, course: queries.CourseView, row: Step) -> HttpResponse:
    """A scenario that is done once more, of which nothing is kept."""
    edition, back = queries.activity_edition(row), (course.enrolment.key, row.position)
    if edition.is_withdrawn or course.steps[row.position - 1].state != "done":
        return redirect("courses:step", *back)
    return show_practice(
        request,
        edition=edition,
        here=reverse("courses:practise", args=back),
        return_url=reverse("courses:step", args=back),
    )


@require_GET
@login_required
def activity(request: PersonRequest, activity_key: uuid.UUID) -> HttpResponse:
    """To an activity in the person's own pass through its course, or to the course itself."""
    place = queries.step_place(request.user, activity_key)
    if place:
        enrolment, position = place
        return redirect("courses:step", enrolment.key, position)
    course = queries.course_of_activity(activity_key, get_language())
    if course is None:
        raise Http404
    return redirect(course.get_url(request))


@require_GET
@login_required
def after_attempt(request: PersonRequest, key: uuid.UUID) -> HttpResponse:
    """From an attempt back to its place in the course; when it is done, on to the next step."""
    attempt = find_attempt(request.user, key)
    if attempt is None:
        raise Http404
    place = queries.step_place(request.user, attempt.activity_key)
    if place is None:
        return redirect("courses:my_learning")
    enrolment, position = place
    if attempt.is_finished:
        return redirect("courses:carry_on", enrolment.key)
    return redirect("courses:step", enrolment.key, position)


@require_GET
@login_required
def attempt_in_words(request: PersonRequest, key: uuid.UUID) -> HttpResponse:
    attempt = find_attempt(request.user, key)
    place = queries.step_place(request.user, attempt.activity_key) if attempt else None
    if place is None:
        raise Http404
    enrolment, position = place
    return redirect("courses:in_words", enrolment.key, position)
