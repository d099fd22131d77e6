"""Ways in that allauth does not know: the demo buttons and the door of the Wagtail admin."""

from django.contrib.auth import login
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from people.demo import demo_people
from people.models import Person


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
