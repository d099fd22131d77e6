"""What a person's own pages say about where they stand."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils import timezone

from courses.models import Course
from courses.queries import CourseView
from standing.domain.rules import State
from standing.person_queries import Standing, standings_of
from standing.sentences import sentence

register = template.Library()
Standings = Mapping[uuid.UUID, Standing]


@register.simple_tag(takes_context=True)
def standings(context: dict[str, Any], course: Course | None = None) -> Standings:
    """Where the person who looks stands today, with every course or with one."""
    courses = None if course is None else [course.translation_key]
    return standings_of(context["request"].user, timezone.localdate(), courses)


@register.inclusion_tag("standing/line.html", takes_context=True)
def standing_line(
    context: dict[str, Any], mine: Standings, course_key: uuid.UUID, *, renews: bool = False
) -> dict[str, Any]:
    """The sentence about a course, and a way to renew it where that is open and asked for here."""
    standing = mine.get(course_key)
    return {
        "csrf_token": context.get("csrf_token"),
        "course_key": course_key,
        "words": sentence(standing) if standing else "",
        "renews": renews and standing is not None and standing.explanation.can_renew,
        "is_practice": renews and standing is not None and not standing.explanation.can_renew,
        "opens": standing.explanation.renewal_opens if standing else None,
    }


@register.filter
def soonest_first(courses: Iterable[Course], mine: Standings) -> list[Course]:
    """Courses by what has to be done first; the others after them, as they were."""
    return sorted(courses, key=lambda course: _urgency(mine.get(course.translation_key)))


@register.filter
def asked_again(completed: Iterable[CourseView], mine: Standings) -> list[CourseView]:
    """Those of the completed courses that are asked of the person and can be renewed now."""
    found = [(view, mine.get(view.enrolment.course_key)) for view in completed]
    due = [(view, one) for view, one in found if one and _is_due_again(one)]
    return [view for view, _one in sorted(due, key=lambda pair: pair[1].urgency)]


def _is_due_again(standing: Standing) -> bool:
    explained = standing.explanation
    is_exempt = standing.state is State.EXEMPT
    return explained.is_asked and explained.can_renew and not is_exempt


def _urgency(standing: Standing | None) -> tuple[int, Any]:
    return standing.urgency if standing else (2, 0)
