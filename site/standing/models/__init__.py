"""Who has to do which course by when, and where people stand with it."""

from standing.models.requirements import Assignment, AssignmentVersion, Exemption

__all__ = ["Assignment", "AssignmentVersion", "Exemption"]
