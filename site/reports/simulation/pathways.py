"""Invented local pathways, so that the demo shows where real ones would stand.

The numbers are of those that Ofcom keeps free for drama: nobody answers there.
"""

import datetime as dt
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from people.models import Person, Unit
from wellbeing.actions import keep_pathway
from wellbeing.models import LocalPathway

Kind = LocalPathway.Kind
NUMBER = "01632 960{:03d} (invented)"


class Example(NamedTuple):
    kind: LocalPathway.Kind
    name: str
    notes: str
    checked_weeks_ago: int  # one of them too long, which the page says


EXAMPLES = (
    Example(
        Kind.SOCIAL_CARE,
        "Example adult social care desk",
        "Takes referrals by phone on working days. An example: no such desk exists.",
        3,
    ),
    Example(
        Kind.MENTAL_HEALTH,
        "Example crisis line for this area",
        "Anybody may ring, at any time. An example: no such line exists.",
        9,
    ),
    Example(
        Kind.ESCALATION,
        "Example manager on duty",
        "Rings the other service the same day. An example: no such person exists.",
        60,
    ),
    Example(
        Kind.COORDINATOR,
        "Example health and justice coordinator",
        "Knows whom to ask where two services disagree. An example: no such person exists.",
        5,
    ),
)


@transaction.atomic
def add_demo_pathways(units: list[Unit], *, by: Person, today: dt.date) -> int:
    """Adds the examples to each unit but the last, which shows how it looks where nobody has
    entered any. Adds nothing where somebody keeps a pathway already; returns how many were added.
    """
    if LocalPathway.objects.exists():
        return 0
    number = 0
    for unit in units[:-1]:
        for example in EXAMPLES:
            keep_pathway(
                unit=unit,
                kind=example.kind,
                name=example.name,
                contact=NUMBER.format(number),
                notes=example.notes,
                checked_on=today - dt.timedelta(weeks=example.checked_weeks_ago),
                by=by,
                at=timezone.now(),
            )
            number += 1
    return number
