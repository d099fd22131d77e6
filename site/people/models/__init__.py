"""Who learns, where, and whom they may see."""

from people.models.organisation import NATIONS, FormerName, JobRole, Placement, Unit, UnitChange
from people.models.person import Person
from people.models.postings import Oversight, Posting, PostingChange

__all__ = [
    "NATIONS",
    "FormerName",
    "JobRole",
    "Oversight",
    "Person",
    "Placement",
    "Posting",
    "PostingChange",
    "Unit",
    "UnitChange",
]
