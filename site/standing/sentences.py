"""Where somebody stands with a course, and why: in one sentence, for them and who oversees them.

`Up to date until 3 March 2027: completed on 4 March 2026, edition 2; to be renewed every 12 months;
renewal opens on 3 December 2026.`
"""

import datetime as dt
from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.models import Completion
from standing.domain.explanation import Explanation
from standing.domain.rules import State
from standing.person_queries import Standing

DAY = dt.timedelta(days=1)


def sentence(standing: Standing) -> str:
    """Empty where the course is neither asked of the person nor begun."""
    explained = standing.explanation
    head = _head(explained)
    if not head:
        return ""
    reasons = "; ".join(_reasons(explained, standing.evidence))
    return f"{head}: {reasons}." if reasons else f"{head}."


def _head(one: Explanation) -> str:
    if one.state is State.UP_TO_DATE:
        if one.valid_until is None:
            return _("Up to date, without an end")
        return _("Up to date until %(day)s") % {"day": _day(one.valid_until)}
    if one.state is State.EXEMPT:
        if one.exemption is None or one.exemption.last is None:
            return _("Exempt, without an end yet")
        return _("Exempt until %(day)s") % {"day": _day(one.exemption.last)}
    if one.state is State.VOLUNTARY:
        return _("Taken without being asked")
    if one.state is None or one.due is None:
        return ""
    if one.state is State.OVERDUE:
        return _("Overdue since %(day)s") % {"day": _day(one.due + DAY)}
    if one.state is State.IN_PROGRESS:
        return _("In progress, due on %(day)s") % {"day": _day(one.due)}
    return _("Not started, due on %(day)s") % {"day": _day(one.due)}


def _reasons(one: Explanation, evidence: Completion | None) -> Iterator[str]:
    if one.state is State.EXEMPT:
        return
    if evidence is None:
        yield from _asked(one)
        return
    yield _evidence(evidence)
    if one.valid_until and not one.is_valid:
        yield _("valid until %(day)s") % {"day": _day(one.valid_until)}
    yield from _rule(one)
    if one.is_valid and one.can_renew:
        yield _("it can be renewed now")
    elif one.is_valid and one.renewal_opens:
        yield _("renewal opens on %(day)s") % {"day": _day(one.renewal_opens)}


def _asked(one: Explanation) -> Iterator[str]:
    if one.entry and one.due_within is not None:
        days = one.due_within
        words = ngettext(
            "asked since %(day)s, within %(days)s day",
            "asked since %(day)s, within %(days)s days",
            days,
        )
        yield words % {"day": _day(one.entry), "days": days}
    elif one.entry:
        yield _("asked since %(day)s") % {"day": _day(one.entry)}
    if one.begun:
        yield _("begun on %(day)s") % {"day": _day(one.begun)}


def _evidence(completion: Completion) -> str:
    place = {"day": _day(completion.day)}
    if completion.edition is None:
        place["evidence"] = completion.evidence
        return _("completed elsewhere on %(day)s (%(evidence)s)") % place
    place["number"] = str(completion.edition.number)
    return _("completed on %(day)s, edition %(number)s") % place


def _rule(one: Explanation) -> Iterator[str]:
    """What ends the completion: an edition for everybody, or else renewal."""
    if one.ends_with:
        place = {"number": one.ends_with.edition, "day": _day(one.ends_with.last_day)}
        yield _("everybody takes edition %(number)s by %(day)s") % place
    elif one.renews_every and one.valid_until:
        months = one.renews_every
        words = ngettext(
            "to be renewed every month", "to be renewed every %(months)s months", months
        )
        yield words % {"months": months}


def _day(day: dt.date) -> str:
    return date_format(day, "j F Y")
