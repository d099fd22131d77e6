"""What may be shown of a unit, to anybody who may see reports: yes or no."""

from people.models import Unit


def shows_decisions(unit: Unit | None) -> bool:
    """How well people did is shown for regions and above; None is the whole organisation."""
    return unit is None or unit.kind in {Unit.Kind.NATION, Unit.Kind.REGION}
