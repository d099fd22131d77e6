"""What a page of the catalogue shows to the person who looks at it."""

from collections.abc import Iterable
from itertools import groupby, zip_longest
from typing import Any

from django import template
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from courses import queries
from courses.models import Course, CourseIndex

register = template.Library()


@register.inclusion_tag("courses/learner_panel.html", takes_context=True)
def learner_panel(context: dict[str, Any], course: Course) -> dict[str, Any]:
    """Start, carry on or look back: how the person stands with the course."""
    request = context["request"]
    enrolment = queries.enrolment_in(request.user, course.translation_key)
    views = queries.course_views([enrolment], get_language()) if enrolment else []
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "page": course,
        "course_key": course.translation_key,
        "course": views[0] if views else None,
        "steps": queries.steps_on_offer(course.translation_key, get_language()),
        "sign_off": queries.sign_off_of(course.translation_key),
        "edition": queries.latest_edition(course.translation_key),
    }


@register.simple_tag
def courses_below(index: CourseIndex) -> list[Course]:
    """The live courses of a catalogue, by title."""
    return list(Course.objects.live().child_of(index).select_related("locale").order_by("title"))


@register.simple_tag
def step_items(course: queries.CourseView, current: int | None = None) -> list[dict[str, Any]]:
    """The steps of somebody's course for the component of a task list, each with its link."""
    return [
        {
            **_step_item(step),
            **_state(step, is_current=step.position == current),
            "href": reverse("courses:step", args=[course.enrolment.key, step.position]),
        }
        for step in course.steps
    ]


@register.simple_tag
def steps_ahead(steps: list[queries.StepView]) -> list[dict[str, Any]]:
    """The steps of a course that has not been begun, for the component of a task list."""
    return [_step_item(step) for step in steps]


@register.filter
def in_modules(items: Iterable[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The items of a task list in runs of one module, each with the module's name ("" for none)."""
    runs = groupby(items, key=lambda item: str(item["module"]))
    return [(module, list(run)) for module, run in runs]


@register.filter
def progress_words(course: queries.CourseView) -> str:
    """How far somebody has come: `2 of 5 steps done, about 12 minutes left`.

    Where a course has extra steps, too, it says that it counts those that are needed.
    """
    total, left = course.progress.required, course.minutes_left
    words = ngettext("%(done)s of %(total)s step done", "%(done)s of %(total)s steps done", total)
    if len(course.steps) > total:
        words = ngettext(
            "%(done)s of %(total)s needed step done",
            "%(done)s of %(total)s needed steps done",
            total,
        )
    words %= {"done": course.progress.required_done, "total": total}
    if not left:
        return words
    minutes = ngettext("about %(left)s minute left", "about %(left)s minutes left", left)
    return f"{words}, {minutes % {'left': left}}"


@register.filter
def kind_name(kind: str) -> str:
    """What a kind of step is called."""
    return {"lesson": _("Lesson"), "quiz": _("Quiz"), "scenario": _("Scenario")}[kind]


@register.filter
def under(cells: Iterable[str], headings: Iterable[str]) -> list[tuple[str, str]]:
    """Each cell of a table's row with the heading of its column."""
    return list(zip_longest(headings, cells, fillvalue=""))


@register.simple_tag
def step_link(course: queries.CourseView, step: queries.StepView | None) -> dict[str, Any] | None:
    """A neighbour in the course for the component of previous and next."""
    if step is None:
        return None
    place = [course.enrolment.key, step.position]
    return {
        "href": reverse("courses:step", args=place),
        "label": step.title,
        "lang": step.language,
    }


def _step_item(step: queries.StepView) -> dict[str, Any]:
    minutes = ngettext("about %(minutes)s minute", "about %(minutes)s minutes", step.minutes)
    parts = [kind_name(step.kind), minutes % {"minutes": step.minutes}]
    if not step.is_required:
        parts.append(_("an extra"))
    if step.done_at:
        day = date_format(localtime(step.done_at), "j F Y")
        parts.append(_("done on %(day)s") % {"day": day})
    return {
        "title": step.title,
        "lang": step.language,
        "hint": ", ".join(parts),
        "module": step.module,
    }


def _state(step: queries.StepView, *, is_current: bool) -> dict[str, str]:
    """The state in words; only what is to be done next has a tag."""
    if step.done_at:
        return {"status": _("Done")}
    if is_current:
        return {"status": _("You are here")}
    if step.state == "next":
        return {"status": _("Next"), "tag_classes": " "}
    return {"status": _("Not done yet")}
