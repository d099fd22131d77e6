"""Changes to inspections and what they found."""

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from findings.models import Finding, Inspection, Recommendation

STARTER = Path(__file__).parent / "starter" / "inspections.json"


@transaction.atomic
def load_starter_findings() -> int:
    """Add the inspections, findings and recommendations that are missing; returns how many.

    What is there stays as it is, whoever changed it.
    """
    added = 0
    for row in json.loads(STARTER.read_text())["inspections"]:
        inspection, is_new = Inspection.objects.get_or_create(
            ref=row["ref"],
            defaults={
                name: row[name] for name in ("title", "publisher", "published_on", "summary", "url")
            },
        )
        added += is_new + _load_inside(inspection, row)
    return added


def _load_inside(inspection: Inspection, row: dict[str, Any]) -> int:
    added = 0
    for order, finding in enumerate(row["findings"], start=1):
        _, is_new = Finding.objects.get_or_create(
            ref=finding["ref"],
            defaults={
                "inspection": inspection,
                "theme": finding["theme"],
                "kind": finding["kind"],
                "text": finding["text"],
                "for_england": "england" in finding["nations"],
                "for_wales": "wales" in finding["nations"],
                "order": order,
            },
        )
        added += is_new
    for recommendation in row["recommendations"]:
        _, is_new = Recommendation.objects.get_or_create(
            ref=recommendation["ref"],
            defaults={"inspection": inspection, "text": recommendation["text"]},
        )
        added += is_new
    return added
