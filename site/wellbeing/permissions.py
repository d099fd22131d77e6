"""Who may change local pathways: yes or no."""

import datetime as dt

from people.models import Person, Unit
from people.permissions import runs_organisation
from people.queries import organisation, overseen_units


def keeps_pathways(viewer: Person, unit: Unit, *, day: dt.date) -> bool:
    """Whoever oversees the unit on the day, and administrators."""
    return runs_organisation(viewer) or unit.pk in overseen_units(
        viewer, organisation(day), day=day
    )
