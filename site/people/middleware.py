"""Sessions that last while somebody works."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

RENEWED_AT = "renewed_at"


class SessionRenewal:
    """Extends the session of somebody who is active, at most once in a twelfth of its length.

    So a session ends `SESSION_COOKIE_AGE` after the last page, and most pages write nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(timezone.now().timestamp())
            if now - request.session.get(RENEWED_AT, 0) > settings.SESSION_COOKIE_AGE // 12:
                request.session[RENEWED_AT] = now
        return self.get_response(request)
