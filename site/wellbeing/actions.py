"""Changes to what the care bar shows."""

import json
from pathlib import Path

from django.db import transaction

from wellbeing.models import ApprovedText, SupportContact

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
