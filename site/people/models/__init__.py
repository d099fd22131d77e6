"""Who learns, where, and whom they may see."""

from people.models.organisation import NATIONS, JobRole, Placement, Unit
from people.models.person import Person
from people.models.postings import Oversight, Posting, PostingChange

__all__ = [
    "NATIONS",
    "JobRole",
    "Oversight",
    "Person",
    "Placement",
    "Posting",
    "PostingChange",
    "Unit",
]
