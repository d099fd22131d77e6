"""Taking a course again so that it counts."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.actions.learning import NotOffered
from courses.models import Course
from people.requests import PersonRequest, sign_in_first
from standing.actions.renewal import NotOpenYet
from standing.actions.renewal import renew as renew_course


@require_POST
@sign_in_first("courses:course", "course_key")
def renew(request: PersonRequest, course_key: uuid.UUID) -> HttpResponse:
    if not Course.objects.live().filter(translation_key=course_key).exists():
        raise Http404
    try:
        enrolment = renew_course(person=request.user, course_key=course_key, at=timezone.now())
    except NotOffered as nothing:
        raise Http404 from nothing
    except NotOpenYet as early:
        messages.warning(request, _too_early(early))
        return redirect("courses:course", course_key)
    return redirect("courses:carry_on", enrolment.key)


def _too_early(early: NotOpenYet) -> str:
    if early.opens is None:
        return _("Your completion has no end, so there is nothing to renew. You can practise.")
    words = _("Renewal opens on %(day)s. Until then going through it again is practice.")
    return words % {"day": date_format(early.opens, "j F Y")}
