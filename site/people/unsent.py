"""What somebody sent after their session had ended is kept until they have signed in again."""

from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

SESSION_KEY = "unsent"
LONGEST = 20_000  # characters: a form of ours is far shorter


def keep_unsent(request: HttpRequest, *, place: str) -> None:
    """Keep the form of a request that nobody is signed in for, until `place` is shown again."""
    sent = request.POST.copy()
    sent.pop("csrfmiddlewaretoken", None)
    text = sent.urlencode()
    if len(text) <= LONGEST:
        request.session[SESSION_KEY] = {"place": place, "text": text}


def take_unsent(request: HttpRequest, *, place: str) -> QueryDict | None:
    """What was kept for this place, once, with a message that asks to look and send it again."""
    kept = request.session.get(SESSION_KEY)
    if not kept or kept["place"] != place:
        return None
    del request.session[SESSION_KEY]
    messages.info(request, _("You had been signed out. Look at your answer and send it again."))
    return QueryDict(kept["text"])
