"""What an assignment asks, in words."""

from collections.abc import Iterable

from django import template
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from people.models import Unit
from standing.models import Assignment, AssignmentVersion

register = template.Library()


@register.simple_tag
def version_places(version: AssignmentVersion) -> str:
    """Of whom: `England, Wales without Approved premises: Probation officer`."""
    words = _names(version.units.all())
    if left_out := _names(version.excluded_units.all()):
        words = _("%(units)s without %(others)s") % {"units": words, "others": left_out}
    roles = ", ".join(sorted(role.name for role in version.job_roles.all()))
    return f"{words}: {roles}" if roles else _("%(units)s: everybody") % {"units": words}


@register.simple_tag
def version_terms(version: AssignmentVersion) -> str:
    """By when, and how often again, in sentences."""
    return " ".join(filter(None, [_due(version), _grace(version), _renewal(version)]))


@register.simple_tag
def assignment_days(assignment: Assignment) -> str:
    """From when to when it holds, and who has said so."""
    first = date_format(assignment.first_day, "j F Y")
    place = {"first": first, "name": assignment.made_by}
    if assignment.last_day is None:
        return _("From %(first)s on, made by %(name)s.") % place
    place["last"] = date_format(assignment.last_day, "j F Y")
    if assignment.ended_by is None:
        return _("From %(first)s until %(last)s, made by %(name)s.") % place
    place["other"] = assignment.ended_by
    return _("From %(first)s until %(last)s, made by %(name)s, ended by %(other)s.") % place


def _names(units: Iterable[Unit]) -> str:
    return ", ".join(sorted(unit.name_in(get_language() or "") for unit in units))


def _due(version: AssignmentVersion) -> str:
    if version.due_day:
        return _("Due on %(day)s.") % {"day": date_format(version.due_day, "j F Y")}
    days = version.due_days or 0
    words = ngettext("Due %(days)s day after entry.", "Due %(days)s days after entry.", days)
    return words % {"days": days}


def _grace(version: AssignmentVersion) -> str:
    if not version.grace_days:
        return ""
    words = ngettext("%(days)s day of grace.", "%(days)s days of grace.", version.grace_days)
    return words % {"days": version.grace_days}


def _renewal(version: AssignmentVersion) -> str:
    months = version.renewal_months
    if months is None:
        return _("No renewal.")
    words = ngettext("Renewed every month.", "Renewed every %(months)s months.", months)
    return words % {"months": months}
