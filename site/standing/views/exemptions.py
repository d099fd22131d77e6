"""That somebody need not do a course, for whoever oversees them."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from courses.record_queries import course_titles
from people.models import Person
from people.requests import PersonRequest, sign_in_first
from standing.actions.exemptions import Overlaps, exempt, withdraw_exemption
from standing.forms import ExemptionForm
from standing.models import Exemption
from standing.permissions import exempts
from standing.requirement_queries import exemptions_of


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def exemptions(request: PersonRequest, key: uuid.UUID) -> HttpResponse:
    """Somebody's exemptions; a POST adds one."""
    person = _person_or_404(request, key)
    sent = request.POST if request.method == "POST" else None
    form = ExemptionForm(sent, courses=course_titles(get_language()))
    if form.is_valid() and _add(request, person, form):
        messages.success(request, _("The exemption was added."))
        return redirect("standing:exemptions", key)
    shown = {"person": person, "rows": exemptions_of(person, get_language()), "form": form}
    return render(request, "standing/exemptions.html", shown, status=422 if form.errors else 200)


@require_POST
@sign_in_first("standing:exemptions", "key")
def withdraw(request: PersonRequest, key: uuid.UUID, exemption: uuid.UUID) -> HttpResponse:
    person = _person_or_404(request, key)
    row = get_object_or_404(Exemption, person=person, key=exemption)
    withdraw_exemption(exemption=row, by=request.user, at=timezone.now())
    messages.success(request, _("The exemption was withdrawn. It counts on no day any more."))
    return redirect("standing:exemptions", key)


def _person_or_404(request: PersonRequest, key: uuid.UUID) -> Person:
    person = get_object_or_404(Person, key=key)
    if not exempts(request.user, person, day=timezone.localdate()):
        raise Http404
    return person


def _add(request: PersonRequest, person: Person, form: ExemptionForm) -> bool:
    sent = form.cleaned_data
    try:
        exempt(
            person=person,
            course_key=sent["course"],
            category=sent["category"],
            from_day=sent["from_day"],
            until_day=sent["until_day"],
            by=request.user,
            at=timezone.now(),
        )
    except Overlaps:
        words = _("The person need not do the course on some of these days already: see above.")
        form.add_error("from_day", words)
        return False
    return True
