"""The pages of an attempt: one question or one scene at a time."""

import uuid
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from people.requests import PersonRequest
from people.unsent import keep_unsent, take_unsent
from quizzes import queries
from quizzes.actions import attempts as actions
from quizzes.domain import marking, play
from quizzes.domain.compiled import language_of
from quizzes.domain.documents import Question
from quizzes.forms import AnswerForm, DecisionForm, initial_answer
from quizzes.models import ActivityEdition, Attempt
from quizzes.practice_views import show_practice

QUIZ, SCENARIO = ActivityEdition.Kind.QUIZ, ActivityEdition.Kind.SCENARIO
View = Callable[..., HttpResponse]


def own_attempt(kind: str | None = None) -> Callable[[View], View]:
    """Passes the person's own attempt of that kind to the view; anything else does not exist.

    An attempt that moved on leads to the one that continues it, and one that cannot go on, or
    whose answers were removed, says so.
    """

    def decorate(view: View) -> View:
        @never_cache  # going back must show what is kept, not what once was
        @wraps(view)
        def wrapped(request: HttpRequest, key: uuid.UUID, **place: int) -> HttpResponse:
            if not request.user.is_authenticated:
                return _sign_in_again(request, key, **place)
            attempt = queries.find_attempt(request.user, key)
            if attempt is None or kind not in (None, attempt.edition.kind):
                raise Http404
            if attempt.moved_on_at:
                messages.info(request, _("This has been revised. You go on from where it fits."))
                return redirect("quizzes:attempt", key=attempt.continued_in.key)
            if attempt.edition.is_withdrawn and not attempt.is_finished:
                return render(request, "quizzes/unavailable.html", context(attempt))
            if attempt.forgotten_at:
                return render(request, "quizzes/forgotten.html", context(attempt))
            try:
                return view(request, attempt, **place)
            except (actions.AttemptError, marking.UnknownOption):
                messages.warning(
                    request, _("That page was out of date. This is where you are now.")
                )
                return redirect("quizzes:attempt", key=key)

        return wrapped

    return decorate


def _sign_in_again(request: HttpRequest, key: uuid.UUID, **place: int) -> HttpResponse:
    """To the sign-in page and back, with what was sent kept for then."""
    if request.method == "POST":
        keep_unsent(request, place=_place(key, **place))
    back = request.path if place else reverse("quizzes:attempt", args=[key])
    return redirect_to_login(back)


def _place(key: uuid.UUID, position: int = 0) -> str:
    return f"attempt {key} {position}"


def context(attempt: Attempt, **more: object) -> dict[str, object]:
    """What every page of an attempt needs: its title, and the way back to where it belongs."""
    return {
        "attempt": attempt,
        "title": attempt.edition.document(get_language())["title"],
        "content_language": language_of(attempt.edition.documents, get_language()),
        "return_url": reverse(settings.ATTEMPT_RETURN_URL_NAME, args=[attempt.key]),
        **more,
    }


@require_GET
@own_attempt()
def attempt(request: PersonRequest, attempt: Attempt) -> HttpResponse:
    """To where the attempt stands."""
    if attempt.edition.kind == SCENARIO:
        return redirect("quizzes:debrief" if attempt.is_finished else "quizzes:scene", attempt.key)
    if attempt.is_finished:
        return redirect("quizzes:result", attempt.key)
    position = queries.quiz_stand(attempt, get_language()).first_open
    if position is None:
        return redirect("quizzes:check", attempt.key)
    return redirect("quizzes:question", attempt.key, position)


@require_http_methods(["GET", "POST"])
@own_attempt(QUIZ)
def question(request: PersonRequest, attempt: Attempt, position: int) -> HttpResponse:
    stand = queries.quiz_stand(attempt, get_language())
    if not 1 <= position <= len(stand.quiz.questions):
        raise Http404
    if attempt.is_finished:
        return redirect("quizzes:result", attempt.key)
    asked, here = stand.quiz.questions[position - 1], _place(attempt.key, position)
    form = AnswerForm(
        request.POST if request.method == "POST" else take_unsent(request, place=here),
        question=asked,
        options=marking.option_order(asked, attempt.seed),
        initial=initial_answer(asked, stand.answers.get(asked.key)),
    )
    if request.method == "POST" and form.is_valid() and _keep_answer(attempt, asked, form):
        return redirect(_after_answer(request, attempt, position))
    shown = context(
        attempt, form=form, question=asked, position=position, total=len(stand.quiz.questions)
    )
    status = 422 if request.method == "POST" else 200
    return render(request, "quizzes/question.html", shown, status=status)


def _keep_answer(attempt: Attempt, asked: Question, form: AnswerForm) -> bool:
    """Whether the answer was kept; where it comes from an old page, the form says so instead."""
    try:
        actions.save_answer(
            attempt=attempt,
            question_key=asked.key,
            response=form.response(),
            key=form.cleaned_data["key"],
            at=timezone.now(),
        )
    except actions.KeyUsed:
        form.renew_key()
        form.add_error(None, _("This page was an old one. Look at your answer and save it again."))
        return False
    return True


