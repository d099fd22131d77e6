"""A request of somebody who is signed in, for the views behind a sign-in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from people.models import Person

View = Callable[..., HttpResponse]
MOST_WORDS = 100


class PersonRequest(HttpRequest):
    """Passed to a view by whatever made sure that somebody is signed in."""

    user: Person


def words_asked(request: HttpRequest) -> str:
    """What is searched for: no more than a name or an address is long, and nothing that no database
    can compare."""
    return request.GET.get("q", "").replace("\0", "").strip()[:MOST_WORDS]


def sign_in_first(page: str, *named: str) -> Callable[[View], View]:
    """Like `login_required`, for an address that is only posted to and has no page to come back to.

    After signing in one comes to the `page` that has the button; its address takes the arguments
    `named` of the view's own.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, **place: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                back = reverse(page, args=[place[name] for name in named])
                return redirect_to_login(back)
            return view(request, **place)

        return wrapped

    return decorate
