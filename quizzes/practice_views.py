"""A play of which nothing is kept: the way through the story stands in the page's address."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from people.requests import PersonRequest
from quizzes import queries
from quizzes.domain import play
from quizzes.domain.compiled import language_of
from quizzes.domain.documents import load_scenario
from quizzes.domain.trail import read_trail
from quizzes.forms import PracticeForm
from quizzes.models import ActivityEdition


def show_practice(
    request: PersonRequest, *, edition: ActivityEdition, here: str, return_url: str
) -> HttpResponse:
    """A scene, or a look back from an ending, of the practice whose page is at `here`.

    Its query: `path` the way so far, `choice` what is chosen next, `seen` after a content note,
    `debrief` to look back.
    """
    document, way = edition.document(get_language()), request.GET.get("path", "")
    scenario = load_scenario(document)
    try:
        stand = queries.stand_of(scenario, read_trail(scenario, way))
    except play.PlayError:
        messages.warning(request, _("That way does not lead through this story. It starts anew."))
        return redirect(here)
    shown = {
        "title": document["title"],
        "content_language": language_of(edition.documents, get_language()),
        "return_url": return_url,
        "here": here,
        "way": way,
        "stand": stand,
    }
    if stand.has_ended and "debrief" in request.GET:
        shown["debrief"] = queries.debrief_of(stand)
        return render(request, "quizzes/practice_debrief.html", shown)
    sent = request.GET if "choose" in request.GET else None
    form = PracticeForm(sent, numbers=stand.open_numbers)
    if form.is_valid():
        further = [way, str(form.cleaned_data["choice"])]
        return redirect(f"{here}?path={'-'.join(filter(None, further))}")
    note_first = bool(stand.scene.note) and not {"seen", "choose"} & set(request.GET)
    shown |= {"form": form, "note_first": note_first}
    status = 422 if form.errors else 200
    return render(request, "quizzes/practice.html", shown, status=status)