def _after_answer(request: PersonRequest, attempt: Attempt, position: int) -> str:
    """The next question; or the page to check, at the end and when an answer was changed there."""
    stand = queries.quiz_stand(attempt, get_language())
    if stand.first_open is None or "check" in request.GET:
        return reverse("quizzes:check", args=[attempt.key])
    following = min(position + 1, len(stand.quiz.questions))
    asked = stand.quiz.questions[following - 1]
    if asked.key in stand.answers:
        following = stand.first_open
    return reverse("quizzes:question", args=[attempt.key, following])


@require_GET
@own_attempt(QUIZ)
def check_answers(request: PersonRequest, attempt: Attempt) -> HttpResponse:
    if attempt.is_finished:
        return redirect("quizzes:result", attempt.key)
    stand = queries.quiz_stand(attempt, get_language())
    shown = context(attempt, stand=stand, answers=queries.answers_in_words(stand))
    return render(request, "quizzes/check.html", shown)


@require_POST
@own_attempt(QUIZ)
def submit(request: PersonRequest, attempt: Attempt) -> HttpResponse:
    try:
        actions.submit_quiz(attempt=attempt, at=timezone.now())
    except actions.Incomplete:
        messages.warning(request, _("One question has no answer yet. Answer it, then finish."))
        return redirect("quizzes:attempt", attempt.key)
    return redirect("quizzes:result", attempt.key)


@require_GET
@own_attempt(QUIZ)
def result(request: PersonRequest, attempt: Attempt) -> HttpResponse:
    if not attempt.is_finished:
        return redirect("quizzes:attempt", attempt.key)
    found = queries.quiz_result(attempt, get_language())
    shown = context(attempt, result=found, review=queries.quiz_review(attempt, found))
    return render(request, "quizzes/result.html", shown)


@require_GET
@own_attempt(SCENARIO)
def scene(request: PersonRequest, attempt: Attempt) -> HttpResponse:
    if attempt.is_finished:
        return redirect("quizzes:debrief", attempt.key)
    stand = queries.scenario_stand(attempt, get_language())
    unsent = DecisionForm(take_unsent(request, place=_place(attempt.key)))
    chose_here = unsent.is_valid() and not unsent.is_made_elsewhere(stand.number, stand.scene.key)
    form = DecisionForm(initial={"choice": unsent.data["choice"]} if chose_here else None)
    # The first note was shown before the story began, that of another edition was not; who has
    # chosen here has read the text.
    may_be_new = stand.number > 1 or attempt.continues_id is not None
    is_seen = request.GET.get("seen") == str(stand.number)
    note_first = may_be_new and not is_seen and not chose_here
    shown = context(attempt, stand=stand, form=form, note_first=note_first)
    return render(request, "quizzes/scene.html", shown)


@require_http_methods(["GET", "POST"])
@own_attempt(SCENARIO)
def decide(request: PersonRequest, attempt: Attempt) -> HttpResponse:
    if request.method == "GET":  # the page of a refused decision, loaded again
        return redirect("quizzes:scene", attempt.key)
    form = DecisionForm(request.POST)
    if form.is_valid():
        try:
            actions.make_decision(
                attempt=attempt,
                number=form.cleaned_data["number"],
                scene_key=form.cleaned_data["scene"],
                choice_key=form.cleaned_data["choice"],
                at=timezone.now(),
            )
            return redirect("quizzes:scene", attempt.key)
        except play.PlayError:
            form.add_error("choice", _("Choose one of the ways on that are shown."))
    stand = queries.scenario_stand(attempt, get_language())
    if form.is_made_elsewhere(stand.number, stand.scene.key):
        raise actions.OutOfDate
    shown = context(attempt, stand=stand, form=form)
    return render(request, "quizzes/scene.html", shown, status=422)


@require_POST
@own_attempt(SCENARIO)
def finish(request: PersonRequest, attempt: Attempt) -> HttpResponse:
    try:
        actions.open_debrief(attempt=attempt, at=timezone.now())
    except play.NotEnded:
        messages.warning(request, _("The story has not ended yet."))
        return redirect("quizzes:scene", attempt.key)
    return redirect("quizzes:debrief", attempt.key)


@require_GET
@own_attempt(SCENARIO)
def show_debrief(request: PersonRequest, attempt: Attempt) -> HttpResponse:
    if not attempt.is_finished:
        return redirect("quizzes:scene", attempt.key)
    shown = context(attempt, debrief=queries.debrief(attempt, get_language()))
    return render(request, "quizzes/debrief.html", shown)


@require_GET
@own_attempt(SCENARIO)
def what_if(request: PersonRequest, attempt: Attempt) -> HttpResponse:
    """From any decision of a finished attempt on, otherwise. The attempt stays as it is."""
    if not attempt.is_finished or attempt.edition.is_withdrawn:
        return redirect("quizzes:attempt", attempt.key)
    here = reverse("quizzes:what_if", args=[attempt.key])
    back = reverse("quizzes:debrief", args=[attempt.key])
    return show_practice(request, edition=attempt.edition, here=here, return_url=back)
