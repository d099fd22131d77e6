"""Changes to what care shows: the bar of every page, and local pathways."""

import datetime as dt
import json
from pathlib import Path

from django.db import transaction

from people.models import Person, Unit
from wellbeing.models import ApprovedText, LocalPathway, SupportContact

STARTER = Path(__file__).parent / "starter"


@transaction.atomic
def load_starter_care() -> int:
    """Add the support contacts and approved texts that are missing; returns how many.

    What is there stays as it is, whoever changed it.
    """
    added = 0
    for row in json.loads((STARTER / "contacts.json").read_text())["contacts"]:
        _, is_new = SupportContact.objects.get_or_create(
            key=row["key"],
            defaults={
                **{name: row[name] for name in ("name", "phone", "hours", "cost", "about")},
                "for_england": "england" in row["nations"],
                "for_wales": "wales" in row["nations"],
                "audience": row["for"],
                "checked_on": row["checked_on"],
                "order": row["order"],
            },
        )
        added += is_new
    for row in json.loads((STARTER / "texts.json").read_text())["texts"]:
        _, is_new = ApprovedText.objects.get_or_create(
            key=row["key"], defaults={"title": row["title"], "html": row["html"]}
        )
        added += is_new
    return added


@transaction.atomic
def keep_pathway(
    *,
    unit: Unit,
    kind: str,
    name: str,
    contact: str,
    notes: str,
    checked_on: dt.date | None,
    by: Person,
    at: dt.datetime,
) -> LocalPathway:
    """Write down whom to turn to from a unit, in place of what it had."""
    kept, _ = LocalPathway.objects.update_or_create(
        unit=unit,
        kind=kind,
        defaults={
            "name": name,
            "contact": contact,
            "notes": notes,
            "checked_on": checked_on,
            "changed_at": at,
            "changed_by": by,
        },
    )
    return kept


@transaction.atomic
def drop_pathway(*, unit: Unit, kind: str) -> bool:
    """Take a unit's own pathway away, so that the one from above holds; whether there was one."""
    return bool(LocalPathway.objects.filter(unit=unit, kind=kind).delete()[0])
