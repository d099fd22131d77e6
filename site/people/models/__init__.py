"""Who learns, where, and whom they may see."""

from people.models.corrections import Correction
from people.models.organisation import NATIONS, FormerName, JobRole, Placement, Unit, UnitChange
from people.models.person import Person
from people.models.postings import Oversight, Posting, PostingChange
from people.models.roster import RosterImport

__all__ = [
    "NATIONS",
    "Correction",
    "FormerName",
    "JobRole",
    "Oversight",
    "Person",
    "Placement",
    "Posting",
    "PostingChange",
    "RosterImport",
    "Unit",
    "UnitChange",
]
