"""Who has to do which course by when, and where people stand with it."""

from standing.models.figures import ALL_REQUIRED, DailyChange, Recalculation, StandingInterval
from standing.models.requirements import Assignment, AssignmentVersion, Exemption

__all__ = [
    "ALL_REQUIRED",
    "Assignment",
    "AssignmentVersion",
    "DailyChange",
    "Exemption",
    "Recalculation",
    "StandingInterval",
]
