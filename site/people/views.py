"""One's own details; and ways in that allauth does not know: the demo buttons, the admin's door."""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from people.actions import corrections as actions
from people.demo import demo_people
from people.forms import CorrectionForm
from people.models import Person
from people.queries import details, organisation
from people.requests import PersonRequest, sign_in_first
from people.unsent import keep_unsent, take_unsent

DETAILS = "people:your_details"


@require_GET
@login_required
def your_details(request: PersonRequest) -> HttpResponse:
    return _details_page(request, kept=take_unsent(request, place=DETAILS))


def _details_page(
    request: PersonRequest, sent: CorrectionForm | None = None, kept: QueryDict | None = None
) -> HttpResponse:
    """Also where a request could not be kept: what was typed is still there, and why not."""
    today = timezone.localdate()
    tree = organisation(today)
    form = sent or CorrectionForm(tree=tree, initial=kept.dict() if kept else None)
    shown = {
        "details": details(request.user, tree, day=today),
        "form": form,
        "is_asking": bool(sent or kept),
    }
    return render(request, "people/details.html", shown, status=422 if sent else 200)


@require_POST
def ask_correction(request: PersonRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        keep_unsent(request, place=DETAILS)
        return redirect_to_login(reverse(DETAILS))
    form = CorrectionForm(request.POST, tree=organisation(timezone.localdate()))
    if form.is_valid():
        try:
            actions.ask_correction(person=request.user, at=timezone.now(), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Your request was sent to the administrators."))
            return redirect(DETAILS)
    return _details_page(request, form)


@require_POST
@sign_in_first(DETAILS)
def withdraw_correction(request: PersonRequest) -> HttpResponse:
    if actions.withdraw_correction(person=request.user, at=timezone.now()):
        messages.success(request, _("Your request was taken back."))
    return redirect(DETAILS)


@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    role, people = request.POST.get("role", ""), demo_people(request)
    if role not in people:
        raise Http404
    email, _label = people[role]
    person = get_object_or_404(Person, email=email, is_active=True)
    login(request, person, backend="people.sign_in.PeopleBackend")
    following = request.POST.get("next", "")
    is_here = url_has_allowed_host_and_scheme(following, {request.get_host()})
    return redirect(following if is_here else "home")


@require_GET
def admin_sign_in(request: HttpRequest) -> HttpResponse:
    """Where the admin sends whoever may not enter: to sign in, or, when signed in, nowhere."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next") or "/admin/")
