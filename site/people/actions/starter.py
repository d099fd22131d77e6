"""Changes to the organisation."""

import csv
import datetime as dt
import json
from pathlib import Path

from django.db import transaction

from people.models import JobRole, Placement, Unit

STARTER = Path(__file__).parents[1] / "starter"
# Earlier than anything the service records: nothing is said about how things were before.
SINCE = dt.date(2020, 1, 1)
ENGLAND, WALES = "ENG", "WAL"
WALES_REGION = "Wales"


@transaction.atomic
def load_starter_organisation() -> int:
    """Add the nations, regions, delivery units, other homes and job roles that are missing.

    What is there stays as it is, whoever changed it. Returns how many rows were added.
    """
    before = _rows()
    _nations()
    _regions_and_delivery_units()
    _homes()
    for role in json.loads((STARTER / "job_roles.json").read_text())["job_roles"]:
        JobRole.objects.get_or_create(code=role["code"], defaults={"name": role["name"]})
    return _rows() - before


def _nations() -> None:
    _unit(ENGLAND, name="England", name_cy="Lloegr", kind=Unit.Kind.NATION, nation="england")
    _unit(WALES, name="Wales", name_cy="Cymru", kind=Unit.Kind.NATION, nation="wales")


def _regions_and_delivery_units() -> None:
    for row in _csv("units.csv"):
        nation = "wales" if row["region"] == WALES_REGION else "england"
        region = _unit(
            row["delius_region_code"],
            name=row["region"],
            kind=Unit.Kind.REGION,
            nation=nation,
            below=WALES if nation == "wales" else ENGLAND,
        )
        _unit(
            row["delius_pdu_code"],
            name=row["pdu"],
            kind=Unit.Kind.DELIVERY_UNIT,
            nation=nation,
            below=region.code,
        )


def _homes() -> None:
    for row in _csv("homes.csv"):
        _unit(
            row["code"],
            name=row["name"],
            kind=Unit.Kind.HOME,
            nation=row["nation"],
            below=row["parent_region_code"] or None,
        )


def _unit(code: str, *, below: str | None = None, **fields: str) -> Unit:
    unit, is_new = Unit.objects.get_or_create(code=code, defaults=fields)
    if is_new and below:
        parent = Unit.objects.get(code=below)
        Placement.objects.create(unit=unit, parent=parent, first_day=SINCE)
    return unit


def _csv(name: str) -> list[dict[str, str]]:
    with (STARTER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _rows() -> int:
    return Unit.objects.count() + JobRole.objects.count()
